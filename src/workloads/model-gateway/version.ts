// What a version of LiteLLM does with fallbacks.
//
// Source: router_utils/fallback_event_handlers.py of 1.96 and 1.97 (BerriAI/litellm#36148): until then a call goes from fallback to fallback
// whatever it has asked already, as deep as `max_fallbacks`, which is 5 unless somebody says otherwise; since then no model twice.
import { imageReference } from "../../kubernetes/index.js";
import { isLater } from "../later.js";
import type { GatewayOptions } from "./options.js";

/** The first version that asks no model twice for a call. */
const ASKS_ONCE = { major: 1, minor: 97 };
const MOST_FALLBACKS = 5;

/** The name of an image. */
export function referenceOf(image: GatewayOptions["image"]): string {
  return typeof image === "string" ? image : image.reference;
}

/** Version of LiteLLM, as the tag of its image has it; undefined: it has none. */
export function versionOf({ image }: Pick<GatewayOptions, "image">): string | undefined {
  return /(?:^|[^\d.])(\d+\.\d+\.\d+)/.exec(imageReference(referenceOf(image))?.tag ?? "")?.[1];
}

/** Whether a call asks no model twice; not where nothing says which version it is. */
export function asksOnce(options: Pick<GatewayOptions, "image">): boolean {
  const [major = 0, minor = 0] = (versionOf(options) ?? "").split(".").map(Number);
  return major > ASKS_ONCE.major || (major === ASKS_ONCE.major && minor >= ASKS_ONCE.minor);
}

/** From how many fallbacks on a call goes to no other. */
export function mostFallbacks({ settings }: Pick<GatewayOptions, "settings">): number {
  const said = settings?.router?.["max_fallbacks"] ?? settings?.liteLlm?.["max_fallbacks"];
  return typeof said === "number" && !isLater(said) ? said : MOST_FALLBACKS;
}
