// What looks like a loss and is none: rotations, pauses, pools that change their stack; and what pools no longer offer.
import type { Review } from "../../../src/review/index";
import { runnerId } from "../../support/review-builders";
import { app, type Draft, judged, lines, of } from "./support";

const gpu = (settings: object) => (fleet: Draft) => void Object.assign(fleet.pools["ml-gpu"] ?? {}, settings);
const rotation = (generations: readonly number[], draining = false) =>
  gpu({ rotation: { generations, ...(draining ? { draining } : {}) } });

describe("a rotation", () => {
  const first = app(gpu({ runners: 1 }));
  const second = app((fleet) => {
    gpu({ runners: 1 })(fleet);
    rotation([1, 2])(fleet);
  });
  const draining = app((fleet) => {
    gpu({ runners: 1 })(fleet);
    rotation([1, 2], true)(fleet);
  });
  const last = app((fleet) => {
    gpu({ runners: 1 })(fleet);
    rotation([2])(fleet);
  });

  it.each([
    ["with both generations working", second, "both generations get work"],
    ["with the old one drained", draining, "the old ones get no new work"],
  ])("does not alarm at its first step, %s", (_, head, words) => {
    const review = judged(first, head);

    expect(worst(review)).toBe("low");
    expect(of(review, "rotation")).toMatchObject([
      {
        what: "pool east/ml-gpu gets generation 2 beside generation 1",
        consequence: expect.stringContaining(words) as string,
      },
    ]);
  });

  it.each([
    ["both worked", second],
    ["the old one was drained", draining],
  ])("does not alarm at its second step, when %s", (_, base) => {
    const review = judged(base, last);

    expect(of(review, "rotation")).toMatchObject([
      { risk: "low", what: "generation 1 of pool east/ml-gpu is taken away", cause: "it ends a rotation" },
    ]);
    expect(lines(review).filter((line) => !line.startsWith("low"))).toEqual([]);
    expect(review.sentence).toMatch(/^1 runner is destroyed \(east\/ml-gpu\)\. Findings: \d low\.$/);
  });

  it("alarms when the new generation has not enrolled", () => {
    const review = judged(draining, last, { status: { "ml-gpu-east-0-g2": "pending" } });

    expect(of(review, "rotation")).toEqual([]);
    expect(review.findings.some(({ rule, risk }) => rule === "review/runner-destroyed" && risk === "high")).toBe(true);
    expect(of(review, "runner-destroyed")[0]?.consequence).toContain(
      "The other generation of its pool (ml-gpu-east-0-g2) has not enrolled yet.",
    );
    expect(review.notes).toContain("Runner ml-gpu-east-0-g2 is registered and not enrolled: it gets no work now.");
  });

  it("asks to look where statuses are not known", () => {
    const review = judged(draining, last, { kind: "synth" });

    expect(of(review, "rotation")).toMatchObject([{ risk: "medium" }]);
    expect(of(review, "rotation")[0]?.consequence).toContain("Whether generation 2 has enrolled is not known here.");
  });

  it("is none when the new generation comes in the same apply", () => {
    expect(of(judged(first, last), "rotation")).toEqual([]);
    expect(of(judged(first, last), "runner-destroyed")).toMatchObject([{ risk: "high" }]);
  });

  it("may go back", () => {
    expect(worst(judged(second, first))).toBe("low");
  });
});

