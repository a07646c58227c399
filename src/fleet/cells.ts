// The cells of a pool's entry: one, or one for each of its regions and teams. Names that lead nowhere are told apart here, so that
// the rest of the fleet can still be judged.
import { nearest } from "../rules/index.js";
import type { FleetDefinition, PoolDefinition } from "./definition.js";
import { at } from "./path.js";
import { own } from "./plain.js";

/** One region and scope of a pool's entry. */
export interface Cell {
  /** Name of the pool there. */
  readonly name: string;
  /** Where it stands, with the cell behind it when there are several. */
  readonly path: string;
  readonly region: string;
  readonly team: string | undefined;
}

/** What is wrong with an entry, without the rule that says so. */
export interface Flaw {
  readonly path: string;
  readonly value: unknown;
  readonly why: string;
  readonly fix: string;
}

/** The cells of an entry that lead somewhere, and what leads nowhere. */
export interface Cells {
  readonly cells: readonly Cell[];
  /** Names of regions and teams that the fleet does not have. */
  readonly unknown: readonly Flaw[];
  /** Settings that exclude each other, or are missing. */
  readonly misshapen: readonly Flaw[];
  /** Entries of `except` and `cells` that match nothing. */
  readonly unmatched: readonly Flaw[];
}

/** The cells of the pool `key` of a fleet. */
export function cellsOf(fleet: FleetDefinition, key: string, pool: PoolDefinition): Cells {
  const path = at("pools", key);
  const misshapen = misshapenPool(path, pool);
  const regions = namesOf(pool.region, pool.regions, fleet.regions, path, "region");
  const teams = namesOf(pool.team, pool.teams, fleet.teams ?? {}, path, "team");
  const isMatrix = pool.regions !== undefined || pool.teams !== undefined;
  const scopes = pool.team === undefined && pool.teams === undefined ? [undefined] : teams.known;
  const all = regions.known.flatMap((region) => scopes.map((team) => ({ region, team })));
  const kept = all.filter((cell) => !(pool.except ?? []).some((pattern) => matches(pattern, cell)));
  const cells = kept.map(({ region, team }) => ({
    name: pool.teams === undefined || team === undefined ? key : `${team}-${key}`,
    path: isMatrix ? `${path}[${team === undefined ? region : `${region}/${team}`}]` : path,
    region,
    team,
  }));
  const unmatched = [
    ...unmatchedPatterns(at(path, "except"), pool.except ?? [], all, "leaves out"),
    ...unmatchedPatterns(at(path, "cells"), pool.cells ?? [], kept, "changes"),
  ];
  return { cells, unknown: [...regions.unknown, ...teams.unknown], misshapen, unmatched };
}

/** Whether a pattern of `except` or `cells` means a cell. */
export function matches(
  pattern: { readonly region?: string | undefined; readonly team?: string | undefined },
  cell: Pick<Cell, "region" | "team">,
): boolean {
  return (
    (pattern.region === undefined || pattern.region === cell.region) &&
    (pattern.team === undefined || pattern.team === cell.team)
  );
}

function namesOf(
  one: string | undefined,
  many: "all" | readonly string[] | undefined,
  declared: Readonly<Record<string, unknown>>,
  path: string,
  what: "region" | "team",
): { readonly known: readonly string[]; readonly unknown: readonly Flaw[] } {
  if (many === "all") return { known: Object.keys(declared), unknown: [] };
  const given =
    many === undefined
      ? one === undefined
        ? []
        : [{ name: one, at: at(path, what) }]
      : many.map((name, index) => ({ name, at: at(at(path, `${what}s`), index) }));
  const unknown = given
    .filter(({ name }) => own(declared, name) === undefined)
    .map(({ name, at: where }) => unknownName(where, name, Object.keys(declared), what));
  return {
    known: [...new Set(given.map(({ name }) => name))].filter((name) => own(declared, name) !== undefined),
    unknown,
  };
}

/** What is wrong with a name that the fleet does not have. */
export function unknownName(path: string, name: string, declared: readonly string[], what: string): Flaw {
  const meant = nearest(name, declared);
  const fix =
    meant !== undefined
      ? `write ${meant}`
      : declared.length === 0
        ? `declare it under ${what}s`
        : `declare it under ${what}s, or write one of ${declared.slice(0, 10).join(", ")}`;
  return { path, value: name, why: `the fleet has no ${what} of this name`, fix };
}

function misshapenPool(path: string, pool: PoolDefinition): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const both = (a: keyof PoolDefinition, b: keyof PoolDefinition, why: string): void => {
    if (pool[a] === undefined || pool[b] === undefined) return;
    flaws.push({
      path: at(path, b),
      value: pool[b],
      why: `${a} stands there too, and ${why}`,
      fix: "keep one of them",
    });
  };
  both("region", "regions", "a pool is in one region, or there is one for each of several");
  both("team", "teams", "a pool is one team's, or there is one for each of several");
  both("team", "organization", "a team's pool serves the team's organization");
  both("teams", "organization", "a team's pool serves the team's organization");
  for (const [where, { tokenSecrets, adopt }] of [
    [path, pool] as const,
    ...(pool.cells ?? []).map((cell, index) => [at(at(path, "cells"), index), cell] as const),
  ]) {
    if (tokenSecrets === undefined || adopt === undefined) continue;
    const why = "adopt stands there too, and says where the tokens are of the runners that it takes over";
    flaws.push({ path: at(where, "tokenSecrets"), value: tokenSecrets, why, fix: "keep one of them" });
  }
  if (pool.region === undefined && pool.regions === undefined) {
    const why = "it is in no region, so nothing would be made";
    flaws.push({ path, value: undefined, why, fix: 'add region: <name>, or regions: [...] or "all"' });
  }
  return flaws;
}

function unmatchedPatterns(
  path: string,
  patterns: readonly { readonly region?: string | undefined; readonly team?: string | undefined }[],
  cells: readonly Pick<Cell, "region" | "team">[],
  verb: string,
): readonly Flaw[] {
  return patterns.flatMap((pattern, index) => {
    if (cells.some((cell) => matches(pattern, cell))) return [];
    const value = [pattern.region ?? "any region", pattern.team ?? "any team"].join(", ");
    const why = `it ${verb} nothing, because the pool has no such cell`;
    return [{ path: at(path, index), value, why, fix: "correct region and team, or take the entry out" }];
  });
}
