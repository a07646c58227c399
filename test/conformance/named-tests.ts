// Tests named by pages that are made of data: by file, and by title as it stands in the source.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** A test by file and by its title as it stands in the source. */
export interface TestName {
  readonly file: string;
  readonly name: string;
}

/** A test in a file below `test/`, without its ending: `["acceptance/identity", "is saved ..."]`. */
export type TestPair = readonly [file: string, name: string];

export function namedTests(pairs: readonly TestPair[]): TestName[] {
  return pairs.map(([file, name]) => ({ file: `test/${file}.test.ts`, name }));
}

/** Those that do not exist, as `file: title`. */
export function missingTests(tests: readonly TestName[]): string[] {
  return tests
    .filter(({ file, name }) => {
      const path = join(ROOT, file);
      return !existsSync(path) || !titles(readFileSync(path, "utf8")).includes(name);
    })
    .map(({ file, name }) => `${file}: ${name}`);
}

/** The titles of a test file as they stand in the source. */
function titles(source: string): string[] {
  const literals = source.matchAll(/[(,]\s*(["'`])((?:\\.|(?!\1).)*)\1(?=\s*,)/g);
  return [...literals].map(([, , title = ""]) => title.replace(/\\(.)/g, "$1"));
}
