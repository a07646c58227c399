// What labels and capabilities may hold.
import type { Validator } from "../../framework/index.js";

/** Refuses null values in a map: the platform's labels are text, and null would be sent as nothing. */
export function noNullValues(): Validator<Readonly<Record<string, string>>> {
  return {
    description: "No null values.",
    check: (value) => {
      const keys = Object.keys(value).filter((key) => (value[key] as string | null) === null);
      if (keys.length === 0) return undefined;
      return {
        summary: "Label without a value",
        detail: `Found null for ${keys.map((key) => JSON.stringify(key)).join(", ")}; a label's value is text. Write a text (it may be empty), or leave the key out.`,
      };
    },
  };
}

/** Refuses null and blank elements in a list of words. */
export function noBlankElements(): Validator<readonly string[]> {
  return {
    description: "No null or blank elements.",
    check: (value) => {
      const at = value.findIndex((item) => ((item as string | null) ?? "").trim() === "");
      if (at === -1) return undefined;
      return {
        summary: "Blank capability",
        detail: `Found ${JSON.stringify(value[at])} at position ${at}; a capability is a word such as "docker" or "gpu". Write one, or leave it out.`,
      };
    },
  };
}
