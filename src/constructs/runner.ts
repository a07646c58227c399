// One registration of a runner at the platform: identity, scope, labels, capabilities, and the token it enrolls with.
//
// Source: agyn_runner of the provider's schema (api/provider-schema.json).
import { DataAgynRunner } from "../bindings/agyn/data-agyn-runner/index.js";
import * as agyn from "../bindings/agyn/runner/index.js";
import { Construct, type ITerraformDependable, type TerraformProvider } from "./core.js";
import { platformProvider } from "./credentials.js";
import { addressOf, checkConstructId, checkLabels } from "./names.js";
import type { CredentialOptions, IOrganization } from "./organization.js";
import { assertNoProblems, checkText, type Problem } from "./problems.js";
import { SecretReference } from "./secret-reference.js";

/** A runner, registered in this stack or elsewhere. */
export interface IRunner {
  /** Id of the runner; a Terraform reference. */
  readonly runnerId: string;
  /** `pending` until the runner enrolled for the first time, then `enrolled`; a Terraform reference. */
  readonly status: string;
}

/** Settings of a Runner. */
export interface RunnerProps extends CredentialOptions {
  /** Name of the runner. The platform allows the same name twice. */
  readonly name: string;

  /**
   * The organization the runner serves; a change makes a new runner with a new token.
   *
   * @default - the whole cluster
   */
  readonly organization?: IOrganization;

  /**
   * Labels of the runner.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * What workloads may ask of the runner, as a set: order and repetition do not matter.
   *
   * @default - not managed; the runner reports its own
   */
  readonly capabilities?: readonly string[];

  /**
   * What must exist before the runner is registered or changed.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

const checkName = checkText(
  (name) => name.trim() !== "" && name === name.trim(),
  "a name may not be blank or padded",
  "trim it",
);
const checkCapability = checkText((name) => name.trim() !== "", "a capability may not be blank", "remove it");

/** What is wrong with capabilities, if anything. */
export function checkCapabilities(names: readonly string[] = []): readonly Problem[] {
  return names.flatMap((name, index) => checkCapability(`capabilities[${index}]`, name));
}

/**
 * A registered runner.
 *
 * Children: `Resource` (agyn_runner).
 */
export class Runner extends Construct implements IRunner {
  readonly runnerId: string;
  /** Name as given. */
  readonly runnerName: string;
  /** Capabilities as managed: sorted, each once; undefined when the runner reports its own. */
  readonly capabilities: readonly string[] | undefined;
  /** The token the runner enrolls with. Terraform knows it only for a runner it registered itself, not for an imported one. */
  readonly serviceToken: SecretReference;
  /** Registration time of the token in milliseconds, as a Terraform number; null while no token is known. */
  readonly serviceTokenRevision: number;
  /** Address of the resource (`agyn_runner.<id>`). */
  readonly address: string;
  /** The credential the runner is managed with. */
  readonly provider: TerraformProvider;
  readonly #resource: agyn.Runner;

  /** Finds a runner by its name at plan time. Child: `Resource` (data agyn_runner). */
  static fromRunnerName(scope: Construct, id: string, name: string, options: RunnerLookUpOptions = {}): IRunner {
    return new FoundRunner(scope, id, name, options);
  }

  constructor(scope: Construct, id: string, props: RunnerProps) {
    super(scope, id);
    assertNoProblems(this, [
      ...checkConstructId("id", id),
      ...checkName("name", props.name),
      ...checkLabels("labels", props.labels ?? {}),
      ...checkCapabilities(props.capabilities),
    ]);
    this.provider = props.provider ?? props.organization?.provider ?? platformProvider(this);
    this.runnerName = props.name;
    this.capabilities = props.capabilities && [...new Set(props.capabilities)].sort();
    const resource = (this.#resource = new agyn.Runner(this, "Resource", {
      name: props.name,
      organizationId: props.organization?.organizationId,
      labels: props.labels && { ...props.labels },
      capabilities: this.capabilities && [...this.capabilities],
      provider: this.provider,
      dependsOn: props.dependsOn && [...props.dependsOn],
    }));
    this.runnerId = resource.id;
    this.serviceToken = SecretReference.fromServiceToken(resource);
    this.serviceTokenRevision = resource.serviceTokenRevision;
    this.address = addressOf(resource);
  }

  /** Made when it is asked for: a reference costs the core a stack trace. */
  get status(): string {
    return this.#resource.status;
  }
}

/** Narrows the look-up of a runner. */
export interface RunnerLookUpOptions extends CredentialOptions {
  /**
   * The organization whose runner is meant.
   *
   * @default - any scope the token sees; several runners of one name are an error at plan time
   */
  readonly organization?: IOrganization;
}

class FoundRunner extends Construct implements IRunner {
  readonly runnerId: string;
  readonly status: string;

  constructor(scope: Construct, id: string, name: string, options: RunnerLookUpOptions) {
    super(scope, id);
    assertNoProblems(this, [...checkConstructId("id", id), ...checkName("name", name)]);
    const resource = new DataAgynRunner(this, "Resource", {
      name,
      organizationId: options.organization?.organizationId,
      provider: options.provider ?? options.organization?.provider ?? platformProvider(this),
    });
    this.runnerId = resource.id;
    this.status = resource.status;
  }
}
