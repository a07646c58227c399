// Taking over a pool that runs already and is in another state: `import` blocks for what the pool is made of. Blocks whose import is
// done do nothing, so they may stay.
//
// The token's Secret is never imported: its write-only content is unknown for a runner that was registered elsewhere, so the first
// apply would empty it. Enrollments can't be imported and need not be: one that is made anew finds the runner enrolled.
//
// Source: importers of hashicorp/kubernetes 2.38 (`namespace/name`, `name`), hashicorp/helm 3.1 (`namespace/name`) and ours (runner:
// its UUID); an import block needs no `provider`: the configured resource's own is used (terraform 1.11.4, aliases too). `importFrom`
// of cdktf 0.21 asks the terraform on the machine for its version at each synth, so the blocks are written here.
import { prebuilt } from "./prebuilt.js";
import { RunnerEnrollment } from "../bindings/agyn/runner-enrollment/index.js";
import { type Construct, TerraformElement, TerraformResource, Token } from "./core.js";
import { addressOf, checkSubdomain } from "./names.js";
import type { Problem } from "./problems.js";
import type { Runner } from "./runner.js";
import { checkRevision } from "./token-delivery/index.js";

/** A runner that is registered and runs, and the token it runs with. */
export interface AdoptedRunner {
  /** Id of the registration, a UUID, known at synth. */
  readonly runnerId: string;

  /** `service_token_revision` of the registration as the state says it that has it now: then no pod restarts. Known at synth. */
  readonly tokenRevision: number;

  /**
   * Name of the Secret with its token, in the pool's runner namespace.
   *
   * @default - the runner's name and `-token`, as a release names the Secret it makes
   */
  readonly tokenSecret?: string;
}

/** The `import` blocks of a pool. Make it last: it is about what the pool holds then. */
export class Adoption extends TerraformElement {
  readonly #blocks: readonly { readonly to: string; readonly id: string }[];

  /**
   * @param runners the pool's runners with the ids of their registrations
   * @param made children of the pool that are made beside what is taken over
   */
  constructor(
    pool: Construct,
    id: string,
    runners: readonly (readonly [Runner, string])[],
    made: readonly Construct[] = [],
  ) {
    super(pool, id);
    const isMade = ({ node: { scopes } }: TerraformResource) => made.some((child) => scopes.includes(child));
    const runnerIds = new Map(runners.map(([runner, runnerId]) => [runner.address, runnerId]));
    this.#blocks = pool.node
      .findAll()
      .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child))
      .filter((resource) => !isMade(resource))
      .flatMap((resource) => {
        const to = addressOf(resource);
        const importId = runnerIds.get(to) ?? importIdOf(resource);
        return importId === undefined ? [] : [{ to, id: importId }];
      });
  }

  /** The blocks as Terraform JSON. */
  override toTerraform(): unknown {
    return { import: this.#blocks };
  }
}

function importIdOf(resource: TerraformResource): string | undefined {
  if (resource instanceof RunnerEnrollment) return undefined;
  if (resource instanceof prebuilt.Release) return `${resource.namespaceInput ?? ""}/${resource.nameInput ?? ""}`;
  if (resource instanceof prebuilt.NamespaceV1) return resource.metadataInput?.name;
  if (
    resource instanceof prebuilt.ResourceQuotaV1 ||
    resource instanceof prebuilt.LimitRangeV1 ||
    resource instanceof prebuilt.RoleV1 ||
    resource instanceof prebuilt.RoleBindingV1
  ) {
    return `${resource.metadataInput?.namespace ?? ""}/${resource.metadataInput?.name ?? ""}`;
  }
  throw new Error(
    `${resource.node.path}: a pool that is taken over has a ${resource.terraformResourceType}, whose import id is not known.`,
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is wrong with the runners that a pool takes over, if anything. */
export function checkAdopted(path: string, adopted: readonly AdoptedRunner[]): readonly Problem[] {
  const ids = adopted.map(({ runnerId }) => runnerId.toLowerCase());
  return adopted.flatMap(({ runnerId, tokenRevision, tokenSecret }, index): Problem[] => {
    const at = `${path}[${index}]`;
    return [
      ...(UUID.test(runnerId) ? [] : [badId(`${at}.runnerId`, runnerId)]),
      ...(ids.indexOf(runnerId.toLowerCase()) === index ? [] : [takenTwice(`${at}.runnerId`, runnerId)]),
      ...checkRevision(`${at}.tokenRevision`, tokenRevision),
      ...checkSubdomain(`${at}.tokenSecret`, tokenSecret),
    ];
  });
}

function badId(path: string, value: unknown): Problem {
  const why = Token.isUnresolved(value)
    ? "what is imported is decided before anything is planned, so the id must be known at synth"
    : "it is not the id of a registration, which is a UUID";
  return { path, value, why, fix: "give `id` of the agyn_runner in the state that has it now" };
}

function takenTwice(path: string, value: unknown): Problem {
  const why = "one registration would be two resources, and each would undo what the other does";
  return { path, value, why, fix: "give each runner its own id" };
}
