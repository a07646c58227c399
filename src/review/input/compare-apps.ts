// What a change of sources comes to without any plan: two synthesized apps compared. It knows no state, so it takes for there what the app
// before had; references stay as they are written, and what a reference to a recreated object becomes is known only after the apply.
//
// Source: Terraform JSON syntax; cdktf 0.21 for `moved`, `import` and `removed` blocks.
import { blocks, type JsonObject, text } from "../../synthesized/index.js";
import type { AppResource, AppStack, ReviewedApp } from "../app/reviewed-app.js";
import { attributeChanges, identityOf, isSame } from "../digest/attributes.js";
import type { CollectedPlan, RawRunner } from "../digest/collected-plan.js";
import { finishDigest } from "../digest/digest-plan.js";
import type { Action, AttributeChange, Digest, Doubt } from "../digest/model.js";
import type { RawChange } from "../digest/raw-change.js";
import { remoteTokenAttributes } from "../digest/remote-tokens.js";
import { tellingRights } from "../digest/rights.js";
import { newValues, outputValues } from "../digest/hidden-values.js";
import { configuredFacts } from "../digest/runner-facts.js";
import { cut } from "../digest/shown.js";
import { isSecretName } from "../digest/secret-names.js";
import { Taint } from "../digest/taint.js";
import { taintConfiguration } from "./configured-secrets.js";
import { forcedChanges, forcingAttributes, valueAt } from "./forced.js";
import { changedGivers, follow, givers, refersTo } from "./references.js";
import { addressIn, type Pair, unjudgedSettings } from "./settings.js";

/** Settings of a block that are Terraform's, not the object's. */
const META = new Set(["//", "depends_on", "lifecycle", "provider", "provisioner", "connection", "count", "for_each"]);
/** Settings that are named in a doubt. */
const MOST_NAMED = 4;
/** Why an object is no longer managed whose whole stack is gone. */
const STACK_GONE = "stack_gone";

/** The digests of all stacks of either app, in the order of their apply, those that are gone last. */
export function compareApps(head: ReviewedApp, base: ReviewedApp): Digest[] {
  const gone = [...base.stacks.keys()].filter((name) => !head.stacks.has(name));
  return [...head.stacks.keys(), ...gone].map((stack) => compareStack(stack, head, base));
}

/**
 * The digest of one stack.
 *
 * @param base the app before; without it everything is new
 */
export function compareStack(stack: string, head: ReviewedApp, base: ReviewedApp | undefined): Digest {
  const [now, was] = [head.stacks.get(stack), base?.stacks.get(stack)];
  const taint = new Taint();
  for (const side of [now, was]) if (side !== undefined) taintConfiguration(taint, side.configuration);
  const compared = new Comparison(now, was).run();
  const plan: CollectedPlan = {
    sha256: "",
    taint,
    drift: [],
    deferred: 0,
    outputs: outputsOf(now, was),
    checks: [],
    remoteStateTokens: remoteTokensOf(now),
    organizations: new Map(),
    leftOut: [],
    addresses: new Set(),
    unreadableMasks: [],
    notUnderstood: 0,
    likeness: new Map(),
    ...compared,
  };
  return finishDigest(plan, { stack, head, ...(base === undefined ? {} : { base }), kind: "synth" });
}

/** Two states of a stack's configuration, object by object. */
class Comparison {
  private readonly changes: RawChange[] = [];
  private readonly runners: RawRunner[] = [];
  private unchanged = 0;
  /** Old addresses, by new ones, and the other way round. */
  private readonly cameFrom = new Map<string, string>();
  private readonly wentTo = new Map<string, string>();
  private readonly imported: ReadonlySet<string>;
  private readonly removed: ReadonlySet<string>;

  constructor(
    private readonly now: AppStack | undefined,
    private readonly was: AppStack | undefined,
  ) {
    const configuration = now?.configuration ?? {};
    const moves = new Map(blocks(configuration["moved"]).map(({ from, to }) => [addressIn(to), addressIn(from)]));
    for (const next of moves.keys()) {
      if (!now?.resources.has(next) || was?.resources.has(next)) continue;
      // blocks of several moves one after the other stay for those who missed the first
      let old = moves.get(next);
      for (const seen = new Set([next]); old !== undefined && !was?.resources.has(old) && !seen.has(old); ) {
        seen.add(old);
        old = moves.get(old);
      }
      if (old === undefined || !was?.resources.has(old) || now.resources.has(old)) continue;
      this.cameFrom.set(next, old);
      this.wentTo.set(old, next);
    }
    this.imported = new Set(blocks(configuration["import"]).map(({ to }) => addressIn(to)));
    const forgotten = blocks(configuration["removed"]).filter(({ lifecycle }) =>
      blocks(lifecycle).some(({ destroy }) => destroy === false),
    );
    this.removed = new Set(forgotten.map(({ from }) => addressIn(from)));
  }

