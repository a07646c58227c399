// What a go-plugin host calls beside the provider, in every process it starts: standard output, broker, control, health.
//
// - StreamStdio would carry what the plugin prints; Terraform logs such data as unexpected, so the call is held open in silence.
//   It also keeps the connection busy: grpc-go gives up one without any call after half an hour, and this plugin would then end
// - the broker's StartStream would announce further connections; there are none. The host half-closes it before Shutdown
// - Shutdown is not answered but obeyed: the host takes an exit for an answer, an unanswered call of a living process hangs it
// - health is asked for by other hosts' Ping; Terraform never does
//
// Source: go-plugin's proto files and grpc.health.v1; which of them Terraform calls, and how, was measured with 1.11.
import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { SilentCall, UnaryHandler } from "./grpc/server.js";
import { GrpcError, GrpcStatus } from "./grpc/status.js";

/** The service by whose name a go-plugin host asks for the health of the whole plugin; so does the empty name. */
const PLUGIN_SERVICE = "plugin";
/** HealthCheckResponse{status: SERVING}. */
const SERVING = Uint8Array.of(0x08, 0x01);

/**
 * The handlers of a plugin's own services.
 *
 * @param shutdown does not return when the process ends with it
 */
export function pluginHandlers(shutdown: () => void): [path: string, handler: UnaryHandler | SilentCall][] {
  return [
    ["/plugin.GRPCStdio/StreamStdio", { heldUntil: "disconnect" }],
    ["/plugin.GRPCBroker/StartStream", { heldUntil: "half-close" }],
    [
      "/plugin.GRPCController/Shutdown",
      () => {
        shutdown();
        return new Uint8Array(0);
      },
    ],
    ["/grpc.health.v1.Health/Check", health],
  ];
}

/** Reads HealthCheckRequest{service: 1}. */
function health(request: Uint8Array): Uint8Array {
  const reader = new BinaryReader(request);
  let service = "";
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) service = reader.string();
    else reader.skip(wireType);
  }
  if (service !== "" && service !== PLUGIN_SERVICE) throw new GrpcError(GrpcStatus.notFound, "no such service");
  return SERVING;
}
