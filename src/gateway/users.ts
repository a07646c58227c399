// Who the caller is, and who else there is, as the gateway sees it.
//
// Source: agynio/api `proto/agynio/api/users/v1/users.proto`. The identity behind a bootstrap token may have no user record;
// `me` then fails though the token is good. Reading and listing other users takes the cluster admin.
import { Caller, type ListOptions } from "./caller.js";
import { enumName, type JsonObject, object, objects, requiredText, text } from "./decode.js";
import type { CallOptions } from "./transport.js";

/** A user. */
export interface User {
  /** UUID; the identity id. */
  readonly id: string;
  readonly oidcSubject: string;
  readonly name: string;
  readonly email: string;
  readonly photoUrl: string;
  readonly nickname: string;
  /** Unique on the platform. */
  readonly username: string;
}

/** `admin` of the whole cluster, or nothing special. */
export type ClusterRole = "unspecified" | "admin";

/** A user, and their role in the cluster. */
export interface UserWithRole {
  readonly user: User;
  readonly clusterRole: ClusterRole;
}

/** What the directory holds of a user. */
export interface UserDirectoryEntry {
  readonly identityId: string;
  readonly username: string;
  readonly name: string;
  readonly photoUrl: string;
}

/** One page of users. */
export interface UserPage {
  readonly users: User[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

const ROLES = ["unspecified", "admin"] as const;

/** Calls of the UsersGateway. All throw `GatewayError`. */
export class Users {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The caller: the cheapest call that proves the token. */
  async me(options: CallOptions = {}): Promise<UserWithRole> {
    return await this.#caller.call("UsersGateway/GetMe", {}, options, decodeWithRole);
  }

  /** Reads one by identity id. */
  async get(identityId: string, options: CallOptions = {}): Promise<UserWithRole> {
    return await this.#caller.call("UsersGateway/GetUser", { identityId }, options, decodeWithRole);
  }

  /** Reads several by identity id, in the order of the platform. */
  async getMany(identityIds: readonly string[], options: CallOptions = {}): Promise<User[]> {
    return await this.#caller.call("UsersGateway/BatchGetUsers", { identityIds }, options, (answer) =>
      objects(answer, "users").map(decodeUser),
    );
  }

  /**
   * Searches the directory of users by the beginning of what they are called.
   * @param limit at most so many; the platform's own limit when left out
   */
  async search(
    prefix: string,
    { limit, signal }: CallOptions & { readonly limit?: number } = {},
  ): Promise<UserDirectoryEntry[]> {
    return await this.#caller.call("UsersGateway/SearchUsers", { prefix, limit }, { signal }, (answer) =>
      objects(answer, "users").map((from) => ({
        identityId: requiredText(from, "identityId"),
        username: text(from, "username"),
        name: text(from, "name"),
        photoUrl: text(from, "photoUrl"),
      })),
    );
  }

  /** One page of all users. */
  async list(options: ListOptions = {}): Promise<UserPage> {
    return await this.#caller.call("UsersGateway/ListUsers", Caller.page(options), options, (answer) => ({
      users: objects(answer, "users").map(decodeUser),
      nextPageToken: text(answer, "nextPageToken"),
    }));
  }

  /** All users, page by page as they are asked for. */
  async *listAll({ signal }: CallOptions = {}): AsyncGenerator<User, void, undefined> {
    const fetch = (pageToken: string): Promise<UserPage> => this.list({ pageToken, signal });
    for await (const page of Caller.pages("UsersGateway/ListUsers", fetch)) yield* page.users;
  }
}

function decodeWithRole(answer: JsonObject): UserWithRole {
  return {
    user: decodeUser(object(answer, "user")),
    clusterRole: enumName(answer, "clusterRole", "CLUSTER_ROLE_", ROLES),
  };
}

function decodeUser(from: JsonObject): User {
  return {
    id: requiredText(object(from, "meta"), "id"),
    oidcSubject: text(from, "oidcSubject"),
    name: text(from, "name"),
    email: text(from, "email"),
    photoUrl: text(from, "photoUrl"),
    nickname: text(from, "nickname"),
    username: text(from, "username"),
  };
}
