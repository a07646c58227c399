// What a change does to agents while it is applied, seen with the real terraform on a fleet of two regions: who drops out, in which order,
// and for how long an agent has no place.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rehearsalJsonSchema } from "../../src/cli/rehearse-schema";
import type { FleetDefinition } from "../../src/constructs/index";
import { longGaps } from "../../src/rehearsal/index";
import type { AgentOutlook, TimelineItem } from "../../src/rehearsal/timeline/timeline";
import { KeptTerraform } from "../support/kept-terraform";
import { violations } from "../support/json-schema";
import { pullStates, RehearsalRun } from "../support/rehearse-command";
import { ORGANIZATION, WatchedFleet } from "../support/watched-fleet";

type Pools = FleetDefinition["pools"];
const LABELS = { work: "review" };
const STANDARD = { region: "us-1", labels: LABELS } as const;
const OTHER = { region: "us-2", tier: "other" } as const;
const RUNNER = "standard-us-1-0";

const UNPLACED = { rule: "fleet/agent-unplaced", path: "agents.reviewer", reason: "it waits for its pool" };

const fleet = (pools: Pools, acknowledge: FleetDefinition["acknowledge"]): FleetDefinition => ({
  name: "acme",
  stage: "dev",
  regions: { "us-1": { cluster: { context: "acme-us-1" } }, "us-2": { cluster: { context: "acme-us-2" } } },
  tiers: { other: {} },
  pools,
  agents: { reviewer: { organization: ORGANIZATION, labels: LABELS, concurrency: 2 } },
  acknowledge,
});

