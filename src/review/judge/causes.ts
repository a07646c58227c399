// Why Terraform does something to an object: the reason that the plan gives, the attributes that force it, and what changed them.
import { at } from "../../synthesized/index.js";
import type { Judged, JudgedChange } from "./judged.js";
import { reasonWords } from "./reasons.js";
import { listed } from "./texts.js";

/** Attributes that are looked through for what made them change. */
const MAX_TRIGGERS = 3;

/** Why Terraform does it: its reason, the attributes that force it, and what changed them. Empty when nothing says so. */
export function causeOf(judged: Judged, { stack, change }: Pick<JudgedChange, "stack" | "change">): string {
  const { reason, forcedBy, action } = change;
  // a reason of its own kind stands with what is left in place too
  const words = reason === undefined ? undefined : reasonWords(reason);
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
