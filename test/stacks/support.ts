// What the tests of whole apps share: running an app as `node --import tsx <file>` does, and the addresses in what it wrote. Apps
// import the package by name; each test file maps that name to the sources.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Output, readOutput } from "../constructs/support";

/** Runs an app in a directory of its own; `load` requires its main file. */
export function runApp(load: () => unknown): Output {
  const outdir = mkdtempSync(join(tmpdir(), "agyn-app-"));
  process.env.CDKTF_OUTDIR = outdir;
  try {
    jest.isolateModules(load);
    return readOutput(outdir);
  } finally {
    delete process.env.CDKTF_OUTDIR;
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Every address of every stack, one a line, sorted. */
export function addressesOf({ stacks }: Output): string {
  const addresses = Object.entries(stacks).flatMap(([id, stack]) => [
    ...Object.entries(stack.data ?? {}).flatMap(([type, blocks]) =>
      Object.keys(blocks).map((name) => `${id} data.${type}.${name}`),
    ),
    ...Object.entries(stack.resource ?? {}).flatMap(([type, blocks]) =>
      Object.keys(blocks).map((name) => `${id} ${type}.${name}`),
    ),
  ]);
  return `${addresses.sort().join("\n")}\n`;
}
