// What must never be read in a message or a log: service tokens, API tokens, and whatever is sent as a bearer.
//
// Source: token forms of agynio/runners `internal/server/token.go` (64 hex digits) and the platform's API tokens (`agyn_` and
// 44 base62 characters; words of 20 and more are hidden, which spares `agyn_runner` and its like).

const HIDDEN = "[redacted]";
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(bearer)\s+[^\s"',;<>]+/gi, `$1 ${HIDDEN}`],
  [/agyn_[0-9A-Za-z-]{20,}/g, HIDDEN],
  // A longer run of hex digits may hold a token too.
  [/[0-9a-f]{64,}/gi, HIDDEN],
];

/**
 * The text without anything that looks like a token, and without the given secrets.
 * @param secrets exact texts to hide as well, such as the token of a client; also as a page of HTML, a URL or JSON spells them
 */
export function redact(text: string, ...secrets: readonly (string | undefined)[]): string {
  let result = text;
  // longest first, so that of one that holds another nothing stays
  const known = secrets.filter((secret) => secret !== undefined && secret !== "") as string[];
  for (const secret of known.sort((a, b) => b.length - a.length)) {
    result = result.replace(spellings(secret), HIDDEN);
  }
  for (const [pattern, replacement] of PATTERNS) {
    result = result.replace(pattern, replacement);
  }
  return result;
}

const ENTITIES: Readonly<Record<string, string>> = { '"': "quot", "&": "amp", "'": "apos", "<": "lt", ">": "gt" };

/** Finds a secret also where a page shows it: each sign as it is, or escaped as HTML, URLs, JSON and scripts do. */
function spellings(secret: string): RegExp {
  const signs = Array.from(secret, (sign) => {
    if (/[0-9a-z]/i.test(sign)) return sign;
    const code = sign.codePointAt(0) ?? 0;
    const hex = code.toString(16).padStart(2, "0");
    const bytes = Buffer.from(sign).toString("hex").replace(/../g, "%$&");
    const entity = ENTITIES[sign] === undefined ? "" : `|&${ENTITIES[sign]};`;
    const blank = sign === " " ? "|\\+" : "";
    return `(?:\\\\?\\u{${hex}}|&#0*${code};|&#x0*${hex};|${bytes}|\\\\u0*${hex}${entity}${blank})`;
  });
  return new RegExp(signs.join(""), "giu");
}

/** Characters of a foreign text that are shown at most. */
const MAX_EXCERPT_CHARACTERS = 200;

/** A foreign text fit for a message: redacted first, so that no cut token remains, then flattened and cut to 200 characters. */
export function excerpt(text: string, secrets: readonly string[]): string {
  const flat = redact(text, ...secrets)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return flat.length <= MAX_EXCERPT_CHARACTERS ? flat : `${flat.slice(0, MAX_EXCERPT_CHARACTERS - 1)}…`;
}
