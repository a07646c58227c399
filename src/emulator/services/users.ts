// The users service: who am I, the directory, and the administration of users.
//
// Source: agynio/users `internal/server/server.go` at 4baf943 (order of checks, texts). Ours: who calls for the first time has a user
// record by then, the cluster admin too; on an installed platform the identity behind the bootstrap token may have none, and GetMe
// then fails. API tokens are in api-tokens.ts; devices are not served.
import { randomUUID } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { UsersGateway } from "../gen/agynio/api/gateway/v1/users_pb.js";
import { ClusterRole, type UserSchema } from "../gen/agynio/api/users/v1/users_pb.js";
import type { Identity } from "../directory.js";
import { paginate } from "../paging.js";
import { RpcError } from "../rpc-error.js";
import type { UserRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireUuid } from "../uuid.js";
import { apiTokenMethods } from "./api-tokens.js";
import { type Implementation, isEnumValue, requireIdentity, type ServiceDependencies, toMeta } from "./context.js";

const USERNAME_PATTERN = "^[a-z0-9_-]+$";
const MAX_USERNAME_BYTES = 32;
const DEFAULT_SEARCH_LIMIT = 10;
const MAX_SEARCH_LIMIT = 20;
const MAX_BATCH = 100;

/** The users service over the tables. */
export function usersService(dependencies: ServiceDependencies): Implementation<typeof UsersGateway> {
  const { store, stamp, directory } = dependencies;

  const update = (row: UserRow, fields: Partial<Omit<UserRow, "id">>) => {
    const { username } = fields;
    if (username !== undefined && username !== row.username && directory.isUsernameTaken(username)) {
      throw new RpcError("already_exists", "username already exists");
    }
    Object.assign(row, withoutUndefined(fields), { updatedAt: stamp() });
    store.changed();
  };

  return {
    ...apiTokenMethods(dependencies),

    getMe(_request, caller) {
      const identity = requireIdentity(caller);
      const user = requireUser(store, identity.id);
      return { user: toMessage(user), clusterRole: roleOf(identity.clusterAdmin) };
    },

    updateMe(request, caller) {
      const identity = requireIdentity(caller);
      const { name, username } = request;
      assertAnyField([name, username]);
      assertUsername("username", username);
      const user = requireUser(store, identity.id);
      update(user, { name, username });
      return { user: toMessage(user), clusterRole: roleOf(identity.clusterAdmin) };
    },

    searchUsers(request, caller) {
      requireIdentity(caller);
      const { prefix } = request;
      assertUsername("prefix", prefix);
      const limit = request.limit === 0 ? DEFAULT_SEARCH_LIMIT : request.limit;
      if (limit < 0) {
        throw new RpcError("invalid_argument", "limit must be positive");
      }
      if (limit > MAX_SEARCH_LIMIT) {
        throw new RpcError("invalid_argument", `limit must be <= ${MAX_SEARCH_LIMIT}`);
      }
      const found = store.users.filter((row) => row.username.startsWith(prefix));
      // By name: an exact match is the shortest with the prefix, and so the first.
      found.sort((a, b) => (a.username < b.username ? -1 : 1));
      return {
        users: found
          .slice(0, limit)
          .map(({ id, username, name, photoUrl }) => ({ identityId: id, username, name, photoUrl })),
      };
    },

    createUser(request, caller) {
      requireClusterAdmin(caller);
      const { oidcSubject, username } = request;
      if (oidcSubject === "") {
        throw new RpcError("invalid_argument", "oidc_subject must be provided");
      }
      assertRole(request.clusterRole);
      assertUsername("username", username);
      if (username !== undefined && directory.isUsernameTaken(username)) {
        throw new RpcError("already_exists", "username already exists");
      }
      if (store.users.find((row) => row.oidcSubject === oidcSubject) !== undefined) {
        throw new RpcError("already_exists", "user already exists");
      }
      const user = directory.createUser({
        id: randomUUID(),
        oidcSubject,
        name: request.name ?? "",
        ...(username === undefined ? {} : { username }),
        nickname: request.nickname ?? "",
        photoUrl: request.photoUrl ?? "",
        clusterAdmin: request.clusterRole === ClusterRole.ADMIN,
      });
      return { user: toMessage(user) };
    },

    getUser(request, caller) {
      requireClusterAdmin(caller);
      const user = requireUser(store, requireUuid("identity_id", request.identityId));
      return { user: toMessage(user), clusterRole: roleOf(user.clusterAdmin) };
    },

    listUsers(request, caller) {
      requireClusterAdmin(caller);
      const page = paginate(store.users, request);
      return { users: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    batchGetUsers(request, _caller) {
      const { identityIds } = request;
      if (identityIds.length > MAX_BATCH) {
        throw new RpcError("invalid_argument", `batch size ${identityIds.length} exceeds maximum of ${MAX_BATCH}`);
      }
      const ids = new Set(identityIds.map((id, index) => requireUuid(`identity_ids[${index}]`, id)));
      return { users: store.users.filter((row) => ids.has(row.id)).map(toMessage) };
    },

    updateUser(request, caller) {
      requireClusterAdmin(caller);
      const id = requireUuid("identity_id", request.identityId);
      const { name, email, nickname, photoUrl, username, clusterRole } = request;
      if (clusterRole !== undefined) {
        assertRole(clusterRole);
      }
      assertAnyField([name, email, nickname, photoUrl, clusterRole, username]);
      assertUsername("username", username);
      const user = requireUser(store, id);
      const fields = { name, email, nickname, photoUrl, username };
      if (Object.values(fields).some((value) => value !== undefined)) {
        update(user, fields);
      }
      if (clusterRole !== undefined) {
        user.clusterAdmin = clusterRole === ClusterRole.ADMIN;
        store.changed();
      }
      return { user: toMessage(user) };
    },

    deleteUser(request, caller) {
      requireClusterAdmin(caller);
      const { id } = requireUser(store, requireUuid("identity_id", request.identityId));
      // The platform takes away memberships, not ownerships.
      store.removeRelationsOf(id, "member");
      store.users.delete(id);
      for (const token of store.apiTokens.filter((row) => row.identityId === id)) {
        store.apiTokens.delete(token.id);
      }
      store.changed();
      return {};
    },
  };
}

function requireClusterAdmin(caller: Identity | undefined): void {
  if (!requireIdentity(caller).clusterAdmin) {
    throw new RpcError("permission_denied", "cluster admin required");
  }
}

function requireUser(store: Store, id: string): UserRow {
  const row = store.users.get(id);
  if (row === undefined) {
    throw new RpcError("not_found", "user not found");
  }
  return row;
}

function assertAnyField(fields: readonly unknown[]): void {
  if (fields.every((field) => field === undefined)) {
    throw new RpcError("invalid_argument", "at least one field must be provided");
  }
}

function assertUsername(field: string, username: string | undefined): void {
  if (username === undefined) {
    return;
  }
  const problem =
    username === ""
      ? "value is required"
      : Buffer.byteLength(username) > MAX_USERNAME_BYTES
        ? `max length ${MAX_USERNAME_BYTES}`
        : new RegExp(USERNAME_PATTERN).test(username)
          ? undefined
          : `must match ${USERNAME_PATTERN}`;
  if (problem !== undefined) {
    throw new RpcError("invalid_argument", `${field}: ${problem}`);
  }
}

function assertRole(role: ClusterRole): void {
  if (!isEnumValue(ClusterRole, role)) {
    throw new RpcError("invalid_argument", `cluster_role: unsupported role ${role}`);
  }
}

function roleOf(isClusterAdmin: boolean): ClusterRole {
  return isClusterAdmin ? ClusterRole.ADMIN : ClusterRole.UNSPECIFIED;
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toMessage(row: UserRow): MessageInitShape<typeof UserSchema> {
  return {
    meta: toMeta(row),
    oidcSubject: row.oidcSubject,
    name: row.name,
    email: row.email,
    photoUrl: row.photoUrl,
    nickname: row.nickname,
    username: row.username,
  };
}
