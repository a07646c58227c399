// What two plans must have in common to have one digest, and what only a count tells.
import { digestPlan } from "../../../src/review/digest/digest-plan";
import type { Digest } from "../../../src/review/index";
import type { JsonObject } from "../../../src/synthesized/index";
import { chunksOf, type PlannedChangeInput, planJson } from "../../support/plan-json";

const digestOf = (plan: JsonObject): Promise<Digest> => digestPlan(chunksOf(plan), { stack: "eu" });
const runner = (more: JsonObject = {}): JsonObject => ({ name: "one", labels: { region: "eu" }, ...more });

describe("the semantic digest", () => {
  const update = (after: JsonObject, before: JsonObject = runner({ id: "r" })): JsonObject =>
    planJson([{ address: "agyn_runner.a", actions: ["update"], before, after }]);
  const semanticOf = async (plan: JsonObject): Promise<string> => (await digestOf(plan)).semantic;

  it("is the same whenever a plan was made, whatever the runner's status is, and whatever stays", async () => {
    const first = await semanticOf(update(runner({ labels: { a: "1" }, status: "pending" })));
    const later: JsonObject = {
      ...update(runner({ labels: { a: "1" }, status: "offline" })),
      timestamp: "2027-01-01T00:00:00Z",
    };
    const more = planJson([...(later["resource_changes"] as JsonObject[]), { address: "a_b.c", actions: ["no-op"] }]);

    expect(await semanticOf(later)).toBe(first);
    expect(await semanticOf(more)).toBe(first);
  });

  it.each([
    ["a value", update(runner({ labels: { a: "2" } }))],
    [
      "an action",
      planJson([
        { address: "agyn_runner.a", actions: ["delete", "create"], before: {}, after: runner({ labels: { a: "1" } }) },
      ]),
    ],
    [
      "an address",
      planJson([{ address: "agyn_runner.b", actions: ["update"], before: {}, after: runner({ labels: { a: "1" } }) }]),
    ],
    ["an attribute that is hidden, and new", update(runner({ labels: { a: "1" }, novelty: "x" }))],
    ["a plan that failed", { ...update(runner({ labels: { a: "1" } })), errored: true }],
    [
      "an output",
      {
        ...update(runner({ labels: { a: "1" } })),
        output_changes: { o: { actions: ["create"], before: null, after: "x" } },
      },
    ],
  ])("is another one for another %s", async (_what, plan) => {
    expect(await semanticOf(plan)).not.toBe(await semanticOf(update(runner({ labels: { a: "1" } }))));
  });

  const made = (address: string, after: JsonObject, more: Partial<PlannedChangeInput> = {}): JsonObject =>
    planJson([{ address, actions: ["create"], after, ...more }]);
  const output = (after: string, sensitive: boolean): JsonObject =>
    planJson([], {
      output_changes: {
        o: { actions: ["create"], before: null, after, before_sensitive: sensitive, after_sensitive: sensitive },
      },
    });
  const deployment = (image: string): JsonObject => ({
    metadata: [{ name: "x" }],
    spec: [{ template: [{ spec: [{ container: [{ image }] }] }] }],
  });

  it.each([
    ["an image", (value: string) => made("kubernetes_deployment_v1.d", deployment(value))],
    ["data of a ConfigMap", (value: string) => made("kubernetes_config_map_v1.c", { data: { a: value } })],
    ["a hidden value that changes", (value: string) => update(runner({ novelty: [{ x: value }] }))],
    ["an output", (value: string) => output(value, false)],
  ])("tells other values apart that are not shown: %s", async (_what, plan) => {
    const [one, other] = [await digestOf(plan("good:1")), await digestOf(plan("evil:1"))];

    expect(one.semantic).not.toBe(other.semantic);
    expect(one).not.toHaveProperty("hiddenChanges");
    expect((await digestOf(plan("good:1"))).semantic).toBe(one.semantic);
  });

  it.each([
    ["a mark", (value: string) => made("a_b.c", { x: value }, { afterSensitive: { x: true } }), 1],
    ["the type", (value: string) => made("kubernetes_secret_v1.s", { data: { a: value } }), 1],
    ["the name", (value: string) => made("a_b.c", { password: value, env: [{ name: "DB_PASSWORD", value }] }), 2],
    ["the mark of an output", (value: string) => output(value, true), 1],
    [
      "a mark elsewhere",
      (value: string) =>
        planJson([{ address: "a_b.c", actions: ["create"], after: { args: [`--x=${value}`] } }], {
          variables: { token: { value } },
        }),
      1,
    ],
  ])("only counts values that are secret by %s", async (_what, plan, hiddenChanges) => {
    const [one, other] = [await digestOf(plan("correct-horse")), await digestOf(plan("battery-staple"))];

    expect(one.semantic).toBe(other.semantic);
    expect([one.hiddenChanges, other.hiddenChanges]).toEqual([hiddenChanges, hiddenChanges]);
  });
});
