// What a review needs of a plan, gathered in one pass while the file is read: what changes, all registrations, and every secret. No
// text of it may be shown before `finish` in digest-plan.ts took the secrets out, as the last secret may stand in the file's last line.
import { createHash } from "node:crypto";
import { at, isList, isObject, type Json, type JsonObject, text } from "../../synthesized/index.js";
import type { AppStack } from "../app/reviewed-app.js";
import type { JsonPlace } from "../input/json-walk.js";
import { type PlanHead, plannedObject, type PlannedObject, readPlan } from "../input/plan.js";
import { actionOf } from "./actions.js";
import { areMasksReadable, isSame } from "./attributes.js";
import { isItsOwn, type NewValues, outputValues } from "./hidden-values.js";
import type { Action } from "./model.js";
import { type RawChange, rawChange } from "./raw-change.js";
import { remoteTokenAttributes } from "./remote-tokens.js";
import { type RawFacts, rawFacts, withStatus } from "./runner-facts.js";
import { isSecretName } from "./secret-names.js";
import { Taint } from "./taint.js";

/** A registration with its secrets still in it. */
export interface RawRunner {
  readonly address: string;
  readonly previousAddress?: string;
  readonly action: Action;
  readonly before?: RawFacts;
  readonly after?: RawFacts;
}

/** How a plan's configuration compares with a stack of the app that is reviewed. */
export interface Likeness {
  /** Literals that are the same. */
  equal: number;
  /** Addresses with a literal that is another one. */
  readonly different: string[];
}

/** A plan, gathered. */
export interface CollectedPlan {
  readonly head: PlanHead;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly taint: Taint;
  readonly changes: readonly RawChange[];
  readonly drift: readonly RawChange[];
  readonly runners: readonly RawRunner[];
  readonly unchanged: number;
  readonly deferred: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly action: Action;
    readonly sensitive: boolean;
    readonly values: NewValues;
  }[];
  readonly checks: readonly { readonly address: string; readonly status: string }[];
  readonly remoteStateTokens: readonly { readonly address: string; readonly attribute: string }[];
  /** Slugs of organizations, by id. */
  readonly organizations: ReadonlyMap<string, string>;
  /** Addresses of all managed objects, without index. */
  readonly addresses: ReadonlySet<string>;
  /** Addresses whose masks can't be read. */
  readonly unreadableMasks: readonly string[];
  /** Entries of the plan that are no changes of objects. */
  readonly notUnderstood: number;
  readonly likeness: ReadonlyMap<string, Likeness>;
}

/**
 * Reads a plan.
 *
 * @param stacks those of the reviewed app, to tell which of them the plan is of
 */
export async function collectPlan(
  source: AsyncIterable<Uint8Array>,
  stacks: Iterable<AppStack> = [],
): Promise<CollectedPlan> {
  const hash = createHash("sha256");
  const collector = new Collector([...stacks]);
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const head = await readPlan(hashed(), (place, value) => collector.tell(place, value));
  return collector.finish(head, hash.digest("hex"));
}

