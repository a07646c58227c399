// A runner that this package does not deploy: another program that speaks the platform's runner protocol, with a chart of its own, or
// on a machine. What is made is its registration and the place its token is read from.
//
// Source: enrollment of the platform (the process calls EnrollRunner with its token at each start).
import { tokenSecretName } from "../../kubernetes/index.js";
import { RunnerEnrollment } from "../../bindings/agyn/runner-enrollment/index.js";
import { type Cluster, clusterProviders } from "../cluster.js";
import { Construct, type ITerraformDependable, Token } from "../core.js";
import { checkConstructId, checkDnsLabel, checkLabels, checkReleaseName, checkSubdomain } from "../names.js";
import { assertNoProblems, checkText, checkWhole, type Problem } from "../problems.js";
import { Runner, type RunnerProps } from "../runner.js";
import type { Team } from "../team.js";
import {
  checkNoSecret,
  checkPlaces,
  deliverToken,
  type PlacedToken,
  takePlaces,
  type TokenSecret,
  checkWriter,
  type TokenWriter,
  writeToken,
} from "../token-delivery/index.js";
import { warn } from "../warnings.js";
import { checkCloudInit, type CloudInitOptions, cloudInitText } from "./cloud-init.js";

/** A Secret of a cluster, for a runner that lives there. */
export interface ThirdPartySecretOptions {
  /** The cluster. */
  readonly cluster: Cluster;
  /** Namespace of the Secret; must exist. */
  readonly namespace: string;

  /**
   * Name of the Secret.
   *
   * @default - the runner's name and `-token`
   */
  readonly name?: string;

  /**
   * How the token gets there.
   *
   * @default - the Secret is made from the token of the registration, under the key `token`
   */
  readonly tokenSecret?: TokenSecret;

  /**
   * What must exist before the Secret: its namespace, when the stack makes it.
   *
   * @default - nothing
   */
  readonly prerequisites?: readonly ITerraformDependable[];
}

/** A secrets manager, for a runner that reads its token there itself. */
export interface ThirdPartyManagerOptions {
  /** Name of the secret in the manager. */
  readonly remoteKey: string;

  /**
   * Which part of the secret the token is.
   *
   * @default - the whole secret
   */
  readonly property?: string;

  /** Writes the token there with a resource of your own provider. */
  readonly write: TokenWriter;
}

/** Settings of a ThirdPartyRunner. */
export interface ThirdPartyRunnerProps extends RunnerProps {
  /**
   * The team that owns the runner: its organization is looked up, its token used, its label set.
   *
   * @default - no team; the runner is cluster-scoped unless an organization is given
   */
  readonly team?: Team;

  /**
   * A Secret with the token.
   *
   * @default - none
   */
  readonly secret?: ThirdPartySecretOptions;

  /**
   * A secrets manager with the token.
   *
   * @default - none
   */
  readonly manager?: ThirdPartyManagerOptions;
}

/** A Secret with a token, for the values of a chart. */
export interface TokenSecretKey {
  /** Name of the Secret. */
  readonly name: string;
  /** Key of the token in it. */
  readonly key: string;
  /** Its namespace. */
  readonly namespace: string;
}

/** How an enrollment is waited for. */
export interface WaitForEnrollmentOptions {
  /**
   * How long Terraform waits, in whole minutes, 1 to 120.
   *
   * @default 10
   */
  readonly minutes?: number;
}

/**
 * A registration and the place of its token, for a runner that somebody else deploys.
 *
 * Children: `Runner` (Runner); for a Secret `Token` (kubernetes_secret_v1) or `ExternalToken` (helm_release); `Written` (what the
 * function makes that writes the token into a secrets manager); `Enrollment` (agyn_runner_enrollment), when it is waited for.
 */
