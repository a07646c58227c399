// The words of a command line, read and written: what node:util refuses becomes one sentence that says what is allowed, and a command
// that is shown can be pasted into a shell.
import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Reads options and positional words.
 *
 * @param command begins the sentence: `provider install`
 * @param allowed ends it: `Allowed: --mirror DIR, --help.`
 * @throws for a word that the command does not take, or an option without its value
 */
export function parseWords<const Config extends Omit<ParseArgsConfig, "args">>(
  command: string,
  allowed: string,
  args: readonly string[],
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs<Config>({ ...config, args: [...args] });
  } catch (error) {
    // node explains at length, sometimes on several lines; the first sentence says it
    const [problem = ""] = String(error)
      .replace(/^\w*Error(?: \[\w+\])?: /, "")
      .split(/\. |\n|\.$/, 1);
    throw new Error(`${command}: ${problem}. ${allowed}`, { cause: error });
  }
}

/**
 * The form of an output, by `-o`.
 *
 * @throws for another one
 */
export function outputForm(command: string, form = "text"): "text" | "json" {
  if (form === "text" || form === "json") return form;
  throw new Error(`${command}: -o is ${JSON.stringify(form)}; allowed: text, json`);
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
