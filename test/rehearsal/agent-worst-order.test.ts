// The order of stacks that is worst for an agent, compared with all orders there are.
import { AgentPlacing } from "../../src/rehearsal/timeline/gaps";
import { mayHaveNone, type PlaceChange, worstOrder } from "../../src/rehearsal/timeline/worst-order";

interface Done {
  readonly atMs: number;
  readonly runnerId: string;
  readonly isPlace: boolean;
}
interface Stack {
  readonly stack: string;
  readonly durationMs: number;
  readonly dependencies: readonly string[];
  readonly does: readonly Done[];
}

const out = (atMs: number, runnerId: string): Done => ({ atMs, runnerId, isPlace: false });
const into = (atMs: number, runnerId: string): Done => ({ atMs, runnerId, isPlace: true });
const stack = (name: string, does: readonly Done[], dependencies: readonly string[] = [], durationMs = 100): Stack => ({
  ...{ stack: name, does, dependencies, durationMs },
});
const after =
  (stacks: readonly Stack[]) =>
  (one: string, other: string): boolean => {
    const direct = stacks.find(({ stack: name }) => name === one)?.dependencies ?? [];
    return direct.includes(other) || direct.some((between) => after(stacks)(between, other));
  };

/** One stack after the other. */
function inSequence(stacks: readonly Stack[]) {
  const changes: PlaceChange[] = [];
  let beginMs = 0;
  const spans = stacks.map(({ stack: name, durationMs, does }) => {
    const startMs = beginMs;
    beginMs += durationMs;
    for (const { atMs, ...done } of does) {
      changes.push({ ...done, stack: name, atMs: startMs + atMs, index: changes.length });
    }
    return { stack: name, startMs, endMs: beginMs };
  });
  return { spans, changes };
}
function seen(before: readonly string[], changes: readonly PlaceChange[]) {
  const placing = new AgentPlacing("web", before);
  for (const change of changes) {
    placing.take(change.runnerId, change.isPlace);
    placing.see(change, () => "runners");
  }
  return placing.over();
}
const worst = (before: readonly string[], stacks: readonly Stack[]) => {
  const { spans, changes } = inSequence(stacks);
  return worstOrder(seen(before, changes), spans, changes, after(stacks));
};
const gapsOf = ({ over }: NonNullable<ReturnType<typeof worst>>) =>
  over.gaps.map(({ from, to }) => (to === undefined ? "for good" : to.atMs - (from?.atMs ?? 0)));

describe("the worst order of stacks for an agent", () => {
  it.each<[string, string[], Stack[], { gaps: (number | string)[]; stacks: string[] } | undefined]>([
    [
      "takes the place in one before another gives it, and lets all others come between",
      ["a"],
      [stack("us-1", [into(70, "b")]), stack("us-2", [out(10, "a")]), stack("us-3", [])],
      { gaps: [90 + 100 + 70], stacks: ["us-2", "us-1"] },
    ],
    [
      "lets two that recreate their only runners do so at once",
      ["a", "b"],
      [stack("us-1", [out(10, "a"), into(70, "c")]), stack("us-2", [out(20, "b"), into(75, "d")])],
      { gaps: [55], stacks: ["us-2", "us-1"] },
    ],
    [
      "is none when the one that takes depends on the one that gives, near or far",
      ["a"],
      [stack("us-1", [into(70, "b")]), stack("us-2", [], ["us-1"]), stack("us-3", [out(10, "a")], ["us-2"])],
      undefined,
    ],
    [
      "is none when a place is left whatever comes first",
      ["a", "b"],
      [stack("us-1", [out(1, "a"), into(2, "c")])],
      undefined,
    ],
    [
      "is none when each gives before it takes",
      ["a", "b"],
      [stack("us-1", [into(60, "c"), out(70, "a")]), stack("us-2", [into(60, "d"), out(70, "b")])],
      undefined,
    ],
    [
      "does without what would come first as it was seen, when nothing demands it",
      ["a", "b"],
      [
        stack("us-1", [into(1, "c"), into(2, "d")]),
        stack("us-2", [out(10, "c")], ["us-1"]),
        stack("us-3", [out(5, "a"), out(6, "b")]),
      ],
      { gaps: [94 + 1], stacks: ["us-3", "us-1", "us-2"] },
    ],
    [
      "has no end when there is none in any order",
      ["a"],
      [stack("us-1", [out(10, "a")])],
      { gaps: ["for good"], stacks: ["us-1"] },
    ],
    ["is not looked for when there was no place before", [], [stack("us-1", [into(1, "a")])], undefined],
  ])("%s", (_, before, stacks, expected) => {
    const found = worst(before, stacks);

    expect(found && { gaps: gapsOf(found), stacks: found.stacks }).toEqual(expected);
  });

  it.each<[string, string[], Done[], (first: number, second: number) => boolean, boolean]>([
    ["may leave none when nothing puts the new place first", ["a"], [into(1, "b"), out(2, "a")], () => false, true],
    ["leaves one when the new place is forced to come first", ["a"], [into(1, "b"), out(2, "a")], () => true, false],
    ["leaves one when fewer go than there are", ["a", "c"], [into(1, "b"), out(2, "a")], () => false, false],
    [
      "leaves one when each that goes waits for another",
      ["a", "c"],
      [into(1, "b"), into(1, "d"), out(2, "a"), out(3, "c")],
      (first, second) => second === first + 2,
      false,
    ],
  ])("of all changes %s", (_, before, does, isForced, expected) => {
    const { changes } = inSequence([stack("us-1", does)]);

    expect(mayHaveNone(seen(before, changes), changes, isForced)).toBe(expected);
  });

  it("is found whenever one order of all leaves the agent without a place", () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const permutations = <T>(all: readonly T[]): T[][] =>
      all.length === 0
        ? [[]]
        : all.flatMap((one) => permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));
    const counts = { gap: 0, none: 0 };
    for (let round = 0; round < 400; round++) {
      const before: string[] = [];
      const names = ["s0", "s1", "s2", "s3"].slice(0, 2 + random(3));
      const stacks = names.map((name, at) => {
        const does = Array.from({ length: random(4) }, (_, number): Done => {
          const isPlace = random(2) === 1;
          if (!isPlace) before.push(`${name}-${number}`);
          return { atMs: 10 * (number + 1) + random(9), runnerId: `${name}-${number}`, isPlace };
        });
        return stack(
          name,
          does,
          names.slice(0, at).filter(() => random(3) === 0),
        );
      });
      if (before.length === 0) continue;
      const allowed = permutations(stacks).filter((order) =>
        order.every(({ stack: name }, at) => !order.slice(at).some((later) => after(stacks)(name, later.stack))),
      );
      const hasGap = allowed.some((order) => seen(before, inSequence(order).changes).least === 0);
      const found = worst(before, stacks);

      counts[hasGap ? "gap" : "none"] += 1;
      if (hasGap) expect({ stacks, least: found?.over.least }).toEqual({ stacks, least: 0 });
      if (found !== undefined) expect({ stacks, least: found.over.least }).toEqual({ stacks, least: 0 });
    }
    expect(counts.gap).toBeGreaterThan(50);
    expect(counts.none).toBeGreaterThan(50);
  });
});
