// Who the caller is, as the gateway sees it.
//
// Source: agynio/api `proto/agynio/api/users/v1/users.proto` (GetMe). The identity behind a bootstrap token may have no user
// record; the call then fails though the token is good.
import { Caller } from "./caller.js";
import { enumName, object, requiredText, text } from "./decode.js";
import type { CallOptions, Transport } from "./transport.js";

/** The caller as a user. */
export interface User {
  /** UUID; the identity id. */
  readonly id: string;
  readonly oidcSubject: string;
  readonly name: string;
  readonly email: string;
  readonly nickname: string;
  readonly username: string;
}

/** The caller, and their role in the cluster. */
export interface Me {
  readonly user: User;
  readonly clusterRole: "unspecified" | "admin";
}

const ROLES = ["unspecified", "admin"] as const;

/** Calls of the UsersGateway. */
export class Users {
  readonly #caller: Caller;

  constructor(transport: Transport) {
    this.#caller = new Caller(transport, "UsersGateway");
  }

  /** The cheapest call that proves the token. @throws {GatewayError} */
  async me(options: CallOptions = {}): Promise<Me> {
    return await this.#caller.read("GetMe", {}, options, (answer) => {
      const user = object(answer, "user");
      return {
        user: {
          id: requiredText(object(user, "meta"), "id"),
          oidcSubject: text(user, "oidcSubject"),
          name: text(user, "name"),
          email: text(user, "email"),
          nickname: text(user, "nickname"),
          username: text(user, "username"),
        },
        clusterRole: enumName(answer, "clusterRole", "CLUSTER_ROLE_", ROLES),
      };
    });
  }
}
