import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AREAS, features } from "./features";

const ROOT = resolve(__dirname, "../..");
/** RPCs that came after 6.9, and that the page lists as not supported. */
const LATER = ["GenerateResourceConfig"];

it("names tests that exist", () => {
  const missing = features.flatMap(({ tests }) =>
    tests
      .filter(({ file, name }) => {
        const path = join(ROOT, file);
        return !existsSync(path) || !titles(readFileSync(path, "utf8")).includes(name);
      })
      .map(({ file, name }) => `${file}: ${name}`),
  );

  expect(missing).toEqual([]);
});

it("has a line for every RPC of the protocol", () => {
  const proto = readFileSync(join(ROOT, "proto/tfplugin6.proto"), "utf8");
  const rpcs = [...proto.matchAll(/^ {2}rpc (\w+)/gm)].map(([, name = ""]) => name);
  const lines = features.map(({ what }) => what).join("\n");

  expect(rpcs.length).toBeGreaterThan(20);
  expect(rpcs.filter((rpc) => !LATER.includes(rpc) && !new RegExp(`\\b${rpc}\\b`).test(lines))).toEqual([]);
});

it("has lines in every area, each with a test", () => {
  expect(AREAS.filter((area) => !features.some((feature) => feature.area === area))).toEqual([]);
  expect(features.filter(({ tests }) => tests.length === 0)).toEqual([]);
});

/** The titles of a test file as they stand in the source. */
function titles(source: string): string[] {
  const literals = source.matchAll(/[(,]\s*(["'`])((?:\\.|(?!\1).)*)\1(?=\s*,)/g);
  return [...literals].map(([, , title = ""]) => title.replace(/\\(.)/g, "$1"));
}
