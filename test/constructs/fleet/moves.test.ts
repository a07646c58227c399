// Pools of a fleet that change their stacks where states can't be touched: who takes over, who lets go, and what is refused.
import { Fleet, type FleetDefinition, RegionStack } from "../../../src/constructs/index";
import { messageOf, type Output, type StackJson, synth } from "../support";
import { definition } from "./support";

type Slices = NonNullable<FleetDefinition["slices"]>;
type Draft = Parameters<NonNullable<Parameters<typeof definition>[0]>>[0];

const runner = (number: number) => ({
  runner: `5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a${String(number).padStart(2, "0")}`,
  revision: 1_763_000_000_000 + number,
});
/** Every pool of the fleet says that it is taken over. */
function adoptAll({ pools }: Draft): void {
  Object.assign(pools.shared ?? {}, { adopt: [runner(1)] });
  Object.assign(pools["ml-gpu"] ?? {}, { adopt: [runner(2)] });
  const cells = [
    { team: "ml", region: "east" },
    { team: "ml", region: "west" },
    { team: "web", region: "east" },
    { team: "web", region: "west" },
  ];
  Object.assign(pools.standard ?? {}, { cells: cells.map((cell, index) => ({ ...cell, adopt: [runner(3 + index)] })) });
}
const sliced = (slices: Slices, change: (fleet: Draft) => void = () => undefined): Fleet =>
  Fleet.of(
    definition((fleet) => {
      fleet.slices = slices;
      change(fleet);
    }),
  );
const moved = (from: Slices, to: Slices, change: (fleet: Draft) => void = adoptAll): Fleet =>
  sliced(to, (fleet) => {
    fleet.releasedFrom = from;
    change(fleet);
  });
const everyStack = (fleet: Fleet): Output => synth((app) => fleet.stacks(app));

const addresses = (stack: StackJson | undefined): readonly string[] =>
  Object.entries(stack?.resource ?? {})
    .flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`))
    .sort();
const forgotten = (stack: StackJson | undefined): readonly string[] =>
  ((stack as { removed?: readonly { from: string }[] } | undefined)?.removed ?? []).map(({ from }) => from);
const imported = (stack: StackJson | undefined): number =>
  (stack as { import?: readonly unknown[] } | undefined)?.import?.length ?? 0;
const providers = (stack: StackJson | undefined) =>
  Object.entries(stack?.provider ?? {}).map(([name, blocks]) => [
    name,
    blocks.map(({ alias }) => alias ?? "(none)").sort(),
  ]);

describe("pools that change their stacks", () => {
  const before = everyStack(sliced("byRegion"));

  it("are taken over by the new stacks and let go of by the old ones, with the provider blocks of what they had", () => {
    const { stacks } = everyStack(moved("byRegion", "byTeam"));

    expect(Object.keys(stacks).sort()).toEqual(["east", "ml", "organizations", "shared", "web", "west"]);
    for (const region of ["east", "west"] as const) {
      expect(forgotten(stacks[region])).toEqual(addresses(before.stacks[region]));
      expect(addresses(stacks[region])).toEqual([]);
      expect(new Set(providers(stacks[region]).map(String))).toEqual(
        new Set(providers(before.stacks[region]).map(String)),
      );
    }
    for (const team of ["shared", "ml", "web"] as const) {
      expect(imported(stacks[team])).toBeGreaterThan(0);
      expect(forgotten(stacks[team])).toEqual([]);
      expect(addresses(stacks[team]).some((address) => address.startsWith("kubernetes_secret_v1."))).toBe(false);
    }
  });

  it("are let go of by a stack that goes on with others", () => {
    const { stacks } = everyStack(
      moved("byRegion", "gpuApart", ({ pools }) => Object.assign(pools["ml-gpu"] ?? {}, { adopt: [runner(1)] })),
    );

    expect(Object.keys(stacks).sort()).toEqual(["east", "east-gpu", "organizations", "west"]);
    expect([...forgotten(stacks.east), ...addresses(stacks.east)].sort()).toEqual(addresses(before.stacks.east));
    expect(forgotten(stacks.east).every((address) => address.includes(".ml-gpu_"))).toBe(true);
    expect(imported(stacks["east-gpu"])).toBeGreaterThan(0);
    expect([imported(stacks.west), forgotten(stacks.west)]).toEqual([0, []]);
  });

  it("are let go of by stacks of teams and of the pools without one", () => {
    const { stacks } = everyStack(moved("byTeam", "byRegion"));
    const teams = everyStack(sliced("byTeam")).stacks;

    for (const team of ["shared", "ml", "web"] as const) {
      expect(forgotten(stacks[team])).toEqual(addresses(teams[team]));
      expect(new Set(providers(stacks[team]).map(String))).toEqual(new Set(providers(teams[team]).map(String)));
    }
  });

  it("come to their new stack before the old one lets go", () => {
    const order = (fleet: Fleet) => {
      let ids: readonly string[] = [];
      const { files } = synth((app) => {
        ids = fleet.stacks(app).map(({ node }) => node.id);
      });
      const { stacks } = JSON.parse(files.get("manifest.json") ?? "") as {
        stacks: Record<string, { dependencies: string[] }>;
      };
      return { ids, east: stacks.east?.dependencies.sort(), west: stacks.west?.dependencies.sort() };
    };

    expect(order(moved("byRegion", "byTeam"))).toEqual({
      ids: ["organizations", "shared", "ml", "web", "east", "west"],
      east: ["ml", "organizations", "shared", "web"],
      west: ["ml", "organizations", "web"],
    });
  });

  it("are let go of by one stack alone as beside the others", () => {
    const fleet = moved("byRegion", "byTeam");
    const alone = synth((app) => {
      new RegionStack(app, { fleet, region: "east" });
    });

    expect(alone.stacks).toEqual({ east: everyStack(fleet).stacks.east });
  });

  it("are in fleet.json with what is taken over", () => {
    const file = JSON.parse(everyStack(moved("byRegion", "byTeam")).files.get("fleet.json") ?? "") as Record<
      string,
      Record<string, Record<string, unknown>>
    >;

    expect(file.releasedFrom).toBe("byRegion");
    expect(file.pools?.["west/ml-standard"]?.adopt).toEqual([{ ...runner(4), secretName: "ml-standard-west-0-token" }]);
  });
});

describe("what pools can't change their stacks by", () => {
  it("fails with what is wrong with a pool once, though two stacks know it", () => {
    const fleet = moved("byRegion", "byTeam", (draft) => {
      adoptAll(draft);
      delete draft.regions.east?.cluster?.version;
    });

    expect(messageOf(() => everyStack(fleet))).toMatch(/^fleet acme: 1 problem\n/);
  });

  it("fails before any stack is made for a pool that nobody takes over", () => {
    expect(messageOf(() => moved("byRegion", "byTeam", () => undefined))).toMatch(
      /fleet\/moved-pool[^]*the stack east lets go of the pool and shared would register it anew/,
    );
  });
});
