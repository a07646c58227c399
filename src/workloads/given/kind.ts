// What an option is, as far as a program without types can get it wrong.

/** A kind of value. Names of members that may be left out end with a question mark. */
export type Kind =
  | "any"
  | "boolean"
  | "function"
  | "number"
  | "string"
  | { readonly of: string }
  | { readonly list: Kind }
  | { readonly record: Kind }
  | { readonly members: Readonly<Record<string, Kind>> }
  | { readonly oneOf: readonly Kind[] }
  | { readonly literals: readonly (string | number | boolean | null)[] }
  | { readonly instance: string; readonly has: readonly string[] };
