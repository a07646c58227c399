// What may stand around the releases of a pool, as options; nothing of it is loaded that makes it.
import type { RunnerReleaseOptions } from "../runner-release/index.js";
import type { AlertOptions } from "./alerts.js";
import type { NodeDrain } from "./drain.js";
import type { NetworkPolicyOptions } from "./network-policy-options.js";
import { checkText, type Problem } from "../problems.js";

/** Level of Pod Security. */
export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** Alerts and dashboard of a pool. */
export interface ObservabilityOptions extends AlertOptions {
  /**
   * Whether there are alerts, as a PrometheusRule; the cluster has the Prometheus operator's kinds.
   *
   * @default true
   */
  readonly alerts?: boolean;

  /**
   * Whether there is a dashboard, as a ConfigMap for Grafana's side-car.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Labels of the dashboard's ConfigMap.
   *
   * @default { grafana_dashboard: "1" }
   */
  readonly dashboardLabels?: Readonly<Record<string, string>>;
}

/** Settings of what stands around a pool's releases. */
export interface OperationsOptions {
  /**
   * What runners and workloads may reach; nothing reaches them. Takes effect where the cluster's network enforces policies.
   *
   * @default - everything, as far as the cluster says nothing else
   */
  readonly networkPolicy?: NetworkPolicyOptions;

  /**
   * Level of Pod Security that holds for the runners' namespace. Runners of the published charts hold to `restricted`; workloads have
   * a namespace and a level of their own.
   *
   * @default - the cluster's
   */
  readonly podSecurity?: PodSecurityLevel;

  /**
   * What a drain of a node does with running workloads: `evict` them, or `wait` until they are done. With `wait` a node whose workload never
   * ends is never drained.
   *
   * @default "evict"
   */
  readonly nodeDrain?: NodeDrain;

  /**
   * Alerts and a dashboard.
   *
   * @default - none
   */
  readonly observability?: ObservabilityOptions;
}

/** All settings of a pool that something beside its releases is made of. */
export type PoolSurroundings = OperationsOptions & Pick<RunnerReleaseOptions, "runnerPod">;

const LEVELS: readonly PodSecurityLevel[] = ["restricted", "baseline", "privileged"];
const DRAINS: readonly NodeDrain[] = ["evict", "wait"];
const checkLevel = oneOf(LEVELS);
const checkDrain = oneOf(DRAINS);

function oneOf(choices: readonly string[]) {
  const all = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  return checkText((text) => choices.includes(text), "it is none of the values that there are", `write ${all}`);
}

/** What is wrong with the choices among words, if anything: another word would be taken for none. */
export function checkChoices({ podSecurity, nodeDrain }: OperationsOptions): readonly Problem[] {
  return [...checkLevel("podSecurity", podSecurity), ...checkDrain("nodeDrain", nodeDrain)];
}

/** Whether anything is asked for that stands around the releases. */
export function hasOperations(options: PoolSurroundings): boolean {
  return hasPolicies(options) || options.observability !== undefined;
}

/** Whether any of it has to be there before a runner starts. */
export function hasPolicies({ networkPolicy, nodeDrain, runnerPod }: PoolSurroundings): boolean {
  const certificates = runnerPod?.certificateAuthority?.certificates;
  return networkPolicy !== undefined || nodeDrain === "wait" || certificates !== undefined;
}

/** Labels that put a namespace under a level of Pod Security. */
export function podSecurityLabels(level: PodSecurityLevel): Readonly<Record<string, string>> {
  return Object.fromEntries(["enforce", "warn", "audit"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