describe("a pool that changes its stack", () => {
  const released = (change: (fleet: Draft) => void) =>
    app((fleet) => {
      Object.assign(fleet, { slices: "gpuApart", releasedFrom: "byRegion" });
      change(fleet);
    });
  const head = released(
    gpu({ adopt: [0, 1].map((index) => ({ runner: runnerId(`ml-gpu-east-${index}`), revision: 1_763_000_000_000 })) }),
  );
  const review = judged(app(), head);

  it("keeps its runners, and no agent loses a place", () => {
    expect(of(review, "runner-moved")).toMatchObject([
      { risk: "low", what: "2 runners move from one stack to another: ml-gpu-east-0 and ml-gpu-east-1" },
    ]);
    expect(review.placement.map(({ verdict }) => verdict)).toEqual(["same", "same"]);
    expect(review.findings.filter(({ rule }) => /lost|last|destroyed|forgotten|without-token/.test(rule))).toEqual([]);
  });

  it("is counted once", () => {
    expect(review.capacity.find(({ tier }) => tier !== "standard")?.runners).toEqual({ before: 2, after: 2 });
    const [pool] = review.pools.filter(({ id }) => id === "east/ml-gpu");
    expect(pool?.runners.map(({ name, stack }) => [name, stack])).toEqual([
      ["ml-gpu-east-0", "east-gpu"],
      ["ml-gpu-east-1", "east-gpu"],
    ]);
  });

  it("is forgotten where the other stack's plan does not take it over", () => {
    const half = judged(app(), head, { without: ["east-gpu"] });

    expect(of(half, "runner-forgotten")).toMatchObject([
      { risk: "medium", what: "2 runners leave their states and keep running: ml-gpu-east-0 and ml-gpu-east-1" },
    ]);
    expect(half.verdict).toBe("unjudgeable");
  });

  it("is made anew when nobody adopts it", () => {
    const anew = judged(
      app(),
      app((fleet) => (fleet.slices = "gpuApart")),
    );

    expect(of(anew, "runner-recreated")).toMatchObject([
      { risk: "high", what: "2 runners are destroyed and recreated: ml-gpu-east-0 and ml-gpu-east-1" },
    ]);
    expect(of(anew, "last-runner")).toEqual([]);
  });
});

describe("what pools no longer offer", () => {
  const docker = (capabilities: readonly string[]) =>
    app((fleet) => {
      Object.assign(fleet.agents?.["reviewer"] ?? {}, {
        capabilities: ["docker"],
        labels: { tier: "standard", region: "east" },
      });
      Object.assign(fleet.pools["standard"] ?? {}, { capabilities });
      fleet.acknowledge = [{ rule: "fleet/agent-unplaced", path: "agents.reviewer", reason: "tried out" }];
    });

  it("is critical when an agent loses its last place by it", () => {
    const review = judged(docker(["docker"]), docker(["browser"]));

    expect(of(review, "capabilities-narrowed")).toMatchObject([
      {
        risk: "critical",
        at: { pool: "east/web-standard" },
        what: "runner web-standard-east-0 loses capability docker",
      },
      { risk: "low", consequence: "No declared agent needs it." },
    ]);
    expect(of(review, "capabilities-narrowed")[0]?.consequence).toContain(
      "Agent reviewer can no longer be placed: no pool",
    );
    expect(of(review, "agent-unplaced")).toEqual([]);
  });

  it("is low when no declared agent needs it", () => {
    const review = judged(
      app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { labels: { size: "big" } })),
      app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { labels: { size: "small" } })),
    );

    expect(of(review, "labels-narrowed")).toMatchObject([
      {
        risk: "low",
        what: "the runners of pool east/ml-gpu lose label size=big",
        consequence: "No declared agent needs it.",
      },
    ]);
  });

  it("is medium when an agent keeps other pools", () => {
    const sized = (size: string) =>
      app((fleet) => {
        Object.assign(fleet.agents?.["reviewer"] ?? {}, { labels: { size: "big" } });
        Object.assign(fleet.pools["standard"] ?? {}, {
          labels: { size: "big" },
          cells: [{ region: "west", team: "web", labels: { size } }],
        });
      });
    const review = judged(sized("big"), sized("small"));

    expect(of(review, "labels-narrowed")[0]).toMatchObject({ risk: "medium", at: { pool: "west/web-standard" } });
    expect(of(review, "placement-narrowed")[0]).toMatchObject({
      what: "agent reviewer can no longer land on west/web-standard",
      at: { pool: "west/web-standard", region: "west", team: "web", tier: "standard" },
    });
  });

  it("tells a pause as one, and whom it stops", () => {
    const review = judged(app(), app(gpu({ paused: true })));

    expect(of(review, "labels-narrowed")).toMatchObject([
      { risk: "critical", what: "the runners of pool east/ml-gpu are paused" },
    ]);
    expect(review.placement[0]).toMatchObject({
      agent: "trainer",
      why: "every pool that takes its work is paused (east/ml-gpu), so it waits",
    });
  });
});

/** The heaviest risk of a review. */
function worst({ findings }: Review): string {
  return findings[0]?.risk ?? "none";
}
