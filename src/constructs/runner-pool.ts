// A pool: one tier, in one region, for one scope. It owns two namespaces, one for the runners with their tokens and one for the
// workloads, and brings any number of runners to life in them.
//
// Source: the chart puts its own Role where the release is, and its alternative reaches the whole cluster; measured, a Role and
// binding of one's own in the workload namespace suffice.
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { type AdoptedRunner, Adoption, checkAdopted } from "./adoption.js";
import { clusterProviders } from "./cluster.js";
import { Construct, type ITerraformDependable, Token } from "./core.js";
import { checkConstructId, checkDnsLabel, checkLabels, checkReleaseName } from "./names.js";
import type { CredentialOptions, IOrganization } from "./organization.js";
import { assertNoProblems, checkWhole, type Problem } from "./problems.js";
import type { Region } from "./region.js";
import { checkCapabilities, Runner } from "./runner.js";
import {
  checkCatalog,
  checkReleaseOptions,
  RunnerRelease,
  type RunnerReleaseOptions,
  type TokenSecret,
} from "./runner-release/index.js";
import { checkTokens, existingSecrets } from "./pool-tokens.js";
import type { Team } from "./team.js";
import {
  addPool,
  checkBesideOthers,
  checkWarmNamespace,
  checkWay,
  poolsOfCluster,
  type RunnerTier,
  steeringReleaseName,
  TierSteering,
} from "./tiers/index.js";
import { WorkloadNamespace } from "./workload-namespace.js";

/** Most registrations of one pool; a registration is never replicated, and one runner serves many workloads. */
const MAX_RUNNERS = 100;

/** Settings of a pool that say nothing of where it is. */
export interface RunnerPoolOptions extends RunnerReleaseOptions {
  /** Kind of work the pool takes. */
  readonly tier: RunnerTier;

  /**
   * The team that owns the pool: its organization is looked up, its token used, its label set.
   *
   * @default - no team; the pool is cluster-scoped unless an organization is given
   */
  readonly team?: Team;

  /**
   * Labels beside those of region, tier and team.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Capabilities beside those of the tier.
   *
   * @default - none; when the tier brings none either, the runners report their own
   */
  readonly capabilities?: readonly string[];

  /**
   * Number of runners: registrations with one release each, 1 to 100.
   *
   * @default 1
   */
  readonly runners?: number;

  /**
   * Name of the pool, which names runners, releases and namespaces: lower-case letters, digits and inner hyphens.
   *
   * @default - the construct id
   */
  readonly poolName?: string;

  /**
   * Whether Terraform refuses to destroy the pool's namespaces (`prevent_destroy`).
   *
   * @default false
   */
  readonly protect?: boolean;

  /**
   * Secrets with the runners' tokens that are there already, one for each runner, in the pool's runner namespace. Make that
   * namespace first, or the runners wait for them.
   *
   * @default - Secrets made from the registrations' tokens
   */
  readonly tokenSecrets?: readonly TokenSecret[];

  /**
   * Runners that are registered and run already, one for each of the pool's: the pool is taken over from another state by import,
   * with all it is made of, and the Secrets of the tokens stay as they are. It may stay until the runners get new tokens.
   *
   * @default - none; the pool is made
   */
  readonly adopt?: readonly AdoptedRunner[];
}

/** Settings of a RunnerPool. */
export interface RunnerPoolProps extends RunnerPoolOptions, CredentialOptions {
  /** Where the pool is. */
  readonly region: Region;

  /**
   * The organization the pool serves.
   *
   * @default - the team's; without a team the whole cluster
   */
  readonly organization?: IOrganization;
}

/**
 * A pool of runners.
 *
 * Runner `n` of pool `p` in region `r` is named `p-r-n`, counted from 0 also when there is one, so that a pool grows without a
 * rename. Namespaces are `agyn-p` and `agyn-p-workloads`.
 *
 * Children: `Namespace` (kubernetes_namespace_v1), `Workloads` (WorkloadNamespace), `Steering` (TierSteering, for a tier with nodes
 * of its own or warm places), and per runner `Runner<n>` (Runner) and `Release<n>` (RunnerRelease); `Adoption` (`import` blocks, for
 * a pool that is taken over).
 */
