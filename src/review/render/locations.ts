// Where in the sources a finding is shown: a plan knows no file or line, so whoever calls says which construct paths are made where.
// What no line of that map is about stands at the first line of the entry file; never at generated JSON, which is not committed.
import type { ReviewFinding } from "../judge/model.js";

/** A line of the sources. */
export interface SourceLine {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Where constructs are made. */
export interface SourceMap {
  /** Made here is what no path of `paths` begins. */
  readonly entry: string;
  /** By the beginning of a construct path, or by the id of a pool; the longest wins. @default - all is made in the entry file */
  readonly paths?: ReadonlyMap<string, SourceLine>;
}

/** The line of a finding. */
export function lineOf({ at }: ReviewFinding, { entry, paths = new Map() }: SourceMap): SourceLine {
  for (const name of [at.path, at.pool, at.stack]) {
    for (let prefix = name ?? ""; prefix !== ""; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")))) {
      const line = paths.get(prefix);
      if (line !== undefined) return line;
    }
  }
  return { file: entry, line: 1 };
}
