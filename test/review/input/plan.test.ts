import { digestPlan } from "../../../src/review/digest/digest-plan";
import type { Json, JsonObject } from "../../../src/synthesized/index";
import { chunksOf, plannedChange, planJson } from "../../support/plan-json";

async function doubtsOf(document: Json | string | Buffer): Promise<string[]> {
  const source = Buffer.isBuffer(document) ? pieces(document) : chunksOf(document);
  return (await digestPlan(source, { stack: "one" })).doubts.map(({ kind, sentence }) => `${kind}: ${sentence}`);
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}

const configured = (more: JsonObject = {}): JsonObject => ({
  root_module: { resources: [{ address: "a_b.c", mode: "managed", type: "a_b", ...more }] },
});

const without = (...keys: string[]): JsonObject =>
  Object.fromEntries(Object.entries(planJson([])).filter(([key]) => !keys.includes(key)));

describe("a plan that can be judged", () => {
  it.each([
    ["of Terraform", planJson([])],
    ["that changes nothing, and so can't be applied", planJson([], { applyable: false })],
    ["of OpenTofu, which says neither applyable nor complete", without("applyable", "complete")],
    ["of an app without any object, which names no changes", without("resource_changes")],
    [
      "of an app whose only object has the count 0",
      { ...without("resource_changes"), configuration: configured({ count_expression: { constant_value: 0 } }) },
    ],
    [
      "of a later minor version with members nobody knows",
      planJson([], { format_version: "1.9", novelty: { deep: [1] } }),
    ],
  ])("%s has no doubts", async (_what, plan) => {
    expect(await doubtsOf(plan)).toEqual([]);
  });
});

describe("a plan that says nothing of objects in its state", () => {
  const object = (address: string, more: JsonObject = {}): JsonObject => ({
    address,
    mode: "managed",
    type: "a_b",
    ...more,
  });
  const ofState = (...resources: JsonObject[]): JsonObject => ({
    prior_state: {
      values: { root_module: { resources, child_modules: [{ resources: [object("module.m.a_b.z[0]")] }] } },
    },
  });
  const gone = [
    { address: "module.m.a_b.z[0]", actions: ["no-op"] },
    { address: "a_b.c", actions: ["delete"], before: {} },
    { address: "a_b.kept", actions: ["forget"], before: {} },
    { address: "a_b.new", actions: ["no-op"], entry: { previous_address: "a_b.old" } },
  ];
  const state = ofState(object("a_b.c"), object("a_b.kept"), object("a_b.old"), object("data.a_b.d", { mode: "data" }));
  it.each<[string, (plan: JsonObject) => JsonObject]>([
    ["as OpenTofu, which does not say whether it is complete", ({ complete: _, ...plan }) => plan],
    ["that says it is complete", (plan) => plan],
  ])("leaves them out: %s", async (_what, made) => {
    expect(await doubtsOf(made(planJson([...gone.slice(0, 1), ...gone.slice(2)], state)))).toEqual([
      expect.stringMatching(/^incomplete: The plan says nothing of a_b\.c, which is in its state: .* Plan without$/),
    ]);
    expect(await doubtsOf(made(planJson(gone, state)))).toEqual([]);
  });

  it("leaves out one of many instances", async () => {
    expect(
      await doubtsOf(
        planJson([...gone, { address: "a_b.many[0]", actions: ["no-op"] }], ofState(object("a_b.many[1]"))),
      ),
    ).toEqual([expect.stringMatching(/^incomplete: The plan says nothing of a_b\.many,/)]);
  });

  it("is judged where only what an earlier apply left over is not named", async () => {
    expect(await doubtsOf(planJson(gone, ofState(object("a_b.c", { deposed_key: "x" }))))).toEqual([]);
  });
});

