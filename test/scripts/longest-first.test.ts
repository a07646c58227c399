import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
// eslint-disable-next-line @typescript-eslint/no-require-imports -- jest loads it so
const LongestFirst = require("../support/longest-first.cjs") as {
  new (options: object): { sort(tests: readonly object[]): readonly { readonly path: string }[] };
  readonly LONGEST: readonly string[];
  readonly FRESH: readonly string[];
};

const ROOT = resolve(__dirname, "../..");

/** Sorts files of which jest's cache knows nothing, or how long they took. */
function order(files: readonly (readonly [path: string, project: string, size: number])[], durations?: object) {
  const sequencer = new LongestFirst({});
  Object.assign(sequencer, { _getCache: () => durations ?? {} });
  const tests = files.map(([path, name, size]) => ({
    path: join(ROOT, path),
    context: { config: { displayName: { name }, cache: false, id: name }, hasteFS: { getSize: () => size } },
  }));
  return sequencer.sort(tests).map(({ path }) => path.slice(ROOT.length + 1));
}

const [longest = "", next = ""] = LongestFirst.LONGEST;
const [fresh = ""] = LongestFirst.FRESH;
const FILES = [
  ["test/values/json.test.ts", "unit", 9_000],
  ["test/values/ints.test.ts", "unit", 10_000],
  ["test/acceptance/moved.test.ts", "acceptance", 10],
  ["test/browser/map.test.ts", "browser", 20],
  [next, "acceptance", 2],
  [longest, "acceptance", 1],
] as const;

it("names files that are there", () => {
  expect([...LongestFirst.FRESH, ...LongestFirst.LONGEST].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it("starts the longest first where nothing was measured, and ends with what needs Node only", () => {
  expect(order(FILES)).toEqual([
    longest,
    next,
    "test/acceptance/moved.test.ts",
    "test/browser/map.test.ts",
    "test/values/ints.test.ts",
    "test/values/json.test.ts",
  ]);
});

it("leaves the order to jest where a run before has measured", () => {
  const durations = Object.fromEntries(FILES.map(([path], index) => [join(ROOT, path), [1, 100 - index]]));
  expect(order(FILES, durations)).toEqual(FILES.map(([path]) => path));
});

it("gives a new worker to what a used one makes slow, whatever was measured", () => {
  const files = [...FILES, [fresh, "unit", 0] as const];
  const durations = Object.fromEntries(FILES.map(([path], index) => [join(ROOT, path), [1, 100 - index]]));
  expect([order(files)[0], order(files, durations)[0]]).toEqual([fresh, fresh]);
});
