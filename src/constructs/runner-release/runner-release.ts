// A runner brought to life in a cluster: its token as a Secret, the Helm release that reads it, and the wait until it enrolled.
//
// Source: the chart does not restart its pod for a new token, so the token's revision goes into a pod annotation.
import type { Release } from "@cdktf/provider-helm/lib/release";
import { prebuilt } from "../prebuilt.js";
import { tokenSecretName } from "../../kubernetes/index.js";
import { RunnerEnrollment } from "../../bindings/agyn/runner-enrollment/index.js";
import { Construct, type ITerraformDependable } from "../core.js";
import { type ClusterProviders, clusterProviders } from "../cluster.js";
import { checkConstructId, checkDnsLabel, checkReleaseName } from "../names.js";
import { assertNoProblems, checkWhole, type Problem } from "../problems.js";
import type { Region } from "../region.js";
import type { Runner } from "../runner.js";
import type { CatalogStorageClass, Flavor } from "../tiers/catalog.js";
import {
  checkTokenRelease,
  type DeliveredToken,
  deliverToken,
  TOKEN_KEY,
  type TokenSecret,
} from "../token-delivery/index.js";
import { warn } from "../warnings.js";
import { RunnerChart } from "./chart.js";
import { checkNoCertificates, checkRunnerPod, type RunnerPodOptions } from "./runner-pod.js";
import { chartPath } from "./local-chart.js";
import { type DockerImplementation, valuesText } from "./values.js";

/** Where the pod carries the token's revision; the dot is escaped for Helm's path syntax. */
const REVISION_VALUE = "podAnnotations.agyn\\.dev/service-token-revision";

const ON_ACTIVE_WORKLOADS: readonly string[] = ["ignore", "refuse", "wait"];
/** A day. */
const MAX_WAIT_MINUTES = 1440;

/** What the removal of a runner does while it has work. */
export type OnActiveWorkloads = "ignore" | "refuse" | "wait";

/** Settings of a release that a whole pool may share. */
export interface RunnerReleaseOptions {
  /**
   * The chart.
   *
   * @default RunnerChart.envList() - the published chart, version 0.10.15
   */
  readonly chart?: RunnerChart;

  /**
   * How long Helm waits for any one Kubernetes operation of the release, in whole seconds, 30 to 3600. A first pull of an image
   * takes minutes.
   *
   * @default 300
   */
  readonly timeoutSeconds?: number;

  /**
   * How long one attempt of the runner to enroll may take, in whole seconds, 10 to 3600; after it the pod restarts.
   *
   * @default 120
   */
  readonly enrollmentTimeoutSeconds?: number;

  /**
   * How long Terraform waits until the runner enrolled, in whole minutes, 1 to 120.
   *
   * @default 10
   */
  readonly enrollmentWaitMinutes?: number;

  /**
   * What the removal or replacement of the runner does while it has work: `ignore` gives the work up, `refuse` stops the plan, `wait`
   * waits for its end. The value that was applied last counts.
   *
   * @default "ignore" - of a pool with `rotation` "wait"
   */
  readonly onActiveWorkloads?: OnActiveWorkloads;

  /**
   * How long Terraform waits for the end of the work with `onActiveWorkloads: "wait"`, in whole minutes, 1 to 1440.
   *
   * @default 60
   */
  readonly activeWorkloadsWaitMinutes?: number;

  /**
   * How docker is isolated in workloads, for runners with the capability `docker`.
   *
   * @default "rootless"
   */
  readonly dockerImplementation?: DockerImplementation;

  /**
   * Level of the runner's log.
   *
   * @default "info"
   */
  readonly logLevel?: "debug" | "info" | "warn" | "error";

  /**
   * The runner's own pod: account, images, certificates, proxy, resources, place. Not the pods of workloads.
   *
   * @default - as the chart has it
   */
  readonly runnerPod?: RunnerPodOptions;
}

