// What nobody can see before the apply, and what the plan and the fleet say differently of an organization.
import type { Digest, RunnerChange, RunnerFacts } from "../../../src/review/digest/model";
import { digestPlan } from "../../../src/review/digest/digest-plan";
import { judge, type Review } from "../../../src/review/index";
import { change, digest, digestsOf, step } from "../../support/review-builders";
import { chunksOf, planJson } from "../../support/plan-json";
import type { JsonObject } from "../../../src/synthesized/index";
import { app, lines, of } from "./support";

type Facts = (facts: RunnerFacts, runner: RunnerChange) => RunnerFacts;

/** The small fleet as it is, but for what a plan knows of its runners afterwards. */
function reviewOf(after: Facts, before: Facts = (facts) => facts, action: RunnerChange["action"] = "update"): Review {
  const base = app();
  const digests = digestsOf(base, base).map(
    (one): Digest => ({
      ...one,
      runners: one.runners.map((runner) => {
        if (runner.before === undefined || runner.after === undefined) return runner;
        const [was, is] = [before(runner.before, runner), after(runner.after, runner)];
        return was === runner.before && is === runner.after ? runner : { ...runner, action, before: was, after: is };
      }),
    }),
  );
  return judge({ digests, base, head: base });
}

const isStandard = ({ labels }: RunnerFacts): boolean => labels["tier"] === "standard";
const openTier: Facts = (facts) =>
  isStandard(facts)
    ? { ...facts, labels: { ...facts.labels, tier: "(known after apply)" }, open: ["labels.tier"] }
    : facts;
const hiddenLabels: Facts = (facts) =>
  isStandard(facts) ? { ...facts, labels: { "(secret)": "(secret)" }, open: ["labels"] } : facts;
const openCapabilities: Facts = ({ capabilities, ...facts }) =>
  isStandard(facts) || capabilities === undefined ? { ...facts, open: ["capabilities"] } : { ...facts, capabilities };

describe("labels that nobody can see before the apply", () => {
  it.each<[string, Facts]>([
    ["one that is known only after the apply", openTier],
    ["all, because they are secret", hiddenLabels],
  ])("are neither kept nor lost: %s", (_what, after) => {
    const review = reviewOf(after);

    expect(review.verdict).toBe("unjudgeable");
    expect(review.placement.find(({ agent }) => agent === "reviewer")).toMatchObject({
      verdict: "uncertain",
      mayLand: expect.arrayContaining([expect.stringContaining("standard")]) as string[],
    });
    expect(of(review, "labels-narrowed")).toEqual([]);
    expect(of(review, "agent-unplaced")).toEqual([]);
    expect(review.stacks.flatMap(({ doubts }) => doubts).map(({ kind }) => kind)).toContain("open-values");
    expect(JSON.stringify(review)).toContain("agent reviewer may land there or not");
  });

  it("are a doubt too where they stay as they are and an agent depends on them", () => {
    expect(reviewOf(hiddenLabels, hiddenLabels, "no-op").verdict).toBe("unjudgeable");
  });

  it("are none where nothing changes and nobody depends on them", () => {
    const other: Facts = (facts) => ({
      ...facts,
      labels: { ...facts.labels, note: "(secret)" },
      open: ["labels.note"],
    });

    expect(reviewOf(other, other, "no-op").verdict).toBe("nothing");
  });
});

describe("capabilities that nobody can see before the apply", () => {
  it("are neither kept nor lost", () => {
    const review = reviewOf(openCapabilities);

    expect(review.verdict).toBe("unjudgeable");
    expect(of(review, "capabilities-narrowed")).toEqual([]);
  });
});

describe("the facts of a plan", () => {
  const runner = (more: JsonObject): JsonObject => ({
    name: "one",
    labels: { tier: "x" },
    capabilities: ["a"],
    ...more,
  });
  it.each<[string, JsonObject, JsonObject, readonly string[] | undefined]>([
    ["a label", { labels: { tier: true } }, {}, ["labels.tier"]],
    ["all labels", { labels: true }, {}, ["labels"]],
    ["all capabilities", { capabilities: true }, {}, ["capabilities"]],
    ["one capability", { capabilities: [true] }, {}, ["capabilities"]],
    ["a secret label", {}, { labels: { tier: true } }, ["labels.tier"]],
    ["secret capabilities", {}, { capabilities: [true] }, ["capabilities"]],
    ["an id", { id: true, status: true }, {}, undefined],
  ])("name what is open: %s", async (_what, unknown, afterSensitive, open) => {
    const planned = { address: "agyn_runner.a", actions: ["create"], after: runner({}), unknown, afterSensitive };
    const { runners } = await digestPlan(chunksOf(planJson([planned])), { stack: "eu" });

    expect(runners[0]?.after?.open).toEqual(open);
  });
});

