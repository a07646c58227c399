// Names that lead somewhere, entries that match something, declarations that somebody uses; and the shapes that a schema can't tell.
import { unknownName } from "../cells.js";
import { at } from "../path.js";
import { own } from "../plain.js";
import { settingsOf } from "../resolve.js";
import { DEFAULT_TIER, isBuiltInTier } from "../tiers.js";
import { type Breach, ERROR, WARNING } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

/** Regions, teams and tiers that are named exist. */
const unknown: FleetRule = {
  id: "fleet/unknown-name",
  must: "Every region, team and tier that is named exists in the fleet.",
  otherwise: "There is nothing to make the pool from.",
  severity: ERROR,
  unacknowledgeable: "write a name that exists",
  check: (judged) => [
    ...judged.entries.flatMap(({ cells }) => cells.unknown),
    ...unknownTiers(judged),
    ...Object.entries(judged.definition.regions).flatMap(([name, { capacity }]) =>
      Object.keys(capacity ?? {})
        .filter((tier) => own(judged.fleet.tiers, tier) === undefined)
        .map((tier) => unknownTier(at(`${at("regions", name)}.capacity`, tier), tier, judged)),
    ),
  ],
};

function unknownTiers(judged: JudgedFleet): readonly Breach[] {
  const { definition, fleet, entries } = judged;
  const named = [
    { path: "defaults", tier: definition.defaults?.tier },
    ...entries.flatMap(({ key, pool }) => [
      { path: at("pools", key), tier: pool.tier },
      ...(pool.cells ?? []).map(({ tier }, index) => ({ path: at(`${at("pools", key)}.cells`, index), tier })),
    ]),
  ];
  return named.flatMap(({ path, tier }) =>
    tier === undefined || own(fleet.tiers, tier) !== undefined ? [] : [unknownTier(`${path}.tier`, tier, judged)],
  );
}

function unknownTier(path: string, tier: string, { fleet }: JudgedFleet): Breach {
  return unknownName(path, tier, Object.keys(fleet.tiers), "tier");
}

/** Entries of a matrix match something. */
const unmatched: FleetRule = {
  id: "fleet/cell-unmatched",
  must: "Every entry of `except` and `cells` matches a region and team of its pool.",
  otherwise: "It changes nothing, and what it was written for holds nowhere.",
  severity: ERROR,
  check: ({ entries }) => entries.flatMap(({ cells }) => cells.unmatched),
};

/** A pool's region has a cluster. */
const regionWithoutCluster: FleetRule = {
  id: "fleet/region-without-cluster",
  must: "A region with pools has a cluster.",
  otherwise: "There is no cluster to make its pools in.",
  severity: ERROR,
  unacknowledgeable: "give the region a cluster, or take its pools out",
  check: ({ fleet }) =>
    [...new Set(fleet.pools.map(({ region }) => region))]
      .filter((name) => own(fleet.regions, name)?.cluster === undefined)
      .map((name) => ({
        path: at("regions", name),
        why: "the region has pools and no cluster to make them in",
        fix: "add cluster: {context: <name of a kubeconfig context>}",
      })),
};

/** What is declared is used. */
const unused: FleetRule = {
  id: "fleet/unused",
  must: "Every region, team and tier that is declared has a pool.",
  otherwise: "It makes nothing; a pool may have been forgotten, or a name mistyped elsewhere.",
  severity: WARNING,
  check: ({ definition, fleet }) => {
    const usedRegions = new Set(fleet.pools.map(({ region }) => region));
    const usedTeams = new Set(fleet.pools.map(({ team }) => team));
    const usedTiers = new Set(fleet.pools.map(({ tier }) => tier));
    const leftOver = (
      path: string,
      names: readonly string[],
      used: ReadonlySet<string | undefined>,
    ): readonly Breach[] =>
      names
        .filter((name) => !used.has(name))
        .map((name) => ({
          path: at(path, name),
          why: "no pool uses it, so it makes nothing",
          fix: "take it out, or add a pool",
        }));
    const ownTiers = Object.keys(definition.tiers ?? {}).filter((name) => !isBuiltInTier(name));
    return [
      ...leftOver("regions", Object.keys(definition.regions), usedRegions),
      ...leftOver("teams", Object.keys(definition.teams ?? {}), usedTeams),
      ...leftOver("tiers", ownTiers, usedTiers),
    ];
  },
};

/** Labels that a pool sets for itself keep their values. */
const labelOverride: FleetRule = {
  id: "fleet/label-override",
  must: "No pool gives `region`, `tier`, `team` or a label of its tier another value.",
  otherwise: "The label of region, tier or team would win, and what was written would hold nowhere.",
  severity: ERROR,
  unacknowledgeable: "leave the label out, or choose another key",
  check: ({ definition, fleet, entries }) =>
    entries.flatMap(({ pool, cells }) =>
      cells.cells.flatMap((cell) => {
        const settings = settingsOf(definition, pool, cell);
        const tier = own(fleet.tiers, settings.tier ?? DEFAULT_TIER);
        const fixed: Readonly<Record<string, string | undefined>> = {
          region: cell.region,
          ...tier?.labels,
          team: cell.team,
        };
        return Object.entries(settings.labels ?? {}).flatMap(([key, value]) => {
          const set = own(fixed, key);
          if (set === undefined || set === value) return [];
          const why = `the pool's region, tier or team sets it to ${JSON.stringify(set)}`;
          return [{ path: at(`${cell.path}.labels`, key), value, why, fix: "leave it out, or choose another key" }];
        });
      }),
    ),
};

/** The rules about names that lead somewhere. */
export const referenceRules: readonly FleetRule[] = [unknown, unmatched, regionWithoutCluster, unused, labelOverride];
