import type { Action, MapPool, Review } from "../../../src/review/index";
import type { Fate } from "../../../src/review/render/html/fates";
import { changes, fleetMap } from "../../../src/review/render/html/fleet-map";
import { largeReview } from "../../support/large-review";
import { reviewSample, sampleChange } from "../../support/review-sample";

const pool = (id: string, ...actions: readonly Action[]): MapPool => {
  const [region = "", team = "", tier = ""] = id.split("/");
  const runners = actions.map((action, index) => ({ name: `${id}-${index}`, address: "a", stack: region, action }));
  return { id, region, team, tier, runners };
};

const mapOf = (...pools: readonly MapPool[]): ReturnType<typeof fleetMap> => {
  const review: Review = { ...reviewSample, groups: [], pools };
  return fleetMap(review);
};

test.each<[Action, number, number, Fate]>([
  ["create", 0, 1, "created"],
  ["delete", 1, 0, "destroyed"],
  ["update", 1, 1, "updated"],
  ["delete-create", 1, 1, "recreated"],
  ["create-delete", 1, 1, "recreated"],
  ["forget", 1, 0, "forgotten"],
  ["forget-create", 1, 1, "forgotten"],
  ["not-understood", 1, 1, "unclear"],
  ["no-op", 1, 1, "unchanged"],
  ["read", 1, 1, "unchanged"],
])("a runner with %s counts %i before and %i after, and is %s", (action, before, after, fate) => {
  const [placed] = mapOf(pool("r/a/x", action)).pools;
  expect(placed).toMatchObject({ before, after, worst: fate, fates: { [fate]: 1 } });
});

test("a team has a row, a tier a column, and a cell all pools of both", () => {
  const { regions } = mapOf(
    pool("r/b/x", "no-op"),
    pool("r/a/y", "no-op"),
    pool("r/a/x", "delete"),
    pool("r/a/x/2", "create"),
  );
  expect(regions).toHaveLength(1);
  expect(regions[0]?.tiers).toEqual(["x", "y"]);
  expect(regions[0]?.rows.map(({ team, cells }) => [team, ...cells.map((cell) => cell?.pools.length)])).toEqual([
    ["a", 2, 1],
    ["b", 1, undefined],
  ]);
  const [cell] = regions[0]?.rows[0]?.cells ?? [];
  expect(cell).toMatchObject({ before: 1, after: 1, worst: "destroyed", fates: { destroyed: 1, created: 1 } });
});

test("pools and regions with the worst come first", () => {
  const risky = { ...pool("b/a/x", "no-op"), risk: "high" as const };
  const { pools, regions } = mapOf(pool("a/a/x", "no-op"), pool("c/a/x", "delete"), pool("d/a/x", "create"), risky);
  expect(pools.map(({ pool: { id } }) => id)).toEqual(["b/a/x", "c/a/x", "d/a/x", "a/a/x"]);
  expect(regions.map(({ region }) => region)).toEqual(["b", "c", "d", "a"]);
});

test("a pool changes when only objects around its runners do", () => {
  const change = sampleChange({ address: "helm_release.x", type: "helm_release", action: "update", pool: "r/a/x" });
  const groups = [
    {
      title: "t",
      type: "helm_release",
      action: "update" as const,
      count: 1,
      members: [{ stack: "r", change }],
      odd: 0,
    },
  ];
  const [placed] = fleetMap({ ...reviewSample, groups, pools: [pool("r/a/x", "no-op", "no-op")] }).pools;
  expect(placed).toMatchObject({ worst: "updated", fates: { unchanged: 2 }, around: { updated: 1 } });
});

test("names like those of an object's prototype are names", () => {
  const { regions } = mapOf(pool("__proto__/constructor/toString", "delete"));
  expect(regions.map(({ region, tiers, rows }) => [region, rows[0]?.team, tiers[0]])).toEqual([
    ["__proto__", "constructor", "toString"],
  ]);
});

test("above 3,000 cells a region has one row for all teams, with nothing lost from the totals", () => {
  const single = fleetMap(largeReview(3_000));
  const added = fleetMap(largeReview(3_500));
  expect([single.aggregated, added.aggregated]).toEqual([false, true]);
  expect(added.regions.every(({ rows }) => rows.length === 1)).toBe(true);
  const runners = largeReview(3_500).pools.flatMap((one) => one.runners);
  expect(added.total.before).toBe(runners.filter(({ action }) => action !== "create").length);
  expect(added.regions.reduce((sum, { changedPools }) => sum + changedPools, 0)).toBe(
    added.pools.filter(changes).length,
  );
});
