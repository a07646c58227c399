// A stack with the settings every stack of this package needs: a state path without a machine's directory in it, a Terraform
// that knows write-only attributes, and provider constraints as ranges instead of the exact version the bindings were made from.
//
// Source: measured with cdktf 0.21 (the default local backend writes an absolute path) and terraform 1.11.4 (`data_wo`).
import { type Construct, LocalBackend, TerraformBackend, type TerraformProvider, TerraformStack } from "./core.js";
import { type Cluster, clusterProviders } from "./cluster.js";
import { checkConstructId } from "./names.js";
import { assertNoProblems } from "./problems.js";
import { platformProvider } from "./credentials.js";

/** Terraform from which on write-only attributes work. */
const REQUIRED_TERRAFORM = ">= 1.11";

/** What a stack asks of the providers, by local name. data_wo of kubernetes 2.38 breaks from Terraform 1.12 on, 3.x does not. */
const PROVIDER_CONSTRAINTS: Readonly<Record<string, { readonly source: string; readonly version: string }>> = {
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
}

interface StackJson {
  terraform?: { required_providers?: Record<string, { source?: string; version?: string }> };
}

/**
 * Base class of the stacks of a fleet.
 *
 * Children: `backend` (unless you add a backend), `agyn` (provider of the platform's credential, when used), `agyn-<team>` and
 * `agyn_token_<team>` (per team used), `kubernetes` and `helm` (when a cluster is given), `organization-<slug>` (look-ups).
 */
export class AgynStack extends TerraformStack {
  readonly #statePath: string;

  constructor(scope: Construct, id: string, props: AgynStackProps = {}) {
    super(scope, id);
    assertNoProblems(this, checkConstructId("id", id));
    this.#statePath = props.statePath ?? `../../../terraform.${id}.tfstate`;
    this.addOverride("terraform.required_version", REQUIRED_TERRAFORM);
    if (props.cluster !== undefined) {
      clusterProviders(this, props.cluster, { asDefault: true });
    }
  }

  /** The provider block of the platform's credential: AGYN_API_TOKEN and AGYN_API_URL of the environment. */
  get platform(): TerraformProvider {
    return platformProvider(this);
  }

  /** Adds the local backend when the stack has none. */
  override ensureBackendExists(): TerraformBackend {
    const own = this.node.findAll().find((child): child is TerraformBackend => TerraformBackend.isBackend(child));
    return own ?? new LocalBackend(this, { path: this.#statePath });
  }

  /** The stack as Terraform JSON, with ranges in place of exact provider versions. */
  override toTerraform(): unknown {
    const json = super.toTerraform() as StackJson;
    const required = json.terraform?.required_providers ?? {};
    for (const name of Object.keys(required)) {
      required[name] = PROVIDER_CONSTRAINTS[name] ?? required[name] ?? {};
    }
    return json;
  }
}
