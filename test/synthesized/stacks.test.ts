import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSynthesizedStacks, removeStaleStacks } from "../../src/synthesized/index";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-synthesized-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  const target = join(folder, path);
  mkdirSync(join(target, ".."), { recursive: true });
  writeFileSync(target, text);
};

describe("synthesized stacks", () => {
  const manifest = (dependencies: Record<string, string[]>) => {
    const stacks = Object.fromEntries(
      Object.entries(dependencies).map(([name, before]) => [
        name,
        { name, dependencies: before, workingDirectory: `stacks/${name}` },
      ]),
    );
    for (const name of Object.keys(dependencies)) {
      put(`stacks/${name}/cdk.tf.json`, JSON.stringify({ variable: { [`agyn_token_${name}`]: {} } }));
    }
    put("manifest.json", JSON.stringify({ stacks }));
  };

  it("come after those they depend on", () => {
    manifest({ a: ["z"], b: ["a"], z: [] });

    expect(readSynthesizedStacks(folder).map(({ name }) => name)).toEqual(["z", "a", "b"]);
    expect(readSynthesizedStacks(folder)[0]?.variables.map(({ name }) => name)).toEqual(["agyn_token_z"]);
  });

  it("fails when they depend on each other in a circle", () => {
    manifest({ a: ["b"], b: ["a"] });

    expect(() => readSynthesizedStacks(folder)).toThrow("stacks depend on each other in a circle: a -> b -> a");
  });

  it("are refused when two have one name, as one would hide the other", () => {
    manifest({ a: [], b: [] });
    const json = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { stacks: { b: { name: string } } };
    json.stacks.b.name = "a";
    put("manifest.json", JSON.stringify(json));

    expect(() => readSynthesizedStacks(folder)).toThrow(
      `${folder} has two stacks named a, and one would hide the other`,
    );
  });

  it.each<[string, unknown]>([
    ["no stacks", { version: "0.21.0" }],
    ["a list of stacks", { stacks: [] }],
    ["a stack without a folder", { stacks: { a: { name: "a", dependencies: [] } } }],
    ["a stack without a name", { stacks: { a: { workingDirectory: "stacks/a", dependencies: [] } } }],
    ["a stack without its dependencies", { stacks: { a: { name: "a", workingDirectory: "stacks/a" } } }],
    ["a dependency that is no name", { stacks: { a: { name: "a", workingDirectory: "s", dependencies: [1] } } }],
  ])("fails for a manifest with %s, and says what to do", (_, json) => {
    put("manifest.json", JSON.stringify(json));

    expect(() => readSynthesizedStacks(folder)).toThrow(
      `${join(folder, "manifest.json")} is no manifest of a synthesis: synthesize anew`,
    );
  });

  it("are removed when the app no longer makes them, unless a state is there", () => {
    manifest({ old: [], kept: [] });
    put("stacks/kept/terraform.tfstate", "{}");
    manifest({ now: [] });

    removeStaleStacks(folder);

    expect(["old", "kept", "now"].map((name) => existsSync(join(folder, "stacks", name)))).toEqual([false, true, true]);
  });
});
