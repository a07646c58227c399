// What a review makes of a rehearsal: whose it is, from which states, who is without a place meanwhile, and how much that weighs.
import { type Digest, givenRehearsal, judge, type RehearsalDocument, type Review } from "../../../src/review/index";
import { appFingerprint } from "../../../src/synthesized/index";
import { digestsOf } from "../../support/review-builders";
import { app, lines, of } from "./support";

const head = app();
const STEPS: RehearsalDocument["timeline"] = [
  {
    ...{ number: 1, kind: "deleted", effect: "out", runner: "standard-east-web-0", pool: "east/standard-web" },
    ...{ stack: "east", path: "east/standard-web/Runner0", reason: "cannot_update" },
    ...{ rehearsedSeconds: 0.8, estimatedSeconds: 0.8 },
  },
  {
    number: 2,
    kind: "registered",
    effect: "none",
    runner: "x",
    stack: "east",
    rehearsedSeconds: 1,
    estimatedSeconds: 1,
  },
  {
    ...{ number: 3, kind: "enrolled", effect: "in", runner: "standard-east-web-0", stack: "east" },
    ...{ rehearsedSeconds: 0.9, estimatedSeconds: 61, after: 2 },
  },
];
const gap = (from: number | null, to: number | null, seconds: number | null) => ({ from, to, seconds, why: "labels" });
const agent = (name: string, rest: Partial<RehearsalDocument["agents"][number]> = {}) => ({
  ...{ name, placesBefore: 1, placesLeast: 1, placesAfter: 1, estimated: [], rehearsed: [], work: [] },
  ...rest,
});
const interrupted = agent("reviewer", {
  placesLeast: 0,
  estimated: [gap(1, 3, 60.2)],
  rehearsed: [gap(1, 3, 0.1)],
  work: [{ runner: "standard-east-web-0", workloads: 2, fate: "lost" }],
});
const document = (rest: Partial<RehearsalDocument> = {}): RehearsalDocument => ({
  outcome: "proved",
  app: appFingerprint(head.directory, head.stacks.values()),
  states: [...head.stacks.keys()].map((stack) => ({ stack, lineage: "l", serial: 3 })),
  timeline: STEPS,
  agents: [agent("trainer")],
  podStartSeconds: 60,
  ...rest,
});
const digests = digestsOf(head, head);
const review = (rest: Partial<RehearsalDocument> = {}, of: readonly Digest[] = digests): Review =>
  judge({ digests: of, base: head, head, rehearsal: givenRehearsal(document(rest), head, of) });
const doubts = ({ stacks }: Review) => stacks.flatMap(({ doubts: all }) => all.map(({ sentence }) => sentence));

