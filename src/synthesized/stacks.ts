// What a CDKTF app left in its output folder: stacks, in an order in which they can be applied, with their configuration.
//
// Source: cdktf 0.21, manifest.json (`stacks.<name>.workingDirectory`, `.dependencies`).
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isList, isObject, type JsonObject } from "./json.js";
import { type StackVariable, variablesOf } from "./variables.js";

const CONFIGURATION_FILE = "cdk.tf.json";

/** One synthesized stack. */
export interface SynthesizedStack {
  readonly name: string;
  /** Stacks that are applied before it. */
  readonly dependencies: readonly string[];
  /** Folder of its cdk.tf.json and assets. */
  readonly directory: string;
  /** Its cdk.tf.json. */
  readonly configuration: JsonObject;
  readonly variables: readonly StackVariable[];
}

/**
 * Reads an output folder.
 *
 * @returns the stacks, each after those it depends on
 * @throws when the folder is not what a synthesis leaves behind
 */
export function readSynthesizedStacks(outDirectory: string): SynthesizedStack[] {
  const manifest = readManifest(join(outDirectory, "manifest.json"));
  const twice = manifest.find(({ name }, index) => manifest.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw new Error(
      `${outDirectory} has two stacks named ${twice.name}, and one would hide the other: synthesize anew`,
    );
  const known = new Map(
    manifest.map(({ name, workingDirectory, dependencies }) => {
      const directory = join(outDirectory, workingDirectory);
      const configuration = readJson(join(directory, CONFIGURATION_FILE));
      return [name, { name, dependencies, directory, configuration, variables: variablesOf(configuration) }];
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
    const isStack = files.includes(CONFIGURATION_FILE) && !files.some((file) => file.endsWith(".tfstate"));
    if (isStack && !current.has(path)) rmSync(path, { recursive: true });
  }
}

interface ManifestStack {
  readonly name: string;
  readonly workingDirectory: string;
  readonly dependencies: readonly string[];
}

function readManifest(path: string): ManifestStack[] {
  const { stacks } = readJson(path);
  const found = isObject(stacks) ? Object.values(stacks) : [undefined];
  return found.map((stack) => {
    if (!isManifestStack(stack)) throw new Error(`${path} is no manifest of a synthesis: synthesize anew`);
    return stack;
  });
}

function isManifestStack(stack: unknown): stack is ManifestStack {
  if (!isObject(stack)) return false;
  const { name, workingDirectory, dependencies } = stack;
  const isText = (value: unknown): value is string => typeof value === "string";
  return isText(name) && isText(workingDirectory) && isList(dependencies) && dependencies.every(isText);
}

function readJson(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(`${path} is not there: name the folder that a synthesis of the app (cdktf synth, as JSON) left`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!isObject(json)) throw new Error(`${path} is no JSON object: synthesize the app anew`);
  return json;
}
