// What does not fit between a plan and the JSON that is reviewed. A plan of other JSON is no plan of this change, however green it is.
//
// What a plan's JSON does not hold can only be told by what comes of it: blocks that move, import or release objects by the objects they
// name. Source: Terraform's JSON output format; plan reasons as listed in its docs.
import { blocks, type Json, type JsonObject, text } from "../../synthesized/index.js";
import { type AppStack, resourceAt } from "../app/reviewed-app.js";
import { addressIn } from "../input/settings.js";
import type { CollectedPlan } from "./collected-plan.js";
import type { RawChange } from "./raw-change.js";

/** Places that are named; more are counted. */
const MOST_PLACES = 6;
const MOST_OBJECTS = 3;

/** What does not fit between a plan and the stack's configuration; undefined when all does. */
export function staleAt(plan: CollectedPlan, stack: AppStack): string | undefined {
  const isConfigured = (address: string): boolean => resourceAt(stack, address) !== undefined;
  const living = new Set(
    [...plan.changes, ...plan.runners]
      .filter(({ action }) => action !== "delete" && action !== "forget")
      .map(({ address }) => address),
  );
  const strange = [...living].filter((address) => !isConfigured(address));
  if (strange.length > 0) return `${listed(strange)}: in the plan, and not in stack ${stack.name}`;
  const gone = plan.changes.filter(
    ({ address, action, reason, deposed }) =>
      action === "delete" && !deposed && reason === "delete_because_no_resource_config" && isConfigured(address),
  );
  if (gone.length > 0)
    return `${listed(gone.map(({ address }) => address))}: destroyed by the plan, and in stack ${stack.name}`;
  const different = plan.likeness.get(stack.name)?.different ?? [];
  if (different.length > 0) return `${firstOf(different, MOST_PLACES)}: configured otherwise in stack ${stack.name}`;
  const isPart = plan.deferred > 0 || plan.head.doubts.some(({ kind }) => kind === "incomplete" || kind === "errored");
  const missing = [...stack.resources.values()].filter(
    ({ address, body }) =>
      /^(?!data\.|module\.)/.test(address) &&
      body["count"] === undefined &&
      body["for_each"] === undefined &&
      !plan.addresses.has(address),
  );
  if (!isPart && missing.length > 0)
    return `${listed(missing.map(({ address }) => address))}: in stack ${stack.name}, and not in the plan`;
  return ignoredBlock(plan, stack);
}

/** What a plan does to an object of which a block of the stack says something else. */
function ignoredBlock({ changes }: CollectedPlan, { name, configuration }: AppStack): string | undefined {
  const [imports, moves, removals] = (["import", "moved", "removed"] as const).map((kind) =>
    blocks(configuration[kind]),
  ) as [JsonObject[], JsonObject[], JsonObject[]];
  const kept = removals.filter(({ lifecycle }) =>
    blocks(lifecycle).some(({ destroy }) => destroy === false || destroy === "false"),
  );
  const living = changes.filter(({ deposed, mode }) => !deposed && mode === "managed");
  const created = new Set(
    living.filter(({ action }) => action === "create").map(({ address }) => withoutIndex(address)),
  );
  const told = (words: string, is: (change: RawChange) => boolean): string | undefined => {
    const found = living.filter(is).map(({ address }) => address);
    return found.length === 0 ? undefined : `${listed(found)}: ${words} stack ${name}`;
  };
  return (
    told(
      "created by the plan, and imported by",
      ({ address, action, imported }) =>
        action === "create" && !imported && imports.some(({ to }) => addressWithIndex(to) === address),
    ) ??
    told(
      "moved by the plan, and not by",
      // what is in a module may be moved by the module
      ({ address, previousAddress }) =>
        previousAddress !== undefined &&
        !address.startsWith("module.") &&
        withoutIndex(address) !== withoutIndex(previousAddress) &&
        !moves.some(({ to }) => isWithin(address, to)),
    ) ??
    told(
      "destroyed by the plan, and moved by",
      ({ address, action }) =>
        action === "delete" && moves.some(({ from, to }) => isWithin(address, from) && created.has(addressIn(to))),
    ) ??
    told(
      "destroyed by the plan, and only forgotten by",
      ({ address, action, reason }) =>
        action === "delete" &&
        reason === "delete_because_no_resource_config" &&
        kept.some(({ from }) => isWithin(address, from)),
    )
  );
}

/** Whether an address is the one of a block, or in what has it. */
function isWithin(address: string, value: Json | undefined): boolean {
  const named = addressWithIndex(value);
  return named !== "" && address.startsWith(named) && /^(?:$|[.[])/.test(address.slice(named.length));
}

function addressWithIndex(value: Json | undefined): string {
  return text(value).replace(/^\$\{(.*)\}$/s, "$1");
}

/** Address of an object in a configuration: without index. */
export function withoutIndex(address: string): string {
  return address.replace(/\[.*$/s, "");
}

/** Some of many objects. */
export function listed(addresses: readonly string[]): string {
  return firstOf([...new Set(addresses.map(withoutIndex))], MOST_OBJECTS);
}

function firstOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  return names.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