/** Address of an object in a configuration: without index. */
export function withoutIndex(address: string): string {
  return address.replace(/\[.*$/s, "");
}

class Collector {
  private readonly taint = new Taint();
  private readonly changes: RawChange[] = [];
  private readonly drift: RawChange[] = [];
  private readonly runners: RawRunner[] = [];
  /** Status of registrations as the refresh found it, by address. */
  private readonly statuses = new Map<string, string>();
  private readonly outputs: CollectedPlan["outputs"][number][] = [];
  private readonly checks: CollectedPlan["checks"][number][] = [];
  private readonly remoteStateTokens: CollectedPlan["remoteStateTokens"][number][] = [];
  private readonly organizations = new Map<string, string>();
  private readonly addresses = new Set<string>();
  private readonly unreadableMasks = new Set<string>();
  private readonly likeness: Map<string, Likeness>;
  private variables: JsonObject = {};
  /** Variables that the configuration says are not sensitive. */
  private readonly openVariables = new Set<string>();
  private unchanged = 0;
  private deferred = 0;
  private notUnderstood = 0;

  constructor(private readonly stacks: readonly AppStack[]) {
    this.likeness = new Map(stacks.map(({ name }) => [name, { equal: 0, different: [] }]));
  }

  tell(place: JsonPlace, value: Json): void {
    const [member] = place;
    switch (member) {
      case "resource_changes":
      case "resource_drift":
        if (place.length === 2) this.change(member, value);
        break;
      case "deferred_changes":
        if (place.length === 2) {
          this.deferred += 1;
          this.taintChange(plannedObject(at(value, "resource_change") ?? null));
        }
        break;
      case "output_changes":
        this.outputChanges(value);
        break;
      case "checks":
        this.check(value);
        break;
      case "variables":
        this.variables = isObject(value) ? value : {};
        break;
      case "planned_values":
      case "prior_state":
        this.stateValue(place, value);
        break;
      case "configuration":
        this.configured(place, value);
        break;
      default:
    }
  }

  finish(head: PlanHead, sha256: string): CollectedPlan {
    for (const [name, variable] of Object.entries(this.variables)) {
      const value = at(variable, "value");
      // one that the configuration does not know is taken for a secret
      if (!this.openVariables.has(name) || isSecretName(name)) this.taint.all(value);
      else this.taint.named(value);
    }
    const byAddress = (one: { readonly address: string }, other: { readonly address: string }): number =>
      one.address < other.address ? -1 : one.address > other.address ? 1 : 0;
    return {
      head,
      sha256,
      taint: this.taint,
      changes: this.changes.sort(byAddress),
      drift: this.drift.sort(byAddress),
      runners: this.runners.map((runner) => withStatus(runner, this.statuses.get(runner.address))).sort(byAddress),
      unchanged: this.unchanged,
      deferred: this.deferred,
      outputs: this.outputs,
      checks: this.checks,
      remoteStateTokens: this.remoteStateTokens,
      organizations: this.organizations,
      addresses: this.addresses,
      unreadableMasks: [...this.unreadableMasks],
      notUnderstood: this.notUnderstood,
      likeness: this.likeness,
    };
  }

  private change(member: "resource_changes" | "resource_drift", item: Json): void {
    const object = plannedObject(item);
    if (object === undefined || (object.mode !== "managed" && object.mode !== "data")) {
      this.notUnderstood += 1;
      return;
    }
    this.taintChange(object);
    const { address, previousAddress, type } = object;
    const action = actionOf(object.actions);
    if (member === "resource_drift") {
      this.status(object);
      const drift = rawChange(object, object.mode, action);
      // a registration reports its status by itself, and what stayed the same but for its order is no drift
      const attributes = drift.attributes.filter(({ path }) => !isItsOwn(type, path));
      if (action !== "no-op" && (action !== "update" || attributes.length > 0))
        this.drift.push({ ...drift, attributes });
      return;
    }
    // what an earlier apply left over is not what stands at its address
    const isLiving = object.mode === "managed" && !object.isDeposed;
    if (isLiving) this.addresses.add(withoutIndex(address));
    if (type === "agyn_runner" && isLiving) {
      const masks = areMasksReadable(object) ? {} : { beforeSensitive: true, afterSensitive: true };
      const { before, after } = rawFacts({ ...object, ...masks });
      this.runners.push({
        address,
        ...(previousAddress === undefined ? {} : { previousAddress }),
        action,
        ...before,
        ...after,
      });
    }
    if (type === "agyn_organization") for (const side of [object.before, object.after]) this.organization(side);
    if (action === "no-op" && previousAddress === undefined && !object.isImported) {
      this.unchanged += 1;
      return;
    }
    if (!areMasksReadable(object)) this.unreadableMasks.add(address);
    this.changes.push(rawChange(object, object.mode, action));
  }

  private status(object: PlannedObject): void {
    if (object.type !== "agyn_runner" || object.mode !== "managed" || !areMasksReadable(object)) return;
    const status = rawFacts(object).after.after?.status;
    if (status !== undefined) this.statuses.set(object.address, status);
  }

  private taintChange(object: PlannedObject | undefined): void {
    if (object === undefined) return;
    const { type, before, after, beforeSensitive, afterSensitive, generated } = object;
    this.taint.object(type, before, beforeSensitive);
    // most objects stay as they are
    if (isSame(before, after)) this.taint.marked(after, afterSensitive);
    else this.taint.object(type, after, afterSensitive);
    if (generated !== undefined) this.taint.named(generated);
  }

  private outputChanges(value: Json): void {
    if (!isObject(value)) return;
    for (const [name, change] of Object.entries(value)) {
      if (!isObject(change)) continue;
      const { actions, before, after, before_sensitive: old, after_sensitive: next } = change;
      this.taint.marked(before, old ?? true);
      this.taint.marked(after, next ?? true);
      if (isSecretName(name)) for (const side of [before, after]) this.taint.all(side);
      const action = actionOf(isList(actions) ? actions.map(String) : []);
      const sensitive = old !== false || next !== false;
      const values = outputValues(sensitive || isSecretName(name), after);
      if (action !== "no-op") this.outputs.push({ name, action, sensitive, values });
    }
  }

  private check(value: Json): void {
    const status = text(at(value, "status"));
    if (status === "pass" || status === "unknown") return;
    this.checks.push({
      address: text(at(value, "address", "to_display")),
      status: status === "fail" || status === "error" ? status : "not-understood",
    });
  }

  /** `planned_values` and `prior_state`: nothing of it is shown but slugs of organizations. */
  private stateValue(place: JsonPlace, value: Json): void {
    const parent = place.at(-2);
    if (!isObject(value)) return;
    if (parent === "outputs") {
      this.taint.marked(value["value"], value["sensitive"] === false ? false : true);
      if (isSecretName(String(place.at(-1)))) this.taint.all(value["value"]);
    } else if (parent === "resources") {
      const type = text(value["type"]);
      const { values, sensitive_values: mask } = value;
      this.taint.marked(values, mask ?? {});
      this.taint.known(type, values);
      // managed objects are among the changes, with the same values
      if (value["mode"] !== "managed") this.taint.named(values);
      if (type === "agyn_organization") this.organization(values);
      if (type === "agyn_organizations") {
        const all = at(values, "organizations");
        if (isList(all)) all.forEach((one) => this.organization(one));
      }
    }
  }

  private organization(values: Json | undefined): void {
    const [id, slug] = [text(at(values, "id")), text(at(values, "slug"))];
    if (id !== "" && slug !== "") this.organizations.set(id, slug);
  }

  private configured(place: JsonPlace, value: Json): void {
    if (!isObject(value)) return;
    const [last, parent] = [place.at(-1), place.at(-2)];
    if (place.length === 2 && last === "provider_config") {
      for (const [key, provider] of Object.entries(value)) {
        const expressions = at(provider, "expressions");
        if (!isObject(expressions)) continue;
        this.taint.providerSettings(expressions);
        this.remote(`provider.${key}`, "", expressions);
      }
    } else if (last === "variables" && parent !== "outputs") this.declaredVariables(place, value);
    else if (parent === "resources") this.configuredResource(place, value);
    else if (parent === "outputs") {
      const isSecret = value["sensitive"] === true || isSecretName(String(last));
      if (isSecret) this.taint.literal(at(value, "expression", "constant_value"));
    } else if (last === "expressions") this.taint.literalsOf("", value);
  }

  private declaredVariables(place: JsonPlace, declared: JsonObject): void {
    const isRoot = place.length === 3;
    for (const [name, variable] of Object.entries(declared)) {
      const isSecret = at(variable, "sensitive") === true || isSecretName(name);
      if (isSecret) this.taint.all(at(variable, "default"));
      else if (isRoot) this.openVariables.add(name);
    }
  }

  private configuredResource(place: JsonPlace, resource: JsonObject): void {
    const { expressions, provisioners } = resource;
    const type = text(resource["type"]);
    if (isObject(expressions)) {
      this.taint.literalsOf(type, expressions);
      const modules = place.flatMap((key, index) => (place[index - 1] === "module_calls" ? [`module.${key}.`] : []));
      this.remote(`${modules.join("")}${text(resource["address"])}`, type, expressions);
      if (modules.length === 0) this.compare(text(resource["address"]), expressions);
    }
    if (isList(provisioners)) {
      for (const provisioner of provisioners) this.constants(at(provisioner, "expressions"));
    }
  }

  /** Every literal of expressions. */
  private constants(value: Json | undefined): void {
    if (isList(value)) for (const item of value) this.constants(item);
    else if (isObject(value)) {
      if ("constant_value" in value) this.taint.literal(value["constant_value"]);
      else for (const inner of Object.values(value)) this.constants(inner);
    }
  }

  private remote(address: string, type: string, expressions: JsonObject): void {
    for (const attribute of remoteTokenAttributes(type, expressions))
      this.remoteStateTokens.push({ address, attribute });
  }

  /** Literals of a configuration in JSON stand in the plan as they were written, with their references. */
  private compare(address: string, expressions: JsonObject): void {
    for (const { name, resources } of this.stacks) {
      const likeness = this.likeness.get(name);
      const body = resources.get(address)?.body;
      if (likeness === undefined || body === undefined) continue;
      let isDifferent = false;
      for (const [attribute, expression] of Object.entries(expressions)) {
        const [planned, written] = [at(expression, "constant_value"), body[attribute]];
        if (planned === undefined || planned === null || isEscaped(planned)) continue;
        if (isSame(planned, written)) likeness.equal += 1;
        else isDifferent = true;
      }
      if (isDifferent) likeness.different.push(address);
    }
  }
}

/** Whether Terraform may have taken an escape out of a literal: what was written is not known then. */
function isEscaped(value: Json): boolean {
  return /[$%]\{/.test(JSON.stringify(value).replaceAll(/\$\{(?:data\.|var\.|local\.|[a-z]\w+\.)/g, ""));
}
