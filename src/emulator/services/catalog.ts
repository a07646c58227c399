// Runner catalogs: what a runner reports of itself, checked as a whole and stored as a whole, and the two listings of it.
//
// Source: agynio/runners `internal/server/catalog.go` at 4876ae6 (checks, texts, order of the listings). A report overwrites the
// runner's capabilities too, whoever set them.
import type { RunnersGateway } from "../gen/agynio/api/gateway/v1/runners_pb.js";
import type { FlavorEntry, StorageClassEntry } from "../gen/agynio/api/runners/v1/catalog_pb.js";
import { quote, trimSpace } from "../go-text.js";
import type { Identity } from "../directory.js";
import { RpcError } from "../rpc-error.js";
import type { FlavorRow, RunnerRow, StorageClassRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireTrimmedUuid } from "../uuid.js";
import { isMember } from "./access.js";
import { type Implementation, permissionDenied, type ServiceDependencies } from "./context.js";
import { requireReportingRunner } from "./service-token.js";

const NAME_PATTERN = "^[a-z0-9-]+$";
const MAX_NAME_BYTES = 64;

type CatalogMethods = Pick<
  Implementation<typeof RunnersGateway>,
  "reportRunnerCatalog" | "listFlavors" | "listStorageClasses"
>;

/** The part of the runners service that is about catalogs. */
export function catalogMethods({ store, stamp }: ServiceDependencies): CatalogMethods {
  return {
    reportRunnerCatalog(request, _caller) {
      const row = requireReportingRunner(store, request);
      const flavors = section("flavors", () => readFlavors(request.flavors));
      const storageClasses = section("storage_classes", () => readStorageClasses(request.storageClasses));
      const capabilities = section("capabilities", () => readCapabilities(request.capabilities));
      Object.assign(row, { flavors, storageClasses, capabilities, updatedAt: stamp() });
      store.changed();
      return {
        flavorCount: flavors.length,
        storageClassCount: storageClasses.length,
        capabilityCount: capabilities.length,
      };
    },

    listFlavors(request, caller) {
      const entries = listEntries(store, request, caller, (runner) => runner.flavors ?? []);
      return {
        flavors: entries.map(({ runner, entry }) => ({
          runnerId: runner.id,
          name: entry.name,
          resources: {
            requestsCpu: entry.requestsCpu,
            requestsMemory: entry.requestsMemory,
            limitsCpu: entry.limitsCpu,
            limitsMemory: entry.limitsMemory,
          },
          default: entry.default,
          deprecated: entry.deprecated,
          organizationId: runner.organizationId,
          runnerName: runner.name,
        })),
      };
    },

    listStorageClasses(request, caller) {
      const entries = listEntries(store, request, caller, (runner) => runner.storageClasses ?? []);
      return {
        storageClasses: entries.map(({ runner, entry }) => ({
          runnerId: runner.id,
          name: entry.name,
          default: entry.default,
          deprecated: entry.deprecated,
          organizationId: runner.organizationId,
          runnerName: runner.name,
        })),
      };
    },
  };
}

/** Which entries a listing is about. Its page fields are ignored: everything is returned. */
interface CatalogRequest {
  readonly runnerId?: string;
  readonly organizationId?: string;
  readonly includeDeprecated?: boolean;
}

function listEntries<Entry extends StorageClassRow>(
  store: Store,
  request: CatalogRequest,
  caller: Identity | undefined,
  entriesOf: (runner: RunnerRow) => readonly Entry[],
): { runner: RunnerRow; entry: Entry }[] {
  const runnerId = optionalId("runner_id", request.runnerId);
  const organizationId = optionalId("organization_id", request.organizationId);
  // A call without identity comes from within the platform, and one without organization asks for no membership.
  if (caller !== undefined && organizationId !== undefined && !isMember(store, caller, organizationId)) {
    throw permissionDenied();
  }
  return [...store.runners]
    .filter(
      (runner) =>
        (runnerId === undefined || runner.id === runnerId) &&
        (organizationId === undefined ||
          runner.organizationId === undefined ||
          runner.organizationId === organizationId),
    )
    .flatMap((runner) => entriesOf(runner).map((entry) => ({ runner, entry })))
    .filter(({ entry }) => request.includeDeprecated === true || !entry.deprecated)
    .sort((a, b) => compare(a.runner.name, b.runner.name) || compare(a.entry.name, b.entry.name));
}

function optionalId(field: string, sent: string | undefined): string | undefined {
  return sent === undefined || trimSpace(sent) === "" ? undefined : requireTrimmedUuid(field, sent);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Why a report is refused; the section's name goes before it. */
class CatalogProblem extends Error {}

function section<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof CatalogProblem ? new RpcError("invalid_argument", `${name}: ${error.message}`) : error;
  }
}

function readFlavors(entries: readonly FlavorEntry[]): FlavorRow[] {
  const rows = readNamed(
    "name",
    entries,
    ({ name }) => name,
    (entry, name) => {
      const { resources } = entry;
      if (resources === undefined) {
        throw new CatalogProblem(`flavor ${quote(name)}: resources must be provided`);
      }
      const { requestsCpu, requestsMemory, limitsCpu, limitsMemory } = resources;
      const quantities = {
        requests_cpu: requestsCpu,
        requests_memory: requestsMemory,
        limits_cpu: limitsCpu,
        limits_memory: limitsMemory,
      };
      const missing = Object.entries(quantities).find(([, quantity]) => trimSpace(quantity) === "");
      if (missing !== undefined) {
        throw new CatalogProblem(`flavor ${quote(name)}: ${missing[0]} must be provided`);
      }
      const { default: isDefault, deprecated } = entry;
      return { name, requestsCpu, requestsMemory, limitsCpu, limitsMemory, default: isDefault, deprecated };
    },
  );
  assertOneDefault(rows);
  return rows;
}

function readStorageClasses(entries: readonly StorageClassEntry[]): StorageClassRow[] {
  const rows = readNamed(
    "name",
    entries,
    ({ name }) => name,
    (entry, name) => ({ name, default: entry.default, deprecated: entry.deprecated }),
  );
  assertOneDefault(rows);
  return rows;
}

function readCapabilities(capabilities: readonly string[]): string[] {
  return readNamed(
    "capability",
    capabilities,
    (capability) => capability,
    (_capability, name) => name,
  );
}

function readNamed<Entry, Row>(
  what: string,
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
  read: (entry: Entry, name: string) => Row,
): Row[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    const name = trimSpace(nameOf(entry));
    assertName(name);
    if (seen.has(name)) {
      throw new CatalogProblem(`${what} ${quote(name)} appears more than once`);
    }
    seen.add(name);
    return read(entry, name);
  });
}

function assertName(name: string): void {
  if (name === "") {
    throw new CatalogProblem("name is empty");
  }
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new CatalogProblem(`name ${quote(name)} is longer than ${MAX_NAME_BYTES} characters`);
  }
  if (!new RegExp(NAME_PATTERN).test(name)) {
    throw new CatalogProblem(`name ${quote(name)} must match ${NAME_PATTERN}`);
  }
}

function assertOneDefault(rows: readonly StorageClassRow[]): void {
  const defaults = rows.filter((row) => row.default).length;
  if (defaults > 1) {
    throw new CatalogProblem(`at most one entry may be marked default, got ${defaults}`);
  }
}