describe("rights that nobody can see before the apply", () => {
  const hidden = { before: { value: ["get"] }, after: { hidden: "sensitive" } } as const;
  it.each([
    ["hidden", { path: "rule[0].verbs", ...hidden }],
    [
      "known only after the apply",
      { path: "role_ref.name", before: { value: "a" }, after: { unknown: true } } as const,
    ],
  ])("can't be judged: %s", (_what, attribute) => {
    const one = change("kubernetes_cluster_role_v1.x", "update", { attributes: [attribute] });

    expect(judge({ digests: [digest("east", { changes: [one] })] }).stacks).toMatchObject([
      {
        doubts: [
          {
            kind: "open-values",
            sentence: expect.stringMatching(/^What kubernetes_cluster_role_v1\.x will/) as string,
          },
        ],
      },
    ]);
  });

  it.each<[string, string, JsonObject, string]>([
    [
      "a role that allows everything",
      "kubernetes_cluster_role_v1.x",
      { metadata: [{ name: "x" }], rule: [{ api_groups: ["*"], resources: ["*"], verbs: ["*"] }] },
      "high rights-changed: role x is new",
    ],
    [
      "a binding to cluster-admin",
      "kubernetes_cluster_role_binding_v1.x",
      { metadata: [{ name: "x" }], role_ref: [{ kind: "ClusterRole", name: "cluster-admin" }] },
      "high rights-changed: binding x is new",
    ],
    [
      "a quota without pods",
      "kubernetes_resource_quota_v1.x",
      { metadata: [{ name: "x" }], spec: [{ hard: { pods: "0", "count/secrets": "0" } }] },
      "high rights-changed: quota x is new",
    ],
  ])("are told where they are new: %s", async (_what, address, after, line) => {
    const made = await digestPlan(chunksOf(planJson([{ address, actions: ["create"], after }])), { stack: "east" });

    expect(lines(judge({ digests: [made] }))).toEqual([line]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["secret", {}, { spec: [{ hard: { pods: true } }] }],
    ["known only after the apply", { spec: [{ hard: { pods: true } }] }, {}],
    ["all known only after the apply", { spec: [{ hard: true }] }, {}],
  ])("can't be judged of a new quota whose amounts are %s", async (_what, unknown, afterSensitive) => {
    const after = { spec: [{ hard: unknown["spec"] === undefined ? { pods: "0" } : {} }] };
    const planned = { address: "kubernetes_resource_quota_v1.x", actions: ["create"], after, unknown, afterSensitive };
    const made = await digestPlan(chunksOf(planJson([planned])), { stack: "east" });

    expect(judge({ digests: [made] }).verdict).toBe("unjudgeable");
  });

  it("are nothing special in a role and a quota that are new and usual", async () => {
    const rule = [{ api_groups: [""], resources: ["pods"], verbs: ["get"] }];
    const made = await digestPlan(
      chunksOf(
        planJson([
          { address: "kubernetes_role_v1.x", actions: ["create"], after: { metadata: [{ name: "x" }], rule } },
          {
            address: "kubernetes_resource_quota_v1.x",
            actions: ["create"],
            after: { spec: [{ hard: { pods: "10" } }] },
          },
        ]),
      ),
      { stack: "east" },
    );

    expect(judge({ digests: [made] })).toMatchObject({ verdict: "changes", findings: [] });
  });

  it.each([
    ["spec.hard.requests.cpu", "0"],
    ["spec.hard.limits.memory", "0Gi"],
    ["spec.hard.count/pods", 0],
  ])("stop everything with a quota of nothing: %s", (path, value) => {
    const one = change("kubernetes_resource_quota_v1.x", "update", { attributes: [step(path, "4", value)] });

    expect(judge({ digests: [digest("east", { changes: [one] })] }).findings).toMatchObject([{ risk: "high" }]);
  });
});

describe("an agent that may land or not on a runner of a stack that nobody plans", () => {
  it("can't be judged, though no plan names the runner", () => {
    const base = app();
    const west = base.stacks.get("west");
    const open = { ...west, resources: new Map(west?.resources) } as NonNullable<typeof west>;
    for (const [address, resource] of open.resources)
      if (address.startsWith("agyn_runner."))
        (open.resources as Map<string, typeof resource>).set(address, {
          ...resource,
          body: { ...resource.body, labels: "${var.labels}" },
        });
    const before = { ...base, stacks: new Map([...base.stacks, ["west", open]]) };
    const head = { ...before, stacks: new Map([...before.stacks].filter(([name]) => name !== "west")) };
    // the only certain place of reviewer goes
    const gone = (one: RunnerChange): boolean => one.pool === "east/web-standard";
    const digests = digestsOf(base, head).map((one) => ({
      ...one,
      runners: one.runners.filter((runner) => !gone(runner)),
    }));
    const review = judge({ digests, base: before, head });

    expect(review.placement.find(({ agent }) => agent === "reviewer")?.verdict).toBe("uncertain");
    expect(review.verdict).toBe("unjudgeable");
  });
});
