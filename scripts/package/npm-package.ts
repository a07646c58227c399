// Packages of the npm registry that a release is made of, brought by the ordinary client into a cache and checked against their
// pins. They are no dependencies of this package, because nobody but `npm run package` needs them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NpmPackage } from "./platforms.js";

/** A package that can not be had; the message says why. */
export class PackageMissingError extends Error {
  override readonly name = "PackageMissingError";
}

/**
 * The folder of a package; brings it when it is not in the cache.
 *
 * @throws {PackageMissingError} when the registry does not serve it, or serves other bytes than are pinned
 */
export function npmPackage(cache: string, { name, version, integrity }: NpmPackage): string {
  const folder = join(cache, `${name}-${version}`);
  const path = join(folder, "node_modules", name);
  if (integrityOf(folder, name) === integrity) return path;

  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, "part-"));
  try {
    writeFileSync(join(temporary, "package.json"), '{ "private": true }\n');
    // --force: packages for other systems are wanted here; no scripts are run
    const install = [
      "install",
      `${name}@${version}`,
      "--no-save",
      "--ignore-scripts",
      "--force",
      "--no-audit",
      "--no-fund",
    ];
    const { status, stderr } = spawnSync("npm", install, {
      cwd: temporary,
      env: process.env,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) {
      const reason = stderr.split("\n").find((line) => line.startsWith("npm error")) ?? "npm did not run";
      throw new PackageMissingError(`the npm registry did not serve ${name}@${version} (${reason})`);
    }
    const found = integrityOf(temporary, name) ?? "none";
    if (found !== integrity) {
      throw new PackageMissingError(
        `${name}@${version} has the checksum ${found}, and ${integrity} is pinned in scripts/package/platforms.ts: the registry serves another archive than the one that was tried`,
      );
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return path;
}

/** What npm has checked an installed package against; undefined when it is not installed. */
function integrityOf(folder: string, name: string): string | undefined {
  try {
    const lock = JSON.parse(readFileSync(join(folder, "node_modules", ".package-lock.json"), "utf8")) as {
      packages: Record<string, { integrity?: string } | undefined>;
    };
    return lock.packages[`node_modules/${name}`]?.integrity;
  } catch {
    return undefined;
  }
}
