// Paths to methods: /<package>.<Service>/<Method>, for the methods served here and for those known but not served.
//
// Source: method lists of agynio/api `proto/agynio/api/gateway/v1`. A method of the contract that is not served answers
// `unimplemented`, as the platform does for the flavor methods it gave up; any other path is an unmounted one.
import type { DescMessage, DescService, Message, MessageInitShape } from "@bufbuild/protobuf";
import type { Identity } from "../identity.js";

/** One served method. */
export interface Route {
  /** `RunnersGateway/GetRunner` */
  readonly rpc: string;
  readonly input: DescMessage;
  readonly output: DescMessage;
  readonly call: (request: Message, caller: Identity | undefined) => MessageInitShape<DescMessage>;
}

/** What a path leads to. */
export type Target =
  | { readonly kind: "served"; readonly route: Route }
  | { readonly kind: "unserved"; readonly rpc: string };

/** Methods of the contract without an implementation here. */
const UNSERVED: Readonly<Record<string, string>> = {
  OrganizationsGateway:
    "CreateMembership AcceptMembership DeclineMembership RemoveMembership UpdateMembershipRole ListMembers ListMyMemberships SetMyOrgNickname",
  RunnersGateway:
    "ReportRunnerCatalog ReportWorkloadState CreateFlavor GetFlavor UpdateFlavor DeleteFlavor ListFlavors ListStorageClasses ListWorkloads " +
    "ListWorkloadsByThread ListWorkloadsByAgentInstance GetWorkload TouchWorkload StreamWorkloadLogs GetVolume ListVolumes ListVolumesByThread " +
    "ListVolumesByAgentInstance",
  UsersGateway:
    "UpdateMe SearchUsers CreateUser GetUser ListUsers UpdateUser DeleteUser CreateAPIToken ListAPITokens RevokeAPIToken BatchGetUsers " +
    "CreateDevice ListDevices DeleteDevice",
};

/** Adds the methods of one service under their paths. */
export function mountService(targets: Map<string, Target>, service: DescService, implementation: object): void {
  const methods = new Map<string, unknown>(Object.entries(implementation));
  for (const { localName, name, input, output } of service.methods) {
    const rpc = `${service.name}/${name}`;
    // `Implementation<Service>` has tied each function to these two schemas; a map of all services can't carry that.
    const call = methods.get(localName) as Route["call"];
    targets.set(`/${service.typeName}/${name}`, { kind: "served", route: { rpc, input, output, call } });
  }
  for (const name of UNSERVED[service.name]?.split(" ") ?? []) {
    targets.set(`/${service.typeName}/${name}`, { kind: "unserved", rpc: `${service.name}/${name}` });
  }
}
