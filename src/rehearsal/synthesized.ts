// What a CDKTF app left in its output folder: stacks, in an order in which they can be applied, and the variables they ask for.
//
// Source: cdktf 0.21, manifest.json (`stacks.<name>.workingDirectory`, `.dependencies`).
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** One synthesized stack. */
export interface SynthesizedStack {
  readonly name: string;
  /** Stacks that are applied before it. */
  readonly dependencies: readonly string[];
  /** Folder of its cdk.tf.json and assets. */
  readonly directory: string;
  /** Names of its Terraform variables. */
  readonly variables: readonly string[];
}

interface Manifest {
  readonly stacks?: Readonly<
    Record<
      string,
      { readonly name: string; readonly workingDirectory: string; readonly dependencies: readonly string[] }
    >
  >;
}

/**
 * Reads an output folder.
 *
 * @returns the stacks, each after those it depends on
 */
export function readSynthesizedStacks(outDirectory: string): SynthesizedStack[] {
  const { stacks = {} } = JSON.parse(readFileSync(join(outDirectory, "manifest.json"), "utf8")) as Manifest;
  const known = new Map(
    Object.values(stacks).map(({ name, workingDirectory, dependencies }) => {
      const directory = join(outDirectory, workingDirectory);
      return [name, { name, dependencies, directory, variables: variablesOf(directory) }];
    }),
  );
  const ordered = new Map<string, SynthesizedStack>();
  const place = (name: string, waiting: readonly string[]): void => {
    const stack = known.get(name);
    if (!stack || ordered.has(name)) return;
    if (waiting.includes(name))
      throw new Error(`stacks depend on each other in a circle: ${[...waiting, name].join(" -> ")}`);
    for (const dependency of stack.dependencies) place(dependency, [...waiting, name]);
    ordered.set(name, stack);
  };
  for (const name of [...known.keys()].sort()) place(name, []);
  return [...ordered.values()];
}

/** Removes folders of stacks that the app no longer makes. A folder that holds a state is left alone. */
export function removeStaleStacks(outDirectory: string): void {
  const current = new Set(readSynthesizedStacks(outDirectory).map(({ directory }) => directory));
  const folder = join(outDirectory, "stacks");
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const files = readdirSync(path);
    const isStack = files.includes("cdk.tf.json") && !files.some((file) => file.endsWith(".tfstate"));
    if (isStack && !current.has(path)) rmSync(path, { recursive: true });
  }
}

function variablesOf(directory: string): string[] {
  const json = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as {
    variable?: Record<string, unknown>;
  };
  return Object.keys(json.variable ?? {}).sort();
}
