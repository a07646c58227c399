// What names, ids, slugs and words of a closed set may be, checked before the platform would refuse or silently change them.
import type { PlanModifier, Validator } from "../../framework/index.js";
import { quoted } from "../quoted.js";

/** 8-4-4-4-12 hexadecimal digits. The platform takes other spellings too; this is the one it answers with. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Accepts UUIDs. */
export function uuid(): Validator<string> {
  return {
    description: "A UUID.",
    check: (value) =>
      isUuid(value)
        ? undefined
        : {
            summary: "Not a UUID",
            detail: `Found ${quoted(value)}; ids on the platform are UUIDs such as "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44". Refer to the object's id (agyn_organization.example.id), not to its name or slug.`,
          },
  };
}

/** Whether two texts are the same UUID: the platform answers in lower case. */
export function sameUuid(before: string, after: string): boolean {
  return before.toLowerCase() === after.toLowerCase();
}

/** Another id is another object; another spelling of the same one is not. */
export const replacesWithId: PlanModifier = {
  description: "Changing this replaces the object.",
  modify({ state, plan, creating }) {
    if (creating || (typeof state === "string" && typeof plan === "string" && sameUuid(state, plan))) return {};
    return { requiresReplace: state !== plan };
  },
};

/** Accepts one of some words. */
export function oneOf(...words: readonly [string, ...string[]]): Validator<string> {
  const list = words.map((word) => JSON.stringify(word)).join(", ");
  return {
    description: `One of ${list}.`,
    check: (value) =>
      words.includes(value)
        ? undefined
        : {
            summary: "Not one of the allowed words",
            detail: `Found ${quoted(value)}, which the platform does not know here. Write one of ${list}.`,
          },
  };
}

/** What Go takes for white space, which has U+0085 over ours; U+FEFF, which only we take for blank, is no name either. */
const OUTER_BLANKS = /^[\s\u0085]+|[\s\u0085]+$/gu;

/** Accepts names of runners that are not blank and have no outer blanks, which the platform trims. */
export function runnerName(): Validator<string> {
  return trimmedName({
    blank: "the platform needs a name. Write one.",
    outer: (trimmed) => `the platform trims names of runners, and the plan would never settle. Write ${trimmed}.`,
  });
}

/** Accepts names of organizations that are not blank and have no outer blanks, which the platform keeps. */
export function organizationName(): Validator<string> {
  return trimmedName({
    blank: "the platform takes it, and nobody could tell the organization from others. Write one.",
    outer: (trimmed) =>
      `the platform would keep the blanks, nobody sees them, and two organizations look alike. Write ${trimmed}: an organization that has them is renamed in place.`,
  });
}

/** @param why ends a sentence that says what was found */
function trimmedName(why: { readonly blank: string; readonly outer: (trimmed: string) => string }): Validator<string> {
  return {
    description: "Not blank, and without blanks at its ends.",
    check: (value) => {
      const trimmed = value.replace(OUTER_BLANKS, "");
      if (trimmed === value && trimmed !== "") return undefined;
      return trimmed === ""
        ? { summary: "Name is blank", detail: `Found ${quoted(value)}; ${why.blank}` }
        : { summary: "Name has outer blanks", detail: `Found ${quoted(value)}; ${why.outer(quoted(trimmed))}` };
    },
  };
}

const MAX_SLUG_LENGTH = 63;

/** Accepts slugs: lower-case letters, digits and inner dashes, at most 63 characters. */
export function slug(): Validator<string> {
  return {
    description: "Lower-case letters, digits and inner dashes, at most 63 characters.",
    check: (value) => {
      if (value.length <= MAX_SLUG_LENGTH && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value)) return undefined;
      return {
        summary: "Not a slug",
        detail: `Found ${quoted(value)}; a slug has lower-case letters, digits and inner dashes, at most ${MAX_SLUG_LENGTH} of them, such as "acme-ml".`,
      };
    },
  };
}
