// The last words of a plugin: a line beginning `panic: ` makes Terraform show it, with up to a hundred lines that follow, as the
// stack trace of a crashed plugin, even with logging off.
//
// Source: Terraform's panic recorder, measured with terraform 1.11. People paste such texts into tickets: no secrets.
import { inspect } from "node:util";

/** Lines of stack that Terraform keeps are shared between an error and its causes. */
const MAX_CAUSES = 5;

/** What is written for an error nobody caught, or a rejection nobody awaited. */
export function panicText(error: unknown, redact: (text: string) => string): string {
  const texts: string[] = [];
  let cause = error;
  do {
    texts.push(cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : inspect(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  } while (cause !== undefined && texts.length <= MAX_CAUSES);
  return `panic: ${redacted(texts.join("\ncaused by: "), redact)}\n`;
}

function redacted(text: string, redact: (text: string) => string): string {
  try {
    return redact(text);
  } catch {
    return "an error whose text may hold secrets: taking them out failed too";
  }
}
