// Placement by environments: what can be proved of it with the fleet alone, and settings that belong to the other model.
//
// Source: facts of the platform, 4.2: the environment names the runner, there is no choice and no fallback; labels are not used;
// flavor, storage classes and capabilities have to be in the runner's reported catalog.
import { at } from "../path.js";
import { resolvedEnvironment } from "../placing/environment.js";
import { own } from "../plain.js";
import type { ResolvedAgent, ResolvedFleet, ResolvedPool } from "../resolved.js";
import { tierOf } from "../tiers.js";
import { type Breach, ERROR, WARNING } from "../../rules/index.js";
import type { FleetRule } from "./rule.js";

/** Settings are those of the placement model. */
const placementModel: FleetRule = {
  id: "fleet/placement-model",
  must: "Agents say where they go in the way the platform places work: by labels, or by an environment.",
  otherwise: "What they say of the other model is ignored.",
  severity: WARNING,
  check: ({ fleet }) =>
    fleet.agents.flatMap(({ path, labels, environment }) => {
      if (fleet.placement === "labels") {
        if (environment === undefined) return [];
        const fix = "take it out, or write placement: environments for the fleet";
        return [{ path: `${path}.environment`, why: "this platform places by labels, so nobody reads it", fix }];
      }
      if (Object.keys(labels).length === 0) return [];
      const fix = "take them out, or write placement: labels for the fleet";
      return [
        {
          path: `${path}.labels`,
          value: labels,
          why: "this platform places by environments, so nobody reads them",
          fix,
        },
      ];
    }),
};

/** An agent's environment leads to a runner that takes it. */
const environmentTarget: FleetRule = {
  id: "fleet/environment-target",
  must: "An agent's environment names a runner in reach of its organization, and a flavor, storage classes and capabilities of that runner's catalog.",
  otherwise: "Every start fails and is tried again: there is no other runner to fall back to.",
  severity: ERROR,
  check: ({ fleet }) =>
    fleet.placement === "labels" ? [] : fleet.agents.flatMap((agent) => targetBreaches(fleet, agent)),
};

function targetBreaches(fleet: ResolvedFleet, agent: ResolvedAgent): readonly Breach[] {
  const { path, environment, organization } = agent;
  if (environment === undefined) {
    const why = "this platform places by environments, so without one it has no place";
    return [{ path, why, fix: "add environment: {pool: <region>/<pool>}" }];
  }
  const { pool, isAmbiguous } = resolvedEnvironment(fleet, agent);
  if (pool === undefined) {
    const key = environment.runner === undefined ? "pool" : "runner";
    const why = isAmbiguous ? "pools of this name are in several regions" : `the fleet has no ${key} of this name`;
    const fix = key === "pool" ? "write <region>/<pool>" : "write <pool>-<region>-<number>, as fleet.json lists them";
    return [{ path: `${path}.environment.${key}`, value: environment[key], why, fix }];
  }
  const isForeign = pool.organization !== undefined && pool.organization !== organization;
  return [
    ...(isForeign
      ? [
          {
            path: `${path}.environment`,
            value: pool.id,
            why: `its runners serve ${pool.organization ?? ""} only, and the agent is of ${organization}`,
            fix: "name a cluster-scoped pool, or one of the agent's own organization",
          },
        ]
      : []),
    ...catalogBreaches(fleet, agent, pool),
  ];
}

function catalogBreaches(fleet: ResolvedFleet, agent: ResolvedAgent, pool: ResolvedPool): readonly Breach[] {
  const { path, environment, capabilities } = agent;
  const { flavors, storageClasses, name } = tierOf(fleet, pool);
  const flavor = environment?.flavor;
  const missing = capabilities.filter((capability) => !pool.capabilities.includes(capability));
  const hasDefault = Object.values(flavors).some((entry) => entry.default);
  return [
    ...(flavor === undefined && !hasDefault
      ? [
          {
            path: `${path}.environment`,
            why: `it names no flavor, and the tier ${name} has no default one`,
            fix: "name a flavor, or mark one of the tier's as default",
          },
        ]
      : []),
    ...(flavor !== undefined && own(flavors, flavor) === undefined
      ? [notInCatalog(`${path}.environment.flavor`, flavor, name, "flavor", Object.keys(flavors))]
      : []),
    ...(environment?.storageClasses ?? []).flatMap((storageClass, index) =>
      own(storageClasses, storageClass) === undefined
        ? [
            notInCatalog(
              at(`${path}.environment.storageClasses`, index),
              storageClass,
              name,
              "storage class",
              Object.keys(storageClasses),
            ),
          ]
        : [],
    ),
    ...(missing.length > 0
      ? [
          {
            path: `${path}.capabilities`,
            value: missing,
            why: `${pool.id} does not list them`,
            fix: "list them in the pool's capabilities, or take them out",
          },
        ]
      : []),
  ];
}

function notInCatalog(path: string, value: string, tier: string, what: string, known: readonly string[]): Breach {
  const fix =
    known.length === 0
      ? `declare it in the tier ${tier}`
      : `write one of ${known.join(", ")}, or declare it in the tier`;
  return { path, value, why: `the tier ${tier} has no ${what} of this name in its catalog`, fix };
}

/** The rules about placement by environments. */
export const environmentRules: readonly FleetRule[] = [placementModel, environmentTarget];
