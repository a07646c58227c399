import { digestPlan } from "../../../src/review/digest/digest-plan";
import type { Digest, ReviewedApp } from "../../../src/review/index";
import type { JsonObject } from "../../../src/synthesized/index";
import { chunksOf, plannedChange, type PlannedChangeInput, planJson } from "../../support/plan-json";
import { writtenApp } from "../../support/written-app";

const digestOf = (plan: JsonObject, apps: { head?: ReviewedApp; base?: ReviewedApp } = {}): Promise<Digest> =>
  digestPlan(chunksOf(plan), { stack: "eu", ...apps });

const runner = (more: JsonObject = {}): JsonObject => ({ name: "one", labels: { region: "eu" }, ...more });
const stack = (runners: JsonObject, more: JsonObject = {}): Record<string, JsonObject> => ({
  eu: { resource: { agyn_runner: runners }, ...more },
});

describe("what happens to an object", () => {
  it.each([
    [["create"], "create"],
    [["delete", "create"], "delete-create"],
    [["create", "delete"], "create-delete"],
    [["forget"], "forget"],
    [["create", "forget"], "forget-create"],
    [["forget", "create"], "forget-create"],
    [["read"], "read"],
    [["delete", "archive"], "not-understood"],
    [["update", "delete"], "not-understood"],
    [[], "not-understood"],
  ])("of %j is %s", async (actions, action) => {
    const { changes } = await digestOf(planJson([{ address: "a_b.c", actions, before: {}, after: {} }]));

    expect(changes).toMatchObject([{ address: "a_b.c", action }]);
  });

  it("is told of what moved, was imported or deposed, and of nothing else that stays", async () => {
    const { changes, unchanged } = await digestOf(
      planJson([
        { address: "a_b.stays", actions: ["no-op"] },
        { address: "a_b.new", actions: ["no-op"], entry: { previous_address: "a_b.old" } },
        { address: "a_b.found", actions: ["no-op"], change: { importing: { id: "secret-id" } } },
        { address: "a_b.kept", actions: ["delete"], entry: { deposed: "12345678" } },
      ]),
    );

    expect(unchanged).toBe(1);
    expect(changes).toMatchObject([
      { address: "a_b.found", imported: true, action: "no-op" },
      { address: "a_b.kept", deposed: true, action: "delete" },
      { address: "a_b.new", previousAddress: "a_b.old", action: "no-op" },
    ]);
  });

  it("says what forces it, and why", async () => {
    const { changes } = await digestOf(
      planJson([
        {
          address: "kubernetes_namespace_v1.x",
          actions: ["delete", "create"],
          before: { metadata: [{ name: "a" }] },
          after: { metadata: [{ name: "b" }] },
          entry: { action_reason: "replace_because_cannot_update" },
          change: { replace_paths: [["metadata", 0, "name"]] },
        },
      ]),
    );

    expect(changes).toMatchObject([
      {
        forcedBy: ["metadata.name"],
        reason: "replace_because_cannot_update",
        identity: { name: "b" },
        attributes: [{ path: "metadata.name", before: { value: "a" }, after: { value: "b" } }],
      },
    ]);
  });
});

describe("an object that a plan names twice", () => {
  it("is not understood: nobody can say which of both happens", async () => {
    const twice = (actions: readonly string[]): PlannedChangeInput => ({
      address: "a_b.c",
      actions,
      before: {},
      after: {},
    });
    const { doubts } = await digestOf(planJson([twice(["delete", "create"]), twice(["no-op"])]));

    expect(doubts).toMatchObject([{ kind: "not-understood" }]);
  });
});

describe("names of the fleet", () => {
  const head = writtenApp(stack({ pool_Runner0: runner() }));
  const base = writtenApp(stack({ pool_Runner0: runner(), old_Runner0: runner({ name: "two" }) }));

  it("come from the app that is reviewed, for what is destroyed from the one before", async () => {
    const { changes, runners, doubts } = await digestOf(
      planJson([
        { address: "agyn_runner.pool_Runner0", actions: ["update"], before: runner(), after: runner({ labels: {} }) },
        { address: "agyn_runner.old_Runner0", actions: ["delete"], before: runner({ name: "two" }) },
      ]),
      { head, base },
    );

    expect(doubts).toEqual([]);
    expect(changes).toMatchObject([
      { path: "eu/old/Runner0", pool: "eu/old" },
      { path: "eu/pool/Runner0", pool: "eu/pool" },
    ]);
    expect(runners.map(({ pool }) => pool)).toEqual(["eu/old", "eu/pool"]);
  });

  it("follow a move, and drop indexes", async () => {
    const moved = writtenApp(stack({ next_Runner0: runner() }));
    const { changes } = await digestOf(
      planJson([
        {
          address: "agyn_runner.next_Runner0[0]",
          actions: ["delete"],
          before: {},
          entry: { previous_address: "agyn_runner.pool_Runner0[0]" },
        },
      ]),
      { base: moved, head },
    );
    const { changes: before } = await digestOf(
      planJson([
        {
          address: "agyn_runner.next_Runner0[0]",
          actions: ["delete"],
          before: {},
          entry: { previous_address: "agyn_runner.pool_Runner0[0]" },
        },
      ]),
      { base: head },
    );

    expect(changes[0]?.path).toBeUndefined();
    expect(before[0]?.path).toBe("eu/pool/Runner0");
  });

  it("say when the provider's block went with what it has to destroy", async () => {
    const kept = runner({ provider: "agyn.ml" });
    const was = writtenApp(stack({ a_Runner0: kept }, { provider: { agyn: [{}, { alias: "ml" }] } }));
    const plan = planJson([{ address: "agyn_runner.a_Runner0", actions: ["delete"], before: runner() }]);
    const [gone, there] = [[{}], [{}, { alias: "ml" }]].map((agyn) => writtenApp(stack({}, { provider: { agyn } })));

    expect((await digestOf(plan, { head: gone as ReviewedApp, base: was })).changes[0]?.providerGone).toBe(true);
    expect((await digestOf(plan, { head: there as ReviewedApp, base: was })).changes[0]?.providerGone).toBeUndefined();
  });
});

