// The users service: who am I. There is no user table here: every identity is shown as a user made of its id.
//
// Source: agynio users contract (GetMe). On an installed platform the identity behind the bootstrap token may have no user
// record at all, and GetMe then fails; here it has one.
import { ClusterRole } from "../gen/agynio/api/users/v1/users_pb.js";
import type { UsersGateway } from "../gen/agynio/api/gateway/v1/users_pb.js";
import { RpcError } from "../rpc-error.js";
import type { Implementation } from "./context.js";

/** The users service; it needs no table. */
export function usersService(): Implementation<typeof UsersGateway> {
  return {
    getMe(_request, caller) {
      if (caller === undefined) {
        throw new RpcError("unauthenticated", "identity not available: x-identity-id not found in metadata");
      }
      const short = caller.id.slice(0, 8);
      return {
        user: {
          meta: { id: caller.id },
          oidcSubject: `emulator|${caller.id}`,
          name: caller.clusterAdmin ? "Cluster admin" : `User ${short}`,
          username: caller.clusterAdmin ? "cluster-admin" : `user-${short}`,
        },
        clusterRole: caller.clusterAdmin ? ClusterRole.ADMIN : ClusterRole.UNSPECIFIED,
      };
    },
  };
}
