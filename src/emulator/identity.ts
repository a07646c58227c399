// Who is calling: from the Authorization header to an identity, to none, or to a refusal.
//
// Source: agynio/gateway `internal/identity` (order of resolvers; a missing or malformed header is no identity and the call
// goes on, a bad credential is refused). Ours: the admin token is the one given at start; `agyn_` followed by a UUID is the
// user with that id, so that a test can be a stranger without a user service; there is no OIDC resolver.
import { createHash, timingSafeEqual } from "node:crypto";
import { RpcError } from "./rpc-error.js";

/** The identity behind the cluster admin token, as the platform's bootstrap configures it. */
export const CLUSTER_ADMIN_IDENTITY_ID = "a3c1e9d2-7f4b-5e1a-9c3d-2b8f6a4e7d10";

const API_TOKEN_PREFIX = "agyn_";
const CANONICAL_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A caller known to the gateway. */
export interface Identity {
  readonly id: string;
  readonly clusterAdmin: boolean;
}

/** Turns an Authorization header into an identity; `undefined` is a call without one, which each service judges itself. */
export type IdentityResolver = (authorization: string | undefined) => Identity | undefined;

/**
 * A resolver that knows the cluster admin by the digest of their token; the token itself is not kept.
 * The resolver throws {@link RpcError} `unauthenticated` for a bearer nobody knows.
 */
export function createIdentityResolver(adminToken: string): IdentityResolver {
  const adminDigest = sha256(adminToken);
  return (authorization) => {
    const bearer = bearerOf(authorization);
    if (bearer === undefined) {
      return undefined;
    }
    if (timingSafeEqual(sha256(bearer), adminDigest)) {
      return { id: CLUSTER_ADMIN_IDENTITY_ID, clusterAdmin: true };
    }
    if (!bearer.startsWith(API_TOKEN_PREFIX)) {
      throw new RpcError("unauthenticated", "oidc resolver is not configured");
    }
    const id = CANONICAL_UUID.exec(bearer.slice(API_TOKEN_PREFIX.length))?.[0].toLowerCase();
    // The admin's identity id is public: as an API token it would be a way around the admin token.
    if (id === undefined || id === CLUSTER_ADMIN_IDENTITY_ID) {
      throw new RpcError("unauthenticated", "invalid api token");
    }
    return { id, clusterAdmin: false };
  };
}

/** The credential, if the header is exactly a bearer scheme and one word. */
function bearerOf(authorization: string | undefined): string | undefined {
  const fields = (authorization ?? "").trim().split(/\s+/);
  return fields.length === 2 && fields[0]?.toLowerCase() === "bearer" ? fields[1] : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
