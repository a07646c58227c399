// An entry of a fleet as text, in the form that its neighbours have: a YAML line, YAML lines, JSON, or a property in TypeScript.
import { stringify } from "yaml";

/** A value of a fleet: what a command line can say. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** `name: { a: b, c: [d] }`; what needs quotes has them. */
export function flowEntry(name: string, value: Plain): string {
  return `${scalar(name)}: ${flow(value)}`;
}

/** `name:` and its parts on lines of their own, each part on one line. */
export function blockEntry(name: string, value: Plain, step: number): readonly string[] {
  if (typeof value !== "object" || isList(value) || Object.keys(value).length === 0) return [flowEntry(name, value)];
  const indent = " ".repeat(step);
  return [`${scalar(name)}:`, ...Object.entries(value).map(([key, inner]) => indent + flowEntry(key, inner))];
}

/** `"name": {...}`. */
export function jsonEntry(name: string, value: Plain, step: number): readonly string[] {
  return `${JSON.stringify(name)}: ${JSON.stringify(value, null, step)}`.split("\n");
}

/** `"name": { a: "b" },` as it is written by hand. */
export function typescriptEntry(name: string, value: Plain): string {
  return `${typescriptKey(name)}: ${typescript(value)},`;
}

function typescript(value: Plain): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(typescript).join(", ")}]`;
  const parts = Object.entries(value).map(([key, inner]) => `${typescriptKey(key)}: ${typescript(inner)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function typescriptKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}

function flow(value: Plain): string {
  if (typeof value !== "object") return scalar(value);
  if (isList(value)) return `[${value.map(flow).join(", ")}]`;
  const parts = Object.entries(value).map(([key, inner]) => flowEntry(key, inner));
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** A scalar as the YAML writer has it among others in brackets, where more needs quotes. */
function scalar(value: string | number | boolean): string {
  return stringify([value], { collectionStyle: "flow", lineWidth: 0 })
    .trimEnd()
    .replace(/^\[ | \]$/g, "");
}
