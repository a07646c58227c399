// The door of the constructs: everything that `import ... from "cdktf-agyn"` offers.
export type { AdoptedRunner } from "./adoption.js";
export { AgynStack, type AgynStackProps, type KeptProviders, type ProviderConstraint } from "./agyn-stack.js";
export {
  Cluster,
  type ClusterFacts,
  type ClusterKind,
  type ClusterProviders,
  type KubeconfigOptions,
} from "./cluster.js";
export {
  Fleet,
  type FleetStackOptions,
  type FleetStackProps,
  GpuStack,
  type IFleet,
  OrganizationsStack,
  RegionStack,
  type RegionStackProps,
  TeamStack,
  type TeamStackProps,
} from "./fleet/index.js";
export type { FleetDefinition, FleetError } from "../fleet/index.js";
export { Gateway } from "./gateway.js";
export type { TlsProxyOptions } from "./gateway-tls-proxy.js";
export { type CredentialOptions, type IOrganization, Organization, type OrganizationProps } from "./organization.js";
export { type ObjectsReleaseProps, releaseObjects } from "./objects-release.js";
export { ConstructError, type Problem } from "./problems.js";
export { Region, type RegionOptions } from "./region.js";
export { type IRunner, Runner, type RunnerLookUpOptions, type RunnerProps } from "./runner.js";
export type { RunnerPoolOptions, RunnerPoolProps } from "./pool-options.js";
export type { PoolRotation } from "./pool-rotation.js";
export { RunnerPool } from "./runner-pool.js";
export {
  type CertificateAuthority,
  type DockerImplementation,
  type DocumentedChartOptions,
  type OnActiveWorkloads,
  RunnerChart,
  type RunnerChartOptions,
  RunnerRelease,
  type RunnerPodOptions,
  type RunnerPodResources,
  type RunnerProxy,
  type RunnerReleaseOptions,
  type RunnerReleaseProps,
  type RunnerSettings,
  type Toleration,
} from "./runner-release/index.js";
export type {
  AlertOptions,
  NetworkPeer,
  NetworkPolicyOptions,
  NodeDrain,
  ObservabilityOptions,
  OperationsOptions,
  PodSecurityLevel,
} from "./operations/index.js";
export { escapeTemplates } from "./runner-release/values.js";
export { SecretReference } from "./secret-reference.js";
export { Team, type TeamOptions } from "./team.js";
export {
  type AnnotationOptions,
  type CatalogStorageClass,
  type ContainerDefaults,
  type CustomTierOptions,
  type FailurePolicy,
  type Flavor,
  type FlavorResources,
  GpuSharing,
  type GpuTierOptions,
  type KataHandler,
  type MigOptions,
  type MutationOptions,
  type NamespaceMetadata,
  type NodeTaint,
  RunnerTier,
  Steering,
  type TierOptions,
  type TierQuota,
  type TimeSlicesOptions,
  type WarmScheduleEntry,
  type WarmSlots,
  type WastefulOptions,
  type WorkloadPriority,
} from "./tiers/index.js";
export {
  type CloudInitOptions,
  type ThirdPartyManagerOptions,
  ThirdPartyRunner,
  type ThirdPartyRunnerProps,
  type ThirdPartySecretOptions,
  type TokenSecretKey,
  type WaitForEnrollmentOptions,
} from "./third-party/index.js";
export {
  type ExistingTokenSecretOptions,
  type ExternalTokenOptions,
  TokenSecret,
  type TokenToWrite,
  type TokenWriter,
} from "./token-delivery/index.js";
export { acknowledgeWarning } from "./warnings.js";
