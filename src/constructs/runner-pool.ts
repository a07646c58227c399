// A pool: one tier, in one region, for one scope. It owns two namespaces, one for the runners with their tokens and one for the
// workloads, and brings any number of runners to life in them.
//
// Source: the chart puts its own Role where the release is, and its alternative reaches the whole cluster; measured, a Role and
// binding of one's own in the workload namespace suffice.
import { prebuilt } from "./prebuilt.js";
import { runnerNamespace, workloadNamespace } from "../kubernetes/index.js";
import { PAUSED_LABELS } from "../placement/index.js";
import { Adoption } from "./adoption.js";
import { clusterProviders } from "./cluster.js";
import { Construct, type ITerraformDependable, Token } from "./core.js";
import { checkConstructId, checkDnsLabel, checkLabels, checkReleaseName } from "./names.js";
import { hasOperations, operationsModule, podSecurityLabels } from "./operations/index.js";
import { assertNoProblems, checkWhole, type Problem } from "./problems.js";
import type { RunnerPoolProps } from "./pool-options.js";
import { checkCapabilities, type Runner } from "./runner.js";
import { checkCatalog, checkReleaseOptions, type RunnerRelease } from "./runner-release/index.js";
import { makeRunners, releaseOptions } from "./pool-runners.js";
import { checkRotation, generationsOf, type PoolMember, poolMembers } from "./pool-rotation.js";
import { checkTokens } from "./pool-tokens.js";
import {
  addPool,
  checkBesideOthers,
  checkWarmNamespace,
  checkWay,
  poolsOfCluster,
  steeringReleaseName,
  TierSteering,
} from "./tiers/index.js";
import { acknowledgeWarning } from "./warnings.js";
import { WorkloadNamespace } from "./workload-namespace.js";

/** Most registrations of one pool; a registration is never replicated, and one runner serves many workloads. */
const MAX_RUNNERS = 100;

/**
 * A pool of runners.
 *
 * Runner `n` of pool `p` in region `r` is named `p-r-n`, counted from 0 also when there is one, so that a pool grows without a
 * rename; from the second generation on `p-r-n-g<generation>`. Namespaces are `agyn-p` and `agyn-p-workloads`.
 *
 * Children: `Namespace` (kubernetes_namespace_v1), `Workloads` (WorkloadNamespace), `Steering` (TierSteering, for a tier with nodes
 * of its own or warm places), `Operations` (PoolOperations, when it is asked for), and per runner `Runner<n>` (Runner) and `Release<n>`
 * (RunnerRelease), from the second generation on `Runner<n>-g<generation>` and `Release<n>-g<generation>`; `Adoption` (`import` blocks,
 * for a pool that is taken over).
 */
export class RunnerPool extends Construct {
  /** Name of the pool. */
  readonly poolName: string;
  /** Namespace of the runners and their tokens. */
  readonly runnerNamespace: string;
  /** Namespace of the workloads. */
  readonly workloadNamespace: string;
  /** Labels that the pool's runners carry; those of an older generation that is drained carry others. */
  readonly labels: Readonly<Record<string, string>>;
  /** The runners, by number; of two generations those of the older one first. */
  readonly runners: readonly Runner[];
  /** The releases, in the same order. */
  readonly releases: readonly RunnerRelease[];

