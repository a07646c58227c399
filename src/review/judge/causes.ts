// Why Terraform does something, in words.
//
// Source: `action_reason` of Terraform's JSON plan format and OpenTofu's additions (facts of the plan format, 3.4, 3.15).
import { at } from "../../synthesized/index.js";
import type { Judged, JudgedChange } from "./judged.js";
import { listed } from "./texts.js";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["replace_because_cannot_update", "it can't be changed in place"],
  ["replace_because_tainted", "it is marked as tainted"],
  ["replace_by_request", "the plan was made with -replace"],
  ["replace_by_triggers", "replace_triggered_by names something that changes"],
  ["delete_because_no_resource_config", "it is no longer in the configuration"],
  ["delete_because_wrong_repetition", "it is made with count or for_each in another way than before"],
  ["delete_because_count_index", "its index is beyond count"],
  ["delete_because_each_key", "its key is no longer in for_each"],
  ["delete_because_no_module", "its module is no longer called"],
  ["delete_because_no_move_target", "it moved to an address that is not in the configuration"],
  ["delete_because_enabled_false", "enabled is false"],
  ["read_because_config_unknown", "its settings are known only after the apply"],
  ["read_because_dependency_pending", "it waits for something that changes"],
  ["read_because_check_nested", "a check reads it"],
  ["forgot_because_lifecycle_destroy_in_state", "the state says that it is not to be destroyed"],
  ["forgot_because_lifecycle_destroy_in_config", "the configuration says that it is not to be destroyed"],
]);

/** Attributes that are looked through for what made them change. */
const MAX_TRIGGERS = 3;

/** Why Terraform does it: its reason, the attributes that force it, and what changed them. Empty when nothing says so. */
export function causeOf(judged: Judged, { stack, change }: Pick<JudgedChange, "stack" | "change">): string {
  const { reason, forcedBy, action } = change;
  // a reason of its own kind stands with what is left in place too
  const words = reason === undefined ? undefined : (REASONS.get(reason) ?? `Terraform says ${reason}`);
  const isGone = action === "forget" && reason === "delete_because_no_resource_config";
  const why = isGone ? "the configuration lets go of it without destroying it" : words;
  if (forcedBy.length === 0) return why ?? "";
  const triggers = triggersOf(judged, stack, change.address, forcedBy);
  const by = triggers.length === 0 ? "" : `, set from ${listed(triggers)}`;
  return `${why ?? "it can't be changed in place"}: ${listed(forcedBy)}${forcedBy.length === 1 ? " changes" : " change"}${by}`;
}

/** What the attributes are set from, as far as that changes too. */
function triggersOf(judged: Judged, stack: string, address: string, attributes: readonly string[]): readonly string[] {
  const body = judged.resourceIn(judged.head, stack, address)?.body;
  const texts = attributes.map((attribute) => JSON.stringify(at(body, attribute.split(/[.[]/, 1)[0] ?? "") ?? ""));
  const named = [...new Set(texts.flatMap((text) => text.match(/\b[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*/g) ?? []))];
  return named
    .flatMap((reference) => {
      const trigger = judged.changeAt(stack, reference)?.change;
      return trigger === undefined || trigger.address === address ? [] : [trigger.path ?? trigger.address];
    })
    .slice(0, MAX_TRIGGERS);
}
