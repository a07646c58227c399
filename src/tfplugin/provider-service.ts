// The provider service as a table: which RPCs there are and how their messages are coded. A provider implements what it
// supports; the rest answers UNIMPLEMENTED.
import * as pb from "./gen/tfplugin6.js";
import type { UnaryHandler } from "./grpc/server.js";

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

interface Rpc<Request, Response> {
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

const rpc = <Request, Response>(request: Codec<Request>, response: Codec<Response>): Rpc<Request, Response> => ({
  request,
  response,
});

/** The RPCs of protocol 6.0 to 6.9 that are unary and about providers. */
const RPCS = {
  GetMetadata: rpc(pb.GetMetadata_Request, pb.GetMetadata_Response),
  GetProviderSchema: rpc(pb.GetProviderSchema_Request, pb.GetProviderSchema_Response),
  GetResourceIdentitySchemas: rpc(pb.GetResourceIdentitySchemas_Request, pb.GetResourceIdentitySchemas_Response),
  ValidateProviderConfig: rpc(pb.ValidateProviderConfig_Request, pb.ValidateProviderConfig_Response),
  ConfigureProvider: rpc(pb.ConfigureProvider_Request, pb.ConfigureProvider_Response),
  StopProvider: rpc(pb.StopProvider_Request, pb.StopProvider_Response),
  ValidateResourceConfig: rpc(pb.ValidateResourceConfig_Request, pb.ValidateResourceConfig_Response),
  UpgradeResourceState: rpc(pb.UpgradeResourceState_Request, pb.UpgradeResourceState_Response),
  UpgradeResourceIdentity: rpc(pb.UpgradeResourceIdentity_Request, pb.UpgradeResourceIdentity_Response),
  ReadResource: rpc(pb.ReadResource_Request, pb.ReadResource_Response),
  PlanResourceChange: rpc(pb.PlanResourceChange_Request, pb.PlanResourceChange_Response),
  ApplyResourceChange: rpc(pb.ApplyResourceChange_Request, pb.ApplyResourceChange_Response),
  ImportResourceState: rpc(pb.ImportResourceState_Request, pb.ImportResourceState_Response),
  MoveResourceState: rpc(pb.MoveResourceState_Request, pb.MoveResourceState_Response),
  ValidateDataResourceConfig: rpc(pb.ValidateDataResourceConfig_Request, pb.ValidateDataResourceConfig_Response),
  ReadDataSource: rpc(pb.ReadDataSource_Request, pb.ReadDataSource_Response),
  GetFunctions: rpc(pb.GetFunctions_Request, pb.GetFunctions_Response),
  CallFunction: rpc(pb.CallFunction_Request, pb.CallFunction_Response),
  ValidateEphemeralResourceConfig: rpc(
    pb.ValidateEphemeralResourceConfig_Request,
    pb.ValidateEphemeralResourceConfig_Response,
  ),
  OpenEphemeralResource: rpc(pb.OpenEphemeralResource_Request, pb.OpenEphemeralResource_Response),
  RenewEphemeralResource: rpc(pb.RenewEphemeralResource_Request, pb.RenewEphemeralResource_Response),
  CloseEphemeralResource: rpc(pb.CloseEphemeralResource_Request, pb.CloseEphemeralResource_Response),
};

/** The name of an RPC. */
export type RpcName = keyof typeof RPCS;
/** The request of an RPC. */
export type RequestOf<N extends RpcName> = ReturnType<(typeof RPCS)[N]["request"]["decode"]>;
/** The response of an RPC; fields left out have their default. */
export type ResponseOf<N extends RpcName> = Partial<ReturnType<(typeof RPCS)[N]["response"]["decode"]>>;

/** A provider as the wire sees it: a method per RPC it supports. */
export type ProviderServer = {
  readonly [N in RpcName]?: (request: RequestOf<N>) => ResponseOf<N> | Promise<ResponseOf<N>>;
};

/** Told of every finished call. */
export type CallObserver = (rpc: RpcName, milliseconds: number, error: unknown) => void;

const NO_BYTES = new Uint8Array(0);

/** The unary handlers of a provider, by HTTP/2 path. */
export function providerHandlers(server: ProviderServer, observe: CallObserver): Map<string, UnaryHandler> {
  const handlers = new Map<string, UnaryHandler>();
  for (const name of Object.keys(RPCS) as RpcName[]) {
    // the table ties each method to its own messages, which a lookup by a name of any RPC can not express
    const method = server[name] as ((request: unknown) => object | Promise<object>) | undefined;
    if (!method) continue;
    const { request, response } = RPCS[name] as unknown as Rpc<unknown, object>;
    let defaults: object | undefined;
    handlers.set(`/tfplugin6.Provider/${name}`, async (bytes) => {
      const started = performance.now();
      let failure: unknown;
      try {
        const answer = await method.call(server, request.decode(bytes));
        defaults ??= response.decode(NO_BYTES);
        return response.encode({ ...defaults, ...answer }).finish();
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        observe(name, performance.now() - started, failure);
      }
    });
  }
  return handlers;
}
