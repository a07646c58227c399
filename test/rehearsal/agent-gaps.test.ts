// When an agent has no place, out of runners that come, change and go at given times: the simulated orchestrator counts, these intervals
// are what comes of it.
import { type ReplayedChange, replay } from "../../src/rehearsal/timeline/gaps";
import type { RunnerThen } from "../../src/rehearsal/timeline/watch";

const uuid = (id: string): string => `00000000-0000-4000-8000-${id.charCodeAt(0).toString().padStart(12, "0")}`;
const ORGANIZATIONS = [{ id: uuid("o"), slug: "acme-web" }];
const PLAN = { agents: { reviewer: { organization: "acme-web", labels: { tier: "gpu" }, concurrency: 3 } } };

const runner = (id: string, change: Partial<RunnerThen> = {}): RunnerThen => ({
  id: uuid(id),
  name: id,
  organizationId: undefined,
  status: "enrolled",
  labels: { tier: "gpu" },
  capabilities: [],
  process: "runs",
  release: `ns/${id}`,
  updatedAt: "",
  ...change,
});
const A = runner("a");
const B = runner("b");
const pending = { status: "pending", process: "elsewhere" } as const;

/** Changes at these milliseconds, in the order of the timeline. */
const changes = (...given: [number, RunnerThen | undefined, RunnerThen | undefined][]): ReplayedChange[] =>
  given.map(([atMs, before, after], index) => ({ atMs, before, after, index }));

const reviewer = (before: readonly RunnerThen[], happened: readonly ReplayedChange[]) => {
  const { agents, lost } = replay(PLAN, ORGANIZATIONS, before, happened);
  return { ...agents[0], lost };
};

describe("places over time", () => {
  it.each<[string, RunnerThen[], ReplayedChange[], object]>([
    ["nothing happens", [A], [], { before: 1, least: 1, after: 1, gaps: [] }],
    [
      "its only runner is deleted and another enrolls later",
      [A],
      changes([1_000, A, undefined], [1_200, undefined, runner("b", pending)], [61_500, runner("b", pending), B]),
      { before: 1, least: 0, after: 1, gaps: [{ from: { atMs: 1_000, index: 0 }, to: { atMs: 61_500, index: 2 } }] },
    ],
    [
      "the other one enrolls first, whatever the order of the timeline",
      [A],
      changes([70_000, A, undefined], [61_000, runner("b", pending), B]),
      { before: 1, least: 1, after: 1, gaps: [] },
    ],
    [
      "one goes and another comes at the same moment",
      [A],
      changes([1_000, A, undefined], [1_000, runner("b", pending), B]),
      { before: 1, least: 1, after: 1, gaps: [] },
    ],
    [
      "its only runner goes for good",
      [A],
      changes([5_000, A, undefined]),
      { least: 0, after: 0, gaps: [{ from: { atMs: 5_000, index: 0 }, why: "runners" }] },
    ],
    [
      "what it needs of labels goes for good",
      [A],
      changes([5_000, A, runner("a", { labels: {} })]),
      { least: 0, after: 0, gaps: [{ from: { atMs: 5_000, index: 0 }, why: "labels" }] },
    ],
    [
      "the pod of its only runner goes, which stays registered and enrolled",
      [A],
      changes([5_000, A, runner("a", { process: "gone" })], [65_000, runner("a", { process: "gone" }), A]),
      { gaps: [{ from: { atMs: 5_000, index: 0 }, to: { atMs: 65_000, index: 1 }, why: "enrolled" }] },
    ],
    [
      "it has no place before",
      [],
      changes([100, undefined, runner("a", pending)], [60_100, runner("a", pending), A]),
      { before: 0, after: 1, gaps: [{ to: { atMs: 60_100, index: 1 }, why: "runners" }] },
    ],
    [
      "it has none twice",
      [A],
      changes([1, A, undefined], [11, runner("b", pending), B], [21, B, undefined], [31, undefined, A]),
      {
        gaps: [
          { from: { atMs: 1 }, to: { atMs: 11 } },
          { from: { atMs: 21 }, to: { atMs: 31 } },
        ],
      },
    ],
    [
      "a runner of another organization is left",
      [A, runner("c", { organizationId: uuid("p") })],
      changes([1_000, A, undefined]),
      { before: 1, after: 0 },
    ],
  ])("when %s", (_, before, happened, expected) => {
    expect(reviewer(before, happened)).toMatchObject(expected);
  });

  it("counts the work whose runner is deleted under it, and not that of a runner whose pod goes", () => {
    const B2 = runner("b", { process: "gone" });

    expect(reviewer([A], changes([1_000, A, undefined])).lost).toEqual([
      { agent: "reviewer", runnerId: uuid("a"), workloads: 3 },
    ]);
    expect(reviewer([B], changes([1_000, B, B2])).lost).toEqual([]);
  });
});
