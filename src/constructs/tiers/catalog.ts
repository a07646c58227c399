// What a runner offers in its catalog beside capabilities: flavors, which are sizes of a workload, and storage classes. Newer
// platforms place work by them.
//
// Source: rules of ReportRunnerCatalog (names `^[a-z0-9-]+$` of at most 64 characters, unique; at most one default; all four
// resource texts given; a report is taken or refused whole); `catalog` of the k8s-runner chart, camelCase.
import { checkText, type Problem } from "../problems.js";
import { checkLimit, checkQuantity } from "../quantity.js";

/** Size of a workload's main container. */
export interface FlavorResources {
  /** Requested cpu, as a Kubernetes quantity. */
  readonly requestsCpu: string;
  /** Requested memory, as a Kubernetes quantity. */
  readonly requestsMemory: string;
  /** Limit of cpu, as a Kubernetes quantity. */
  readonly limitsCpu: string;
  /** Limit of memory, as a Kubernetes quantity. */
  readonly limitsMemory: string;
}

interface CatalogEntry {
  /** Name in the catalog: lower-case letters, digits and hyphens, at most 64 characters. */
  readonly name: string;

  /**
   * Whether it is taken when none is asked for; one at most.
   *
   * @default false
   */
  readonly default?: boolean;

  /**
   * Whether it is hidden from those who choose, while what uses it goes on.
   *
   * @default false
   */
  readonly deprecated?: boolean;
}

/** A size of workloads. */
export interface Flavor extends CatalogEntry {
  /** What the agent's container requests and may use. */
  readonly resources: FlavorResources;
}

/** A storage class as it is offered. */
export interface CatalogStorageClass extends CatalogEntry {
  /** Name of the StorageClass in the cluster. */
  readonly storageClassName: string;
}

const checkEntryName = checkText(
  (name) => /^[a-z0-9-]{1,64}$/.test(name),
  "the platform takes lower-case letters, digits and hyphens, at most 64 characters, and refuses the whole catalog otherwise",
  "respell it",
);

/** What is wrong with flavors, if anything. */
export function checkFlavors(path: string, flavors: readonly Flavor[]): readonly Problem[] {
  return [
    ...checkEntries(path, flavors),
    ...flavors.flatMap(({ resources }, index) => checkResources(`${path}[${index}].resources`, resources)),
  ];
}

/** What is wrong with storage classes, if anything. */
export function checkStorageClasses(path: string, classes: readonly CatalogStorageClass[]): readonly Problem[] {
  return checkEntries(path, classes);
}

function checkEntries(path: string, entries: readonly CatalogEntry[]): readonly Problem[] {
  const defaults = entries.filter((entry) => entry.default === true).map(({ name }) => name);
  return [
    ...entries.flatMap(({ name }, index) => checkEntryName(`${path}[${index}].name`, name)),
    ...entries
      .filter(({ name }, index) => entries.findIndex((other) => other.name === name) !== index)
      .map(({ name }) => ({
        path,
        value: name,
        why: "the name stands there twice, and the platform refuses the whole catalog",
        fix: "name one of them otherwise",
      })),
    ...(defaults.length < 2
      ? []
      : [{ path, value: defaults, why: "the platform takes one default at most", fix: "leave one as default" }]),
  ];
}

function checkResources(path: string, resources: FlavorResources): readonly Problem[] {
  const pairs = [
    ["requestsCpu", "limitsCpu"],
    ["requestsMemory", "limitsMemory"],
  ] as const;
  return pairs.flatMap(([request, limit]) => [
    ...checkQuantity(`${path}.${request}`, resources[request]),
    ...checkQuantity(`${path}.${limit}`, resources[limit]),
    ...checkLimit(`${path}.${limit}`, resources[limit], resources[request], request),
  ]);
}
