// A stack with the settings every stack of this package needs: a state path without a machine's directory in it, a Terraform
// that knows write-only attributes, and provider constraints as ranges instead of the exact version the bindings were made from.
//
// Source: measured with cdktf 0.21 (the default local backend writes an absolute path) and terraform 1.11.4 (`data_wo`).
import { AgynProvider } from "../bindings/agyn/provider/index.js";
import {
  type Construct,
  LocalBackend,
  TerraformBackend,
  type TerraformProvider,
  TerraformStack,
  Token,
} from "./core.js";
import { type Cluster, clusterProviders } from "./cluster.js";
import { checkConstructId } from "./names.js";
import { assertNoProblems } from "./problems.js";
import { platformProvider } from "./credentials.js";
import type { Team } from "./team.js";
import { Released } from "./released.js";

/** Terraform from which on write-only attributes work. */
const REQUIRED_TERRAFORM = ">= 1.11";

/** Child with the `removed` blocks; no pool can be called so. */
const RELEASED = "Released";

/** Local names of the providers that the constructs use. */
type ProviderName = "agyn" | "helm" | "kubernetes";

/** Where a provider comes from and in which versions. */
export interface ProviderConstraint {
  /** Source address, `[host/]namespace/name`. */
  readonly source: string;
  /** Version constraint in Terraform's syntax. */
  readonly version: string;
}

/** What a stack asks of the providers. data_wo of kubernetes 2.38 breaks from Terraform 1.12 on, 3.x does not: hence the range. */
const PROVIDERS: Readonly<Record<ProviderName, ProviderConstraint>> = {
  agyn: { source: "agynio/agyn", version: "~> 0.7" },
  helm: { source: "hashicorp/helm", version: "~> 3.1" },
  kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
};

/** Settings of an AgynStack. */
export interface AgynStackProps {
  /**
   * The cluster of the stack: its provider blocks get no alias, so that resources of your own use them too.
   *
   * @default - none; each cluster used in the stack gets aliased provider blocks
   */
  readonly cluster?: Cluster;

  /**
   * Where the local state file lies, relative to the stack's output directory. Ignored when the stack has a backend of its own.
   *
   * @default "../../../terraform.<stack>.tfstate" - beside cdktf.json
   */
  readonly statePath?: string;

  /**
   * Addresses of resources that the stack lets go of: they leave its state and stay as they are, because another state takes them
   * over, or nobody manages them any more. They must be gone from the code; what the state does not have is passed over. The provider
   * blocks they were made with have to stay meanwhile: `keepProviders`.
   *
   * @default - none
   */
  readonly released?: readonly string[];

  /**
   * Versions of Terraform or OpenTofu that may apply the stack.
   *
   * @default ">= 1.11"
   */
  readonly requiredVersion?: string;

  /**
   * Sources and versions of the providers, for a mirror of your own or an exact pin.
   *
   * @default - agynio/agyn "~> 0.7", hashicorp/helm "~> 3.1", hashicorp/kubernetes ">= 2.38, < 4"
   */
  readonly providers?: Readonly<Partial<Record<ProviderName, Partial<ProviderConstraint>>>>;
}

/** Whose provider blocks a stack keeps. */
export interface KeptProviders {
  /**
   * Clusters, beside the stack's own.
   *
   * @default - none
   */
  readonly clusters?: readonly Cluster[];

  /**
   * Teams whose credentials registered runners.
   *
   * @default - none
   */
  readonly teams?: readonly Team[];

  /**
   * Whether the platform's credential registered runners.
   *
   * @default false
   */
  readonly platform?: boolean;
}

interface StackJson {
  terraform?: { required_version?: string; required_providers?: Record<string, Partial<ProviderConstraint>> };
}

/**
 * Base class of the stacks of a fleet.
 *
 * Children: `backend` (unless you add a backend), `agyn` (provider of the platform's credential, when used), `agyn-<team>` and
 * `agyn_token_<team>` (per team used), `kubernetes` and `helm` (when a cluster is given), `organization-<slug>` (look-ups), `Released`
 * (`removed` blocks, when there are any).
 */
export class AgynStack extends TerraformStack {
  readonly #props: AgynStackProps;
  #released?: Released;

  constructor(scope: Construct, id: string, props: AgynStackProps = {}) {
    super(scope, id);
    this.#props = props;
    assertNoProblems(this, [...checkConstructId("id", id), ...(props.cluster?.problems("cluster") ?? [])]);
    this.node.addValidation({ validate: () => this.#literalTokens() });
    if (props.cluster !== undefined) {
      clusterProviders(this, props.cluster, { asDefault: true });
    }
    this.release(props.released ?? []);
  }

  /**
   * Lets go of resources without destroying them, as the option `released` does.
   *
   * @throws {ConstructError} with all that are no addresses of resources.
   */
  release(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    this.#released ??= new Released(this, RELEASED);
    this.#released.add(addresses);
  }

  /**
   * Makes provider blocks although nothing in the code uses them: what is in the state and no longer in the code is destroyed, or let
   * go of, by the block that it was made with.
   */
  keepProviders({ clusters = [], teams = [], platform = false }: KeptProviders): void {
    for (const cluster of clusters) clusterProviders(this, cluster);
    for (const team of teams) team.provider(this);
    if (platform) platformProvider(this);
  }

  /** The provider block of the platform's credential: AGYN_API_TOKEN and AGYN_API_URL of the environment. */
  get platform(): TerraformProvider {
    return platformProvider(this);
  }

  /** Tokens that would stand in the synthesized JSON as they are; what they are is not said. */
  #literalTokens(): string[] {
    return this.allProviders()
      .filter((provider) => provider instanceof AgynProvider)
      .filter(({ apiToken }) => apiToken !== undefined && !Token.isUnresolved(apiToken) && !apiToken.startsWith("${"))
      .map(
        ({ node }) =>
          `${node.path}: apiToken is a literal, which would be written to cdk.tf.json. Leave it out and set AGYN_API_TOKEN, or give a sensitive variable.`,
      );
  }

  /** Adds the local backend when the stack has none. */
  override ensureBackendExists(): TerraformBackend {
    const own = this.node.findAll().find((child): child is TerraformBackend => TerraformBackend.isBackend(child));
    return (
      own ?? new LocalBackend(this, { path: this.#props.statePath ?? `../../../terraform.${this.node.id}.tfstate` })
    );
  }

  /** The stack as Terraform JSON, with ranges in place of the exact provider versions the bindings were made from. */
  override toTerraform(): unknown {
    const json = super.toTerraform() as StackJson;
    const settings = (json.terraform ??= {});
    settings.required_version ??= this.#props.requiredVersion ?? REQUIRED_TERRAFORM;
    const required = settings.required_providers ?? {};
    for (const name of ["agyn", "helm", "kubernetes"] as const) {
      if (required[name] !== undefined) {
        required[name] = { ...PROVIDERS[name], ...this.#props.providers?.[name] };
      }
    }
    return json;
  }
}