/** Settings of one release. */
export interface RunnerReleaseProps extends RunnerReleaseOptions {
  /** The runner to bring to life. */
  readonly runner: Runner;
  /** Where it runs. */
  readonly region: Region;
  /** Namespace of the runner and its token. */
  readonly namespace: string;
  /** Namespace in which the runner makes workload pods. */
  readonly workloadNamespace: string;

  /**
   * Name of the release and of everything in it, at most 53 characters.
   *
   * @default - the runner's name
   */
  readonly releaseName?: string;

  /**
   * The Secret of the runner's token when it is not made of the registration's: one that is there already, or one that an
   * ExternalSecret makes of what a secrets manager holds.
   *
   * @default - the Secret `<releaseName>-token`, made from the token of the registration
   */
  readonly tokenSecret?: TokenSecret;

  /**
   * Sizes of workloads that the runner offers.
   *
   * @default - the chart's own
   */
  readonly flavors?: readonly Flavor[];

  /**
   * Storage classes that the runner offers.
   *
   * @default - the chart's own
   */
  readonly storageClasses?: readonly CatalogStorageClass[];

  /**
   * What must exist before the runner starts: namespaces, rights, ceilings.
   *
   * @default - nothing
   */
  readonly prerequisites?: readonly ITerraformDependable[];
}

/**
 * The release of one runner.
 *
 * Children: `Token` (kubernetes_secret_v1), or for a token in a secrets manager `Written` (what the user's function makes) and
 * `ExternalToken` (helm_release), or neither for a Secret that is there already; `Resource` (helm_release), `Enrollment`
 * (agyn_runner_enrollment).
 */
export class RunnerRelease extends Construct {
  /** Name of the release, of the Deployment and of the runner's service account. */
  readonly releaseName: string;
  /** The enrollment; depend on it for what needs a working runner. */
  readonly enrollment: ITerraformDependable;

  constructor(scope: Construct, id: string, props: RunnerReleaseProps) {
    super(scope, id);
    this.releaseName = props.releaseName ?? props.runner.runnerName;
    assertNoProblems(this, [
      ...checkConstructId("id", id),
      ...checkReleaseName("releaseName", this.releaseName),
      ...checkDnsLabel("namespace", props.namespace),
      ...checkDnsLabel("workloadNamespace", props.workloadNamespace),
      ...(props.tokenSecret?.problems("tokenSecret") ?? []),
      ...checkTokenRelease(props.tokenSecret, this.releaseName),
      ...checkTokenKey(props),
      ...props.region.problems("region"),
      ...checkReleaseOptions(props),
      ...checkNoCertificates("runnerPod", props.runnerPod),
      ...checkCatalog(props.chart, props),
    ]);
    if (props.region.gateway.isClearTextOutsideCluster) {
      warn(this, "cdktf-agyn:gateway-clear-text", clearTextWarning(props.region.gateway.address));
    }
    const providers = clusterProviders(this, props.region.cluster);
    const token = deliverToken(this, { ...props, secretName: tokenSecretName(this.releaseName), providers });
    const release = this.#release(props, providers, token);
    this.enrollment = new RunnerEnrollment(this, "Enrollment", {
      runnerId: props.runner.runnerId,
      onActiveWorkloads: props.onActiveWorkloads,
      timeouts: {
        create: `${props.enrollmentWaitMinutes ?? 10}m`,
        delete: props.onActiveWorkloads === "wait" ? `${props.activeWorkloadsWaitMinutes ?? 60}m` : undefined,
      },
      provider: props.runner.provider,
      dependsOn: [release],
    });
  }