export class RunnerPool extends Construct {
  /** Name of the pool. */
  readonly poolName: string;
  /** Namespace of the runners and their tokens. */
  readonly runnerNamespace: string;
  /** Namespace of the workloads. */
  readonly workloadNamespace: string;
  /** Labels that the pool's runners carry. */
  readonly labels: Readonly<Record<string, string>>;
  /** The runners, by number. */
  readonly runners: readonly Runner[];
  /** The releases, by number. */
  readonly releases: readonly RunnerRelease[];

  constructor(scope: Construct, id: string, props: RunnerPoolProps) {
    super(scope, id);
    this.poolName = props.poolName ?? id;
    this.runnerNamespace = `agyn-${this.poolName}`;
    this.workloadNamespace = `agyn-${this.poolName}-workloads`;
    this.labels = { ...props.labels, ...props.region.labels, ...props.tier.labels, ...props.team?.labels };
    assertNoProblems(this, this.#problems(id, props));
    addPool(poolsOfCluster(this, props.region.cluster), {
      path: this.node.path,
      runnerNamespace: this.runnerNamespace,
      workloadNamespace: this.workloadNamespace,
      tier: props.tier,
    });

    const names = runnerNames(this.poolName, props);
    const provider = clusterProviders(this, props.region.cluster).kubernetes;
    const protect = props.protect ?? false;
    const namespace = new NamespaceV1(this, "Namespace", {
      metadata: { name: this.runnerNamespace },
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
    const organization = props.organization ?? props.team?.organizationIn(this);
    const capabilities = [...props.tier.capabilities, ...(props.capabilities ?? [])];
    this.runners = names.map(
      (name, index) =>
        new Runner(this, `Runner${index}`, {
          name,
          organization,
          labels: this.labels,
          capabilities: capabilities.length > 0 ? capabilities : undefined,
          provider: props.provider ?? props.organization?.provider ?? props.team?.provider(this),
        }),
    );
    const secrets = existingSecrets(names, props);
    this.releases = this.runners.map(
      (runner, index) =>
        new RunnerRelease(this, `Release${index}`, {
          ...releaseOptions(props),
          runner,
          region: props.region,
          namespace: this.runnerNamespace,
          workloadNamespace: this.workloadNamespace,
          tokenSecret: secrets[index],
          flavors: props.tier.flavors,
          storageClasses: props.tier.storageClasses,
          prerequisites: [namespace, ...workloads.dependencies, ...steering],
        }),
    );
    if (props.adopt !== undefined) {
      new Adoption(
        this,
        "Adoption",
        props.adopt.flatMap(({ runnerId }, index) =>
          this.runners.slice(index, index + 1).map((runner) => [runner, runnerId]),
        ),
      );
    }
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

  #problems(id: string, props: RunnerPoolProps): readonly Problem[] {
    const namesProblems = checkDnsLabel("poolName", this.poolName);
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
      ...checkReleaseOptions(props),
      ...checkCatalog(props.chart, props.tier),
      ...checkTokens(runnerNames(this.poolName, props), props),
      ...(namesProblems.length === 0
        ? runnerNames(this.poolName, props).flatMap((name) => checkReleaseName("runner name", name))
        : []),
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
  #overriddenLabels({ labels = {} }: RunnerPoolProps): readonly Problem[] {
    return Object.entries(labels)
      .filter(([key, value]) => this.labels[key] !== value)
      .map(([key, value]) => ({
        path: `labels.${key}`,
        value,
        why: `the pool's region, tier or team sets it to ${JSON.stringify(this.labels[key])}`,
        fix: "leave it out, or choose another key",
      }));
  }
}

function unknownNumber(value: unknown): Problem {
  const why = "each runner is a resource of its own, so their number must be known at synth";
  return { path: "runners", value, why, fix: "give a number" };
}

function runnerNames(poolName: string, { runners = 1, region }: RunnerPoolProps): readonly string[] {
  const count = Number.isInteger(runners) && runners >= 1 ? Math.min(runners, MAX_RUNNERS) : 0;
  return Array.from({ length: count }, (_, index) => `${poolName}-${region.name}-${index}`);
}

function releaseOptions(props: RunnerPoolProps): RunnerReleaseOptions {
  const { chart, timeoutSeconds, enrollmentTimeoutSeconds, enrollmentWaitMinutes, dockerImplementation, logLevel } =
    props;
  return { chart, timeoutSeconds, enrollmentTimeoutSeconds, enrollmentWaitMinutes, dockerImplementation, logLevel };
}