describe("agents during an apply", () => {
  let watched: WatchedFleet;
  beforeEach(async () => {
    watched = await WatchedFleet.start();
  });
  afterEach(() => watched.end());

  const apply = async (pools: Pools, acknowledge: FleetDefinition["acknowledge"] = []) => {
    const { timeline, agents } = await watched.apply(fleet(pools, acknowledge));
    return { timeline, reviewer: agents[0] as AgentOutlook };
  };
  const happened = (timeline: readonly TimelineItem[]) => timeline.map(({ runner, kind }) => `${runner} ${kind}`);

  it("finds a place at every moment of a rotation by generations", async () => {
    const rotated = (rotation: { generations: readonly number[]; draining?: boolean }) =>
      apply({ standard: { ...STANDARD, rotation } });
    await apply({ standard: STANDARD });

    const added = await rotated({ generations: [1, 2], draining: true });
    expect(happened(added.timeline)).toEqual([`${RUNNER}-g2 registered`, `${RUNNER}-g2 enrolled`, `${RUNNER} paused`]);
    // the old runner's labels go only when the new one has enrolled, in every order and by the estimate, too
    expect(added.timeline[2]).toMatchObject({ effect: "out", after: 2 });
    expect(added.timeline[2]?.estimatedSeconds).toBeGreaterThan(60);
    expect(added.reviewer).toMatchObject({
      placesBefore: 1,
      placesLeast: 1,
      placesAfter: 1,
      estimated: [],
      rehearsed: [],
    });
    expect(added.reviewer.orderMatters).toBeUndefined();

    const removed = await rotated({ generations: [2] });
    expect(happened(removed.timeline)).toEqual([`${RUNNER} stopped`, `${RUNNER} deleted`]);
    expect(removed.reviewer).toMatchObject({ placesLeast: 1, estimated: [], rehearsed: [] });

    // both in one apply: nothing makes the old one wait for the new one, whatever the order that was seen
    const { reviewer, timeline } = await rotated({ generations: [3] });
    const [gap] = reviewer.estimated;
    expect(timeline[(gap?.from ?? 0) - 1]).toMatchObject({ kind: "stopped", runner: `${RUNNER}-g2` });
    expect(timeline[(gap?.to ?? 0) - 1]).toMatchObject({ kind: "enrolled", runner: `${RUNNER}-g3` });
    expect(gap?.seconds).toBeGreaterThan(50);
    expect(reviewer.work).toMatchObject([{ runner: `${RUNNER}-g2`, workloads: 2, fate: "waited" }]);
  }, 60_000);

  it("tells of a first deployment without alarm, and what it costs to recreate the only runner: time, order and work", async () => {
    const first = await apply({ standard: STANDARD });
    expect(happened(first.timeline)).toEqual([`${RUNNER} registered`, `${RUNNER} enrolled`]);
    expect(first.timeline[1]).toMatchObject({ effect: "in", path: "us-1/standard/Release0", after: 1 });
    expect(first.reviewer).toMatchObject({ placesBefore: 0, placesAfter: 1, estimated: [{ from: null, to: 2 }] });
    const outlook = { timeline: first.timeline, agents: [first.reviewer], podStartSeconds: 60 };
    expect(longGaps(outlook, 0, "0s")).toEqual([]);

    const { timeline, reviewer } = await apply({ standard: { ...STANDARD, organization: ORGANIZATION } });

    expect(happened(timeline)).toEqual(["deleted", "registered", "enrolled"].map((kind) => `${RUNNER} ${kind}`));
    expect(timeline.map(({ after }) => after)).toEqual([undefined, 1, 2]);
    expect(timeline[0]).toMatchObject({ effect: "out", path: "us-1/standard/Runner0", reason: "cannot_update" });
    const [gap] = reviewer.estimated;
    expect(gap).toMatchObject({ from: 1, to: 3 });
    expect(gap?.seconds).toBeGreaterThan(60);
    expect(reviewer.rehearsed[0]?.seconds).toBeLessThan(30);
    expect(reviewer.work).toEqual([{ runner: RUNNER, pool: "us-1/standard", workloads: 2, fate: "lost" }]);
    expect(longGaps({ timeline, agents: [reviewer], podStartSeconds: 60 }, 0, "0s")).toEqual([
      expect.stringMatching(
        /^agents\.reviewer: no place for about 6\d s, .* runner standard-us-1-0 of us-1\/standard is deleted \(us-1: us-1\/standard\/Runner0; destroyed and recreated, .*docs\/runbooks\/rotate\.md/,
      ),
    ]);
  }, 60_000);

  it("finds no gap when the runner of another stack covers it, and one without end when that loses the label, too", async () => {
    const helper = { ...OTHER, labels: LABELS };
    await apply({ standard: STANDARD, other: helper });

    const covered = await apply({ standard: { region: "us-1" }, other: helper });
    expect(covered.timeline).toMatchObject([{ kind: "labels", effect: "out", lost: ["work"], stack: "us-1" }]);
    expect(covered.reviewer).toMatchObject({ placesBefore: 2, placesLeast: 1, placesAfter: 1, estimated: [] });

    const { timeline, reviewer } = await apply({ standard: { region: "us-1" }, other: OTHER }, [UNPLACED]);
    expect(reviewer).toMatchObject({
      placesAfter: 0,
      estimated: [{ from: 1, to: null, seconds: null, why: "labels" }],
    });
    expect(longGaps({ timeline, agents: [reviewer], podStartSeconds: 60 }, 3600, "1h")).toEqual([
      expect.stringContaining("agents.reviewer: no place for good"),
    ]);
  }, 60_000);

  it("finds the gap of a move between stacks in both directions, because neither depends on the other", async () => {
    const inOne = { standard: STANDARD, other: OTHER };
    const inOther = { standard: { region: "us-1" }, other: { ...OTHER, labels: LABELS } };
    await apply(inOne);

    for (const pools of [inOther, inOne]) {
      const { timeline, reviewer } = await apply(pools);
      const [gap] = reviewer.estimated;
      expect(reviewer).toMatchObject({ placesBefore: 1, placesLeast: 0, placesAfter: 1 });
      expect(timeline[(gap?.from ?? 0) - 1]).toMatchObject({ kind: "labels", effect: "out" });
      expect(timeline[(gap?.to ?? 0) - 1]).toMatchObject({ kind: "labels", effect: "in" });
      expect(longGaps({ timeline, agents: [reviewer], podStartSeconds: 60 }, 0, "0s")).toHaveLength(1);
      // us-1 is applied first: what comes back to it is there before it goes elsewhere, by the order that was seen only
      const isCovered = pools === inOne;
      expect(reviewer.rehearsed).toHaveLength(isCovered ? 0 : 1);
      if (isCovered) expect(reviewer.worstOrder).toEqual(["us-2", "us-1"]);
    }
  }, 60_000);
});

describe("cdktf-agyn rehearse, for the agents of a fleet", () => {
  it("begins from real states, and fails by --max-gap when a change leaves an agent without a place", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rehearse-agents-"));
    mkdirSync(join(folder, "tmp"));
    const terraform = await KeptTerraform.start(join(folder, "terraform"));
    const fixture = resolve(__dirname, "../rehearsal/fleet-fixture.ts");
    const app = `"${process.execPath}" --import "${require.resolve("tsx")}" "${fixture}"`;
    const start = (change: object, args: readonly string[]) => {
      const env = { FLEET: JSON.stringify(change), TERRAFORM_BINARY_NAME: terraform.binary };
      return new RehearsalRun({
        directory: folder,
        temporary: join(folder, "tmp"),
        app,
        args: ["--keep", ...args],
        env,
      });
    };
    const runs: RehearsalRun[] = [];
    try {
      runs.push(start({}, []));
      const first = await runs[0]?.kept();
      expect(await runs[0]?.end()).toBe(0);
      if (first === undefined) throw new Error("nothing was kept");
      expect(first.notes).toContain(
        "organization acme-web is taken for there, because agents are of it and no stack or state makes it",
      );

      runs.push(
        start({}, ["--max-gap", "0s", "--state", ...pullStates({ stacks: ["us-2"] }, first.kept.folder, folder)]),
      );
      await expect(runs[1]?.finished).rejects.toThrow(
        /rehearse: --max-gap: stack us-1 has no state, so all in it would/,
      );
      expect(await runs[1]?.end()).toBe(1);

      const pools = {
        standard: { region: "us-1", organization: ORGANIZATION },
        other: { region: "us-2", tier: "other" },
      };
      const args = ["--state", ...pullStates(first, first.kept.folder, folder), "--max-gap", "0s"];
      runs.push(start({ pools }, [...args, "--pod-start", "1m30s", "--markdown", "rehearsal.md"]));
      const second = await runs[2]?.kept();
      expect(await runs[2]?.end()).toBe(2);

      expect(violations(second, rehearsalJsonSchema)).toEqual([]);
      expect(second).toMatchObject({ outcome: "kept", podStartSeconds: 90 });
      expect(second?.timeline.map(({ kind }) => kind)).toEqual(["deleted", "registered", "enrolled"]);
      expect(second?.longGaps).toEqual([expect.stringContaining("agents.reviewer: no place for about 9")]);
      const markdown = readFileSync(join(folder, "rehearsal.md"), "utf8");
      expect(markdown).toMatch(/^## Rehearsal\n\n```text\nProved as far as/);
      expect(markdown).toContain("agents.reviewer: NO PLACE for about 9");
      expect(markdown).not.toMatch(/[0-9a-f]{64}|agyn_[0-9a-f]{8}-/);
    } finally {
      for (const run of runs) await run.end();
      await terraform.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
