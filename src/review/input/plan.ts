// A plan's JSON as `terraform show -json` writes it, read member by member: which members there are, what its header says of how far it
// can be trusted, and what a file is that somebody gave instead of a plan.
//
// Source: Terraform's JSON output format, major version 1, with 1.11.4 and OpenTofu 1.13. OpenTofu writes no `applyable` and
// `complete`: what is missing is unknown, not false.
import { at, isObject, type Json, text } from "../../synthesized/index.js";
import type { Doubt } from "../digest/model.js";
import { type JsonPlace, JsonWalk, JsonWalkError } from "./json-walk.js";

/** How to get what a review needs. */
const HOW_TO_MAKE = "terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json";

const AGAIN = `Make it again: ${HOW_TO_MAKE}`;

/** Lists of objects with a change each. */
const CHANGE_LISTS = ["resource_changes", "resource_drift", "deferred_changes"] as const;

/** Keys that lead to the resources of `planned_values`, `prior_state` and `configuration`, or name a module call. */
const VALUE_TREES = new Set(["planned_values", "prior_state", "configuration"]);
const WAYS = new Set(["values", "root_module", "resources", "child_modules", "outputs", "module_calls", "module"]);

/** What a plan says of itself. */
export interface PlanHead {
  readonly terraform?: string;
  readonly timestamp?: string;
  readonly doubts: readonly Doubt[];
}

/**
 * Reads a plan. What stands in big lists comes item by item, everything else whole; `place` is only good during the call.
 *
 * @param source chunks of the file
 * @param tell is told all values but the header's
 * @returns the header; its doubts say why the plan can't be judged, `unreadable` ones that not all was told
 */
export async function readPlan(
  source: AsyncIterable<Uint8Array>,
  tell: (place: JsonPlace, value: Json) => void,
): Promise<PlanHead> {
  const seen = new Seen();
  const walk = new JsonWalk({
    enter: (place, kind) => {
      if (place.length === 0) seen.kind = kind;
      if (place.length === 1) {
        seen.keys.add(String(place[0]));
        if (kind === "list") seen.lists.add(String(place[0]));
      }
      return isGoneInto(place);
    },
    value: (place, value) => {
      if (place.length === 0) return;
      if (place.length === 1) {
        seen.keys.add(String(place[0]));
        if (!isObject(value)) seen.header.set(String(place[0]), value);
      }
      if (place.at(-2) === "resources" && isManaged(value)) seen.hasManaged = true;
      tell(place, value);
    },
  });
  try {
    for await (const chunk of source) {
      seen.look(chunk);
      walk.push(chunk);
    }
    walk.end();
  } catch (error) {
    if (!(error instanceof JsonWalkError)) throw error;
    return { doubts: [{ kind: "unreadable", sentence: seen.whatBroke(error) }] };
  }
  return headOf(seen);
}

function isGoneInto(place: JsonPlace): boolean {
  const [member] = place;
  if (member === undefined) return true;
  if (place.length === 1) return isChangeList(member) || VALUE_TREES.has(String(member)) || member === "checks";
  if (!VALUE_TREES.has(String(member))) return false;
  const [last, parent] = [place.at(-1), place.at(-2)];
  // an output may have the name of a way
  if (parent === "outputs") return false;
  // provider_config, variables and the like come whole, as do resources and outputs
  return typeof last === "number" ? parent === "child_modules" : WAYS.has(last ?? "") || parent === "module_calls";
}

/** Whether an item of `resources` is an object that a whole plan names among its changes; one with the literal count 0 is none. */
function isManaged(resource: Json): boolean {
  return at(resource, "mode") === "managed" && at(resource, "count_expression", "constant_value") !== 0;
}

function isChangeList(member: string | number): boolean {
  return CHANGE_LISTS.some((list) => list === member);
}

/** What came by so far, to say what the file is. */
class Seen {
  kind: "object" | "list" | "other" = "other";
  readonly keys = new Set<string>();
  /** Members that are lists. */
  readonly lists = new Set<string>();
  /** The plan knows of a managed object, in its configuration or its states. */
  hasManaged = false;
  readonly header = new Map<string, Json>();
  private beginning = Buffer.alloc(0);

