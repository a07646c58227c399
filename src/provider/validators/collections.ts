// What labels, capabilities and headers may hold.
import type { Validator } from "../../framework/index.js";

/** Refuses null values in a map: the platform's labels are text, and null would be sent as nothing. */
export function noNullValues(): Validator<Readonly<Record<string, string>>> {
  return {
    description: "No null values.",
    check: (value) => {
      const keys = keysOfNulls(value);
      if (keys === "") return undefined;
      return {
        summary: "Label without a value",
        detail: `Found null for ${keys}; a label's value is text. Write a text (it may be empty), or leave the key out.`,
      };
    },
  };
}

/**
 * Refuses null values in a map of headers. What else a header may be, the gateway client knows. Headers are sensitive, so that
 * the description is what is shown.
 */
export function headerValues(): Validator<Readonly<Record<string, string>>> {
  return {
    description: "No null values. Leave a header out instead.",
    check: (value) => {
      const keys = keysOfNulls(value);
      if (keys === "") return undefined;
      return { summary: "Header without a value", detail: `Found null for ${keys}. Leave a header out instead.` };
    },
  };
}

function keysOfNulls(value: Readonly<Record<string, string>>): string {
  const keys = Object.keys(value).filter((key) => (value[key] as string | null) === null);
  return keys.map((key) => JSON.stringify(key)).join(", ");
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

/** Applies a check of one text to each element of a list; names the position of the first that fails it. */
export function each(element: Validator<string>): Validator<readonly string[]> {
  return {
    description: `Of each: ${element.description}`,
    check: (value) => {
      for (const [index, item] of value.entries()) {
        const fault = element.check(item);
        if (fault) return { summary: fault.summary, detail: `At position ${index}: ${fault.detail}` };
      }
      return undefined;
    },
  };
}