  constructor(scope: Construct, id: string, props: RunnerPoolProps) {
    super(scope, id);
    for (const [warning, reason] of Object.entries(props.acknowledgedWarnings ?? {})) {
      acknowledgeWarning(this, warning, reason);
    }
    this.poolName = props.poolName ?? id;
    this.runnerNamespace = runnerNamespace(this.poolName);
    this.workloadNamespace = workloadNamespace(this.poolName);
    this.labels = props.paused === true ? PAUSED_LABELS : ownLabels(props);
    assertNoProblems(this, this.#problems(id, props));
    addPool(poolsOfCluster(this, props.region.cluster), {
      path: this.node.path,
      runnerNamespace: this.runnerNamespace,
      workloadNamespace: this.workloadNamespace,
      tier: props.tier,
    });

    const members = this.#members(props);
    const names = members.map(({ name }) => name);
    const provider = clusterProviders(this, props.region.cluster).kubernetes;
    const protect = props.protect ?? false;
    const namespace = new prebuilt.NamespaceV1(this, "Namespace", {
      metadata: {
        name: this.runnerNamespace,
        ...(props.podSecurity === undefined ? {} : { labels: podSecurityLabels(props.podSecurity) }),
      },
      lifecycle: protect ? { preventDestroy: true } : undefined,
      provider,
    });
    const workloads = new WorkloadNamespace(this, "Workloads", {
      name: this.workloadNamespace,
      tier: props.tier,
      runnerNamespace: this.runnerNamespace,
      serviceAccounts: names,
      protect,
      cluster: props.region.cluster,
      provider,
    });
    const steering = this.#steering(props, names, namespace);
    const operations = this.#operations(props, names.length, [namespace, ...workloads.dependencies]);
    const { older, newer } = makeRunners(this, members, {
      props,
      labels: this.labels,
      organization: props.organization ?? props.team?.organizationIn(this),
      capabilities: [...props.tier.capabilities, ...(props.capabilities ?? [])],
      namespace: this.runnerNamespace,
      workloadNamespace: this.workloadNamespace,
      prerequisites: [namespace, ...workloads.dependencies, ...steering, ...operations],
    });
    this.runners = [...older, ...newer].map(({ runner }) => runner);
    this.releases = [...older, ...newer].map(({ release }) => release);
    if (props.adopt !== undefined) {
      const registered = props.adopt.flatMap(({ runnerId }, index) =>
        older.slice(index, index + 1).map(({ runner }) => [runner, runnerId] as const),
      );
      const made = [...older.slice(props.adopt.length), ...newer].flatMap(({ runner, release }) => [runner, release]);
      new Adoption(this, "Adoption", registered, made);
    }
  }

  /** The registrations, none while their number is wrong. */
  #members({ runners = 1, region, rotation }: RunnerPoolProps): readonly PoolMember[] {
    const count = Number.isInteger(runners) && runners >= 1 ? Math.min(runners, MAX_RUNNERS) : 0;
    return poolMembers(this.poolName, region.name, count, rotation);
  }

