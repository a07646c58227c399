// Who is calling: from the Authorization header to an identity, to none, or to a refusal.
//
// Source: agynio/gateway `internal/identity`, `internal/apitokenresolver` (order of resolvers; a missing or malformed header is no
// identity and the call goes on, a bad credential is refused). Ours: the admin token is the one given at start; `agyn_` followed by
// a UUID is the identity with that id, so that a test can be a stranger, or a runner, without asking for a token first; there is no
// OIDC resolver.
import { createHash, timingSafeEqual } from "node:crypto";
import { CLUSTER_ADMIN_IDENTITY_ID, type Directory, type Identity } from "./directory.js";
import { RpcError } from "./rpc-error.js";

/** First characters of every API token. */
export const API_TOKEN_PREFIX = "agyn_";

const CANONICAL_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Turns an Authorization header into an identity; `undefined` is a call without one, which each service judges itself. */
export type IdentityResolver = (authorization: string | undefined) => Identity | undefined;

/**
 * A resolver that knows the cluster admin by the digest of their token; the token itself is not kept.
 * The resolver throws {@link RpcError} `unauthenticated` for a bearer nobody knows.
 */
export function createIdentityResolver(adminToken: string, directory: Directory): IdentityResolver {
  const adminDigest = sha256(adminToken);
  return (authorization) => {
    const bearer = bearerOf(authorization);
    if (bearer === undefined) {
      return undefined;
    }
    const digest = sha256(bearer);
    if (timingSafeEqual(digest, adminDigest)) {
      return directory.identify(CLUSTER_ADMIN_IDENTITY_ID);
    }
    if (!bearer.startsWith(API_TOKEN_PREFIX)) {
      throw new RpcError("unauthenticated", "oidc resolver is not configured");
    }
    const id = directory.holderOfToken(digest.toString("hex")) ?? idInToken(bearer);
    if (id === undefined) {
      throw new RpcError("unauthenticated", "invalid api token");
    }
    return directory.identify(id);
  };
}

/** The id that stands in the token itself. The admin's is public: taken as a token, it would be a way around theirs. */
function idInToken(bearer: string): string | undefined {
  const id = CANONICAL_UUID.exec(bearer.slice(API_TOKEN_PREFIX.length))?.[0].toLowerCase();
  return id === CLUSTER_ADMIN_IDENTITY_ID ? undefined : id;
}

/** The credential, if the header is exactly a bearer scheme and one word. */
function bearerOf(authorization: string | undefined): string | undefined {
  const fields = (authorization ?? "").trim().split(/\s+/);
  return fields.length === 2 && fields[0]?.toLowerCase() === "bearer" ? fields[1] : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
