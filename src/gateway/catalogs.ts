// What runners offer: flavors (sizes of workloads) and storage classes, as the runners themselves reported them.
//
// Source: agynio/api `proto/agynio/api/runners/v1/runners.proto`. An entry has no id: it is known by its runner and its name. A
// report replaces the whole catalog, and the capabilities of the runner with it. Listings are not paged, though the contract has
// the fields. Platforms before July 2026 answer `unimplemented`.
import type { Caller } from "./caller.js";
import { flag, int32, type JsonObject, object, objects, optionalText, requiredText, text } from "./decode.js";
import type { CallOptions } from "./transport.js";

/** Kubernetes quantities of one workload; empty where the runner gave none. */
export interface ComputeResources {
  readonly requestsCpu: string;
  readonly requestsMemory: string;
  readonly limitsCpu: string;
  readonly limitsMemory: string;
}

/** One entry of a catalog. */
export interface CatalogEntry {
  /** UUID of the runner. */
  readonly runnerId: string;
  readonly runnerName: string;
  /** Lower-case letters, digits and dashes, at most 64; unique on its runner. */
  readonly name: string;
  /** Taken where nothing is named; at most one per runner. */
  readonly default: boolean;
  readonly deprecated: boolean;
  /** Absent: the runner is cluster-scoped. */
  readonly organizationId?: string;
}

/** A size of workloads. */
export interface Flavor extends CatalogEntry {
  readonly resources: ComputeResources;
}

/** A kind of storage. */
export type StorageClass = CatalogEntry;

/** Which entries to list. */
export interface CatalogFilter {
  /** @default - not narrowed */
  readonly runnerId?: string;
  /** @default - not narrowed */
  readonly organizationId?: string;
  /** @default false */
  readonly includeDeprecated?: boolean;
}

/** What a runner process reports of itself. */
export interface CatalogReport {
  readonly runnerId: string;
  /** The token the runner enrolled with. */
  readonly serviceToken: string;
  /** @default [] */
  readonly flavors?: readonly {
    readonly name: string;
    /** All four have to be given. */
    readonly resources: ComputeResources;
    readonly default?: boolean;
    readonly deprecated?: boolean;
  }[];
  /** @default [] */
  readonly storageClasses?: readonly {
    readonly name: string;
    readonly default?: boolean;
    readonly deprecated?: boolean;
  }[];
  /** Take the place of the runner's. @default [] */
  readonly capabilities?: readonly string[];
}

/** How many entries the platform took. */
export interface CatalogCounts {
  readonly flavors: number;
  readonly storageClasses: number;
  readonly capabilities: number;
}

/** Calls about catalogs, of the RunnersGateway. All throw `GatewayError`. */
export class Catalogs {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** All flavors, by runner's name and then their own. */
  async listFlavors({ signal, ...filter }: CallOptions & CatalogFilter = {}): Promise<Flavor[]> {
    return await this.#caller.call("RunnersGateway/ListFlavors", fieldsOf(filter), { signal }, (answer) =>
      objects(answer, "flavors").map((from) => ({ ...decodeEntry(from), resources: decodeResources(from) })),
    );
  }

  /** All storage classes, by runner's name and then their own. */
  async listStorageClasses({ signal, ...filter }: CallOptions & CatalogFilter = {}): Promise<StorageClass[]> {
    return await this.#caller.call("RunnersGateway/ListStorageClasses", fieldsOf(filter), { signal }, (answer) =>
      objects(answer, "storageClasses").map(decodeEntry),
    );
  }

  /** Replaces a runner's catalog and its capabilities, as its process does after it enrolled. */
  async report(report: CatalogReport, options: CallOptions = {}): Promise<CatalogCounts> {
    const { runnerId, serviceToken, flavors, storageClasses, capabilities } = report;
    const message = { runnerId, serviceToken, flavors, storageClasses, capabilities };
    return await this.#caller.call("RunnersGateway/ReportRunnerCatalog", message, options, (answer) => ({
      flavors: int32(answer, "flavorCount"),
      storageClasses: int32(answer, "storageClassCount"),
      capabilities: int32(answer, "capabilityCount"),
    }));
  }
}

function fieldsOf({ runnerId, organizationId, includeDeprecated }: CatalogFilter): object {
  return { runnerId, organizationId, includeDeprecated };
}

function decodeEntry(from: JsonObject): CatalogEntry {
  return {
    runnerId: text(from, "runnerId"),
    runnerName: text(from, "runnerName"),
    name: requiredText(from, "name"),
    default: flag(from, "default"),
    deprecated: flag(from, "deprecated"),
    organizationId: optionalText(from, "organizationId"),
  };
}

function decodeResources(from: JsonObject): ComputeResources {
  const resources = from["resources"] === undefined ? {} : object(from, "resources");
  return {
    requestsCpu: text(resources, "requestsCpu"),
    requestsMemory: text(resources, "requestsMemory"),
    limitsCpu: text(resources, "limitsCpu"),
    limitsMemory: text(resources, "limitsMemory"),
  };
}
