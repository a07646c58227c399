// Output folders as small as a review takes them: a stack with some registrations, written by hand.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an app with one stack; a runner for each name, with what is given of it. */
export function writeRunnerApp(folder: string, runners: Readonly<Record<string, object>>, stack = "us-east-1"): string {
  mkdirSync(join(folder, "stacks", stack), { recursive: true });
  const resource = Object.fromEntries(Object.entries(runners).map(([name, rest]) => [name, { name, ...rest }]));
  const body = Object.keys(runners).length === 0 ? {} : { resource: { agyn_runner: resource } };
  writeFileSync(join(folder, "stacks", stack, "cdk.tf.json"), JSON.stringify(body));
  const workingDirectory = `stacks/${stack}`;
  const entry = { name: stack, synthesizedStackPath: `${workingDirectory}/cdk.tf.json`, workingDirectory };
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({ version: "0.21.0", stacks: { [stack]: { ...entry, dependencies: [] } } }),
  );
  return folder;
}
