// The door of the agent systems beside Agyn: everything that `import ... from "cdktf-agyn/workloads"` offers.
export { AgentFlowAuth, type JwtOptions } from "./agentflow/auth.js";
export { AgentFlowService } from "./agentflow/agentflow-service.js";
export { Checkpointer, type PostgresOptions } from "./agentflow/checkpointer.js";
export type {
  AgentFlowConfig,
  JsonObject,
  JsonValue,
  RateLimitOptions,
  RateLimitRedisOptions,
  RateLimitRules,
  WebSocketOptions,
} from "./agentflow/config.js";
export type { GeneratedFault } from "./agentflow/description.js";
export { fromAgentflowBuild } from "./agentflow/generated/build.js";
export type { AgentFlowBuild, BuildNote, GeneratedFiles } from "./agentflow/generated/types.js";
export type {
  AgentFlowServiceProps,
  IdOptions,
  MediaLimits,
  MediaOptions,
  MigrationOptions,
  SecurityHeaderOptions,
  TelemetryOptions,
} from "./agentflow/options.js";
export { AgentNamespace, type AgentNamespaceProps } from "./agent-namespace.js";
export { AgentSecret, type AgentSecretProps } from "./secrets/agent-secret.js";
export type { ModelBudget } from "./capacity/budget.js";
export type { GatewayDescription, ModelDeployment } from "./description/gateway.js";
export type { DrillEvaluation, DrillOptions } from "./model-gateway/drill-options.js";
export type {
  GatewayChart,
  GatewayModel,
  GatewayOptions,
  GatewayScalingOptions,
  ModelGatewayProps,
} from "./model-gateway/options.js";
export type { GatewayDatabase, GatewayRedis } from "./model-gateway/stores.js";
export { ModelGateway } from "./model-gateway/model-gateway.js";
export type { ModelUse } from "./description/workload.js";
export { Drain, type DrainOptions } from "./lifecycle/drain.js";
export { Exposure } from "./exposure/exposure.js";
export type {
  ExposureOptions,
  IngressController,
  IngressOptions,
  RouteOptions,
  WayInSource,
} from "./exposure/options.js";
export type { AgentWorkloadProps } from "./options/workload.js";
export {
  type ImageOptions,
  type InitContainerOptions,
  PreStop,
  type ProbesOptions,
  type ResourceOptions,
  type SecurityOptions,
  type SidecarOptions,
} from "./options/container.js";
export type { IModelGateway, ITaskQueue, NetworkOptions } from "./options/network.js";
export type { NodeOptions } from "./options/scheduling.js";
export type { ServedWorkloadProps } from "./options/served.js";
export type { SightOptions } from "./options/sight.js";
export type { StateOptions } from "./options/state.js";
export type { Peer } from "./options/peer.js";
export type { Affinity, NodeRequirement, PodRequirement, Requirements, Rollout } from "./description/pod.js";
export { AgentPlatform, type AgentPlatformProps } from "./platform.js";
export { type HeartbeatOptions, Probe, type ProbeDependency, type ProbeOptions } from "./lifecycle/probes.js";
export {
  type BacklogOptions,
  Queue,
  type QueueOptions,
  type RedisQueueOptions,
  type TemporalQueueOptions,
} from "./queue/queue.js";
export { workloadRules } from "./rules/index.js";
export {
  type KedaOptions,
  type PodMetric,
  type PodMetricOptions,
  type PodMetricsOptions,
  type PrometheusOptions,
  type RedisOptions,
  Scaling,
  type ScalingOptions,
  type TemporalOptions,
} from "./scaling/scaling.js";
export {
  type PrometheusAuthentication,
  type PrometheusTriggerOptions,
  type RedisTriggerOptions,
  ScalingTrigger,
  type TemporalTls,
  type TemporalTriggerOptions,
  type TemporalVersion,
} from "./scaling/triggers.js";
export { SecretKey, type SecretSource } from "./secrets/secret-key.js";
export {
  AgentJob,
  type AgentJobProps,
  JobTrigger,
  type RunOptions,
  type ScheduleOptions,
} from "./service/agent-job.js";
export { AgentService, type AskedServiceProps, type QueuedServiceProps } from "./service/agent-service.js";
export { AgentWorkload } from "./service/agent-workload.js";
export { BridgeService, type BridgeServiceProps } from "./service/bridge-service.js";
export { QueueWorker, type QueueWorkerProps } from "./service/queue-worker.js";
export {
  DialOutService,
  type DialOutServiceProps,
  HttpService,
  type HttpServiceProps,
  StreamService,
  type StreamServiceProps,
} from "./service/services.js";
export { type Inbound, type Shape, shapeFor } from "./lifecycle/shapes.js";
export type { ComposeOptions } from "./unpod/compose.js";
export type { UnpodTransport } from "./unpod/description.js";
export type {
  UnpodDialOutProps,
  UnpodPoolProps,
  UnpodServeProps,
  UnpodUsageExport,
  UnpodWorkerLabels,
} from "./unpod/options.js";
export { UnpodRunnerPool } from "./unpod/runner-pool.js";
export type { SystemdOptions } from "./unpod/systemd.js";
export { UNPOD_WRAPPER, type UnpodWrapper } from "./unpod/wrapper.js";
export { type ClaimOptions, Volume } from "./options/volumes.js";
