// The door of the gateway client.
export { GatewayClient } from "./client.js";
export type { ListOptions } from "./caller.js";
export type {
  CatalogCounts,
  CatalogEntry,
  CatalogFilter,
  CatalogReport,
  Catalogs,
  ComputeResources,
  Flavor,
  StorageClass,
} from "./catalogs.js";
export type { Clock } from "./clock.js";
export {
  type ConnectCode,
  GatewayConfigurationError,
  GatewayError,
  type GatewayErrorCode,
  isNotFound,
  type LocalCode,
} from "./errors.js";
export { callHttps, type HttpsAnswer, type HttpsCall } from "./https-call.js";
export { isReading, type Rpc } from "./methods.js";
export type {
  CreateMembershipInput,
  Membership,
  MembershipFilter,
  MembershipPage,
  MembershipRole,
  Memberships,
  MembershipStatus,
} from "./memberships.js";
export type { GatewayOptions } from "./options.js";
export type {
  CreateOrganizationInput,
  Organization,
  OrganizationPage,
  Organizations,
  UpdateOrganizationInput,
} from "./organizations.js";
export { proxyFromEnv, type ProxySettings } from "./proxy.js";
export { redact } from "./redact.js";
export type {
  Enrollment,
  RegisteredRunner,
  RegisterRunnerInput,
  Runner,
  RunnerFilter,
  RunnerPage,
  Runners,
  RunnerStatus,
  UpdateRunnerInput,
} from "./runners.js";
export type { CallOptions } from "./transport.js";
export type { ClusterRole, User, UserDirectoryEntry, UserPage, Users, UserWithRole } from "./users.js";
export type {
  Workload,
  WorkloadAgentState,
  WorkloadContainer,
  WorkloadFailureReason,
  WorkloadFilter,
  WorkloadOwnerKind,
  WorkloadPage,
  Workloads,
  WorkloadStatus,
} from "./workloads.js";
