import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { digestsOf } from "../../../src/review/index";
import type { JsonObject } from "../../../src/synthesized/index";
import { planJson } from "../../support/plan-json";
import { writtenApp } from "../../support/written-app";

const runner = (region: string): JsonObject => ({ name: `one-${region}`, labels: { region } });
const stackOf = (region: string): JsonObject => ({ resource: { agyn_runner: { a_Runner0: runner(region) } } });
const head = writtenApp({ eu: stackOf("eu"), us: stackOf("us") });

/** A plan in which nothing changes. */
function planOf(region: string): JsonObject {
  const expressions = Object.fromEntries(
    Object.entries(runner(region)).map(([name, value]) => [name, { constant_value: value }]),
  );
  const address = "agyn_runner.a_Runner0";
  return planJson([{ address, actions: ["no-op"], before: runner(region), after: runner(region) }], {
    configuration: {
      root_module: { resources: [{ address, type: "agyn_runner", expressions: expressions as JsonObject }] },
    },
  });
}

describe("plans and stacks", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-sides-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const written = (name: string, plan: JsonObject | string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof plan === "string" ? plan : JSON.stringify(plan));
    return file;
  };

  it.each([
    ["by the file's name", "eu.json"],
    ["by the file's name with a word for plan", "us.tfplan.json"],
    ["by the folder's name", "us/plan.json"],
    ["by what it configures", "x.json"],
  ])("are brought together %s", async (_how, name) => {
    const stack = name.startsWith("us") ? "us" : "eu";
    const digests = await digestsOf({ head, plans: [{ file: written(name, planOf(stack)) }] });

    expect(
      digests.map(({ stack: of, source, doubts }) => [of, source.kind, ...doubts.map(({ kind }) => kind)]),
    ).toEqual(["eu", "us"].map((one) => (one === stack ? [one, "plan"] : [one, "synth", "missing"])));
  });

  it("tells a plan that was made for another stack by its name as stale", async () => {
    const [digest] = await digestsOf({ head, plans: [{ stack: "eu", file: written("wrong.json", planOf("us")) }] });

    expect(digest?.doubts).toEqual([
      { kind: "stale", sentence: expect.stringContaining("configured otherwise") as string },
    ]);
  });

  it("shows a file that is no plan, whoever it is of", async () => {
    const digests = await digestsOf({ head, plans: [{ file: written("what.json", "{") }] });

    expect(digests.map(({ stack, doubts }) => [stack, doubts[0]?.kind])).toEqual([
      ["eu", "missing"],
      ["us", "missing"],
      ["what", "unreadable"],
    ]);
  });

  const bare = planJson([{ address: "agyn_runner.a_Runner0", actions: ["no-op"] }]);
  it.each<[string, () => Parameters<typeof digestsOf>[0], RegExp]>([
    [
      "a file that is not there",
      () => ({ head, plans: [{ file: join(folder, "none.json") }] }),
      /none\.json is not there/,
    ],
    [
      "a stack that is not there",
      () => ({ head, plans: [{ file: written("a.json", bare), stack: "es" }] }),
      /there is no stack es .*eu, us. Did you mean eu\?/,
    ],
    [
      "a plan that may be of two stacks",
      () => ({ head, plans: [{ file: written("b.json", bare) }] }),
      /may be of eu or of us: name its stack, as in eu=/,
    ],
    [
      "a plan that fits none",
      () => ({ head, plans: [{ file: written("c.json", planJson([{ address: "a_b.c", actions: ["create"] }])) }] }),
      /fits no stack/,
    ],
    [
      "two plans of one stack",
      () => ({ head, plans: [{ file: written("eu.json", bare) }, { file: written("eu/plan.json", bare) }] }),
      /both seem to be of stack eu/,
    ],
    ["nothing to compare with", () => ({ head }), /nothing to compare with/],
  ])("are refused with %s", async (_what, sides, message) => {
    await expect(digestsOf(sides())).rejects.toThrow(message);
  });
});