describe("what is told beside changes", () => {
  it("is drift that is one", async () => {
    const same = { id: "r", name: "one", labels: { a: "1" } };
    const drifted = (input: Partial<PlannedChangeInput>): JsonObject =>
      plannedChange({ address: "agyn_runner.a", actions: ["update"], before: same, ...input });
    const { drift } = await digestOf(
      planJson([], {
        resource_drift: [
          drifted({ after: { ...same, status: "offline" } }),
          drifted({ address: "agyn_runner.b", after: same }),
          drifted({ address: "agyn_runner.c", after: { ...same, labels: { a: "2" } } }),
          drifted({ address: "agyn_runner.d", actions: ["delete"], after: null }),
        ],
      }),
    );

    expect(drift.map(({ address, action }) => `${action} ${address}`)).toEqual([
      "update agyn_runner.c",
      "delete agyn_runner.d",
    ]);
  });

  it("is each token field that is fed from another stack", async () => {
    const remote = {
      constant_value: "${data.terraform_remote_state.up.outputs.x}",
      references: ["data.terraform_remote_state.up.outputs.x"],
    };
    const named = {
      references: ["data.terraform_remote_state.up.outputs.runner_token", "data.terraform_remote_state.up"],
    };
    const resource = (address: string, expressions: JsonObject): JsonObject => ({
      address,
      type: address.split(".")[0] ?? "",
      expressions,
    });
    const { remoteStateTokens } = await digestOf(
      planJson([], {
        configuration: {
          provider_config: { "agyn.ml": { name: "agyn", expressions: { api_token: remote } } },
          root_module: {
            resources: [
              resource("kubernetes_secret_v1.a", { data: remote, metadata: [{ name: remote }] }),
              resource("helm_release.b", {
                values: named,
                set: [{ name: { constant_value: "db.password" }, value: remote }],
                version: remote,
              }),
              resource("agyn_runner.c", { organization_id: remote }),
            ],
            module_calls: { m: { module: { resources: [resource("kubernetes_secret_v1.d", { data_wo: remote })] } } },
          },
        },
      }),
    );

    expect(remoteStateTokens.map(({ address, attribute }) => `${address} ${attribute}`)).toEqual([
      "provider.agyn.ml api_token",
      "kubernetes_secret_v1.a data",
      "helm_release.b values",
      "helm_release.b set",
      "module.m.kubernetes_secret_v1.d data_wo",
    ]);
  });
});

describe("a stale plan", () => {
  const head = writtenApp(stack({ a: runner(), many: runner({ count: 2 }) }));
  const planned = { address: "agyn_runner.a", actions: ["no-op"], before: runner(), after: runner() };
  const asWritten = { name: { constant_value: "one" }, labels: { constant_value: { region: "eu" } } };
  const configured = (expressions: JsonObject): JsonObject => ({
    configuration: {
      root_module: {
        resources: [
          { address: "agyn_runner.a", type: "agyn_runner", expressions },
          {
            address: "agyn_runner.many",
            type: "agyn_runner",
            count_expression: { constant_value: 2 },
            expressions: asWritten,
          },
        ],
      },
    },
  });

  it.each([
    [
      "has an object that the stack does not have",
      planJson([planned, { ...planned, address: "agyn_runner.z" }], configured(asWritten)),
      "agyn_runner.z: in the plan, and not in stack eu",
    ],
    ["lacks one that it has", planJson([], configured(asWritten)), "agyn_runner.a: in stack eu, and not in the plan"],
    [
      "destroys one that it has",
      planJson([
        { ...planned, actions: ["delete"], after: null, entry: { action_reason: "delete_because_no_resource_config" } },
      ]),
      "agyn_runner.a: destroyed by the plan",
    ],
    [
      "was made for another literal",
      planJson([planned], configured({ ...asWritten, name: { constant_value: "two" } })),
      "agyn_runner.a.name: configured otherwise",
    ],
  ])("is one that %s", async (_what, plan, sentence) => {
    expect((await digestOf(plan, { head })).doubts).toEqual([
      { kind: "stale", sentence: expect.stringContaining(sentence) as string },
    ]);
  });

  it.each([
    ["fits", planJson([planned], configured(asWritten))],
    [
      "destroys all because it was asked to",
      planJson([{ ...planned, actions: ["delete"], after: null }], configured(asWritten)),
    ],
  ])("is not one that %s", async (_what, plan) => {
    expect((await digestOf(plan, { head })).doubts).toEqual([]);
  });
});
