// Which objects are no longer protected from being destroyed.
import { groupBy } from "../../../rules/index.js";
import { at, blocks } from "../../../synthesized/index.js";
import { type AppPool, poolAt, resourceAt, type ReviewedApp } from "../../app/reviewed-app.js";
import { placeOf } from "../judged.js";
import { counted } from "../texts.js";
import type { ReviewRule } from "./rule.js";

const lifted: ReviewRule = {
  id: "review/protection-lifted",
  risk: "medium",
  must: "What is protected from being destroyed stays so.",
  otherwise: "The next apply may destroy it.",
  check: ({ base, head }) => {
    if (base === undefined || head === undefined) return [];
    const open = [...base.stacks.values()].flatMap(({ name, resources }) =>
      [...resources.values()].flatMap(({ address, path }) => {
        const kept = head.stacks.get(name)?.resources.has(address) === true;
        if (!kept || !isProtected(base, name, address) || isProtected(head, name, address)) return [];
        return [{ stack: name, address, path, pool: poolAt(head, path) }];
      }),
    );
    return [
      ...groupBy(open, ({ stack, address, pool }) => JSON.stringify([stack, pool?.path ?? address])).values(),
    ].flatMap((all) => {
      const [first] = all;
      if (first === undefined) return [];
      const { stack, address, path, pool } = first;
      return [
        {
          at: { stack, ...pathOf(pool, path), address, ...placeOf(pool) },
          name: pool?.id ?? path ?? address,
          what: `${counted(all.length, "object")} of ${pool === undefined ? (path ?? address) : `pool ${pool.id}`} ${all.length === 1 ? "is" : "are"} no longer protected`,
          many: "pools are no longer protected",
          consequence: "Terraform refused to destroy it until now. The next apply does it when asked.",
          fix: "keep protect: true, unless it is to go in the next change",
        },
      ];
    });
  },
};

/** Whether an app refuses to destroy an object. */
export function isProtected(app: ReviewedApp | undefined, stack: string, address: string): boolean {
  const lifecycle = resourceAt(app?.stacks.get(stack), address)?.body["lifecycle"];
  return blocks(lifecycle).some((block) => at(block, "prevent_destroy") === true);
}

function pathOf(pool: AppPool | undefined, path: string | undefined): { readonly path?: string } {
  const found = pool?.path ?? path;
  return found === undefined ? {} : { path: found };
}

/** The rule about protection. */
export const protectionRules: readonly ReviewRule[] = [lifted];
