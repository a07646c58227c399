import type { Move } from "../../src/move/compare";
import { planMoves } from "../../src/move/steps";
import type { SynthesizedStack } from "../../src/synthesized/index";

const stacks = (...names: string[]): SynthesizedStack[] =>
  names.map((name) => ({ name, dependencies: [], directory: `out/${name}`, configuration: {}, variables: [] }));

/** "a.x b.y" is the move of t.x in stack a to t.y in stack b. */
const moves = (...texts: string[]): Move[] =>
  texts.map((text) => {
    const [from = "", to = ""] = text.split(" ").map((place) => place.replace(".", " t."));
    const [[one = "", x = ""], [other = "", y = ""]] = [from.split(" "), to.split(" ")];
    return {
      type: "t",
      name: x,
      from: { stack: one, address: x },
      to: { stack: other, address: y },
      mayBeEmpty: false,
    };
  });

const inWords = (found: ReturnType<typeof planMoves>): string[] =>
  found.steps.map(({ kind, from, to }) =>
    kind === "drop"
      ? `drop ${from.stack} ${from.address}`
      : `${kind} ${from.stack} ${from.address} ${to.stack} ${to.address}`,
  );

describe("the steps of moves", () => {
  it.each<[string, string[], string[]]>([
    ["join what goes to another state", ["a.x b.x"], ["join a t.x b t.x"]],
    ["rename what stays in its state", ["a.x a.y"], ["rename a t.x a t.y"]],
    [
      "drop only from states that receive too, for others are copied without it",
      ["a.x b.x", "b.y c.y"],
      ["join a t.x b t.x", "join b t.y c t.y", "drop b t.y"],
    ],
    [
      "go over temporary addresses where two states exchange an address",
      ["a.x b.x", "b.x a.x"],
      [
        "join a t.x b t.agyn-move-1",
        "join b t.x a t.agyn-move-2",
        "drop a t.x",
        "drop b t.x",
        "rename b t.agyn-move-1 b t.x",
        "rename a t.agyn-move-2 a t.x",
      ],
    ],
    [
      "put aside what goes round in one state",
      ["a.x a.y", "a.y a.z"],
      ["rename a t.x a t.agyn-move-1", "rename a t.y a t.z", "rename a t.agyn-move-1 a t.y"],
    ],
  ])("%s", (_, texts, steps) => {
    expect(inWords(planMoves(moves(...texts), stacks("a", "b", "c"), stacks("a", "b", "c")))).toEqual(steps);
  });
});

it("the states of moves say who receives, who is written last, and which output they are in", () => {
  const { states } = planMoves(
    moves("gone.x both.x", "both.y new.y", "new.k new.l"),
    stacks("gone", "both", "idle"),
    stacks("both", "idle", "new"),
  );

  expect(states).toEqual([
    { stack: "both", old: "out/both", new: "out/both", receives: true, changes: true },
    { stack: "new", old: undefined, new: "out/new", receives: true, changes: true },
    { stack: "gone", old: "out/gone", new: undefined, receives: false, changes: true },
  ]);
});
