import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AREAS, features } from "./features";
import { missingTests } from "./named-tests";

const ROOT = resolve(__dirname, "../..");
/** RPCs that came after 6.9, and that the page lists as not supported. */
const LATER = ["GenerateResourceConfig"];

it("names tests that exist", () => {
  expect(missingTests(features.flatMap(({ tests }) => tests))).toEqual([]);
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
