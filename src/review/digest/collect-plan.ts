// What a review needs of a plan, gathered in one pass while the file is read: what changes, all registrations, and every secret. No
// text of it may be shown before `finish` in digest-plan.ts took the secrets out, as the last secret may stand in the file's last line.
import { createHash } from "node:crypto";
import { at, isList, isObject, type Json, type JsonObject, text } from "../../synthesized/index.js";
import type { AppStack } from "../app/reviewed-app.js";
import type { JsonPlace } from "../input/json-walk.js";
import { type PlanHead, plannedObject, type PlannedObject, readPlan } from "../input/plan.js";
import { actionOf } from "./actions.js";
import { areMasksReadable, isSame } from "./attributes.js";
import { ConfigurationCollector } from "./collect-configuration.js";
import type { CollectedPlan, RawRunner } from "./collected-plan.js";
import { isItsOwn, outputValues } from "./hidden-values.js";
import { Likenesses } from "./likeness.js";
import { type RawChange, rawChange } from "./raw-change.js";
import { rawFacts, withStatus } from "./runner-facts.js";
import { isSecretName } from "./secret-names.js";
import { withoutIndex } from "./stale.js";
import { Taint } from "./taint.js";

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

class Collector {
  private readonly taint = new Taint();
  private readonly configuration = new ConfigurationCollector(this.taint);
  private readonly likenesses: Likenesses;
  private readonly changes: RawChange[] = [];
  private readonly drift: RawChange[] = [];
  private readonly runners: RawRunner[] = [];
  /** Status of registrations as the refresh found it, by address. */
  private readonly statuses = new Map<string, string>();
  private readonly outputs: CollectedPlan["outputs"][number][] = [];
  private readonly checks: CollectedPlan["checks"][number][] = [];
  private readonly organizations = new Map<string, string>();
  private readonly addresses = new Set<string>();
  /** Addresses of the managed objects in the state that was planned for. */
  private readonly inState = new Set<string>();
  /** Addresses of all managed objects. */
  private readonly living = new Set<string>();
  private readonly unreadableMasks = new Set<string>();
  private variables: JsonObject = {};
  private unchanged = 0;
  private deferred = 0;
  private notUnderstood = 0;

  constructor(stacks: readonly AppStack[]) {
    this.likenesses = new Likenesses(stacks);
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
        this.configuration.tell(place, value);
        this.likenesses.tell(place, value);
        break;
      default:
    }
  }

  finish(head: PlanHead, sha256: string): CollectedPlan {
    this.configuration.variables(this.variables);
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
      remoteStateTokens: this.configuration.remoteStateTokens,
      organizations: this.organizations,
      addresses: this.addresses,
      leftOut: this.leftOut(),
      unreadableMasks: [...this.unreadableMasks],
      notUnderstood: this.notUnderstood,
      likeness: this.likenesses.finish(),
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
    if (isLiving) {
      // of two entries nobody can say which happens
      if (this.living.has(address)) this.notUnderstood += 1;
      this.living.add(address);
      this.addresses.add(withoutIndex(address));
    }
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

  /** A whole plan names every object of its state, also those that stay as they are (measured with 1.11.4). */
  private leftOut(): readonly string[] {
    const moved = new Set(this.changes.flatMap(({ previousAddress }) => previousAddress ?? []));
    return [...this.inState].filter((address) => !this.living.has(address) && !moved.has(address)).sort();
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
      // what an earlier apply left over has the address of what replaced it
      else if (place[0] === "prior_state" && value["deposed_key"] === undefined)
        this.inState.add(text(value["address"]));
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
}