describe("a plan that can't be judged", () => {
  const deferred = {
    reason: "absent_prereq",
    resource_change: plannedChange({ address: "a_b.c", actions: ["create"] }),
  };
  it.each([
    ["failed on its way", planJson([], { errored: true, complete: false }), "errored: The plan failed on its way"],
    ["was made with -target", planJson([], { complete: false }), "incomplete: The plan says that it is not complete"],
    ["leaves changes for later", planJson([], { deferred_changes: [deferred] }), "deferred: 1 change is left"],
    [
      "is refresh-only",
      { ...without("resource_changes"), resource_drift: [] },
      "refresh-only: The plan is refresh-only",
    ],
    [
      "names no changes, and configures an object",
      { ...without("resource_changes"), configuration: configured() },
      "refresh-only: The plan is refresh-only",
    ],
    [
      "names no changes, and knows an object of a module",
      {
        ...without("resource_changes"),
        planned_values: { root_module: { child_modules: [{ resources: [{ address: "a.b", mode: "managed" }] }] } },
      },
      "refresh-only: The plan is refresh-only",
    ],
    ...[null, "none", {}, false].map((value): [string, Json, string] => [
      `has ${JSON.stringify(value)} for its changes`,
      planJson([], { resource_changes: value }),
      "not-understood: The plan's resource_changes is no list",
    ]),
    ["has a word for complete", planJson([], { complete: "false" }), "not-understood: The plan does not say in words"],
    ["has null for complete", planJson([], { complete: null }), "not-understood: The plan does not say in words"],
    ["is of a newer format", planJson([], { format_version: "2.0" }), "newer-format: The plan's format is version 2.0"],
    [
      "has no version that is one",
      planJson([], { format_version: "<b>" }),
      "newer-format: The plan's format is a version that is no number",
    ],
    ["runs actions", planJson([], { action_invocations: [] }), "not-understood: The plan also runs actions"],
    [
      "has an entry of another shape",
      planJson([{ change: 1, mode: "managed" }]),
      "not-understood: 1 entry has actions",
    ],
    [
      "has an action nobody knows",
      planJson([{ address: "a_b.c", actions: ["delete", "archive"] }]),
      "not-understood: 1 entry has actions that this version does not know (a_b.c)",
    ],
    [
      "has an object of another mode",
      planJson([{ ...plannedChange({ address: "a_b.c", actions: ["create"] }), mode: "ephemeral" }]),
      "not-understood: 1 entry",
    ],
    [
      "has a mask of another shape",
      planJson([{ address: "a_b.c", actions: ["create"], after: { x: "y" }, afterSensitive: { x: "no" } }]),
      "unreadable-mask: What is secret in a_b.c can't be told",
    ],
  ])("because it %s says so", async (_what, plan, doubt) => {
    expect(await doubtsOf(plan)).toEqual([expect.stringContaining(doubt)]);
  });

  it.each([
    ["nothing", "", "The file is empty"],
    ["the saved plan itself", Buffer.from("PK\u0003\u0004\u0000\u0000"), "This is the saved plan itself"],
    [
      "what PowerShell's > writes",
      Buffer.from(`\ufeff${JSON.stringify(planJson([]))}`, "utf16le"),
      "The file is UTF-16",
    ],
    [
      "what a wrapper writes",
      `[command]/bin/terraform show\n${JSON.stringify(planJson([]))}`,
      "Set terraform_wrapper: false",
    ],
    [
      "log lines",
      '{"@level":"info","@message":"x"}\n{"@level":"info"}\n',
      "These are the log lines of terraform plan -json",
    ],
    ["a plan for people", "Terraform will perform the following actions:\n", "The file is text, not JSON"],
    ["sources", 'terraform {\n  required_version = "1"\n}\n', "The file is text, not JSON"],
    [
      "a state",
      { version: 4, serial: 1, lineage: "x", resources: [] },
      "The file is a state, not a plan, and holds secrets",
    ],
    [
      "the JSON of a state",
      { format_version: "1.0", terraform_version: "1.11.4", values: {} },
      "The file is the JSON of a state",
    ],
    ["a list of plans", [planJson([])], "The file is a JSON list, not one plan"],
    ["a configuration", { terraform: {}, resource: {} }, "The file is a configuration (cdk.tf.json)"],
    ["schemas", { format_version: "1.0", provider_schemas: {} }, "The file holds schemas of providers"],
    ["other JSON", { a: 1 }, "The file is JSON, but no plan"],
    ["a number", "12", "The file is JSON, but no plan"],
    ["a plan that breaks off", JSON.stringify(planJson([])).slice(0, 90), "The file breaks off"],
    ["a plan with something after it", `${JSON.stringify(planJson([]))}]`, "The file goes on after its end"],
  ])("because it is %s says what it is", async (_what, document, sentence) => {
    const [doubt, ...others] = await doubtsOf(document);

    expect(doubt).toContain("unreadable: ");
    expect(doubt).toContain(sentence);
    expect(others).toEqual([]);
  });
});
