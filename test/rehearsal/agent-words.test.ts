// What a change does to agents, as people read it.
import { inMarkdown } from "../../src/cli/rehearse-markdown";
import { agentsInWords, longGaps } from "../../src/rehearsal/index";
import type { AgentOutlook, PlacelessTime, TimelineItem } from "../../src/rehearsal/timeline/timeline";

const item = (number: number, change: Partial<TimelineItem> = {}): TimelineItem => ({
  ...{ number, kind: "deleted", effect: "out", runner: `r${number}`, stack: "us-1" },
  ...{ rehearsedSeconds: 0.25, estimatedSeconds: 60.4, ...change },
});
const agent = (name: string, change: Partial<AgentOutlook> = {}): AgentOutlook => ({
  ...{ name, placesBefore: 1, placesLeast: 0, placesAfter: 1, estimated: [], rehearsed: [], work: [], ...change },
});
const gap = (from: number | null, to: number | null, seconds: number | null): PlacelessTime => ({
  ...{ from, to, seconds, why: "labels" },
});
const words = (agents: readonly AgentOutlook[], timeline: readonly TimelineItem[] = [item(1), item(2)]) =>
  agentsInWords({ podStartSeconds: 60, timeline, agents });

describe("agents in words", () => {
  it("says in one line that all have a place at every moment, or that there are none", () => {
    expect(words([agent("a"), agent("b")], [])).toEqual(["Agents: every one of the 2 has a place at every moment."]);
    expect(words([])).toEqual([expect.stringContaining("declares none that can be simulated")]);
  });

  it.each<[string, Partial<AgentOutlook>, string]>([
    [
      "a gap, with both figures apart",
      { estimated: [gap(1, 2, 60.05)], rehearsed: [gap(1, 2, 0.05)] },
      "agents.a: NO PLACE for about 60 s, from 1 (r1 is deleted) to 2 (r2 is deleted); places: 1 before, 1 after. As rehearsed: 0.1 s.",
    ],
    [
      "a gap that only the estimate has",
      { estimated: [gap(1, 2, 60.05)] },
      "agents.a: NO PLACE for about 60 s, from 1 (r1 is deleted) to 2 (r2 is deleted); places: 1 before, 1 after. As rehearsed: none.",
    ],
    [
      "a gap by an order of stacks that was not rehearsed",
      { estimated: [gap(1, 2, 60.05)], worstOrder: ["us-2", "us-1\u001b"] },
      "agents.a: NO PLACE for about 60 s, from 1 (r1 is deleted) to 2 (r2 is deleted); places: 1 before, 1 after. As rehearsed: none. That is when stacks are applied in the order us-2, us-1?, or some at once, which no dependency rules out.",
    ],
    [
      "a place that only the order kept",
      { placesLeast: 1, orderMatters: true },
      "agents.a: a place at every moment by the order that was seen; within a stack nothing forces it, so that it may have none for a moment; places: 1 before, 1 after.",
    ],
    [
      "a gap without an end",
      { placesAfter: 0, estimated: [gap(2, null, null)] },
      "agents.a: NO PLACE for good from 2 (r2 is deleted) on (labels); places: 1 before, 0 after.",
    ],
    [
      "a first place",
      { estimated: [gap(null, 2, 61.5)] },
      "agents.a: none before; its first place is there after about 62 s, with 2 (r2 is deleted).",
    ],
    ["no place at all", { estimated: [gap(null, null, null)] }, "agents.a: no place before and none after (labels)."],
    [
      "work that is lost",
      { work: [{ runner: "r1", pool: "p", workloads: 1, fate: "lost" }] },
      "agents.a: 1 workload on r1 of p, at full concurrency, would lose the runner: their records go with it, and nobody stops their pods.",
    ],
    [
      "work that is waited for",
      { work: [{ runner: "r1", workloads: 2, fate: "waited" }] },
      "agents.a: the deletion waits for 2 workloads on r1; how long is not in the times.",
    ],
  ])("tells of %s", (_, change, expected) => {
    expect(words([agent("a", change), agent("b")]).slice(0, 2)).toEqual([expected, "A place at every moment: b."]);
  });

  it("says of each thing what caused it, why, and whether its order is forced", () => {
    const path = "us-1/web/Runner0";
    const timeline = [
      item(1, { path, address: "agyn_runner.x", pool: "us-1/web", reason: "cannot_update" }),
      item(2, { kind: "labels", address: "agyn_runner.y", lost: ["tier"], gained: ["team"], after: 1 }),
      item(3, { kind: "enrolled", effect: "in" }),
    ];

    expect(words([agent("a")], timeline).slice(2)).toEqual([
      "   1. +0.3 s / +60 s     out runner r1 of us-1/web is deleted (us-1: us-1/web/Runner0; destroyed and recreated, because the change can't be made in place)",
      "   2. +0.3 s / +60 s     out runner r2 loses tier and gets team (labels) (us-1: agyn_runner.y) [always after 1]",
      "   3. +0.3 s / +60 s     in  runner r3 has enrolled (us-1) [order as seen]",
    ]);
  });

  it("counts what is beyond forty, and lets no control character through", () => {
    const timeline = Array.from({ length: 42 }, (_, at) => item(at + 1, { runner: "r\u001b[31m\u202e" }));

    const lines = words([agent("a")], timeline);

    expect(lines).toHaveLength(1 + 1 + 40 + 1);
    expect(lines.at(-1)).toBe("  and 2 more, in --json.");
    expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("gaps that are too long", () => {
  const found = (change: Partial<AgentOutlook>, seconds: number, kind: TimelineItem["kind"] = "deleted") =>
    longGaps(
      { podStartSeconds: 60, timeline: [item(1, { kind }), item(2)], agents: [agent("a", change)] },
      seconds,
      "X",
    );

  it("are those of the estimate that begin with the change and last longer, or have no end", () => {
    expect(found({ estimated: [gap(1, 2, 60)] }, 60)).toEqual([]);
    expect(found({ estimated: [gap(1, 2, 60.1)] }, 60)).toHaveLength(1);
    expect(found({ estimated: [gap(1, null, null)] }, 86_400)).toHaveLength(1);
    expect(found({ estimated: [gap(null, 2, 60)] }, 0)).toEqual([]);
    expect(found({ rehearsed: [gap(1, 2, 60)] }, 0)).toEqual([]);
  });

  it("say what to do when only the order of stacks decides", () => {
    const [said] = found({ estimated: [gap(1, 2, 60)], worstOrder: ["us-2", "us-1"] }, 0);

    expect(said).toMatch(
      /^agents\.a: no place for about 60 s.*in the order us-2, us-1, or some at once: let those that take places depend on those that give them \(`stack\.addDependency`\)/,
    );
  });

  it.each<[TimelineItem["kind"], PlacelessTime, string]>([
    ["deleted", gap(1, 2, 60), "a new generation for a new token (`rotation`, docs/runbooks/rotate.md)"],
    ["deleted", gap(1, null, null), "Let another runner that takes its work enroll in an apply before"],
    ["stopped", gap(1, 2, 60), "Let another runner that takes its work enroll in an apply before"],
    ["labels", gap(1, null, null), "Give another runner what the agent asks for in an apply before"],
  ])("say what to do when a runner is %s", (kind, placeless, fix) => {
    const [said] = found({ estimated: [placeless] }, 0, kind);

    expect(said).toMatch(
      /^agents\.a: no place for (about 60 s|good).*--max-gap is X: its last place goes when runner r1 /,
    );
    expect(said).toContain(fix);
  });
});

it("is put into a comment so that nothing in it ends the fence", () => {
  expect(inMarkdown(["a ```` b", "</details> @team\u0007"])).toBe(
    "## Rehearsal\n\n`````text\na ```` b\n</details> @team?\n`````\n",
  );
});
