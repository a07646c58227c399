// Which identities exist, and what they are: the platform's admin, runners, and users, who are made when they are first seen.
//
// Source: agynio/gateway (a user is provisioned on first sight), agynio/users `internal/server/username.go` (how a user name is
// derived and made unique). Ours: the admin has a user record too, which a platform's bootstrap identity may lack.
import { createHash } from "node:crypto";
import type { Stamper } from "./store/clock.js";
import type { UserRow } from "./store/rows.js";
import type { Store } from "./store/store.js";

const MAX_USERNAME_CHARACTERS = 32;

/** The identity behind the cluster admin token, as the platform's bootstrap configures it. */
export const CLUSTER_ADMIN_IDENTITY_ID = "a3c1e9d2-7f4b-5e1a-9c3d-2b8f6a4e7d10";

/** A caller known to the gateway. */
export interface Identity {
  readonly id: string;
  readonly type: "user" | "platform" | "runner";
  readonly clusterAdmin: boolean;
}

/** What a new user is made of. */
export interface NewUser {
  readonly id: string;
  readonly oidcSubject: string;
  readonly name: string;
  readonly nickname?: string;
  readonly photoUrl?: string;
  /** @default - derived from the name, else from the subject, and made unique */
  readonly username?: string;
  readonly clusterAdmin?: boolean;
}

/** Looks identities up in the tables, and makes users. */
export class Directory {
  readonly #store: Store;
  readonly #stamp: Stamper;
  readonly #clock: () => Date;

  constructor(store: Store, stamp: Stamper, clock: () => Date) {
    this.#store = store;
    this.#stamp = stamp;
    this.#clock = clock;
  }

  /** The identity with an id; an id nobody knows is a user who signs in for the first time. */
  identify(id: string): Identity {
    if (this.#store.runners.get(id) !== undefined) {
      return { id, type: "runner", clusterAdmin: false };
    }
    const isPlatform = id === CLUSTER_ADMIN_IDENTITY_ID;
    const user =
      this.#store.users.get(id) ??
      this.createUser({
        id,
        oidcSubject: `emulator|${id}`,
        name: isPlatform ? "Cluster admin" : `User ${id.slice(0, 8)}`,
        clusterAdmin: isPlatform,
      });
    return { id, type: isPlatform ? "platform" : "user", clusterAdmin: isPlatform || user.clusterAdmin };
  }

  /** Whether anything was ever registered under an id. */
  isKnown(id: string): boolean {
    return id === CLUSTER_ADMIN_IDENTITY_ID || this.isUser(id) || this.#store.runners.get(id) !== undefined;
  }

  isUser(id: string): boolean {
    return this.#store.users.get(id) !== undefined;
  }

  /** Who an API token stands for, if it exists and has not expired; notes that it was used. */
  holderOfToken(tokenHash: string): string | undefined {
    const row = this.#store.apiTokens.find((token) => token.tokenHash === tokenHash);
    if (row === undefined || (row.expiresAt !== undefined && Date.parse(row.expiresAt) <= this.#clock().getTime())) {
      return undefined;
    }
    row.lastUsedAt = this.#stamp();
    this.#store.changed();
    return row.identityId;
  }

  createUser(user: NewUser): UserRow {
    const now = this.#stamp();
    const row: UserRow = {
      id: user.id,
      oidcSubject: user.oidcSubject,
      name: user.name,
      email: "",
      photoUrl: user.photoUrl ?? "",
      nickname: user.nickname ?? "",
      username: user.username ?? this.#freeUsername(user.name, user.oidcSubject),
      clusterAdmin: user.clusterAdmin === true,
      createdAt: now,
      updatedAt: now,
    };
    this.#store.users.put(row);
    this.#store.changed();
    return row;
  }

  isUsernameTaken(username: string): boolean {
    return this.#store.users.find((row) => row.username === username) !== undefined;
  }

  #freeUsername(name: string, oidcSubject: string): string {
    const base = normalized(name) || `user-${createHash("sha256").update(oidcSubject).digest("hex").slice(0, 8)}`;
    let candidate = base;
    for (let n = 2; this.isUsernameTaken(candidate); n++) {
      const suffix = `-${n}`;
      candidate = base.slice(0, MAX_USERNAME_CHARACTERS - suffix.length).replace(/-+$/, "") + suffix;
    }
    return candidate;
  }
}

function normalized(name: string): string {
  const dashed = name.toLowerCase().replace(/[^a-z0-9_]+/g, "-");
  return dashed.replace(/^-+|-+$/g, "").slice(0, MAX_USERNAME_CHARACTERS);
}
