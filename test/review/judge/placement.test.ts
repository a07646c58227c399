// Where agents may land before and after, and which rules that breaks.
import { judge } from "../../../src/review/index";
import { digest } from "../../support/review-builders";
import { app, type Draft, judged, lines, of } from "./support";

const SMALL = {
  requestsCpu: "1",
  requestsMemory: "2Gi",
  limitsCpu: "2",
  limitsMemory: "4Gi",
};
const agent = (change: object) => (fleet: Draft) => void Object.assign(fleet.agents?.["reviewer"] ?? {}, change);
const accepted = (change: (fleet: Draft) => void) => (fleet: Draft) => {
  change(fleet);
  fleet.acknowledge = [{ rule: "fleet/agent-unplaced", path: "agents", reason: "tried out" }];
};

describe("the placement of an agent", () => {
  const apart = { labels: { tier: "standard", region: "west" } };
  const nowhere = accepted(agent({ labels: { tier: "huge" } }));

  it.each([
    ["same", () => undefined, () => undefined, [2, 2]],
    ["narrower", () => undefined, agent(apart), [2, 1]],
    ["wider", agent(apart), () => undefined, [1, 2]],
    ["other", agent(apart), agent({ labels: { tier: "standard", region: "east" } }), [1, 1]],
    ["lost", () => undefined, nowhere, [2, 0]],
    ["found", nowhere, () => undefined, [0, 2]],
    ["unplaced", nowhere, nowhere, [0, 0]],
    ["gone", () => undefined, (fleet: Draft) => delete fleet.agents?.["reviewer"], [2, 0]],
    ["new", (fleet: Draft) => delete fleet.agents?.["reviewer"], () => undefined, [0, 2]],
  ])("is %s", (verdict, before, after, [was, is]) => {
    const { placement } = judged(app(before), app(after));

    expect(placement.find(({ agent: name }) => name === "reviewer")).toMatchObject({
      verdict,
      runners: { before: was, after: is },
    });
  });

  it("is critical when it is lost by what the agent requires", () => {
    expect(of(judged(app(), app(nowhere)), "agent-unplaced")).toMatchObject([
      { risk: "critical", what: "agent reviewer can no longer be placed", cause: "what it requires changes" },
    ]);
  });

  it("is high for a new agent without one", () => {
    const review = judged(
      app((fleet) => delete fleet.agents?.["reviewer"]),
      app(nowhere),
    );

    expect(of(review, "agent-unplaced")).toMatchObject([{ risk: "high", what: "new agent reviewer has no place" }]);
    expect(of(review, "agent-unplaced")[0]?.consequence).toContain("no pool in reach has the label tier=huge");
  });

  it("says nothing of an agent that had none before", () => {
    expect(of(judged(app(nowhere), app(nowhere)), "agent-unplaced")).toEqual([]);
  });

  it("is lost with the last enrolled runner, whatever else is registered", () => {
    const head = app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { runners: 1 }));
    const review = judged(app(), head, { status: { "ml-gpu-east-0": "offline" } });

    expect(review.placement[0]).toMatchObject({
      agent: "trainer",
      verdict: "lost",
      why: "what is left is not enrolled (ml-gpu-east-0 is offline)",
    });
    expect(of(review, "last-runner")).toMatchObject([{ what: expect.stringContaining("ml-gpu-east-1") as string }]);
  });

  it("is not lost by a runner that had not enrolled before either", () => {
    const review = judged(app(), app(), { status: { "ml-gpu-east-0": "pending", "ml-gpu-east-1": "offline" } });

    expect(review.placement.map(({ verdict }) => verdict)).toEqual(["same", "same"]);
    expect(review.notes.join(" ")).toContain("Runners ml-gpu-east-0 and ml-gpu-east-1 are registered and not enrolled");
  });

  it("does not believe the status of a runner that goes: a plan tells an old one", () => {
    const head = app(
      accepted((fleet) => {
        delete fleet.pools["ml-gpu"];
      }),
    );
    const review = judged(app(), head, { status: { "ml-gpu-east-0": "pending", "ml-gpu-east-1": "pending" } });

    expect(of(review, "last-runner")).toMatchObject([{ risk: "critical" }]);
  });

  it("is that of the apps where a stack has no plan", () => {
    const head = app((fleet) => delete fleet.pools["ml-gpu"] && delete fleet.agents?.["trainer"]);

    expect(judged(app(), head, { without: ["east"] }).placement[0]).toMatchObject({
      agent: "trainer",
      verdict: "gone",
      runners: { before: 2 },
    });
  });

  it("is the environment's where the platform places by environments", () => {
    const placed = (pool: string) =>
      app((fleet) => {
        fleet.placement = "environments";
        fleet.tiers = {
          "gpu-nvidia-l4": { gpu: { model: "nvidia-l4", perNode: 4 }, flavors: { s: SMALL } },
          standard: { flavors: { s: SMALL } },
        };
        fleet.agents = { trainer: { organization: "acme-ml", environment: { pool, flavor: "s" } } };
      });
    const review = judged(placed("east/ml-gpu"), placed("east/ml-standard"));

    expect(review.placement).toMatchObject([
      { verdict: "other", before: ["east/ml-gpu"], after: ["east/ml-standard"] },
    ]);
    expect(review.notes.join(" ")).toContain("by environments");
  });

  it("is taken from one fleet for both sides where the other app has none", () => {
    const { written: _, ...bare } = app();

    expect(judged(bare, app()).placement.map(({ verdict }) => verdict)).toEqual(["same", "same"]);
    expect(judged(bare, app()).notes.join(" ")).toContain("Only one of the two apps has a fleet.json");
    expect(judged(bare, bare).placement).toEqual([]);
    expect(judged(bare, bare).notes.join(" ")).toContain("no fleet.json");
  });
});

describe("fleet rules", () => {
  const twin = (fleet: Draft) =>
    void Object.assign(fleet.pools, { "ml-more": { region: "east", team: "ml", tier: "gpu-nvidia-l4" } });

  it("that are newly broken by an overlap are told as one", () => {
    expect(of(judged(app(), app(twin)), "overlap-new")[0]).toMatchObject({
      risk: "medium",
      what: expect.stringContaining("chance decides between them") as string,
    });
    expect(of(judged(app(twin), app(twin)), "overlap-new")).toEqual([]);
  });

  it("that hold again are noted", () => {
    expect(judged(app(twin), app()).notes).toContain("Fleet rules that hold again: fleet/pool-overlap.");
  });

  it("see runners that no fleet declares by what they have in common", () => {
    const facts = (name: string) => ({ name, labels: { region: "eu" }, capabilities: [] });
    const [one, two] = ["edge-a", "edge-b"].map(facts);
    const runners = [
      { address: "agyn_runner.a", action: "no-op" as const, ...(one === undefined ? {} : { before: one, after: one }) },
      { address: "agyn_runner.b", action: "create" as const, ...(two === undefined ? {} : { after: two }) },
    ];
    const review = judge({ digests: [digest("edge", { runners })], head: app(), base: app() });

    expect(lines(review)).toContain("medium overlap-new: edge-a and edge-b newly get the same work");
  });
});