  #release(props: RunnerReleaseProps, providers: ClusterProviders, token: DeliveredToken): Release {
    const { runner, region, chart = RunnerChart.envList() } = props;
    const values = chart.values({
      fullName: this.releaseName,
      workloadNamespace: props.workloadNamespace,
      gateway: region.gateway,
      tokenSecretName: token.secretName,
      tokenSecretKey: token.key,
      capabilities: runner.capabilities,
      flavors: props.flavors ?? [],
      storageClasses: props.storageClasses ?? [],
      docker: props.dockerImplementation ?? "rootless",
      storageClass: region.storageClass,
      storageSize: region.storageSize,
      enrollmentTimeoutSeconds: props.enrollmentTimeoutSeconds ?? 120,
      logLevel: props.logLevel ?? "info",
      pod: props.runnerPod,
    });
    return new prebuilt.Release(this, "Resource", {
      name: this.releaseName,
      namespace: props.namespace,
      ...(chart.folder === undefined
        ? { repository: chart.repository, chart: chart.chart, version: chart.version }
        : { chart: chartPath(this, chart.folder) }),
      values: [valuesText(values)],
      set: [
        {
          name: REVISION_VALUE,
          type: "string",
          value: token.revision,
        },
      ],
      timeout: props.timeoutSeconds ?? 300,
      wait: true,
      provider: providers.helm,
      dependsOn: [...token.made, ...(props.prerequisites ?? [])],
      lifecycle: token.lifecycle,
    });
  }
}

/** What is wrong with the settings that a pool shares, if anything. */
export function checkReleaseOptions(options: RunnerReleaseOptions): readonly Problem[] {
  return [
    ...(options.chart?.problems("chart") ?? []),
    ...checkWhole("timeoutSeconds", options.timeoutSeconds, 30, 3600),
    ...checkWhole("enrollmentTimeoutSeconds", options.enrollmentTimeoutSeconds, 10, 3600),
    ...checkWhole("enrollmentWaitMinutes", options.enrollmentWaitMinutes, 1, 120),
    ...(options.runnerPod === undefined
      ? []
      : checkRunnerPod("runnerPod", options.runnerPod, options.chart?.readsRunnerPod ?? true)),
    ...checkActiveWorkloads(options),
  ];
}

function checkActiveWorkloads({
  onActiveWorkloads: value = "ignore",
  activeWorkloadsWaitMinutes: minutes,
}: RunnerReleaseOptions): readonly Problem[] {
  if (!ON_ACTIVE_WORKLOADS.includes(value)) {
    const why = "the provider knows no such way to treat running work";
    return [{ path: "onActiveWorkloads", value, why, fix: `write one of ${ON_ACTIVE_WORKLOADS.join(", ")}` }];
  }
  if (minutes === undefined || value === "wait") {
    return checkWhole("activeWorkloadsWaitMinutes", minutes, 1, MAX_WAIT_MINUTES);
  }
  const why = `with onActiveWorkloads ${JSON.stringify(value)} nothing is waited for`;
  return [
    { path: "activeWorkloadsWaitMinutes", value: minutes, why, fix: 'leave it out, or write onActiveWorkloads "wait"' },
  ];
}

/** A catalog for a chart that reads none. */
export function checkCatalog(
  chart: RunnerChart = RunnerChart.envList(),
  catalog: Pick<RunnerReleaseProps, "flavors" | "storageClasses">,
): readonly Problem[] {
  const given = (["flavors", "storageClasses"] as const).filter((part) => (catalog[part] ?? []).length > 0);
  if (given.length === 0 || chart.readsCatalog) return [];
  const why = `this chart reads no catalog, so ${given.join(" and ")} would be ignored in silence`;
  const fix = "use RunnerChart.envList() of a version that has one (0.10.15), or leave them out of the tier";
  return [{ path: "chart.version", value: chart.version, why, fix }];
}

/** A key for a chart that takes none. */
function checkTokenKey({ chart, tokenSecret }: Pick<RunnerReleaseProps, "chart" | "tokenSecret">): readonly Problem[] {
  if (chart?.readsTokenKey !== false || tokenSecret === undefined || tokenSecret.key === TOKEN_KEY) return [];
  const why = `a chart with the documented values reads the token under ${TOKEN_KEY} and nowhere else`;
  return [{ path: "tokenSecret.key", value: tokenSecret.key, why, fix: "put the token there, and leave the key out" }];
}

function clearTextWarning(address: string): string {
  return `The runner sends its service token to ${address} in clear text; Gateway.viaTlsProxy encrypts it.`;
}