export class ThirdPartyRunner extends Construct {
  /** The registration. */
  readonly runner: Runner;
  /** The Secret with the token; undefined without `secret`. */
  readonly tokenSecret: TokenSecretKey | undefined;
  /** Which token it is, as text: put it where a change of it restarts the process, as a pod annotation. A Terraform reference. */
  readonly tokenRevision: string;
  /** What must exist before the process starts. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { team, secret, manager, ...props }: ThirdPartyRunnerProps) {
    super(scope, id);
    assertNoProblems(this, [
      ...checkConstructId("id", id),
      ...(team?.problems("team") ?? []),
      ...checkLabels("labels", props.labels ?? {}),
      ...overriddenLabels(props.labels ?? {}, team),
      ...(secret === undefined ? [] : checkSecret(props.name, secret)),
      ...(manager === undefined ? [] : checkManager(manager)),
      ...(manager === undefined || secret?.tokenSecret?.external?.write === undefined ? [] : [writtenTwice(manager)]),
      ...(secret === undefined
        ? []
        : checkPlaces(this, placedToken(props.name, secret), (option) =>
            option === "name" ? "secret.name" : "secret.tokenSecret.remoteKey",
          )),
    ]);
    if (secret !== undefined) takePlaces(this, placedToken(props.name, secret));
    const labels = { ...props.labels, ...team?.labels };
    this.runner = new Runner(this, "Runner", {
      ...props,
      labels: Object.keys(labels).length > 0 ? labels : undefined,
      organization: props.organization ?? team?.organizationIn(this),
      provider: props.provider ?? props.organization?.provider ?? team?.provider(this),
    });
    const inManager = manager === undefined ? [] : writeToken(this, this.runner, manager.write, manager);
    const delivered =
      secret &&
      deliverToken(this, {
        ...secret,
        runner: this.runner,
        secretName: secretNameOf(props.name, secret),
        providers: clusterProviders(this, secret.cluster),
        prerequisites: [...(secret.prerequisites ?? []), ...inManager],
      });
    this.tokenSecret = secret &&
      delivered && { name: delivered.secretName, key: delivered.key, namespace: secret.namespace };
    this.tokenRevision = delivered?.revision ?? Token.asString(this.runner.serviceTokenRevision);
    this.dependencies = [...inManager, ...(delivered?.made ?? [])];
  }

  /** Waits until the runner has enrolled, once what runs it is there; depend on the answer for what needs a working runner. Call it once. */
  waitForEnrollment(
    dependsOn: readonly ITerraformDependable[],
    { minutes = 10 }: WaitForEnrollmentOptions = {},
  ): ITerraformDependable {
    assertNoProblems(this, [
      ...checkWhole("minutes", minutes, 1, 120),
      ...(this.node.tryFindChild("Enrollment") === undefined ? [] : [waitedTwice()]),
    ]);
    return new RunnerEnrollment(this, "Enrollment", {
      runnerId: this.runner.runnerId,
      timeouts: { create: `${minutes}m` },
      provider: this.runner.provider,
      dependsOn: [...dependsOn],
    });
  }

  /**
   * User data for a machine that runs the runner as a systemd service, as text of cloud-init; Terraform references in it are known at
   * apply. The token is fetched at each start of the service, or stands in the text, which is warned of.
   *
   * @throws {ConstructError} with all problems, when there is one.
   */
  cloudInit(options: CloudInitOptions): string {
    const token = this.runner.serviceToken;
    assertNoProblems(this, checkCloudInit(this, options));
    if (options.tokenInUserData === true) {
      const message = `The service token of ${this.runner.runnerName} is in the state of the machine in clear, every process there reads it from the metadata service, and a new token makes a new machine. With tokenCommand the machine fetches it when it starts.`;
      warn(this, "cdktf-agyn:token-in-user-data", message);
    }
    return cloudInitText(options, token);
  }
}

function secretNameOf(runnerName: string, { name }: ThirdPartySecretOptions): string {
  return name ?? tokenSecretName(runnerName);
}

function placedToken(
  runnerName: string,
  { cluster, namespace, tokenSecret, ...secret }: ThirdPartySecretOptions,
): PlacedToken {
  const secretName = secretNameOf(runnerName, { cluster, namespace, ...secret });
  return { cluster, namespace, runnerName, secretName, tokenSecret };
}

/** Labels that the team sets can't be given another value. */
function overriddenLabels(labels: Readonly<Record<string, string>>, team: Team | undefined): readonly Problem[] {
  return Object.entries(team?.labels ?? {})
    .filter(([key, own]) => Object.hasOwn(labels, key) && labels[key] !== own)
    .map(([key, own]) => {
      const why = `the runner's team sets it to ${JSON.stringify(own)}`;
      return { path: `labels.${key}`, value: labels[key], why, fix: "leave it out, or choose another key" };
    });
}

function waitedTwice(): Problem {
  const why = "the runner is waited for already, and two waits would be one resource";
  return { path: "waitForEnrollment", value: "a second call", why, fix: "keep the answer of the first call" };
}

function checkSecret(runnerName: string, secret: ThirdPartySecretOptions): readonly Problem[] {
  const { cluster, namespace, name, tokenSecret } = secret;
  const made = secretNameOf(runnerName, secret);
  return [
    ...cluster.problems("secret.cluster"),
    ...checkDnsLabel("secret.namespace", namespace),
    ...checkSubdomain("secret.name", made),
    ...checkNoSecret("secret.name", made),
    ...(tokenSecret?.problems("secret.tokenSecret") ?? []),
    ...(tokenSecret?.external === undefined ? [] : checkReleaseName("secret.name", made)),
    ...(tokenSecret?.name === undefined || name === undefined ? [] : [namedTwice(name)]),
  ];
}

function namedTwice(value: string): Problem {
  const why = "the Secret that is there already is named by TokenSecret.existing";
  return { path: "secret.name", value, why, fix: "leave it out" };
}

function writtenTwice({ remoteKey }: ThirdPartyManagerOptions): Problem {
  const why = "secret.tokenSecret writes the token into a secrets manager too";
  return { path: "manager", value: remoteKey, why, fix: "leave manager out, or write out of secret.tokenSecret" };
}

const checkRemoteKey = checkText(
  (text) => text.trim() !== "" && !/[{}]/.test(text),
  "it is no name of a secret",
  "write the name out, as the manager has it",
);

function checkManager({ remoteKey, property, write }: ThirdPartyManagerOptions): readonly Problem[] {
  return [
    ...checkWriter("manager.write", write),
    ...checkRemoteKey("manager.remoteKey", remoteKey),
    ...checkNoSecret("manager.remoteKey", remoteKey),
    ...checkNoSecret("manager.property", property),
  ];
}
