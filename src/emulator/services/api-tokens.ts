// API tokens: made, listed and revoked by the user they stand for; the text is given out once.
//
// Source: agynio/users `internal/server/server.go`, `internal/apitoken/apitoken.go` at 4baf943 (form of the token, checks, texts).
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { UsersGateway } from "../gen/agynio/api/gateway/v1/users_pb.js";
import type { APITokenSchema } from "../gen/agynio/api/users/v1/users_pb.js";
import { API_TOKEN_PREFIX } from "../identity.js";
import { RpcError } from "../rpc-error.js";
import type { ApiTokenRow } from "../store/rows.js";
import { requireUuid } from "../uuid.js";
import {
  fromTimestamp,
  type Implementation,
  requireIdentity,
  type ServiceDependencies,
  toTimestamp,
} from "./context.js";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_BYTES = 32;
const RANDOM_CHARACTERS = 44;
/** Characters of a token that are kept for display, its prefix among them. */
const SHOWN_CHARACTERS = 8;

type ApiTokenMethods = Pick<Implementation<typeof UsersGateway>, "createAPIToken" | "listAPITokens" | "revokeAPIToken">;

/** The part of the users service that is about API tokens. */
export function apiTokenMethods({ store, stamp, clock }: ServiceDependencies): ApiTokenMethods {
  return {
    createAPIToken(request, caller) {
      const identity = requireIdentity(caller);
      if (request.name === "") {
        throw new RpcError("invalid_argument", "name must be provided");
      }
      const { expiresAt } = request;
      if (expiresAt !== undefined && timestampMs(expiresAt) <= clock().getTime()) {
        throw new RpcError("invalid_argument", "expires_at must be in the future");
      }
      const plaintextToken = API_TOKEN_PREFIX + randomBase62();
      const row: ApiTokenRow = {
        id: randomUUID(),
        identityId: identity.id,
        name: request.name,
        tokenHash: createHash("sha256").update(plaintextToken).digest("hex"),
        tokenPrefix: plaintextToken.slice(0, SHOWN_CHARACTERS),
        ...(expiresAt === undefined ? {} : { expiresAt: fromTimestamp(expiresAt) }),
        createdAt: stamp(),
      };
      store.apiTokens.put(row);
      store.changed();
      return { token: toMessage(row), plaintextToken };
    },

    listAPITokens(_request, caller) {
      const identity = requireIdentity(caller);
      const rows = store.apiTokens.filter((row) => row.identityId === identity.id);
      return { tokens: rows.sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1)).map(toMessage) };
    },

    revokeAPIToken(request, caller) {
      const identity = requireIdentity(caller);
      const id = requireUuid("token_id", request.tokenId);
      if (store.apiTokens.get(id)?.identityId !== identity.id) {
        throw new RpcError("not_found", "api token not found");
      }
      store.apiTokens.delete(id);
      store.changed();
      return {};
    },
  };
}

function randomBase62(): string {
  let value = BigInt(`0x${randomBytes(RANDOM_BYTES).toString("hex")}`);
  let text = "";
  for (; value > 0n; value /= 62n) {
    text = (BASE62[Number(value % 62n)] ?? "") + text;
  }
  return text.padStart(RANDOM_CHARACTERS, "0");
}

function toMessage(row: ApiTokenRow): MessageInitShape<typeof APITokenSchema> {
  return {
    id: row.id,
    identityId: row.identityId,
    name: row.name,
    tokenPrefix: row.tokenPrefix,
    expiresAt: row.expiresAt === undefined ? undefined : toTimestamp(row.expiresAt),
    createdAt: toTimestamp(row.createdAt),
    lastUsedAt: row.lastUsedAt === undefined ? undefined : toTimestamp(row.lastUsedAt),
  };
}
