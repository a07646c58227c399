// What looks like a secret, by its form: tokens and keys of known makers, private keys, passwords in addresses. Nothing of it is
// ever printed, not even shortened: whoever reads a report has no business with it.
//
// Source: service tokens of the platform are 64 hexadecimal digits, its API tokens `agyn_` and 44 characters (facts of the
// platform); the others are the documented prefixes of their makers.

/** What stands in place of a secret. */
export const REDACTED = "(looks like a secret, not shown)";

/**
 * Forms of secrets. An image digest has the form of a service token, and is told by the `sha256:` before it.
 */
const FORMS: readonly (readonly [what: string, form: string])[] = [
  // up to its end, or where that is missing all that may be of it; never past the next beginning, so that a text costs one pass
  [
    "a private key",
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:(?!-----BEGIN)[\s\S])*?-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:(?:[\r\n]|\\+[nr])+[ \t]*[0-9A-Za-z+/=]+){0,500})`,
  ],
  ["an age key", String.raw`AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Za-z]{20,}`],
  ["an Agyn token", String.raw`\bagyn_[0-9A-Za-z_-]{20,}`],
  ["a service token", String.raw`(?<!sha256:[0-9A-Fa-f]{0,63})(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])`],
  ["a JSON web token", String.raw`\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]*`],
  ["a GitHub token", String.raw`\b(?:gh[opusr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})`],
  ["a GitLab token", String.raw`\bglpat-[0-9A-Za-z_-]{16,}`],
  ["an AWS access key", String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`],
  ["a Google API key", String.raw`\bAIza[0-9A-Za-z_-]{35}`],
  ["a Slack token", String.raw`\bxox[abeoprs]-[0-9A-Za-z-]{10,}`],
  ["an API key", String.raw`\bsk-[0-9A-Za-z_-]{20,}`],
  // up to the last @: a password may hold slashes and @; a number before a slash is a port, and `@sha256:` a digest
  [
    "a password in an address",
    String.raw`(?<=\b[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s/:@"']{0,64}:)(?!\d{1,5}(?:[/?#]|$))[^\s"']{1,512}(?=@(?!sha256:))`,
  ],
  // a token instead of a user; a user has a shorter name
  ["a token in an address", String.raw`(?<=\bhttps?:\/\/)[^\s/:@"'?#]{12,512}(?=@)`],
];

const ANY_FORM = new RegExp(FORMS.map(([, form]) => form).join("|"), "g");
const EACH_FORM = FORMS.map(([what, form]) => ({ what, form: new RegExp(form) }));

/** No secret is shorter, and most texts of a configuration are. */
const LEAST_CHARS = 16;

/** What kind of secret a text holds, as "a GitHub token"; undefined when it holds none. */
export function secretIn(text: string): string | undefined {
  if (text.length < LEAST_CHARS) return undefined;
  return EACH_FORM.find(({ form }) => form.test(text))?.what;
}

/** The text with every secret in it replaced. */
export function redactText(text: string): string {
  return text.length < LEAST_CHARS ? text : text.replace(ANY_FORM, REDACTED);
}

/** A value as JSON can hold it, with every secret in its texts and keys replaced. */
export function redactValue(value: unknown): unknown {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return `(${typeof value})`;
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redactText(key), redactValue(inner)]));
}
