// How things are spelled: names that become names of Kubernetes objects, Helm releases, labels, catalog entries, and quantities.
//
// Source: RFC 1123 labels (63 characters), Helm releases (53), label syntax, the catalog rules of the platform's runners service.
import {
  isDnsLabel,
  isLabelKey,
  isLabelValue,
  MAX_LABEL_CHARS,
  MAX_RELEASE_NAME_CHARS,
  quantityValue,
} from "../../kubernetes/index.js";
import { PAUSED_LABELS } from "../../placement/index.js";
import { isCatalogName, MAX_CATALOG_NAME_CHARS } from "../names.js";
import { madeNamespaces, namespaceKey } from "../namespaces.js";
import { at } from "../path.js";
import { type Breach, ERROR } from "../../rules/index.js";
import type { FleetRule, JudgedFleet } from "./rule.js";

const RESPELL = "respell what was refused";

/** Names of things. */
const names: FleetRule = {
  id: "fleet/name",
  must: "Names of pools, regions, teams, organizations and runners are lower-case letters, digits and inner hyphens, short enough for namespaces (63 characters) and Helm releases (53).",
  otherwise: "Kubernetes, Helm or the platform refuses them at apply.",
  severity: ERROR,
  unacknowledgeable: RESPELL,
  check: ({ definition, fleet }) => [
    ...Object.keys(definition.regions).flatMap((name) => dnsLabel(at("regions", name), name)),
    ...Object.entries(definition.teams ?? {}).flatMap(([name, { organization }]) => [
      ...teamName(at("teams", name), name),
      ...dnsLabel(`${at("teams", name)}.organization`, organization),
    ]),
    ...Object.entries(definition.pools).flatMap(([key, { organization }]) => [
      ...dnsLabel(at("pools", key), key),
      ...(organization === undefined ? [] : dnsLabel(`${at("pools", key)}.organization`, organization)),
    ]),
    ...fleet.pools.flatMap(({ path, runners, workloadNamespace, name, region }) =>
      isDnsLabel(name) && isDnsLabel(region)
        ? [
            ...tooLong(path, runners.at(-1) ?? "", MAX_RELEASE_NAME_CHARS, "a runner's Helm release"),
            ...tooLong(path, workloadNamespace, MAX_LABEL_CHARS, "its namespace of workloads"),
          ]
        : [],
    ),
    ...fleet.agents.flatMap(({ path, organization }) => dnsLabel(`${path}.organization`, organization)),
  ],
};

function dnsLabel(path: string, value: string): readonly Breach[] {
  if (isDnsLabel(value) && value.length <= MAX_LABEL_CHARS) return [];
  const why = `a name is lower-case letters, digits and inner hyphens, at most ${MAX_LABEL_CHARS} characters`;
  return [{ path, value, why, fix: "respell it" }];
}

function teamName(path: string, value: string): readonly Breach[] {
  if (/^[a-z]/.test(value)) return dnsLabel(path, value);
  return [{ path, value, why: "a team also names a Terraform variable, so a letter comes first", fix: "respell it" }];
}

function tooLong(path: string, value: string, most: number, what: string): readonly Breach[] {
  if (value.length <= most) return [];
  const why = `${what} would be named with ${value.length} characters, and ${most} are possible`;
  return [{ path, value, why, fix: `shorten pool, team or region by ${value.length - most}` }];
}

/** Pools of one cluster have names of their own. */
const namespaceTaken: FleetRule = {
  id: "fleet/namespace-taken",
  must: "Pools in one cluster have different names, because each owns its namespaces.",
  otherwise: "They would overwrite each other's quota and rights.",
  severity: ERROR,
  unacknowledgeable: "name one of the pools otherwise",
  check: ({ fleet }) => {
    const taken = new Map<string, string>();
    return fleet.pools.flatMap((pool) => {
      const breaches = madeNamespaces(fleet, pool).flatMap((namespace) => {
        const key = namespaceKey(fleet, pool.region, namespace);
        const owner = taken.get(key);
        if (owner === undefined) {
          taken.set(key, pool.path);
          return [];
        }
        const why = `its namespace ${namespace} is that of ${owner} in the same cluster, and each pool owns its own`;
        return [{ path: pool.path, value: pool.name, why, fix: "name one of them otherwise" }];
      });
      return breaches.slice(0, 1);
    });
  },
};

/** Labels have the syntax of Kubernetes labels. */
const labelSyntax: FleetRule = {
  id: "fleet/label-syntax",
  must: "Label keys are `[prefix/]name`, label values at most 63 letters, digits, `.`, `_` and `-`.",
  otherwise: "Node selectors and namespaces that carry them are refused, and no runner can be found by them.",
  severity: ERROR,
  unacknowledgeable: RESPELL,
  check: ({ definition, fleet }) => [
    ...labelsAt("defaults.labels", definition.defaults?.labels),
    ...Object.entries(definition.tiers ?? {}).flatMap(([name, { labels, nodeSelector }]) => [
      ...(isLabelValue(name) ? [] : [badValue(at("tiers", name), name)]),
      ...labelsAt(`${at("tiers", name)}.labels`, labels),
      ...labelsAt(`${at("tiers", name)}.nodeSelector`, nodeSelector),
    ]),
    ...Object.entries(definition.pools).flatMap(([key, { labels, cells = [] }]) => [
      ...labelsAt(`${at("pools", key)}.labels`, labels),
      ...cells.flatMap((cell, index) => labelsAt(`${at(`${at("pools", key)}.cells`, index)}.labels`, cell.labels)),
    ]),
    ...fleet.agents.flatMap(({ path, labels }) => labelsAt(`${path}.labels`, labels)),
  ],
};

