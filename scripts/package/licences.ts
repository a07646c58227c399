// The licence texts of what the bundles hold: every package this one depends on, and what those depend on. Most licences ask for
// their text to go along with a copy.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * One text with all of them, in the order of the packages' names.
 *
 * @param root the folder of a package.json
 * @throws {Error} when a package is not installed
 */
export function dependencyLicences(root: string): string {
  const texts = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
      const found = folderOf(name, folder);
      const { version, license = "no identifier" } = manifestIn(found);
      const title = `${name} ${version} (${license})`;
      if (texts.has(title)) continue;
      const file = readdirSync(found).find((entry) => /^licen[cs]e/i.test(entry));
      // the identifier is in the title; Apache-2.0's text is that of our own LICENSE
      texts.set(
        title,
        file === undefined ? "(no licence text in the package)" : readFileSync(join(found, file), "utf8").trim(),
      );
      visit(found);
    }
  };
  visit(root);
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([title, text]) => `${title}\n${"=".repeat(title.length)}\n\n${text}\n`).join("\n\n");
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Where node finds a package from a folder; the folder, because not every package exports its package.json. */
function folderOf(name: string, from: string): string {
  const folders = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name)).find((folder) => isPackage(folder));
  if (found === undefined) throw new Error(`${name} is not installed (looked up from ${dirname(from)}); run npm ci`);
  return found;
}

function isPackage(folder: string): boolean {
  try {
    manifestIn(folder);
    return true;
  } catch {
    return false;
  }
}