  /** What steers the pods to the tier's nodes, when it has any; a runner starts after it. */
  #steering(
    { region, tier }: RunnerPoolProps,
    serviceAccounts: readonly string[],
    namespace: ITerraformDependable,
  ): readonly ITerraformDependable[] {
    if (tier.nodes === undefined && tier.warm === undefined) return [];
    const { dependencies } = new TierSteering(this, "Steering", {
      poolName: this.poolName,
      cluster: region.cluster,
      tier,
      runnerNamespace: this.runnerNamespace,
      workloadNamespace: this.workloadNamespace,
      serviceAccounts,
      prerequisites: [namespace],
    });
    return dependencies;
  }

  /** What stands around the releases, when any is asked for; a runner starts after the policies. */
  #operations(
    props: RunnerPoolProps,
    runners: number,
    prerequisites: readonly ITerraformDependable[],
  ): readonly ITerraformDependable[] {
    if (!hasOperations(props)) return [];
    const { networkPolicy, nodeDrain, observability, region, runnerPod, tier } = props;
    const { poolName, runnerNamespace, workloadNamespace } = this;
    const { PoolOperations } = operationsModule();
    const { dependencies } = new PoolOperations(this, "Operations", {
      ...{ networkPolicy, nodeDrain, observability, region, runnerPod },
      ...{ poolName, runnerNamespace, workloadNamespace, runners, prerequisites },
      mostPods: tier.quota.pods,
    });
    return dependencies;
  }

  #problems(id: string, props: RunnerPoolProps): readonly Problem[] {
    const namesProblems = checkDnsLabel("poolName", this.poolName);
    const rotationProblems = checkRotation("rotation", props.rotation);
    // the names of a rotation that is wrong say nothing
    const names = this.#members(rotationProblems.length === 0 ? props : { ...props, rotation: undefined }).map(
      ({ name }) => name,
    );
    return [
      ...checkConstructId("id", id),
      ...namesProblems,
      ...(namesProblems.length === 0 ? checkDnsLabel("workload namespace", this.workloadNamespace) : []),
      ...this.#sharedNamespaces(props),
      ...checkWhole("runners", props.runners, 1, MAX_RUNNERS),
      ...(Token.isUnresolved(props.runners) ? [unknownNumber(props.runners)] : []),
      ...props.region.problems("region"),
      ...props.tier.problems("tier"),
      ...this.#tierInCluster(props),
      ...(props.team?.problems("team") ?? []),
      ...checkLabels("labels", props.labels ?? {}),
      ...this.#overriddenLabels(props),
      ...checkCapabilities(props.capabilities),
      ...checkReleaseOptions(releaseOptions(props)),
      ...(hasOperations(props) ? operationsModule().checkOperations(this.poolName, props) : []),
      ...checkCatalog(props.chart, props.tier),
      ...rotationProblems,
      ...checkTokens(
        names,
        props,
        rotationProblems.length === 0 ? names.length / generationsOf(props.rotation).length : undefined,
      ),
      ...(namesProblems.length === 0 ? names.flatMap((name) => checkReleaseName("runner name", name)) : []),
    ];
  }

  /** What is wrong with the tier in this cluster, beside the pools that are there. */
  #tierInCluster({
    region: { cluster },
    tier,
    dockerImplementation = "rootless",
  }: RunnerPoolProps): readonly Problem[] {
    const { warm } = tier;
    return [
      ...checkWay("region.cluster", cluster, "tier", tier, dockerImplementation),
      ...checkBesideOthers("tier", cluster, poolsOfCluster(this, cluster), tier),
      ...(tier.nodes === undefined && warm === undefined
        ? []
        : checkReleaseName("tier release name", steeringReleaseName(this.poolName))),
      ...(warm === undefined ? [] : checkWarmNamespace("tier.warm", warm, this.workloadNamespace)),
    ];
  }

  /** A namespace belongs to one pool: two would overwrite each other's quota and rights, and steer each other's pods. */
  #sharedNamespaces({ region }: RunnerPoolProps): readonly Problem[] {
    const { byNamespace } = poolsOfCluster(this, region.cluster);
    return [this.runnerNamespace, this.workloadNamespace].flatMap((namespace) => {
      const owner = byNamespace.get(namespace);
      if (owner === undefined) return [];
      const why = `its namespace ${namespace} is that of ${owner.path} in the same cluster, and each pool owns its own`;
      return [{ path: "poolName", value: this.poolName, why, fix: "name one of them otherwise" }];
    });
  }

  /** Labels that a pool sets for itself can't be given another value. */
  #overriddenLabels(props: RunnerPoolProps): readonly Problem[] {
    const own = ownLabels(props);
    return Object.entries(props.labels ?? {})
      .filter(([key, value]) => own[key] !== value)
      .map(([key, value]) => ({
        path: `labels.${key}`,
        value,
        why: `the pool's region, tier or team sets it to ${JSON.stringify(own[key])}`,
        fix: "leave it out, or choose another key",
      }));
  }
}

function unknownNumber(value: unknown): Problem {
  const why = "each runner is a resource of its own, so their number must be known at synth";
  return { path: "runners", value, why, fix: "give a number" };
}

function ownLabels({ labels, region, tier, team }: RunnerPoolProps): Readonly<Record<string, string>> {
  return { ...labels, ...region.labels, ...tier.labels, ...team?.labels };
}
