// Which runner takes which workload, and what is said when none does.
import fc from "fast-check";
import { describeNoPlacement, type PlacementRunner, selectRunners, type Workload } from "../../src/placement/index.js";

const runner: PlacementRunner = {
  id: "r1",
  name: "gpu-eu",
  organizationId: "acme",
  status: "enrolled",
  labels: { tier: "gpu", region: "eu" },
  capabilities: ["docker"],
};
const workload: Workload = { organizationId: "acme", labels: {}, capabilities: [] };

describe("a runner is eligible", () => {
  it.each<[string, Partial<PlacementRunner>, Partial<Workload>]>([
    ["of the organization, for a workload without requirements", {}, {}],
    ["of the cluster", { organizationId: undefined }, {}],
    ["with all labels asked for", {}, { labels: { tier: "gpu" } }],
    [
      "with all capabilities asked for, repeats and order aside",
      { capabilities: ["b", "a"] },
      { capabilities: ["a", "b", "a"] },
    ],
    ["with an empty label value that is asked for", { labels: { x: "" } }, { labels: { x: "" } }],
  ])("%s", (_name, change, requirements) => {
    const candidate = { ...runner, ...change };

    expect(selectRunners([candidate], { ...workload, ...requirements })).toEqual({
      eligible: [candidate],
      rejected: [],
    });
  });
});

describe("a runner is rejected", () => {
  it.each<[string, Partial<PlacementRunner>, Partial<Workload>, string, string]>([
    ["of another organization", { organizationId: "other" }, {}, "scope", "belongs to organization other"],
    ["that is pending", { status: "pending" }, {}, "enrolled", "is pending, not enrolled"],
    ["that is offline", { status: "offline" }, {}, "enrolled", "is offline, not enrolled"],
    ["of unknown status", { status: "unspecified" }, {}, "enrolled", "is of unknown status, not enrolled"],
    ["without a label", { labels: {} }, { labels: { tier: "gpu" } }, "labels", "lacks label tier=gpu (has no tier)"],
    [
      "with other values",
      {},
      { labels: { tier: "cpu", region: "us" } },
      "labels",
      "lacks labels region=us (has region=eu), tier=cpu (has tier=gpu)",
    ],
    [
      "with a label only by inheritance",
      { labels: {} },
      { labels: { toString: "x" } },
      "labels",
      "lacks label toString=x (has no toString)",
    ],
    [
      "without capabilities",
      {},
      { capabilities: ["vm", "docker", "gpu", "vm"] },
      "capabilities",
      "lacks capabilities gpu, vm",
    ],
    [
      "by the first of several reasons",
      { organizationId: "other", status: "pending" },
      { capabilities: ["vm"] },
      "scope",
      "belongs to organization other",
    ],
  ])("%s", (_name, change, requirements, constraint, detail) => {
    const candidate = { ...runner, ...change };

    expect(selectRunners([candidate], { ...workload, ...requirements })).toEqual({
      eligible: [],
      rejected: [{ runner: candidate, constraint, detail }],
    });
  });
});

describe("describeNoPlacement", () => {
  const describeFor = (runners: PlacementRunner[], requirements: Partial<Workload> = {}) => {
    const asked = { ...workload, ...requirements };
    return describeNoPlacement(selectRunners(runners, asked), asked);
  };

  it("names each runner, what it lacks, and what to do", () => {
    const text = describeFor(
      [
        runner,
        { ...runner, id: "r2", name: "cpu", labels: { tier: "cpu" } },
        { ...runner, id: "r3", name: "new", status: "pending" },
      ],
      { labels: { tier: "cpu" }, capabilities: ["vm"] },
    );

    expect(text).toBe(
      [
        "No runner takes this workload of organization acme, which needs labels tier=cpu and capabilities vm:",
        '- "gpu-eu" (r1) lacks label tier=cpu (has tier=gpu) [labels]: put the labels on the runner, or take them out of the workload\'s requirements.',
        '- "cpu" (r2) lacks capability vm [capabilities]: let the runner offer them, or take them out of the workload\'s requirements.',
        '- "new" (r3) is pending, not enrolled [enrolled]: start its process with its service token, and look at the process\'s log when it does not enroll.',
      ].join("\n"),
    );
  });

  it("says that there are none", () => {
    expect(describeFor([])).toBe(
      "No runner takes this workload of organization acme: there are no runners. Register one for the organization, or a cluster-scoped one.",
    );
  });

  it("counts what is beyond ten", () => {
    const many = Array.from({ length: 13 }, (_, i) => ({ ...runner, id: String(i), status: "pending" as const }));

    expect(describeFor(many).split("\n")).toHaveLength(12);
    expect(describeFor(many)).toContain("- and 3 more.");
  });

  it("is empty when some runner is eligible", () => {
    expect(describeFor([runner])).toBe("");
  });
});

describe("for all runners and workloads", () => {
  const word = fc.constantFrom("a", "b", "c", "toString", "__proto__");
  const labels = fc.dictionary(word, word, { maxKeys: 3 });
  const runnerOf = fc.record({
    id: fc.uuid(),
    name: word,
    organizationId: fc.option(fc.constantFrom("acme", "other"), { nil: undefined }),
    status: fc.constantFrom("pending" as const, "enrolled" as const, "enrolled" as const, "offline" as const),
    labels,
    capabilities: fc.array(word, { maxLength: 3 }),
  });
  const workloadOf = fc.record({
    organizationId: fc.constant("acme"),
    labels,
    capabilities: fc.array(word, { maxLength: 3 }),
  });

  it("each is on one side, and on one only", () => {
    fc.assert(
      fc.property(fc.array(runnerOf), workloadOf, (runners, asked) => {
        const { eligible, rejected } = selectRunners(runners, asked);
        const sides = [...eligible, ...rejected.map((rejection) => rejection.runner)];

        expect(sides).toHaveLength(runners.length);
        expect(new Set(sides)).toEqual(new Set(runners));
      }),
    );
  });

  it("a label or capability more never costs a runner a workload it had", () => {
    fc.assert(
      fc.property(runnerOf, workloadOf, word, word, (candidate, asked, key, value) => {
        fc.pre(!Object.hasOwn(candidate.labels, key));
        const richer = {
          ...candidate,
          labels: Object.fromEntries([...Object.entries(candidate.labels), [key, value]]),
          capabilities: [...candidate.capabilities, value],
        };

        if (selectRunners([candidate], asked).eligible.length === 1) {
          expect(selectRunners([richer], asked).eligible).toEqual([richer]);
        }
      }),
    );
  });

  it("a requirement more never makes a runner eligible", () => {
    fc.assert(
      fc.property(runnerOf, workloadOf, word, (candidate, asked, capability) => {
        const stricter = { ...asked, capabilities: [...asked.capabilities, capability] };

        if (selectRunners([candidate], asked).eligible.length === 0) {
          expect(selectRunners([candidate], stricter).eligible).toHaveLength(0);
        }
      }),
    );
  });

  it("there is a sentence exactly when nothing is eligible", () => {
    fc.assert(
      fc.property(fc.array(runnerOf), workloadOf, (runners, asked) => {
        const placement = selectRunners(runners, asked);

        expect(describeNoPlacement(placement, asked) === "").toBe(placement.eligible.length > 0);
      }),
    );
  });
});