  look(chunk: Uint8Array): void {
    if (this.beginning.length < 64) this.beginning = Buffer.concat([this.beginning, chunk.subarray(0, 64)]);
  }

  whatBroke({ problem, broken, atByte }: JsonWalkError): string {
    const start = this.beginning;
    const words = start.toString("latin1").trimStart();
    if (start.length === 0) return `The file is empty: the command that wrote it failed. Run ${HOW_TO_MAKE}`;
    if (words.startsWith("PK\u0003\u0004")) {
      return "This is the saved plan itself, which only terraform can read. Run terraform show -json on it, with the same version";
    }
    if (words.startsWith("\u00ff\u00fe") || words.startsWith("\u00fe\u00ff") || start.includes(0)) {
      return "The file is UTF-16, as PowerShell's > writes it. Write it with | Out-File -Encoding utf8, or with cmd's >";
    }
    if (words.startsWith("[command]")) {
      return "The first line is of setup-terraform's wrapper, not of terraform. Set terraform_wrapper: false in that step";
    }
    if (this.keys.has("@level"))
      return "These are the log lines of terraform plan -json, not a plan. Run " + HOW_TO_MAKE;
    if (broken)
      return `The file ${problem}, after ${atByte} bytes: the disk was full or the command was stopped. Make it again`;
    if (!words.startsWith("{") && !words.startsWith("\u00ef\u00bb\u00bf{") && !words.startsWith("[")) {
      return `The file is text, not JSON: a plan for people, or sources. Run ${HOW_TO_MAKE}`;
    }
    return `The file ${problem}, at byte ${atByte}. Run ${HOW_TO_MAKE}`;
  }
}

function headOf(seen: Seen): PlanHead {
  const { keys, header } = seen;
  const unreadable = notAPlan(seen);
  if (unreadable !== undefined) return { doubts: [{ kind: "unreadable", sentence: unreadable }] };
  const format = text(header.get("format_version"));
  const doubts: Doubt[] = [];
  const doubt = (kind: Doubt["kind"], sentence: string): void => void doubts.push({ kind, sentence });
  if (!/^1\.\d+$/.test(format)) {
    const named = /^\d+\.\d+$/.test(format) ? `version ${format}` : "a version that is no number";
    doubt("newer-format", `The plan's format is ${named}; this cdktf-agyn knows version 1. Take a newer cdktf-agyn`);
  }
  if (header.get("errored") === true) {
    doubt(
      "errored",
      "The plan failed on its way, so what it could not plan is missing. Read the job that planned, and plan again",
    );
  } else if (keys.has("errored") && header.get("errored") !== false) {
    doubt("not-understood", "The plan does not say in words known here whether it failed. Take a newer cdktf-agyn");
  }
  if (keys.has("complete") && typeof header.get("complete") !== "boolean") {
    doubt(
      "not-understood",
      "The plan does not say in words known here whether it is complete. Take a newer cdktf-agyn",
    );
  } else if (header.get("complete") === false && header.get("errored") !== true) {
    doubt(
      "incomplete",
      "The plan says that it is not complete: it was made with -target, or changes are left for later. Plan without -target",
    );
  }
  for (const list of CHANGE_LISTS.filter((name) => keys.has(name) && !seen.lists.has(name))) {
    doubt("not-understood", `The plan's ${list} is no list, so what it should say is not known. ${AGAIN}`);
  }
  // Terraform leaves the key out where there is nothing to name, too (measured with 1.11.4)
  if (!keys.has("resource_changes") && (keys.has("resource_drift") || seen.hasManaged)) {
    doubt(
      "refresh-only",
      "The plan is refresh-only: it says what changed outside, not what an apply will do. Plan without -refresh-only",
    );
  }
  for (const key of ["action_invocations", "deferred_action_invocations"]) {
    if (keys.has(key)) {
      doubt(
        "not-understood",
        `The plan also runs actions (${key}), which are not judged here. Read them in the plan's own text`,
      );
    }
  }
  const [terraform, timestamp] = [text(header.get("terraform_version")), text(header.get("timestamp"))];
  return {
    ...(/^[\w.+-]{1,40}$/.test(terraform) ? { terraform } : {}),
    ...(/^[\d:TZ.+-]{10,40}$/.test(timestamp) ? { timestamp } : {}),
    doubts,
  };
}

