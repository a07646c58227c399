// What is simulated: the agents, what each asks of a runner, and how its workloads behave.
//
// The same checks serve an object given in code and a file; `agents` of a fleet.json is taken as it stands, so keys nobody here knows
// are passed over, unless they look like a misspelling of one that is known. Defaults are the platform's, or nothing special.
import { ByteQuantity, MilliQuantity } from "./quantity.js";
import { type Check, count, duration, Fields, type Located, oneOf, share } from "./fields.js";
import type { WorkloadFailureReason } from "../store/rows.js";
import { WORKLOAD_FAILURE_REASONS } from "../services/workload-messages.js";

/** What is simulated, as it is written: durations as `90s` or `1h30m`. */
export interface SimulationPlan {
  /**
   * What chance starts from: the same one repeats every choice.
   * @default 1
   */
  readonly seed?: number;
  /**
   * How often the platform looks for work to start and to stop (its POLL_INTERVAL).
   * @default "30s"
   */
  readonly pollEvery?: string;
  /**
   * How often the platform compares its records with the runners (its WORKLOAD_RECONCILE_INTERVAL).
   * @default "1m"
   */
  readonly reconcileEvery?: string;
  /** The agents, by name. */
  readonly agents: Readonly<Record<string, AgentPlan>>;
}

/** One agent, as it is written. */
export interface AgentPlan {
  /** Slug or id of its organization, which may be created later. */
  readonly organization: string;
  /**
   * Labels a runner has to carry.
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Capabilities a runner has to offer.
   * @default []
   */
  readonly capabilities?: readonly string[];
  /**
   * What its main container asks for, as Kubernetes quantities. The selection does not look at it; the records show it.
   * @default - nothing
   */
  readonly requests?: Requests;
  /**
   * Containers beside the main one: how many, or what each asks for.
   * @default 0
   */
  readonly sidecars?: number | readonly { readonly name?: string; readonly requests?: Requests }[];
  /**
   * How many of its workloads there are at a time, at most.
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * How long there is work for a workload once it runs.
   * @default "5m"
   */
  readonly runsFor?: string;
  /**
   * How often work for another one comes; `0s`: there is always more.
   * @default "0s"
   */
  readonly startsEvery?: string;
  /**
   * From the creation of a pod until its main container runs.
   * @default "20s"
   */
  readonly startsIn?: string;
  /**
   * From the order to stop until the pod is gone.
   * @default "10s"
   */
  readonly stopsIn?: string;
  /**
   * What goes wrong with its workloads: the first entry that applies to one.
   * @default []
   */
  readonly misbehaviour?: readonly Misbehaviour[];
}

/** CPU, memory and GPUs asked for. */
export interface Requests {
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly gpu?: string | number;
}

/** A planned failure. */
export interface Misbehaviour {
  /** As what it ends. */
  readonly reason: WorkloadFailureReason;
  /**
   * How likely it befalls a workload, 0 to 1.
   * @default 1
   */
  readonly chance?: number;
  /**
   * How many workloads it befalls.
   * @default - every one
   */
  readonly times?: number;
  /**
   * `crashloop`, `start_failed`: how often the container fails before it works. Below the platform's threshold nothing comes of it.
   * @default - always
   */
  readonly crashes?: number;
  /**
   * `crashloop`: how long the container runs before it fails. `runtime_lost`: how long before the pod is gone.
   * @default - "5s" for `crashloop`, half of `runsFor` for `runtime_lost`
   */
  readonly after?: string;
}

/** A plan with everything spelled out; times in milliseconds. */
export interface CheckedPlan {
  readonly seed: number;
  readonly pollEveryMs: number;
  readonly reconcileEveryMs: number;
  readonly agents: readonly CheckedAgent[];
}

/** One agent with everything spelled out. */
export interface CheckedAgent {
  readonly name: string;
  readonly organization: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  /** Of all containers, as the platform sums them up. */
  readonly cpuMillicores: number;
  readonly ramBytes: number;
  readonly sidecars: readonly string[];
  readonly concurrency: number;
  readonly runsForMs: number;
  readonly startsEveryMs: number;
  readonly startsInMs: number;
  readonly stopsInMs: number;
  readonly misbehaviour: readonly CheckedMisbehaviour[];
}

/** A planned failure with everything spelled out. */
export interface CheckedMisbehaviour {
  readonly reason: WorkloadFailureReason;
  readonly chance: number;
  readonly times: number;
  readonly crashes?: number;
  readonly afterMs: number;
}

const MAX_CONCURRENCY = 100_000;
const MAX_SIDECARS = 100;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const INTERVAL = duration(SECOND_MS, DAY_MS);
const SPAN = duration(0, 365 * DAY_MS);
const TEXT: Check<string> = {
  allowed: "a text that is not empty",
  read: (value) => (typeof value === "string" && value.trim() !== "" ? value : undefined),
};
/** A label's value may be empty; in YAML it has to be quoted when it looks like something else. */
const LABEL: Check<string> = {
  allowed: "a text (quote what YAML takes for a number or a truth)",
  read: (value) => (typeof value === "string" ? value : undefined),
};

