// Resources that a stack lets go without destroying them: `removed` blocks with `destroy = false`. Blocks for what the state does not
// have do nothing, so they may stay.
//
// Source: `removed` blocks of Terraform from 1.7 on (no instance keys; the resource must be gone from the configuration).
import { TerraformElement, TerraformResource, type TerraformStack } from "./core.js";
import { addressOf } from "./names.js";
import { assertNoProblems, checkText } from "./problems.js";

const checkAddress = checkText(
  (address) => /^(module\.[\w-]+\.)*[a-z]\w*\.[A-Za-z_][\w-]*$/.test(address) && !address.startsWith("data."),
  "it is not the address of a resource",
  'write it as `terraform state list` shows it, like "kubernetes_namespace_v1.ml_Namespace_2C0B6F3A", without [...] behind it',
);

/** The `removed` blocks of a stack. */
export class Released extends TerraformElement {
  readonly #addresses = new Set<string>();

  constructor(stack: TerraformStack, id: string) {
    super(stack, id);
    this.node.addValidation({ validate: () => this.#stillMade(stack) });
  }

  /**
   * Lets go of resources.
   *
   * @throws {ConstructError} with all that are no addresses of resources.
   */
  add(addresses: readonly string[]): void {
    assertNoProblems(
      this.cdktfStack,
      addresses.flatMap((address, index) => checkAddress(`released[${index}]`, address)),
    );
    for (const address of addresses) this.#addresses.add(address);
  }

  /** The blocks as Terraform JSON. */
  override toTerraform(): unknown {
    return { removed: [...this.#addresses].sort().map((from) => ({ from, lifecycle: { destroy: false } })) };
  }

  /** Terraform refuses a block for what is still configured. */
  #stillMade(stack: TerraformStack): string[] {
    if (this.#addresses.size === 0) return [];
    return stack.node
      .findAll()
      .filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child))
      .filter((resource) => this.#addresses.has(addressOf(resource)))
      .map(
        (resource) =>
          `${resource.node.path}: the stack lets go of ${addressOf(resource)} and makes it too. Take it out of the code, or out of \`released\`.`,
      );
  }
}