/** What the file is instead of a plan; undefined when it is one. */
function notAPlan({ kind, keys }: Seen): string | undefined {
  if (kind === "list")
    return `The file is a JSON list, not one plan: give each plan's file by itself. Run ${HOW_TO_MAKE}`;
  if (kind !== "object") return `The file is JSON, but no plan. Run ${HOW_TO_MAKE}`;
  if (keys.has("lineage") || (keys.has("serial") && keys.has("resources"))) {
    return `The file is a state, not a plan, and holds secrets in clear: delete this copy. Run ${HOW_TO_MAKE}`;
  }
  if (keys.has("@level")) return `These are the log lines of terraform plan -json, not a plan. Run ${HOW_TO_MAKE}`;
  if (keys.has("values") && !keys.has("planned_values")) {
    return `The file is the JSON of a state: terraform show -json without a plan's name. Run ${HOW_TO_MAKE}`;
  }
  if (keys.has("provider_schemas")) return `The file holds schemas of providers, not a plan. Run ${HOW_TO_MAKE}`;
  if (keys.has("resource") || keys.has("terraform"))
    return `The file is a configuration (cdk.tf.json), not a plan. Run ${HOW_TO_MAKE}`;
  if (!keys.has("format_version") || !(keys.has("planned_values") || keys.has("resource_changes"))) {
    return `The file is JSON, but no plan. Run ${HOW_TO_MAKE}`;
  }
  return undefined;
}

/** One object's change: an item of `resource_changes` and `resource_drift`. */
export interface PlannedObject {
  readonly address: string;
  readonly previousAddress?: string;
  readonly mode: string;
  readonly type: string;
  readonly isDeposed: boolean;
  readonly reason?: string;
  readonly actions: readonly string[];
  readonly before: Json;
  readonly after: Json;
  /** Mirrors `after`: true where a value is known only after the apply. */
  readonly unknown: Json;
  /** Mirror the values: true where they are secret. Undefined: the plan does not say. */
  readonly beforeSensitive: Json | undefined;
  readonly afterSensitive: Json | undefined;
  /** Paths of what can't be changed in place. */
  readonly replacePaths: readonly (readonly Json[])[];
  readonly isImported: boolean;
  /** Configuration that Terraform made for an import, as HCL. */
  readonly generated?: string;
  readonly provider: string;
}

/** An item of a list of changes; undefined for what is none. */
export function plannedObject(item: Json): PlannedObject | undefined {
  if (!isObject(item) || !isObject(item["change"])) return undefined;
  const { change } = item;
  const address = text(item["address"]);
  const actions = change["actions"];
  if (address === "" || !Array.isArray(actions)) return undefined;
  const [previousAddress, reason, generated] = [
    item["previous_address"],
    item["action_reason"],
    change["generated_config"],
  ].map((value) => (typeof value === "string" && value !== "" ? value : undefined));
  const paths = change["replace_paths"];
  return {
    address,
    ...(previousAddress === undefined || previousAddress === address ? {} : { previousAddress }),
    mode: text(item["mode"]),
    type: text(item["type"]),
    isDeposed: item["deposed"] !== undefined,
    ...(reason === undefined ? {} : { reason }),
    actions: actions.map(String),
    before: change["before"] ?? null,
    after: change["after"] ?? null,
    unknown: change["after_unknown"] ?? null,
    beforeSensitive: change["before_sensitive"],
    afterSensitive: change["after_sensitive"],
    replacePaths: Array.isArray(paths)
      ? (paths as Json[]).filter((path): path is readonly Json[] => Array.isArray(path))
      : [],
    isImported: isObject(change["importing"]),
    ...(generated === undefined ? {} : { generated }),
    provider: text(at(item, "provider_name")),
  };
}
