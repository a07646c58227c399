// What the emulator remembers: the rows of the platform's tables that matter here, and its relation tuples.
//
// Source: migrations of agynio/runners, agynio/organizations and agynio/users (columns), agynio authorization model (relations on an
// organization and on the cluster). Ids are canonical UUIDs; stamps are RFC 3339 UTC with six digits.

/** One organization. */
export interface OrganizationRow {
  readonly id: string;
  name: string;
  slug: string;
  sandboxDefaultIdleTimeout: string;
  sandboxDefaultTtl: string;
  sandboxMaxIdleTimeout: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** One person's place in an organization: invited (pending) or in (active). */
export interface MembershipRow {
  readonly id: string;
  readonly organizationId: string;
  readonly identityId: string;
  role: "owner" | "member";
  status: "pending" | "active";
  readonly expiresAt?: string;
  /** Name the person goes by in this organization. */
  nickname?: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** One user; the id is their identity id. */
export interface UserRow {
  readonly id: string;
  readonly oidcSubject: string;
  name: string;
  email: string;
  photoUrl: string;
  nickname: string;
  username: string;
  /** Holds `admin` on the cluster. */
  clusterAdmin: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

/** One API token of a user. */
export interface ApiTokenRow {
  readonly id: string;
  readonly identityId: string;
  readonly name: string;
  /** SHA-256 over the token's text, in hex: the token itself is stored nowhere. */
  readonly tokenHash: string;
  /** First eight characters of the token, for display. */
  readonly tokenPrefix: string;
  readonly expiresAt?: string;
  readonly createdAt: string;
  lastUsedAt?: string;
}

/** A flavor of a runner's catalog. */
export interface FlavorRow {
  readonly name: string;
  /** CPU and memory a workload asks for and may use, as Kubernetes quantities. */
  readonly requestsCpu: string;
  readonly requestsMemory: string;
  readonly limitsCpu: string;
  readonly limitsMemory: string;
  readonly default: boolean;
  readonly deprecated: boolean;
}

/** A storage class of a runner's catalog. */
export interface StorageClassRow {
  readonly name: string;
  readonly default: boolean;
  readonly deprecated: boolean;
}

/** One runner; its id is its identity id too. */
export interface RunnerRow {
  readonly id: string;
  name: string;
  /** Absent on a cluster-scoped runner. */
  readonly organizationId?: string;
  status: "pending" | "enrolled" | "offline";
  labels: Record<string, string>;
  capabilities: string[];
  /** The catalog as the runner last reported it; absent before the first report. */
  flavors?: FlavorRow[];
  storageClasses?: StorageClassRow[];
  /** SHA-256 over the hex text of the service token, in hex: the token itself is stored nowhere. */
  readonly serviceTokenHash: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** What a workload is doing. */
export type WorkloadStatus = "starting" | "running" | "stopping" | "stopped" | "failed";
/** Why a workload failed. */
export type WorkloadFailureReason =
  | "start_failed"
  | "image_pull_failed"
  | "config_invalid"
  | "crashloop"
  | "runtime_lost";

/** One container of a workload. Stamps are RFC 3339. */
export interface ContainerRow {
  readonly name: string;
  readonly containerId?: string;
  readonly role?: "main" | "sidecar" | "init";
  readonly image?: string;
  readonly status?: "running" | "terminated" | "waiting";
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly restartCount?: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** One workload on a runner. */
export interface WorkloadRow {
  readonly id: string;
  readonly runnerId: string;
  readonly organizationId: string;
  readonly threadId: string;
  readonly ownerKind: "agent_instance" | "sandbox";
  readonly ownerId: string;
  /** The agent class; absent on a sandbox. */
  readonly agentId?: string;
  readonly agentName?: string;
  readonly flavor: string;
  readonly allocatedCpuMillicores: number;
  readonly allocatedRamBytes: number;
  status: WorkloadStatus;
  agentState: "processing" | "idle";
  containers: ContainerRow[];
  /** The runtime's own id, present once it was started. */
  instanceId?: string;
  failureReason?: WorkloadFailureReason;
  failureMessage?: string;
  /** Log text per container name, for the log stream. */
  logs: Record<string, string>;
  lastActivityAt: string;
  removedAt?: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** Identity standing for the cluster in the relation `cluster`. */
export const CLUSTER = "cluster:global";

/**
 * Who holds which relation on an organization; `cluster` ties it to the cluster, whose admins then may manage it.
 * A tuple outlives the organization's row, as on the platform.
 */
export interface RelationRow {
  readonly organizationId: string;
  readonly relation: "owner" | "member" | "cluster";
  readonly identityId: string;
}

/** Everything that goes into the state file. */
export interface StoreData {
  organizations: OrganizationRow[];
  memberships: MembershipRow[];
  users: UserRow[];
  apiTokens: ApiTokenRow[];
  runners: RunnerRow[];
  workloads: WorkloadRow[];
  relations: RelationRow[];
  /** Data of other layers in the same process, by name. */
  sections: Record<string, unknown>;
  /** The port of the last run, taken again when it is free. */
  lastPort?: number;
}
