// The runners of a pool, generation by generation: each is registered and brought to life by a release of its own.
//
// The newer of two generations is made first, because the older one may wait for it: while it is drained, it loses its labels only
// once all of the newer one have enrolled.
import { PAUSED_LABELS } from "../placement/index.js";
import type { Construct, ITerraformDependable } from "./core.js";
import { operationsModule } from "./operations/index.js";
import type { IOrganization } from "./organization.js";
import type { RunnerPoolProps } from "./pool-options.js";
import { generationsOf, type PoolMember } from "./pool-rotation.js";
import { existingSecrets } from "./pool-tokens.js";
import { Runner } from "./runner.js";
import { RunnerRelease, type RunnerReleaseOptions } from "./runner-release/index.js";

/** What all runners of a pool have in common. */
export interface PoolParts {
  readonly props: RunnerPoolProps;
  readonly labels: Readonly<Record<string, string>>;
  readonly organization: IOrganization | undefined;
  readonly capabilities: readonly string[];
  /** Of the runners. */
  readonly namespace: string;
  readonly workloadNamespace: string;
  /** What must exist before a runner starts. */
  readonly prerequisites: readonly ITerraformDependable[];
}

/** A registration with what brings it to life. */
export interface PoolRunner {
  readonly runner: Runner;
  readonly release: RunnerRelease;
}

/** Runners by generation; `newer` is empty while there is one only. */
export interface PoolRunners {
  readonly older: readonly PoolRunner[];
  readonly newer: readonly PoolRunner[];
}

/** Makes the runners of a pool, below it. */
export function makeRunners(pool: Construct, members: readonly PoolMember[], parts: PoolParts): PoolRunners {
  const { props, labels } = parts;
  const secrets = existingSecrets(
    members.map(({ name }) => name),
    props,
  );
  const make = (
    generation: number | undefined,
    ofGeneration = labels,
    after: readonly PoolRunner[] = [],
  ): readonly PoolRunner[] => {
    const registered = members.flatMap((member, index) =>
      member.generation === generation
        ? [{ ...member, index, runner: register(pool, member, { ...parts, labels: ofGeneration }, after) }]
        : [],
    );
    return registered.map(({ suffix, index, runner }) => ({
      runner,
      release: new RunnerRelease(pool, `Release${suffix}`, {
        ...releaseOptions(props),
        runnerPod: props.runnerPod && operationsModule().podWithAuthority(props.runnerPod),
        runner,
        region: props.region,
        namespace: parts.namespace,
        workloadNamespace: parts.workloadNamespace,
        tokenSecret: secrets[index],
        flavors: props.tier.flavors,
        storageClasses: props.tier.storageClasses,
        prerequisites: parts.prerequisites,
      }),
    }));
  };
  const [first, second] = generationsOf(props.rotation);
  const newer = second === undefined ? [] : make(second);
  const older = props.rotation?.draining === true ? make(first, PAUSED_LABELS, newer) : make(first);
  return { older, newer };
}

function register(
  pool: Construct,
  { name, suffix }: PoolMember,
  { props, labels, organization, capabilities }: PoolParts,
  after: readonly PoolRunner[],
): Runner {
  return new Runner(pool, `Runner${suffix}`, {
    name,
    organization,
    labels,
    capabilities: capabilities.length > 0 ? capabilities : undefined,
    provider: props.provider ?? props.organization?.provider ?? props.team?.provider(pool),
    dependsOn: after.length > 0 ? after.map(({ release }) => release.enrollment) : undefined,
  });
}

/** What a pool says of its releases, as it says it: certificates are text still, so that they are judged. */
export function releaseOptions(props: RunnerPoolProps): RunnerReleaseOptions {
  const { chart, timeoutSeconds, enrollmentTimeoutSeconds, enrollmentWaitMinutes, dockerImplementation, logLevel } =
    props;
  const { rotation, onActiveWorkloads = rotation && "wait", activeWorkloadsWaitMinutes } = props;
  return {
    chart,
    timeoutSeconds,
    enrollmentTimeoutSeconds,
    enrollmentWaitMinutes,
    onActiveWorkloads,
    activeWorkloadsWaitMinutes,
    dockerImplementation,
    logLevel,
    runnerPod: props.runnerPod,
  };
}