function labelsAt(path: string, labels: Readonly<Record<string, string>> | undefined): readonly Breach[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...(isLabelKey(key) && isLabelValue(value) ? [] : badLabel(path, key, value)),
    ...(Object.hasOwn(PAUSED_LABELS, key) ? [pausedLabel(path, key, value)] : []),
  ]);
}

function pausedLabel(path: string, key: string, value: string): Breach {
  const why = "it marks the runners of pools that are paused";
  return { path: at(path, key), value, why, fix: "leave it out; to stop dispatch write paused: true" };
}

function badLabel(path: string, key: string, value: string): readonly Breach[] {
  return [
    ...(isLabelKey(key)
      ? []
      : [
          {
            path: at(path, key),
            value: key,
            why: "the key is not [prefix/]name with at most 63 characters",
            fix: "respell the key",
          },
        ]),
    ...(isLabelValue(value) ? [] : [badValue(at(path, key), value)]),
  ];
}

function badValue(path: string, value: string): Breach {
  const why = "a label value is letters, digits, '.', '_' and '-', at most 63 characters";
  return { path, value, why, fix: "respell the value" };
}

/** Entries of the runner's catalog. */
const catalog: FleetRule = {
  id: "fleet/catalog",
  must: "Flavors and storage classes are named with at most 64 lower-case letters, digits and hyphens, and at most one of each is the default.",
  otherwise: "The platform rejects the runner's whole catalog.",
  severity: ERROR,
  unacknowledgeable: RESPELL,
  check: ({ fleet }) =>
    Object.values(fleet.tiers).flatMap(({ name, flavors, storageClasses }) =>
      [
        { path: `${at("tiers", name)}.flavors`, entries: flavors },
        { path: `${at("tiers", name)}.storageClasses`, entries: storageClasses },
      ].flatMap(({ path, entries }) => catalogEntries(path, entries)),
    ),
};

function catalogEntries(
  path: string,
  entries: Readonly<Record<string, { readonly default: boolean }>>,
): readonly Breach[] {
  const misnamed = Object.keys(entries).filter((name) => !isCatalogName(name));
  const defaults = Object.entries(entries).filter(([, entry]) => entry.default);
  const why = `a catalog entry is named with at most ${MAX_CATALOG_NAME_CHARS} lower-case letters, digits and hyphens`;
  return [
    ...misnamed.map((name) => ({ path: at(path, name), value: name, why, fix: "respell it" })),
    ...(defaults.length > 1
      ? [
          {
            path,
            value: defaults.map(([name]) => name),
            why: "at most one entry can be the default",
            fix: "keep one default",
          },
        ]
      : []),
  ];
}

/** Quantities are Kubernetes quantities. */
const quantities: FleetRule = {
  id: "fleet/quantity",
  must: "Sizes are Kubernetes quantities, as `500m`, `4` or `64Gi`.",
  otherwise: "The cluster refuses them at apply, and nothing can be added up.",
  severity: ERROR,
  unacknowledgeable: "write a quantity",
  check: (judged) =>
    quantitiesOf(judged).flatMap(({ path, value }) =>
      value === undefined || quantityValue(value) !== undefined
        ? []
        : [{ path, value, why: "it is no Kubernetes quantity", fix: 'write it like "500m", "4" or "64Gi"' }],
    ),
};

function quantitiesOf({
  definition,
  fleet,
}: JudgedFleet): readonly { readonly path: string; readonly value: string | undefined }[] {
  const found: { path: string; value: string | undefined }[] = [];
  const note = <T extends object>(path: string, object: T | undefined, keys: readonly (keyof T & string)[]): void => {
    for (const key of keys) {
      const value: unknown = object?.[key];
      if (typeof value === "string") found.push({ path: `${path}.${key}`, value });
    }
  };
  const QUOTA = ["requestsCpu", "requestsMemory", "limitsMemory"] as const;
  note("defaults.quota", definition.defaults?.quota, QUOTA);
  for (const [name, region] of Object.entries(definition.regions)) {
    note(at("regions", name), region, ["storageSize"]);
    for (const [tier, capacity] of Object.entries(region.capacity ?? {})) {
      note(at(`${at("regions", name)}.capacity`, tier), capacity, ["cpu", "memory"]);
    }
  }
  for (const [name, tier] of Object.entries(definition.tiers ?? {})) {
    const path = at("tiers", name);
    note(`${path}.quota`, tier.quota, QUOTA);
    note(`${path}.containerDefaults`, tier.containerDefaults, ["requestCpu", "requestMemory", "limitMemory"]);
    for (const [flavor, sizes] of Object.entries(tier.flavors ?? {})) {
      note(at(`${path}.flavors`, flavor), sizes, ["requestsCpu", "requestsMemory", "limitsCpu", "limitsMemory"]);
    }
  }
  for (const [key, pool] of Object.entries(definition.pools)) {
    note(`${at("pools", key)}.quota`, pool.quota, QUOTA);
    pool.cells?.forEach(({ quota }, index) => note(`${at(`${at("pools", key)}.cells`, index)}.quota`, quota, QUOTA));
  }
  for (const { path, requests } of fleet.agents) note(`${path}.requests`, requests, ["cpu", "memory"]);
  return found;
}

/** The rules about spelling. */
export const nameRules: readonly FleetRule[] = [names, namespaceTaken, labelSyntax, catalog, quantities];
