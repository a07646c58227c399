// A page of the docs, done as it says: its files written, its commands run in its order in one folder, its output found.
//
// A file is a code block after a line with its name alone; a command is a line after `$ ` in a console block, and the lines
// beneath it are in what it prints, in their order. Variables a command exports stay for the next.
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { unwrap } from "./terraform-workspace";

const ROOT = resolve(__dirname, "../..");
/** Kept from one command to the next by us, not by the shell. */
const SHELL_VARIABLES = new Set(["PWD", "OLDPWD", "SHLVL", "_"]);

export type PageStep =
  | { readonly line: string; readonly promised: readonly string[] }
  | { readonly file: string; readonly text: string };

/** What is printed after `## title`, up to the next of its kind. */
export function section(page: string, title: string): string {
  const found = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`there is no section ${JSON.stringify(title)}`);
  return found;
}

/** The files and commands of a page, or of a part of it, in their order. */
export function pageSteps(text: string): PageStep[] {
  const blocks = [...text.matchAll(/(?:^`([\w.-]+)`\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, file, kind, body = ""]): PageStep[] => {
    if (kind === "console") {
      const commands = body.split(/^\$ /m).slice(1);
      return commands.map((command) => {
        const [line = "", ...promised] = command.trimEnd().split("\n");
        return { line, promised };
      });
    }
    return file === undefined ? [] : [{ file, text: body }];
  });
}

/** Where the steps of a page are done. */
export interface PageOptions {
  readonly folder: string;
  /** The terraform that `terraform` means. */
  readonly terraform: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Other programs by name, each as a line of shell.
   * @default - `npx` is the package's own command, which is not installed here
   */
  readonly programs?: Readonly<Record<string, string>>;
}

/** What `npx cdktf-agyn` would start. */
const OWN_COMMAND = { npx: `shift; exec "${process.execPath}" "${join(ROOT, "dist/cli/main.js")}" "$@"` };

/**
 * Does the steps.
 *
 * @returns how many commands were run
 * @throws {Error} when a command fails, or does not print what the page shows. A command beneath which the page shows an
 * error has to fail
 */
export async function follow(
  steps: readonly PageStep[],
  { folder, terraform, env, programs: others = OWN_COMMAND }: PageOptions,
): Promise<number> {
  const programs = join(folder, ".programs");
  mkdirSync(programs, { recursive: true });
  program(programs, "terraform", `exec "${terraform}" "$@"`);
  for (const [name, line] of Object.entries(others)) program(programs, name, line);
  let variables: Readonly<Record<string, string | undefined>> = {
    ...process.env,
    ...env,
    CHECKPOINT_DISABLE: "1",
    PATH: `${programs}:${process.env["PATH"] ?? ""}`,
  };
  let commands = 0;
  for (const step of steps) {
    if ("file" in step) {
      writeFileSync(join(folder, step.file), step.text);
      continue;
    }
    const exported = join(programs, "env");
    const script = `${step.line}\ncode=$?; env -0 > "${exported}"; exit $code`;
    const mustFail = step.promised.some((line) => line.startsWith("Error: "));
    const printed = await run(script, folder, variables, mustFail);
    commands++;
    let from = 0;
    for (const promise of step.promised) {
      const wanted = unwrap(promise).trim();
      const at = printed.indexOf(wanted, from);
      if (at < 0) throw new Error(`$ ${step.line}\nshould print ${JSON.stringify(promise)}, and printed:\n${printed}`);
      from = at + wanted.length; // two lines that are alike are printed twice
    }
    const kept = readFileSync(exported, "utf8").split("\0").filter(Boolean);
    const entries = kept.map(
      (entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)] as const,
    );
    variables = Object.fromEntries(entries.filter(([name]) => !SHELL_VARIABLES.has(name)));
  }
  return commands;
}

function program(folder: string, name: string, line: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
}

/** Everything a script printed, on one line. */
function run(script: string, cwd: string, env: NodeJS.ProcessEnv, mustFail: boolean): Promise<string> {
  return new Promise((done, fail) => {
    execFile("sh", ["-c", script], { cwd, env }, (error, stdout, stderr) => {
      const printed = unwrap(`${stdout}\n${stderr}`.replace(/\u001b\[[\d;]*m/g, ""));
      const [line = ""] = script.split("\n", 1);
      if ((error !== null) !== mustFail) fail(new Error(`${line} ${error ? "failed" : "did not fail"}:\n${printed}`));
      else done(printed);
    });
  });
}