describe("a rehearsal in a review", () => {
  it("in which every agent keeps a place is one sentence", () => {
    const { rehearsal, verdict } = review({ timeline: [] });
    expect(rehearsal).toEqual({
      ...{ outcome: "proved", sentence: "No agent is without a place at any time.", podStartSeconds: 60 },
      ...{ agents: [], steady: 1, steps: [] },
    });
    expect(verdict).toBe("nothing");
  });

  it("in which an agent loses its last place for a time says how long, why, and what drops out", () => {
    const judged = review({ agents: [interrupted, agent("trainer")] });
    expect(judged.rehearsal).toMatchObject({
      sentence: "Agent reviewer is without a place for a time.",
      agents: [{ agent: "reviewer", gaps: [{ from: 1, to: 3, seconds: 60.2 }], rehearsedSeconds: 0.1 }],
      steady: 1,
      steps: [
        { number: 1, effect: "out", what: "runner standard-east-web-0 is deleted" },
        { number: 3, effect: "in", what: "runner standard-east-web-0 has enrolled", after: 2 },
      ],
    });
    expect(lines(judged)).toEqual([
      "medium place-interrupted: agent reviewer is without a place for about 60 s while this is applied",
    ]);
    expect(of(judged, "place-interrupted")[0]).toMatchObject({
      at: { stack: "east", path: "east/standard-web/Runner0" },
      cause: "runner standard-east-web-0 is deleted, and it was its last place",
      consequence: expect.stringContaining("Up to 2 of its workloads lose their runner.") as string,
    });
    expect(judged.verdict).toBe("findings");
  });

  it.each<[string, Partial<RehearsalDocument>, readonly string[]]>([
    ["longer than the rehearsal allows", { agents: [interrupted], maxGapSeconds: 60 }, ["high place-interrupted"]],
    ["as long as the rehearsal allows", { agents: [interrupted], maxGapSeconds: 60.2 }, ["medium place-interrupted"]],
    [
      "without an end",
      { agents: [agent("reviewer", { placesAfter: 0, estimated: [gap(1, null, null)] })] },
      ["high place-interrupted"],
    ],
    ["before the first place of a new agent", { agents: [agent("new", { estimated: [gap(null, 3, 61)] })] }, []],
    [
      "of a step that is not there",
      { agents: [agent("x", { estimated: [gap(7, 9, 5)] })] },
      ["medium place-interrupted"],
    ],
  ])("weighs a time without a place %s", (_, rest, found) => {
    expect(lines(review(rest)).map((line) => line.replace(/:.*/, ""))).toEqual(found);
  });

  it("gives a finding the same fingerprint when only the seconds are others", () => {
    const longer = { ...interrupted, estimated: [gap(1, 3, 64)] };
    const [one, other] = [interrupted, longer].map((of) => review({ agents: [of] }).findings[0]?.fingerprint);
    expect(one).toBe(other);
  });

  it("that failed blocks, and says where without what a provider's text may hold", () => {
    const token = "a".repeat(64);
    const judged = review({
      outcome: "failed",
      failure: {
        ...{ step: "Apply", stack: "east", command: "apply", runners: [] },
        errors: [{ summary: `Refused for ${token}`, address: "helm_release.x" }],
      },
    });
    expect(lines(judged)).toEqual([
      "high rehearsal-failed: the rehearsal failed at apply of stack east: Refused for (looks like a secret, not shown) (helm_release.x)",
    ]);
    expect(judged.verdict).toBe("blocked");
    expect(JSON.stringify(judged)).not.toContain(token);
  });

  it("that should have been made is said to be missing, and stops nothing", () => {
    const judged = judge({ digests, base: head, head, rehearsal: "missing" });
    expect(judged.rehearsal?.outcome).toBe("missing");
    expect(judged.verdict).toBe("nothing");
  });
});

describe("a rehearsal that can't be taken for one of this change", () => {
  const other = app((fleet) => {
    fleet.pools["ml-gpu"] = { region: "east", team: "ml", tier: "gpu-nvidia-l4", runners: 1 };
  });
  const saved = (serial: number, lineage: string): readonly Digest[] =>
    digests.map((digest) => ({ ...digest, source: { ...digest.source, saved: { sha256: "0", serial, lineage } } }));
  const { app: own } = document();

  it.each<[string, Partial<RehearsalDocument>, readonly Digest[], RegExp]>([
    [
      "of other JSON",
      { app: appFingerprint(other.directory, other.stacks.values()) },
      digests,
      /of other JSON of stack east/,
    ],
    ["of an app without a stack", { app: { stacks: {} } }, digests, /of an app without stack east/],
    [
      "of another fleet",
      { app: { stacks: own?.stacks ?? {}, fleet: "0" } },
      digests,
      /another fleet\.json, so of other agents/,
    ],
    [
      "begun from nothing where there is something",
      { states: [] },
      digests,
      /without the state of stack east, which has/,
    ],
    ["begun from an older state", {}, saved(4, "l"), /from serial 3 of the state of stack east, and its plan from 4/],
    ["begun from another state", {}, saved(3, "m"), /another state of stack east than its plan \(another lineage\)/],
    ["begun from a state where there was none", {}, saved(0, ""), /and its plan was made when there was none/],
  ])("is doubted: %s", (_, rest, planned, text) => {
    const judged = review(rest, planned);
    expect(judged.verdict).toBe("unjudgeable");
    expect(doubts(judged).join("\n")).toMatch(text);
  });

  it("is doubted when it does not say whose it is", () => {
    const { app: _, ...unsigned } = document();
    const judged = judge({ digests, base: head, head, rehearsal: givenRehearsal(unsigned, head, digests) });
    expect(doubts(judged)).toContain(
      "The rehearsal does not say which app it is of. Rehearse this app with this version",
    );
  });

  it("is not doubted when it began from the very states of the plans", () => {
    expect(doubts(review({}, saved(3, "l")))).toEqual([]);
  });

  it("is told to leave out stacks that the app no longer has", () => {
    const [stack] = head.stacks.values();
    if (stack === undefined) throw new Error("the fleet has no stack");
    const base = { ...head, stacks: new Map([...head.stacks, ["gone", { ...stack, name: "gone" }]]) };
    const judged = judge({ digests, base, head, rehearsal: givenRehearsal(document(), head, digests) });
    expect(judged.notes.join("\n")).toContain("The rehearsal does not destroy stack gone, which the app no longer has");
  });
});