  run(): Pick<CollectedPlan, "changes" | "runners" | "unchanged" | "head"> {
    const { recreated, moving } = this.recreated();
    for (const resource of managed(this.now)) {
      const { address } = resource;
      const previous = this.cameFrom.get(address);
      const old = this.was?.resources.get(previous ?? address);
      this.object(address, previous, old, resource, recreated, moving);
    }
    for (const old of managed(this.was)) {
      if (this.now?.resources.has(old.address) || this.wentTo.has(old.address)) continue;
      this.object(old.address, undefined, old, undefined, recreated, moving);
    }
    const byAddress = (one: { readonly address: string }, other: { readonly address: string }): number =>
      one.address < other.address ? -1 : 1;
    return {
      head: { doubts: this.doubts(moving) },
      changes: this.changes.sort(byAddress),
      runners: this.runners.sort(byAddress),
      unchanged: this.unchanged,
    };
  }

  /**
   * Addresses that are made anew, with what forces it: by a change of their own, then by references to what is known only after the
   * apply. `moving` is all of that.
   */
  private recreated(): { recreated: ReadonlyMap<string, readonly string[]>; moving: ReadonlySet<string> } {
    const recreated = new Map<string, readonly string[]>();
    const values = givers(this.now);
    const moving = new Set(changedGivers(values, givers(this.was)));
    const pairs = managed(this.now).flatMap((next) => {
      const old = this.oldOf(next);
      return old === undefined ? [] : [{ next, old }];
    });
    const remake = (address: string, forced: readonly string[]): void => {
      if (forced.length === 0) return;
      recreated.set(address, forced);
      moving.add(address);
    };
    for (const { next, old } of pairs) remake(next.address, forcedChanges(typeOf(next.address), old.body, next.body));
    for (let before = -1; before !== moving.size; ) {
      before = moving.size;
      follow(values, moving);
      for (const { next } of pairs) {
        if (recreated.has(next.address)) continue;
        const forcing = forcingAttributes(typeOf(next.address));
        remake(
          next.address,
          forcing.filter((attribute) => refersTo(valueAt(next.body, attribute), moving)),
        );
      }
    }
    return { recreated, moving };
  }

  /** The object as it was, perhaps under another address. */
  private oldOf({ address }: AppResource): AppResource | undefined {
    return this.was?.resources.get(this.cameFrom.get(address) ?? address);
  }

  private doubts(moving: ReadonlySet<string>): Doubt[] {
    if (this.now === undefined) return [];
    const pairs = [...this.now.resources.values()].map((next): Pair => ({ next, old: this.oldOf(next) }));
    const settings = unjudgedSettings(this.now, this.was, pairs, moving);
    if (settings.length === 0) return [];
    const more = settings.length - MOST_NAMED;
    const which = settings.slice(0, MOST_NAMED).map(cut).join(", ") + (more > 0 ? ` and ${more} more` : "");
    const { name } = this.now;
    return [
      {
        kind: "not-understood",
        sentence: `Only a plan can tell what comes of this change in stack ${name}: ${which}. Plan it, and give its plan as ${name}=FILE`,
      },
    ];
  }

  private object(
    address: string,
    previousAddress: string | undefined,
    old: AppResource | undefined,
    next: AppResource | undefined,
    recreated: ReadonlyMap<string, readonly string[]>,
    moving: ReadonlySet<string>,
  ): void {
    const type = typeOf(address);
    const [before, after] = [bodyOf(old), bodyOf(next)];
    const sides = { unknown: {}, beforeSensitive: {}, afterSensitive: {} };
    const direct = before === null || after === null ? [] : attributeChanges(type, { before, after, ...sides });
    const attributes = before === null || after === null ? direct : [...direct, ...following(after, direct, moving)];
    const forcedBy = recreated.get(address) ?? [];
    const action = this.actionOf(address, before, after, attributes.length > 0, forcedBy.length > 0, next);
    if (type === "agyn_runner") {
      this.runners.push({
        address,
        ...(previousAddress === undefined ? {} : { previousAddress }),
        action,
        ...(before === null ? {} : { before: configuredFacts(before) }),
        ...(after === null ? {} : { after: configuredFacts(after) }),
      });
    }
    const imported = old === undefined && this.imported.has(address);
    if (action === "no-op" && previousAddress === undefined && !imported) {
      this.unchanged += 1;
      return;
    }
    const identity = identityOf(type, after ?? before, {});
    const outcome = after === null ? [] : attributeChanges(type, { before: null, after, ...sides });
    this.changes.push({
      address,
      ...(previousAddress === undefined ? {} : { previousAddress }),
      mode: "managed",
      type,
      action,
      ...(this.now === undefined ? { reason: STACK_GONE } : {}),
      forcedBy,
      imported,
      deposed: false,
      attributes:
        before === null || after === null
          ? [...identified(identity, after !== null), ...(before === null ? tellingRights(type, outcome) : [])]
          : attributes,
      identity,
      outcome: JSON.stringify([...outcome, ...attributes].map(({ path, after: there }) => [path, there])),
      values: newValues(type, { before: action === "update" ? before : null, after, ...sides }),
    });
  }

