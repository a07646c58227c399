// What the construct tests share: a real synth into a temporary directory, read back, and a region to put things in.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type AppConfig } from "cdktf";
import * as stackTrace from "cdktf/lib/tokens/private/stack-trace";
import { AgynStack, type AgynStackProps, Cluster, Gateway, Region } from "../../src/constructs/index";

// A stack trace per token is most of the cost of constructing, ten times so under a test runner (measured).
Object.assign(stackTrace, { captureStackTrace: () => [] });

/** A block or an attribute of synthesized JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The attributes of one resource, data source or provider block. */
export type Block = Readonly<Record<string, Json>>;

/** A synthesized stack, as far as the tests look into it. */
export interface StackJson {
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly output?: Readonly<Record<string, Block>>;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly terraform: Block;
  readonly variable?: Readonly<Record<string, Block>>;
}

/** What a synth wrote. */
export interface Output {
  /** Every file by its path below the output directory. */
  readonly files: ReadonlyMap<string, string>;
  /** Stacks by id. */
  readonly stacks: Readonly<Record<string, StackJson>>;
  /** Annotations of all stacks. */
  readonly warnings: readonly string[];
}

/** Synthesizes an app in a directory of its own. */
export function synth(build: (app: App) => void, config: AppConfig = {}): Output {
  const outdir = mkdtempSync(join(tmpdir(), "agyn-synth-"));
  try {
    const app = new App({ outdir, stackTraces: false, ...config });
    build(app);
    app.synth();
    return readOutput(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Synthesizes one stack named `test`. */
export function synthStack(build: (stack: AgynStack) => void, props: AgynStackProps = { cluster }): StackJson {
  return only(synth((app) => build(new AgynStack(app, "test", props))).stacks.test);
}

/** Reads what a synth wrote. */
export function readOutput(outdir: string): Output {
  const paths = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(
    paths
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(outdir.length + 1), readFileSync(path, "utf8")]),
  );
  const manifest = JSON.parse(only(files.get("manifest.json"))) as {
    stacks: Record<string, { annotations: { message: string }[]; synthesizedStackPath: string }>;
  };
  const stacks = Object.entries(manifest.stacks).map(([id, stack]) => [
    id,
    JSON.parse(only(files.get(stack.synthesizedStackPath))) as StackJson,
  ]);
  return {
    files,
    stacks: Object.fromEntries(stacks) as Record<string, StackJson>,
    warnings: Object.values(manifest.stacks).flatMap(({ annotations }) => annotations.map(({ message }) => message)),
  };
}

/** The resources of a type, without their construct metadata. */
export function resources(stack: StackJson, type: string): readonly Block[] {
  return Object.values(stack.resource?.[type] ?? {}).map(({ "//": _metadata, ...attributes }) => attributes);
}

/** The one resource of a type. */
export function resource(stack: StackJson, type: string): Block {
  const all = resources(stack, type);
  expect(all).toHaveLength(1);
  return only(all[0]);
}

/** The values that a release hands to Helm: Terraform's escapes undone, parsed. */
export function helmValues(release: Block): Block {
  const [text] = release.values as readonly string[];
  return JSON.parse(only(text).replaceAll("$${", "${").replaceAll("%%{", "%{")) as Block;
}

/** The environment of the runner by name, from a release's values. */
export function environment(release: Block): Readonly<Record<string, Json>> {
  const env = helmValues(release).env as readonly { name: string; value?: string; valueFrom?: Json }[];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom ?? null]));
}

/** What a call throws, as text. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was thrown");
}

export const cluster = Cluster.fromKubeconfig({
  context: "test",
  kind: "eks",
  version: "1.36",
  tierLabelsProtected: true,
});
export const region = Region.of("us-east-1", { cluster, gateway: Gateway.inCluster() });

function only<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("expected a value");
  }
  return value;
}