/** Reads a plan and notes everything that is wrong with it; what comes of one with findings is of no use. */
export function checkPlan(value: unknown, found: Located[]): CheckedPlan {
  const root = Fields.of(value, [], found, "a simulation needs agents");
  const plan: CheckedPlan = {
    seed: root?.get("seed", count(0, 2 ** 31 - 1), "its choices could not be repeated") ?? 1,
    pollEveryMs: root?.get("pollEvery", INTERVAL, "nobody would know when work is started and stopped") ?? 30_000,
    reconcileEveryMs: root?.get("reconcileEvery", INTERVAL, "nobody would know when a new status is seen") ?? 60_000,
    agents: root?.map("agents", "a simulation needs agents").map(([name, fields]) => checkAgent(name, fields)) ?? [],
  };
  root?.rejectMisspelled();
  return plan;
}

function checkAgent(name: string, fields: Fields): CheckedAgent {
  const runsForMs = fields.get("runsFor", SPAN, "nobody would know when its work ends") ?? 300_000;
  const sidecars = checkSidecars(fields);
  const requests = [checkRequests(fields), ...sidecars.map(({ requests: own }) => own)];
  const agent: CheckedAgent = {
    name,
    organization: fields.need("organization", TEXT, "no runner could be looked for") ?? "",
    labels: fields.texts("labels", LABEL, "the platform compares labels as texts"),
    capabilities: fields.list("capabilities", TEXT, "the platform compares capabilities as texts"),
    cpuMillicores: Math.ceil(requests.reduce((sum, { cpu }) => sum + cpu, 0)),
    ramBytes: Math.ceil(requests.reduce((sum, { memory }) => sum + memory, 0)),
    sidecars: sidecars.map(({ name: own }) => own),
    concurrency:
      fields.get("concurrency", count(0, MAX_CONCURRENCY), "nobody would know how many workloads to start") ?? 1,
    runsForMs,
    startsEveryMs: fields.get("startsEvery", SPAN, "nobody would know when the next one starts") ?? 0,
    startsInMs: fields.get("startsIn", SPAN, "nobody would know when its pods are up") ?? 20_000,
    stopsInMs: fields.get("stopsIn", SPAN, "nobody would know when its pods are gone") ?? 10_000,
    misbehaviour: fields.objects("misbehaviour").map((entry) => checkMisbehaviour(entry, runsForMs)),
  };
  fields.reject(
    "environment",
    "only placement by labels and capabilities is simulated, which would put it on any runner",
    "leave the agent out, or write labels and capabilities instead",
  );
  fields.rejectMisspelled();
  return agent;
}

function checkMisbehaviour(fields: Fields, runsForMs: number): CheckedMisbehaviour {
  const reason = fields.need("reason", oneOf(WORKLOAD_FAILURE_REASONS), "a workload fails for no other reason");
  const crashes = fields.get("crashes", count(1, 1_000), "nobody would know when the container works");
  const after = fields.get("after", SPAN, "nobody would know when it goes wrong");
  const checked: CheckedMisbehaviour = {
    reason: reason ?? "start_failed",
    chance: fields.get("chance", share(), "it could not be drawn for a workload") ?? 1,
    times:
      fields.get("times", count(1, 1_000_000), "nobody would know which workloads fail") ?? Number.POSITIVE_INFINITY,
    ...(crashes === undefined ? {} : { crashes }),
    afterMs: after ?? (reason === "runtime_lost" ? runsForMs / 2 : 5_000),
  };
  fields.rejectMisspelled();
  return checked;
}

/** CPU in thousandths, memory in bytes. */
interface Sum {
  readonly cpu: number;
  readonly memory: number;
}

function checkRequests(fields: Fields): Sum {
  const requests = fields.object("requests");
  if (requests === undefined) {
    return { cpu: 0, memory: 0 };
  }
  requests.get("gpu", count(0, 1_000_000), "GPUs are given out whole");
  const sum = {
    cpu: requests.get("cpu", MilliQuantity, "the workload's record could not show it") ?? 0,
    memory: requests.get("memory", ByteQuantity, "the workload's record could not show it") ?? 0,
  };
  requests.rejectMisspelled();
  return sum;
}

function checkSidecars(fields: Fields): { name: string; requests: Sum }[] {
  if (!fields.isList("sidecars")) {
    const many = fields.get("sidecars", count(0, MAX_SIDECARS), "nobody would know what its containers are") ?? 0;
    return Array.from({ length: many }, (_, index) => ({ name: sidecarName(index), requests: { cpu: 0, memory: 0 } }));
  }
  return fields.objects("sidecars").map((entry, index) => {
    const sidecar = {
      name: entry.get("name", TEXT, "a container needs a name") ?? sidecarName(index),
      requests: checkRequests(entry),
    };
    entry.rejectMisspelled();
    return sidecar;
  });
}

function sidecarName(index: number): string {
  return `sidecar-${index + 1}`;
}
