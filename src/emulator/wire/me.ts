// GET /me: which identity the gateway sees, without asking any service behind it. Plain JSON, errors as RFC 7807 problems.
//
// Source: agynio/gateway `internal/gateway/me.go`, `interceptors.go` (every method is answered alike; the resolvers leave tenant and
// authentication method empty).
import type { Identity } from "../directory.js";
import type { IdentityResolver } from "../identity.js";
import { RpcError } from "../rpc-error.js";
import { type HttpRequest, textAnswer } from "./exchange.js";
import type { CallResult } from "./handler.js";

/** Where it is. */
export const ME_PATH = "/me";

/** Answers one request to {@link ME_PATH}. */
export function answerMe(resolveIdentity: IdentityResolver, request: HttpRequest): CallResult {
  let caller: Identity | undefined;
  try {
    caller = resolveIdentity(request.headers.authorization);
  } catch (error) {
    return problem(error instanceof RpcError ? error.message : "internal error");
  }
  if (caller === undefined) {
    return problem("identity not available");
  }
  const body = { identity_id: caller.id, identity_type: caller.type, tenant_id: "", auth_method: "" };
  return {
    answer: textAnswer(200, "application/json", JSON.stringify(body)),
    outcome: { rpc: ME_PATH, status: 200, identity: caller.id },
  };
}

function problem(detail: string): CallResult {
  const body = { type: "about:blank", title: "Unauthorized", status: 401, detail };
  return {
    answer: textAnswer(401, "application/problem+json", JSON.stringify(body)),
    outcome: { rpc: ME_PATH, status: 401 },
  };
}
