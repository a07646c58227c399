// The files of two output folders, compared byte by byte. Only what a synthesis writes counts: states, lock files, plugin folders and
// saved plans may lie beside it.
//
// Source: cdktf 0.21 writes manifest.json, stacks/<stack>/cdk.tf.json and stacks/<stack>/assets; fleet.json, agents.json and values/ are ours.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { VALUES_FOLDER } from "./values.js";

const SYNTHESIZED = new RegExp(
  `^(manifest\\.json|fleet\\.json|agents\\.json|stacks/[^/]+/(cdk\\.tf\\.json|metadata\\.json|(assets|${VALUES_FOLDER})/.+))$`,
);

/** A file that is not the same in both folders. */
export interface Difference {
  /** Relative to the output folder, with slashes. */
  readonly file: string;
  /** What has to be done to the folder that was there. */
  readonly change: "add" | "remove" | "update";
}

/** What a synthesis wrote into a folder, sorted. */
export function synthesizedFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((file) => SYNTHESIZED.test(file))
    .sort();
}

/** What has to change in `kept` so that it is what `fresh` is, by name. */
export function differences(kept: string, fresh: string): readonly Difference[] {
  const [before, after] = [new Set(synthesizedFiles(kept)), new Set(synthesizedFiles(fresh))];
  return [...new Set([...before, ...after])].sort().flatMap((file): Difference[] => {
    if (!before.has(file)) return [{ file, change: "add" }];
    if (!after.has(file)) return [{ file, change: "remove" }];
    const same = readFileSync(join(kept, file)).equals(readFileSync(join(fresh, file)));
    return same ? [] : [{ file, change: "update" }];
  });
}

/** Makes `kept` what `fresh` is. Folders that are empty then go too; one that holds a state stays. */
export function applyDifferences(found: readonly Difference[], kept: string, fresh: string): void {
  for (const { file, change } of found) {
    const target = join(kept, file);
    if (change === "remove") {
      rmSync(target);
      removeEmptyFolders(dirname(target), kept);
    } else {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(fresh, file), target);
    }
  }
}

function removeEmptyFolders(folder: string, top: string): void {
  for (let at = folder; at !== top && readdirSync(at).length === 0; at = dirname(at)) rmSync(at, { recursive: true });
}
