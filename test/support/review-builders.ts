// Digests for tests of reviews: single ones written out, and those of a whole change, worked out from two synthesized fleets as a plan
// over the first one's states would come out.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import * as stackTrace from "cdktf/lib/tokens/private/stack-trace";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import { type AppStack, poolAt, readApp, resourceAt, type ReviewedApp } from "../../src/review/app/reviewed-app";
import {
  type Action,
  type AttributeChange,
  type Change,
  type Digest,
  DIGEST_FORMAT,
  DIGEST_VERSION,
  type RunnerChange,
  type RunnerFacts,
  type Shown,
} from "../../src/review/digest/model";
import { runnersOfStack } from "../../src/review/judge/sides";
import { at, type Json, type JsonObject, text } from "../../src/synthesized/index";

// A stack trace per token is most of the cost of constructing, ten times so under a test runner (measured).
Object.assign(stackTrace, { captureStackTrace: () => [] });

/** What becomes of an app that is synthesized into a folder of its own, read back. */
export function appOf(build: (app: App) => void): ReviewedApp {
  const outdir = mkdtempSync(join(tmpdir(), "agyn-review-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    build(app);
    app.synth();
    return readApp(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A fleet as an app. */
export function fleetApp(definition: FleetDefinition): ReviewedApp {
  return appOf((app) => Fleet.of(definition).stacks(app));
}

/** A digest of a plan in which nothing happens. */
export function digest(stack: string, rest: Partial<Digest> = {}): Digest {
  return {
    format: DIGEST_FORMAT,
    version: DIGEST_VERSION,
    stack,
    source: { kind: "plan" },
    doubts: [],
    changes: [],
    runners: [],
    unchanged: 0,
    drift: [],
    outputs: [],
    checks: [],
    remoteStateTokens: [],
    semantic: "0".repeat(64),
    ...rest,
  };
}

/** A change of an object outside every pool. */
export function change(address: string, action: Action, rest: Partial<Change> = {}): Change {
  return {
    address,
    mode: "managed",
    type: address.split(".", 1)[0] ?? "",
    action,
    forcedBy: [],
    imported: false,
    deposed: false,
    attributes: [],
    identity: {},
    ...rest,
  };
}

/** The id that a runner has in the digests made here, by its name. */
export function runnerId(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** One attribute's step. */
export function step(path: string, before: Json | undefined, after: Json | undefined): AttributeChange {
  return { path, before: shown(before), after: shown(after) };
}

/** How a plan differs from what the two apps say alone. */
export interface PlanOptions {
  /** Actions by address, where a plan would say another one than the apps. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Status of each runner that is there, by name. @default "enrolled" */
  readonly status?: Readonly<Record<string, string>>;
  /** Stacks of which there is no plan. */
  readonly without?: readonly string[];
  readonly kind?: Digest["source"]["kind"];
}

/** The digests of a change, one for each stack of the head. */
export function digestsOf(base: ReviewedApp, head: ReviewedApp, options: PlanOptions = {}): readonly Digest[] {
  return [...head.stacks.values()]
    .filter(({ name }) => options.without?.includes(name) !== true)
    .map((stack) => digestOf(base, head, stack, options));
}

function digestOf(base: ReviewedApp, head: ReviewedApp, stack: AppStack, options: PlanOptions): Digest {
  const was = base.stacks.get(stack.name);
  const addresses = [...new Set([...(was?.resources.keys() ?? []), ...stack.resources.keys()])]
    .filter((address) => !address.startsWith("data."))
    .sort();
  const imports = new Map(importsOf(stack).map(({ to, id }) => [to, id]));
  const removed = new Set(removedBy(stack));
  const all = addresses.map((address): Change => {
    const [before, after] = [resourceAt(was, address), resourceAt(stack, address)];
    const attributes = before === undefined || after === undefined ? [] : stepsOf(before.body, after.body);
    const isImported = imports.has(address) && before === undefined;
    const natural: Action =
      after === undefined
        ? removed.has(address)
          ? "forget"
          : "delete"
        : before === undefined && !isImported
          ? "create"
          : attributes.length > 0
            ? "update"
            : "no-op";
    const own = after ?? before;
    const path = own?.path;
    const action = options.actions?.[address] ?? natural;
    return change(address, action, {
      ...(path === undefined ? {} : { path }),
      ...poolIdOf(after === undefined ? base : head, path),
      imported: isImported,
      ...(action === "delete" || action === "forget" ? { reason: "delete_because_no_resource_config" } : {}),
      attributes,
      identity: identityOf(own?.body ?? {}),
    });
  });
  const facts = (app: ReviewedApp, of: AppStack | undefined): Map<string, RunnerFacts> =>
    new Map(of === undefined ? [] : runnersOfStack(app, of).map((runner) => [runner.address, runner.facts]));
  const [before, after] = [facts(base, was), facts(head, stack)];
  const runners = all
    .filter(({ type }) => type === "agyn_runner")
    .map(({ address, path, pool, action, imported }): RunnerChange => {
      const status = options.status?.[(before.get(address) ?? after.get(address))?.name ?? ""] ?? "enrolled";
      const plan = options.kind !== "synth";
      const there = imported ? after.get(address) : before.get(address);
      const id = imported ? imports.get(address) : runnerId(there?.name ?? "");
      const known = there === undefined ? undefined : { ...there, ...(plan ? { status, id: id ?? "" } : {}) };
      const next = action === "delete" || action === "forget" ? undefined : after.get(address);
      const isNew = action === "create" || action.includes("-");
      return {
        address,
        ...(path === undefined ? {} : { path }),
        ...(pool === undefined ? {} : { pool }),
        action,
        ...(known === undefined ? {} : { before: known }),
        ...(next === undefined ? {} : { after: isNew && action !== "no-op" ? next : { ...known, ...next } }),
      };
    });
  const changes = all.filter(({ action, imported }) => action !== "no-op" || imported);
  return digest(stack.name, {
    source: { kind: options.kind ?? "plan" },
    changes,
    runners,
    unchanged: all.length - changes.length,
  });
}

function importsOf({ configuration }: AppStack): readonly { readonly to: string; readonly id: string }[] {
  const found = configuration["import"];
  return (Array.isArray(found) ? (found as JsonObject[]) : []).map((one) => ({
    to: text(one["to"]),
    id: text(one["id"]),
  }));
}

function removedBy({ configuration }: AppStack): readonly string[] {
  const found = configuration["removed"];
  return (Array.isArray(found) ? (found as JsonObject[]) : []).map((one) => text(one["from"]));
}

function poolIdOf(app: ReviewedApp, path: string | undefined): { readonly pool?: string } {
  const pool = poolAt(app, path);
  return pool === undefined ? {} : { pool: pool.id };
}

function identityOf(body: JsonObject): Readonly<Record<string, string>> {
  const metadata = at(body, "metadata");
  const own = (key: string): string => text(at(body, key)) || text(at(metadata, key));
  return Object.fromEntries(
    ["name", "namespace"].map((key) => [key, own(key)] as const).filter(([, value]) => value !== ""),
  );
}

/** Leaves that differ; a release's values are read. */
function stepsOf(before: JsonObject, after: JsonObject): readonly AttributeChange[] {
  const [from, to] = [leaves(readable(before)), leaves(readable(after))];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((path) => !path.startsWith("//") && from.get(path) !== to.get(path))
    .sort()
    .map((path) => step(path, from.get(path), to.get(path)));
}

function readable(body: JsonObject): JsonObject {
  const [values] = Array.isArray(body["values"]) ? (body["values"] as string[]) : [];
  const { depends_on: _, ...rest } = body;
  return values === undefined ? rest : { ...rest, values: JSON.parse(values) as Json };
}

function leaves(value: Json | undefined, path = "", found = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((inner, index) => {
      const name = text(at(inner, "name"));
      leaves(inner, `${path}[${name === "" ? String(index) : name}]`, found);
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path === "" ? key : `${path}.${key}`, found);
  } else if (value !== undefined) found.set(path, value);
  return found;
}

function shown(value: Json | undefined): Shown {
  return value === undefined ? { absent: true } : { value };
}
