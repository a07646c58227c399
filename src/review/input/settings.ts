// What only a plan can judge of a change of sources: settings that are Terraform's and no object's. A comparison of two apps says so
// where they differ, instead of "nothing changes".
//
// Left out on purpose, because no object changes by it: comments, depends_on, versions of providers and of Terraform, the folder of a
// local state, and the order of a replacement. What prevent_destroy guards has rules of its own.
import {
  blocks,
  isObject,
  type Json,
  type JsonObject,
  providerBlock,
  providerOf,
  text,
} from "../../synthesized/index.js";
import type { AppResource, AppStack } from "../app/reviewed-app.js";
import { isSame } from "../digest/attributes.js";
import { refersTo, withoutKeys } from "./references.js";

/** Blocks that are looked at elsewhere, object by object. */
const OBJECTS = new Set([
  "//",
  "resource",
  "data",
  "module",
  "output",
  "provider",
  "terraform",
  "variable",
  "locals",
  "moved",
]);
/** Settings of a lifecycle that change no object by themselves, or have rules of their own. */
const HARMLESS = new Set(["//", "prevent_destroy", "create_before_destroy"]);
/** Look-ups that run something or ask somebody while planning. */
const RUNNING = /^data\.(?:external|http|dns_\w+)\./;

/** An object on both sides; the new one may have another address. */
export interface Pair {
  readonly next: AppResource;
  readonly old: AppResource | undefined;
}

/**
 * What changes in a stack that only a plan can judge, a name each: `backend`, `count of agyn_runner.x`.
 *
 * @param moving what is known only after the apply
 */
export function unjudgedSettings(
  now: AppStack,
  was: AppStack | undefined,
  pairs: readonly Pair[],
  moving: ReadonlySet<string>,
): string[] {
  return [
    ...pairs.flatMap((pair) => ofResource(pair, moving)),
    ...(was === undefined ? [] : ofStack(now, was)),
    ...(was === undefined ? [] : ofProviders(now, was, pairs, moving)),
  ];
}

function ofResource({ next, old }: Pair, moving: ReadonlySet<string>): string[] {
  const { address } = next;
  if (address.startsWith("data.")) {
    return RUNNING.test(address) && !isSame(next.body, old?.body) ? [address] : [];
  }
  const differs = (key: string): boolean => !isSame(next.body[key], old?.body[key]);
  const repeated = ["count", "for_each"].filter((key) => differs(key) || refersTo(next.body[key], moving));
  const run = ["provisioner", "connection"].filter(differs);
  const kept = old === undefined ? [] : differs("provider") ? ["provider"] : [];
  const rules = old !== undefined && !isSame(lifecycle(next), lifecycle(old)) ? ["lifecycle"] : [];
  return [...repeated, ...run, ...kept, ...rules].map((key) => `${key} of ${address}`);
}

function lifecycle({ body }: AppResource): Json {
  return blocks(body["lifecycle"])
    .map((rules) => withoutKeys(rules, HARMLESS))
    .filter((rules) => Object.keys(rules).length > 0);
}

function ofStack({ configuration: now }: AppStack, { configuration: was, resources }: AppStack): string[] {
  const differing = [...new Set([...Object.keys(now), ...Object.keys(was)])]
    .filter((key) => !OBJECTS.has(key) && key !== "import" && key !== "removed" && !isSame(now[key], was[key]))
    .map((key) => `${key} blocks`);
  // what the app before had is told with its object
  const [imports, removals] = (["import", "removed"] as const).map((key) =>
    blocks(now[key]).some(
      (block) =>
        !blocks(was[key]).some((other) => isSame(block, other)) &&
        (key === "import") === resources.has(addressIn(block[key === "import" ? "to" : "from"])),
    ),
  );
  const repeats = blocks(now["import"]).some((block) => block["for_each"] !== undefined);
  const [next, old] = [now, was].map(({ terraform }) => blocks(terraform)) as [JsonObject[], JsonObject[]];
  const words = (of: readonly JsonObject[], key: string): Json => withoutFolders(of.flatMap((one) => blocks(one[key])));
  return [
    ...differing,
    ...(imports === true || repeats ? ["import blocks"] : []),
    ...(removals === true ? ["removed blocks"] : []),
    ...["backend", "cloud"].filter((key) => !isSame(words(next, key), words(old, key))),
    ...changedSources(next, old).map((name) => `source of provider ${name}`),
  ];
}

/** Providers that stay and come from elsewhere. */
function changedSources(next: readonly JsonObject[], old: readonly JsonObject[]): string[] {
  const [now, was] = [next, old].map(
    (all) =>
      new Map(
        all
          .flatMap((one) => blocks(one["required_providers"]))
          .flatMap((named) => Object.entries(named))
          .map(([name, required]) => [name, isObject(required) ? text(required["source"]) : ""] as const),
      ),
  ) as [Map<string, string>, Map<string, string>];
  return [...now].flatMap(([name, source]) => (was.has(name) && was.get(name) !== source ? [name] : []));
}

/** Providers of objects that stay, when they are set otherwise: they may lead to another cluster or platform. */
function ofProviders(now: AppStack, was: AppStack, pairs: readonly Pair[], moving: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const { next, old } of pairs) {
    if (old === undefined || next.address.startsWith("module.")) continue;
    const name = providerOf({ type: next.address.replace(/^data\./, ""), body: next.body });
    const [block, before] = [providerBlock(now.configuration, name), providerBlock(was.configuration, name)];
    if (!isSame(block ?? {}, before ?? {}) || refersTo(block, moving))
      found.add(`provider ${name.local}${name.alias === "" ? "" : `.${name.alias}`}`);
  }
  return [...found];
}

function withoutFolders(backends: readonly JsonObject[]): Json {
  return backends.map((kinds) =>
    Object.fromEntries(
      Object.entries(kinds).map(([kind, settings = null]) => {
        if (kind !== "local" || !isObject(settings)) return [kind, settings];
        return [kind, { ...settings, path: text(settings["path"]).replace(/^.*[/\\]/, "") }];
      }),
    ),
  );
}

/** An address in a block, with or without the braces of a reference, without index. */
export function addressIn(value: Json | undefined): string {
  return text(value)
    .replace(/^\$\{(.*)\}$/, "$1")
    .replace(/\[.*$/, "");
}
