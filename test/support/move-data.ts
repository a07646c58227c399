// States that hold terraform_data and nothing else: small outputs to move between, and ways to get in between.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginIn, bench, directory, end, succeeds, TERRAFORM } from "./move-bench";

/** Output from which is moved. */
export const OLD = "it's old";
/** Output to which is moved. */
export const NEW = "new out";

/** Gives each test of a file a folder of its own. */
export function eachInItsFolder(): void {
  beforeEach(() => beginIn(mkdtempSync(join(tmpdir(), "cdktf-agyn-move "))));
  afterEach(end);
}

/** An output of stacks that hold terraform_data: by stack, by name, what each holds; and what else a stack has. */
export function synthesize(
  out: string,
  stacks: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
  more: Readonly<Record<string, object>> = {},
) {
  const manifest: Record<string, object> = {};
  for (const [name, held] of Object.entries(stacks)) {
    const workingDirectory = join("stacks", name);
    manifest[name] = { name, dependencies: [], workingDirectory };
    mkdirSync(join(bench.folder, out, workingDirectory), { recursive: true });
    const resources = Object.entries(held).map(([id, input]) => [
      id,
      typeof input === "string" ? { input } : { for_each: `\${toset(${JSON.stringify(input)})}`, input: "${each.key}" },
    ]);
    const configuration = {
      terraform: { backend: { local: { path: `../../../${name}.tfstate` } } },
      ...(resources.length > 0 && { resource: { terraform_data: Object.fromEntries(resources) as object } }),
      ...more[name],
    };
    writeFileSync(join(bench.folder, out, workingDirectory, "cdk.tf.json"), JSON.stringify(configuration));
  }
  writeFileSync(join(bench.folder, out, "manifest.json"), JSON.stringify({ stacks: manifest }));
}

/** The ids of what the states hold, by stack and what is held. */
export async function ids(out: string, ...stacks: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const stack of stacks) {
    const pulled = await succeeds(TERRAFORM, directory(out, stack), "state", "pull");
    const state = (pulled === "" ? { resources: [] } : JSON.parse(pulled)) as {
      resources: { name: string; instances: { attributes: { id: string; input: { value: string } } }[] }[];
    };
    for (const { name, instances } of state.resources)
      for (const { attributes } of instances) found[`${stack}.${name}: ${attributes.input.value}`] = attributes.id;
  }
  return found;
}

/** The ids by what is held, wherever that is. */
export const values = (found: Record<string, string>) =>
  Object.fromEntries(Object.entries(found).map(([place, id]) => [place.split(": ")[1] ?? "", id]));

/** Holds the lock of a stack's state until it is called: a destroy that waits for its answer. */
export async function lock(out: string, stack: string): Promise<() => Promise<void>> {
  const args = [directory(out, stack), "destroy", "-no-color"];
  const child: ChildProcess = spawn(TERRAFORM, args, {
    cwd: bench.folder,
    env: bench.environment,
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise<void>((done, fail) => {
    let text = "";
    child.stdout?.on("data", (data: Buffer) => {
      text += data.toString();
      if (text.includes("Enter a value")) done();
    });
    child.once("close", () => fail(new Error(text)));
  });
  return async () => {
    const closed = new Promise((done) => child.once("close", done));
    child.stdin?.end("no\n");
    await closed;
  };
}

/** From now on terraform is a script that has the real one as "$TERRAFORM". */
export function throughShell(...lines: readonly string[]): void {
  const path = join(bench.folder, "another terraform");
  writeFileSync(path, ["#!/bin/sh", `TERRAFORM=$(command -v '${TERRAFORM}')`, ...lines, ""].join("\n"), {
    mode: 0o755,
  });
  bench.environment["TERRAFORM_BINARY_NAME"] = path;
}

/** Three stacks, and what they hold before a move. */
export const before = {
  a: { x: "one", k: "stays", many: ["a b", "c"] },
  b: { x: "two", p: "first", q: "second" },
  d: { z: "last" },
};
/** What they and a new one hold after it. */
export const after = {
  a: { x: "two", k: "stays", z2: "last" },
  b: { x: "one", p: "second", q: "first" },
  c: { many2: ["a b", "c"] },
};
