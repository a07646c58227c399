// What tells one text from the next, where a part of it is known only when it is applied.
//
// Source: cdktf 0.21 (`encoding`): a token stands in a text as `${TfToken[<name>.<number>]}`, or as a number so low that no other is it, which
// counts as known where it is a part of a text; a text that is an argument of a function is written between quotes as it is, and a quote in
// it ends it there, so what is known goes in as a digest of its own.
import { createHash } from "node:crypto";
import { Fn, Token } from "../core.js";
import { isLater, textOf } from "../later.js";

const TOKEN = /(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})/;

const NUMBER = /-\d(?:\.\d+)?e\+\d{3}/g;

/** Numbers that are known later as texts that are. */
const spelt = (text: string): string =>
  text.replace(NUMBER, (number) => (isLater(Number(number)) ? textOf(Number(number)) : number));

/** The SHA-256 of a text, as 64 hexadecimal digits; of what is known later an expression that makes some. */
function digestOf(text: string): string {
  if (!Token.isUnresolved(text)) return createHash("sha256").update(text).digest("hex");
  return Fn.sha256(Fn.jsonencode(text.split(TOKEN).map((part) => (TOKEN.test(part) ? part : digestOf(part)))));
}

/** The beginning of a digest. */
export function shortDigest(text: string, chars: number): string {
  const digest = digestOf(spelt(text));
  return Token.isUnresolved(digest) ? Fn.substr(digest, 0, chars) : digest.slice(0, chars);
}
