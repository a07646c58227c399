// A runner brought to life in a cluster: its token as a Secret, the Helm release that reads it, and the wait until it enrolled.
//
// Source: write-only `data_wo` of kubernetes_secret_v1 (needs `data_wo_revision` >= 1 and acts only when that changes); the chart
// does not restart its pod for a new token, so the token's revision goes into a pod annotation.
import { Release } from "@cdktf/provider-helm/lib/release";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { RunnerEnrollment } from "../../bindings/agyn/runner-enrollment/index.js";
import { Construct, type ITerraformDependable, type TerraformResourceLifecycle, Token } from "../core.js";
import { type ClusterProviders, clusterProviders } from "../cluster.js";
import { checkConstructId, checkDnsLabel, checkReleaseName } from "../names.js";
import { assertNoProblems, checkWhole, type Problem } from "../problems.js";
import type { Region } from "../region.js";
import type { Runner } from "../runner.js";
import type { CatalogStorageClass, Flavor } from "../tiers/catalog.js";
import { warn } from "../warnings.js";
import { RunnerChart } from "./chart.js";
import { chartPath } from "./local-chart.js";
import { TOKEN_KEY, TokenSecret } from "./token-secret.js";
import { type DockerImplementation, valuesText } from "./values.js";

/** Where the pod carries the token's revision; the dot is escaped for Helm's path syntax. */
const REVISION_VALUE = "podAnnotations.agyn\\.dev/service-token-revision";

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
   * A Secret with the runner's token that is there already.
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
 * Children: `Token` (kubernetes_secret_v1, unless the Secret is there already), `Resource` (helm_release), `Enrollment`
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
      ...checkTokenKey(props),
      ...props.region.problems("region"),
      ...checkReleaseOptions(props),
      ...checkCatalog(props.chart, props),
    ]);
    if (props.region.gateway.isClearTextOutsideCluster) {
      warn(this, "cdktf-agyn:gateway-clear-text", clearTextWarning(props.region.gateway.address));
    }
    const providers = clusterProviders(this, props.region.cluster);
    const release =
      props.tokenSecret === undefined
        ? this.#release(props, providers, TokenSecret.existing(tokenSecretName(this.releaseName)), [
            this.#token(props, providers),
          ])
        : this.#release(props, providers, props.tokenSecret, []);
    this.enrollment = new RunnerEnrollment(this, "Enrollment", {
      runnerId: props.runner.runnerId,
      timeouts: { create: `${props.enrollmentWaitMinutes ?? 10}m` },
      provider: props.runner.provider,
      dependsOn: [release],
    });
  }

  #token({ runner, namespace, prerequisites = [] }: RunnerReleaseProps, providers: ClusterProviders): SecretV1 {
    return new SecretV1(this, "Token", {
      metadata: { name: tokenSecretName(this.releaseName), namespace },
      type: "Opaque",
      dataWo: { [TOKEN_KEY]: runner.serviceToken.expression() },
      dataWoRevision: runner.serviceTokenRevision,
      provider: providers.kubernetes,
      dependsOn: [...prerequisites],
      lifecycle: knownToken(
        runner,
        "give the revision of the token it has, and leave its Secret in place: `adopt` of a pool, `tokenSecret` of a release",
      ),
    });
  }

  #release(
    props: RunnerReleaseProps,
    providers: ClusterProviders,
    secret: TokenSecret,
    made: readonly ITerraformDependable[],
  ): Release {
    const { runner, region, chart = RunnerChart.envList() } = props;
    const values = chart.values({
      fullName: this.releaseName,
      workloadNamespace: props.workloadNamespace,
      gateway: region.gateway,
      tokenSecretName: secret.name,
      tokenSecretKey: secret.key,
      capabilities: runner.capabilities,
      flavors: props.flavors ?? [],
      storageClasses: props.storageClasses ?? [],
      docker: props.dockerImplementation ?? "rootless",
      storageClass: region.storageClass,
      storageSize: region.storageSize,
      enrollmentTimeoutSeconds: props.enrollmentTimeoutSeconds ?? 120,
      logLevel: props.logLevel ?? "info",
    });
    return new Release(this, "Resource", {
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
          value: secret.revision === undefined ? Token.asString(runner.serviceTokenRevision) : String(secret.revision),
        },
      ],
      timeout: props.timeoutSeconds ?? 300,
      wait: true,
      provider: providers.helm,
      dependsOn: [...made, ...(props.prerequisites ?? [])],
      lifecycle: made.length > 0 ? undefined : tokenOf(secret, runner),
    });
  }
}

/** Stops where the Secret that is there can't hold the runner's token. */
function tokenOf({ name, revision }: TokenSecret, runner: Runner): TerraformResourceLifecycle {
  if (revision === undefined) return knownToken(runner, "give the revision of the token that its Secret holds");
  const known = `${runner.address}.service_token_revision`;
  return {
    precondition: [
      {
        condition: `\${${known} == null || ${known} == ${revision}}`,
        errorMessage:
          `The Secret ${name} holds the token of revision ${revision}, and ${runner.address} has been registered anew since ` +
          "then. Put the new token there and give its revision; for a pool that was taken over, take adopt out, delete the Secret and " +
          "apply again: the pool makes it.",
      },
    ],
  };
}

/** Name of the Secret that a release makes. */
export function tokenSecretName(releaseName: string): string {
  return `${releaseName}-token`;
}

/** Stops a plan that would go on without a token. */
function knownToken({ address }: Runner, orElse: string): TerraformResourceLifecycle {
  return {
    precondition: [
      {
        condition: `\${${address}.service_token_revision != null}`,
        errorMessage:
          `The service token of ${address} is not known: the platform shows it once, when the runner is registered, so an ` +
          `imported runner has none. Register it anew with -replace=${address}, or ${orElse}.`,
      },
    ],
  };
}

/** What is wrong with the settings that a pool shares, if anything. */
export function checkReleaseOptions(options: RunnerReleaseOptions): readonly Problem[] {
  return [
    ...(options.chart?.problems("chart") ?? []),
    ...checkWhole("timeoutSeconds", options.timeoutSeconds, 30, 3600),
    ...checkWhole("enrollmentTimeoutSeconds", options.enrollmentTimeoutSeconds, 10, 3600),
    ...checkWhole("enrollmentWaitMinutes", options.enrollmentWaitMinutes, 1, 120),
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
