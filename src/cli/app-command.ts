// The app that a command synthesizes: the command of the command line, else that of cdktf.json, as cdktf has it.
//
// Source: cdktf-cli 0.21 (cdktf.json: `app`, `output`, `context`).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SynthesizableApp } from "../rehearsal/index.js";

/** What cdktf.json says, as far as it is asked here. */
export interface AppSettings {
  readonly app?: unknown;
  readonly output?: unknown;
  readonly context?: unknown;
}

/**
 * The app of a folder.
 *
 * @param instead option that may be given instead of an app, and what it is for
 * @returns undefined when there is none; then `problems` has a sentence more
 */
export function synthesizableApp(
  command: string | undefined,
  directory: string,
  problems: string[],
  instead?: readonly [option: string, purpose: string],
): SynthesizableApp | undefined {
  const settings = appSettings(directory, problems, instead?.[0]);
  const chosen = command ?? settings.app;
  if (typeof chosen === "string") return { command: chosen, directory, context: settings.context };
  const other = instead === undefined ? "" : `, or ${instead.join(" ")}`;
  problems.push(
    `there is no "app" in ${join(directory, "cdktf.json")} to synthesize: go to the app's folder, or give --app CMD${other}`,
  );
  return undefined;
}

/** Reads cdktf.json; a folder without one has no settings. */
export function appSettings(directory: string, problems: string[] = [], instead?: string): AppSettings {
  const path = join(directory, "cdktf.json");
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8")) as AppSettings;
  } catch {
    problems.push(`${path} is no JSON: repair it${instead === undefined ? "" : `, or give ${instead}`}`);
    return {};
  }
}
