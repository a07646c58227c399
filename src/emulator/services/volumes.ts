// Volumes, read side. Nobody here makes one: what remains are the checks of each method, and empty listings.
//
// Source: agynio/runners `internal/server/volumes.go` at 41c762c (order of checks, texts).
import type { RunnersGateway } from "../gen/agynio/api/gateway/v1/runners_pb.js";
import { RpcError } from "../rpc-error.js";
import { requireTrimmedUuid } from "../uuid.js";
import { type Implementation, requireIdentityMetadata, type ServiceDependencies } from "./context.js";
import { requireViewScope } from "./workload-filter.js";

type VolumeMethods = Pick<
  Implementation<typeof RunnersGateway>,
  "getVolume" | "listVolumes" | "listVolumesByThread" | "listVolumesByAgentInstance"
>;

/** The part of the runners service that is about volumes. */
export function volumeMethods({ store }: ServiceDependencies): VolumeMethods {
  return {
    getVolume(request, caller) {
      requireIdentityMetadata(caller);
      requireTrimmedUuid("id", request.id);
      throw new RpcError("not_found", "volume not found");
    },

    listVolumes(request, caller) {
      requireViewScope(store, request.organizationId, caller);
      return {};
    },

    listVolumesByThread(request, _caller) {
      requireTrimmedUuid("thread_id", request.threadId);
      return {};
    },

    listVolumesByAgentInstance(request, _caller) {
      requireTrimmedUuid("agent_instance_id", request.agentInstanceId);
      return {};
    },
  };
}
