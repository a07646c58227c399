// Output folders as cdktf writes them, made by hand from a few blocks: for what a test wants to say of a stack's JSON without a synthesis.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readApp, type ReviewedApp } from "../../src/review/index";
import { isObject, type JsonObject } from "../../src/synthesized/index";

/** Configurations of stacks, by name; resources get the construct path `<stack>/<name>`, or with dots for slashes what `path` says. */
export type StackConfigurations = Readonly<Record<string, JsonObject>>;

/** An app whose stacks have these configurations. */
export function writtenApp(stacks: StackConfigurations): ReviewedApp {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-written-"));
  try {
    const manifest: Record<string, JsonObject> = {};
    for (const [name, configuration] of Object.entries(stacks)) {
      const workingDirectory = join("stacks", name);
      mkdirSync(join(folder, workingDirectory), { recursive: true });
      writeFileSync(join(folder, workingDirectory, "cdk.tf.json"), JSON.stringify(withPaths(name, configuration)));
      manifest[name] = { name, workingDirectory, dependencies: [] };
    }
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: manifest }));
    return readApp(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With the construct paths that synthesis writes: `pool_Runner0` is the construct `<stack>/pool/Runner0`. */
function withPaths(stack: string, configuration: JsonObject): JsonObject {
  const { resource } = configuration;
  if (!isObject(resource)) return configuration;
  const types = Object.entries(resource).map(([type, named]) => {
    const objects = Object.entries(isObject(named) ? named : {}).map(([name, body]) => {
      const metadata = { path: `${stack}/${name.replaceAll("_", "/")}`, uniqueId: name };
      return [name, { "//": { metadata }, ...(isObject(body) ? body : {}) }] as const;
    });
    return [type, Object.fromEntries(objects)];
  });
  return { ...configuration, resource: Object.fromEntries(types) as JsonObject };
}
