// What has to be there first, within a stack and between stacks.
//
// Source: cdktf 0.21 writes `depends_on` by the address within the stack, whichever stack the other is in, which Terraform refuses as
// undeclared; stacks wait for each other as wholes (`addDependency`), in `cdktf deploy` as in the order that the output tells.
import { Construct, type ITerraformDependable, TerraformStack } from "./core.js";

/** Whether a stack waits for another, by way of others too. */
function waitsFor(stack: TerraformStack, other: TerraformStack): boolean {
  return stack.dependencies.some((one) => one === other || waitsFor(one, other));
}

/**
 * What of the needed is in the same stack, for `depends_on`; the stack waits for those of the rest.
 *
 * @throws {Error} when one of those stacks waits for this one already
 */
export function neededFirst(scope: Construct, needed: readonly ITerraformDependable[]): ITerraformDependable[] {
  const stack = TerraformStack.of(scope);
  return needed.filter((one) => {
    const other = Construct.isConstruct(one) ? TerraformStack.of(one) : stack;
    if (other === stack) return true;
    if (waitsFor(other, stack)) {
      const needs = Construct.isConstruct(one) ? one.node.path : "what is in another stack";
      throw new Error(
        `${scope.node.path} needs ${needs}, and its stack ${other.node.path} waits for ${stack.node.path} already: neither could be ` +
          "applied first. Make both in one stack, or take one of the two out of the other's prerequisites.",
      );
    }
    stack.addDependency(other);
    return false;
  });
}
