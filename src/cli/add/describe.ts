// What a change of a fleet file makes of the fleet, in words: pools, runners and stacks that come to be.
import { hasOrganizations, ORGANIZATIONS, type ResolvedFleet, type ResolvedPool, slicesOf } from "../../fleet/index.js";

const MAX_LINES = 40;

/** Lines about what is in one fleet and not in the other; what nobody can see from the outside is left out. */
export function describeChange(before: ResolvedFleet | undefined, after: ResolvedFleet): readonly string[] {
  const known = new Map((before?.pools ?? []).map((pool) => [pool.id, pool]));
  const come = after.pools.filter(({ id }) => !known.has(id));
  const others = after.pools.filter((pool) => {
    const was = known.get(pool.id);
    return was !== undefined && JSON.stringify(was) !== JSON.stringify(pool);
  });
  const gone = [...known.keys()].filter((id) => !after.pools.some((pool) => pool.id === id));
  const stackOf = new Map(slicesOf(after).flatMap(({ id, pools }) => pools.map((pool) => [pool.id, id] as const)));
  const stacksBefore = before === undefined ? [] : stacksOf(before);
  const stacks = stacksOf(after).filter((stack) => !stacksBefore.includes(stack));
  const organizations = Object.values(after.teams).filter(({ name }) => before?.teams[name] === undefined);
  const runners = come.reduce((sum, pool) => sum + pool.runners.length, 0);
  return [
    come.length === 0
      ? "No pool comes to be."
      : `${count(come.length, "pool")} with ${count(runners, "runner")} ${come.length === 1 ? "comes" : "come"} to be:`,
    ...shortened(come.map((pool) => `  ${poolLine(pool, stackOf.get(pool.id))}`)),
    ...(others.length === 0 ? [] : [`Changed: ${shortened(others.map(({ id }) => id)).join(", ")}.`]),
    ...(gone.length === 0 ? [] : [`Gone: ${shortened(gone).join(", ")}.`]),
    ...(stacks.length === 0 ? [] : [`New ${stacks.length === 1 ? "stack" : "stacks"}: ${stacks.join(", ")}.`]),
    ...organizations.map(
      ({ name, organization }) =>
        `Team ${name}: its organization ${organization} comes with the stack ${ORGANIZATIONS}.`,
    ),
  ];
}

function stacksOf(fleet: ResolvedFleet): readonly string[] {
  return [...(hasOrganizations(fleet) ? [ORGANIZATIONS] : []), ...slicesOf(fleet).map(({ id }) => id)];
}

function poolLine({ id, tier, team, capabilities, runners }: ResolvedPool, stack: string | undefined): string {
  const parts = [
    `tier ${tier}`,
    team === undefined ? undefined : `team ${team}`,
    capabilities.length === 0 ? undefined : capabilities.join(", "),
    stack === undefined || id.startsWith(`${stack}/`) ? undefined : `stack ${stack}`,
  ];
  return `${id}: ${runners.join(", ")} (${parts.filter((part) => part !== undefined).join("; ")})`;
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`];
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
