// Paths to methods: /<package>.<Service>/<Method>, for the methods served here and for those known but not served.
//
// Source: method lists of agynio/api `proto/agynio/api/gateway/v1`. A method of the contract that is not served answers
// `unimplemented`, as the platform does for the flavor methods it gave up; any other path is an unmounted one.
import type { DescMessage, DescService, Message, MessageInitShape } from "@bufbuild/protobuf";
import type { Identity } from "../directory.js";
import type { CallKind } from "./headers.js";

/** One served method. */
export interface Route {
  /** `RunnersGateway/GetRunner` */
  readonly rpc: string;
  readonly kind: CallKind;
  readonly input: DescMessage;
  readonly output: DescMessage;
  /** The answers: one of a unary method, any number of a stream. */
  readonly call: (request: Message, caller: Identity | undefined) => readonly MessageInitShape<DescMessage>[];
}

/** What a path leads to. */
export type Target =
  | { readonly served: true; readonly route: Route }
  | { readonly served: false; readonly rpc: string; readonly kind: CallKind };

/** Methods of the contract without an implementation here; the flavor methods have none on the platform either. */
const UNSERVED: Readonly<Record<string, string>> = {
  RunnersGateway: "CreateFlavor GetFlavor UpdateFlavor DeleteFlavor",
  UsersGateway: "CreateDevice ListDevices DeleteDevice",
};

/** Adds the methods of one service under their paths. */
export function mountService(targets: Map<string, Target>, service: DescService, implementation: object): void {
  const methods = new Map<string, unknown>(Object.entries(implementation));
  for (const { localName, name, methodKind, input, output } of service.methods) {
    const rpc = `${service.name}/${name}`;
    const isStream = methodKind === "server_streaming";
    // `Implementation<Service>` has tied each function to these two schemas; a map of all services can't carry that.
    const method = methods.get(localName) as (request: Message, caller: Identity | undefined) => object;
    const call = ((request, caller) =>
      isStream ? method(request, caller) : [method(request, caller)]) as Route["call"];
    const kind = isStream ? "stream" : "unary";
    targets.set(`/${service.typeName}/${name}`, { served: true, route: { rpc, kind, input, output, call } });
  }
  for (const name of UNSERVED[service.name]?.split(" ") ?? []) {
    targets.set(`/${service.typeName}/${name}`, { served: false, rpc: `${service.name}/${name}`, kind: "unary" });
  }
}