  private actionOf(
    address: string,
    before: JsonObject | null,
    after: JsonObject | null,
    hasChanges: boolean,
    isForced: boolean,
    next: AppResource | undefined,
  ): Action {
    // an import takes over what is there
    if (before === null) return this.imported.has(address) ? "no-op" : "create";
    // nobody destroys what a stack made that is no longer there
    if (after === null) return this.now === undefined || this.removed.has(address) ? "forget" : "delete";
    if (isForced) {
      const isFirst = blocks(next?.body["lifecycle"]).some((rules) => rules["create_before_destroy"] === true);
      return isFirst ? "create-delete" : "delete-create";
    }
    return hasChanges || !isSame(before, after) ? "update" : "no-op";
  }
}

/** Attributes that take something from what is known only after the apply, and are not told to change yet. */
function following(body: JsonObject, told: readonly AttributeChange[], moving: ReadonlySet<string>): AttributeChange[] {
  if (moving.size === 0) return [];
  return Object.entries(body).flatMap(([attribute, value]): AttributeChange[] => {
    if (told.some(({ path }) => path === attribute) || !refersTo(value, moving)) return [];
    return [{ path: attribute, before: { hidden: "policy" }, after: { unknown: true } }];
  });
}

function identified(identity: Readonly<Record<string, string>>, isNew: boolean): AttributeChange[] {
  return Object.entries(identity).map(([path, value]) => ({
    path,
    before: isNew ? { absent: true } : { value },
    after: isNew ? { value } : { absent: true },
  }));
}

function managed(stack: AppStack | undefined): AppResource[] {
  return [...(stack?.resources.values() ?? [])].filter(({ address }) => !address.startsWith("data."));
}

function typeOf(address: string): string {
  return address.split(".", 1)[0] ?? "";
}

function bodyOf(resource: AppResource | undefined): JsonObject | null {
  if (resource === undefined) return null;
  return Object.fromEntries(Object.entries(resource.body).filter(([key]) => !META.has(key)));
}

function outputsOf(now: AppStack | undefined, was: AppStack | undefined): CollectedPlan["outputs"] {
  const [next, old] = [now, was].map((stack) => {
    const declared = blocks(stack?.configuration["output"]).flatMap((named) => Object.entries(named));
    return new Map(declared.map(([name, body]) => [name, blocks(body)[0] ?? {}]));
  }) as [Map<string, JsonObject>, Map<string, JsonObject>];
  return [...new Set([...next.keys(), ...old.keys()])].sort().flatMap((name) => {
    const [after, before] = [next.get(name), old.get(name)];
    const action = before === undefined ? "create" : after === undefined ? "delete" : "update";
    if (action === "update" && isSame(after, before)) return [];
    const sensitive = [after, before].some((one) => one?.["sensitive"] === true);
    return [{ name, action, sensitive, values: outputValues(sensitive || isSecretName(name), after?.["value"]) }];
  });
}

function remoteTokensOf(stack: AppStack | undefined): CollectedPlan["remoteStateTokens"] {
  if (stack === undefined) return [];
  const resources = managed(stack).map(({ address, body }) => ({ address, type: typeOf(address), body }));
  const providers = blocks(stack.configuration["provider"]).flatMap((named) =>
    Object.entries(named).flatMap(([name, settings]) =>
      blocks(settings).map((body) => {
        const alias = text(body["alias"]);
        return { address: `provider.${name}${alias === "" ? "" : `.${alias}`}`, type: "", body };
      }),
    ),
  );
  return [...resources, ...providers].flatMap(({ address, type, body }) =>
    remoteTokenAttributes(type, body).map((attribute) => ({ address, attribute })),
  );
}
