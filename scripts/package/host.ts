// The machine a release is made on: where packages are kept, and its own node of the major version that is shipped.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { terraformPlatform } from "../../src/rehearsal/index.js";
import { type NpmPackage, PLATFORMS } from "./platforms.js";

/** Packages of the npm registry stay here from one release to the next. */
export const CACHE = join(resolve(__dirname, "../.."), ".cdktf-agyn", "package");

/**
 * The node that writes what goes into executables; it has to be of the same major version as theirs.
 *
 * @throws {Error} on a machine for which none is pinned
 */
export function nodeOfThisMachine(): NpmPackage {
  const found = PLATFORMS.find(({ name }) => name === terraformPlatform());
  if (found !== undefined && !found.name.startsWith("windows_")) return found.node;
  throw new Error(`a release is made on Linux or macOS, amd64 or arm64; this is ${terraformPlatform()}`);
}

/** The binary in the folder of a package. */
export function nodeIn(folder: string): string {
  const path = join(folder, "bin", "node");
  return existsSync(path) ? path : `${path}.exe`;
}
