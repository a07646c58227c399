// How a fleet is cut into stacks: which pools are where, with which credentials, and that each stack stands alone.
import {
  Fleet,
  type FleetDefinition,
  GpuStack,
  OrganizationsStack,
  RegionStack,
  RunnerPool,
  RunnerTier,
  Team,
  TeamStack,
} from "../../../src/constructs/index";
import { reservedIds } from "../../../src/fleet/slices";
import { isDnsLabel } from "../../../src/kubernetes/index";
import { type Block, messageOf, type Output, resources, type StackJson, synth } from "../support";
import { definition } from "./support";

type Slices = NonNullable<FleetDefinition["slices"]>;

const sliced = (slices: Slices, change: Parameters<typeof definition>[0] = () => undefined): Fleet =>
  Fleet.of(
    definition((fleet) => {
      fleet.slices = slices;
      change(fleet);
    }),
  );
const everyStack = (fleet: Fleet): Output => synth((app) => fleet.stacks(app));
const runnersOf = (stack: StackJson | undefined): readonly Block[] =>
  stack === undefined ? [] : resources(stack, "agyn_runner");
const runnersByStack = ({ stacks }: Output) =>
  Object.fromEntries(Object.entries(stacks).map(([id, stack]) => [id, runnersOf(stack).map(({ name }) => name)]));
const addresses = (stack: StackJson | undefined): readonly string[] =>
  Object.entries(stack?.resource ?? {}).flatMap(([type, blocks]) =>
    Object.keys(blocks).map((name) => `${type}.${name}`),
  );
const aliases = (stack: StackJson | undefined, provider: string) =>
  (stack?.provider?.[provider] ?? []).map(({ alias }) => alias ?? "(none)").sort();

describe("slicing by region", () => {
  const output = everyStack(sliced("byRegion"));

  it("has a stack for each region with all of its pools", () => {
    expect(runnersByStack(output)).toEqual({
      organizations: [],
      east: ["ml-gpu-east-0", "ml-standard-east-0", "shared-east-0", "web-standard-east-0"],
      west: ["ml-standard-west-0", "web-standard-west-0"],
    });
  });

  it("has one block per credential, and the region's cluster without alias", () => {
    expect(aliases(output.stacks.east, "agyn")).toEqual(["(none)", "ml", "web"]);
    expect(aliases(output.stacks.west, "agyn")).toEqual(["ml", "web"]);
    expect(aliases(output.stacks.east, "kubernetes")).toEqual(["(none)"]);
  });
});

describe("slicing by team", () => {
  const output = everyStack(sliced("byTeam"));

  it("has a stack for each team over its regions, and one for the pools that no team owns", () => {
    expect(runnersByStack(output)).toEqual({
      organizations: [],
      shared: ["shared-east-0"],
      ml: ["ml-gpu-east-0", "ml-standard-east-0", "ml-standard-west-0"],
      web: ["web-standard-east-0", "web-standard-west-0"],
    });
  });

  it("has one block per credential and one per cluster", () => {
    expect(aliases(output.stacks.ml, "agyn")).toEqual(["ml"]);
    expect(aliases(output.stacks.ml, "kubernetes")).toEqual(["east", "west"]);
    expect(aliases(output.stacks.ml, "helm")).toEqual(["east", "west"]);
    expect(aliases(output.stacks.shared, "agyn")).toEqual(["(none)"]);
  });
});

describe("keeping GPU pools apart", () => {
  const output = everyStack(sliced("gpuApart"));

  it("has a stack of its own for the GPU pools of a region", () => {
    expect(runnersByStack(output)).toEqual({
      organizations: [],
      east: ["ml-standard-east-0", "shared-east-0", "web-standard-east-0"],
      "east-gpu": ["ml-gpu-east-0"],
      west: ["ml-standard-west-0", "web-standard-west-0"],
    });
    expect(aliases(output.stacks["east-gpu"], "agyn")).toEqual(["ml"]);
  });

  it("gives a pool the addresses that it has in the stack of its region", () => {
    const byRegion = everyStack(sliced("byRegion"));
    const apart = [...addresses(output.stacks.east), ...addresses(output.stacks["east-gpu"])];

    expect(apart.sort()).toEqual([...addresses(byRegion.stacks.east)].sort());
  });
});

describe("every stack of a fleet", () => {
  it.each<Slices>(["byRegion", "byTeam", "gpuApart"])(
    "waits for the organizations and reads no state: %s",
    (slices) => {
      const output = everyStack(sliced(slices));
      const manifest = JSON.parse(output.files.get("manifest.json") ?? "") as {
        stacks: Record<string, { dependencies: string[] }>;
      };

      for (const [id, { dependencies }] of Object.entries(manifest.stacks)) {
        expect([id, dependencies]).toEqual([id, id === "organizations" ? [] : ["organizations"]]);
      }
      expect([...output.files.values()].join()).not.toContain("terraform_remote_state");
    },
  );

  it.each<Slices>(["byRegion", "byTeam", "gpuApart"])("deploys alone as it does beside the others: %s", (slices) => {
    const fleet = sliced(slices);
    const together = everyStack(fleet);
    const alone: Readonly<Record<string, (app: Parameters<Parameters<typeof synth>[0]>[0]) => unknown>> = {
      organizations: (app) => new OrganizationsStack(app, { fleet }),
      ...(slices === "byTeam"
        ? {
            shared: (app) => new TeamStack(app, { fleet }),
            ml: (app) => new TeamStack(app, { fleet, team: "ml" }),
            web: (app) => new TeamStack(app, { fleet, team: "web" }),
          }
        : {
            east: (app) => new RegionStack(app, { fleet, region: "east" }),
            west: (app) => new RegionStack(app, { fleet, region: "west" }),
          }),
      ...(slices === "gpuApart" ? { "east-gpu": (app) => new GpuStack(app, { fleet, region: "east" }) } : {}),
    };

    expect(Object.keys(alone).sort()).toEqual(Object.keys(together.stacks).sort());
    for (const [id, make] of Object.entries(alone)) {
      const output = synth((app) => void make(app));
      expect(output.stacks).toEqual({ [id]: together.stacks[id] });
      expect(output.files.get("fleet.json")).toBe(together.files.get("fleet.json"));
    }
  });

  it("passes on versions and sources", () => {
    const { stacks } = synth((app) => sliced("byRegion").stacks(app, { requiredVersion: ">= 1.12" }));

    expect(Object.values(stacks).map(({ terraform }) => terraform.required_version)).toEqual(
      Object.keys(stacks).map(() => ">= 1.12"),
    );
  });

  it("of a region stays when its last pool is taken out, so that the next apply destroys the pool", () => {
    const { stacks } = everyStack(
      sliced("byRegion", ({ pools }) => {
        pools.standard = { region: "east", teams: "all" };
      }),
    );

    expect(runnersOf(stacks.west)).toEqual([]);
    expect(aliases(stacks.west, "kubernetes")).toEqual(["(none)"]);
  });

  it("of a team stays without pools, with the credentials to destroy them", () => {
    const { stacks } = everyStack(
      sliced("byTeam", ({ pools }) => {
        pools.standard = { regions: "all", teams: ["ml"] };
      }),
    );

    expect(runnersOf(stacks.web)).toEqual([]);
    expect(aliases(stacks.web, "agyn")).toEqual(["web"]);
    expect(aliases(stacks.web, "kubernetes")).toEqual(["east", "west"]);
    expect(aliases(stacks.web, "helm")).toEqual(["east", "west"]);
  });
});

describe("the pools of a fleet", () => {
  it("are those that RunnerPool makes of the same settings", () => {
    const fleet = sliced("byRegion");
    const byHand = synth((app) => {
      const ml = Team.of("ml", { organization: "acme-ml" });
      const stack = new RegionStack(app, {
        fleet: Fleet.of(definition((given) => Object.assign(given, { pools: {}, agents: {} }))),
        region: "east",
      });
      const region = fleet.region("east");
      const tier = RunnerTier.gpu({ model: "nvidia-l4", perNode: 4 });
      new RunnerPool(stack, "ml-gpu", { region, tier, team: ml });
      new RunnerPool(stack, "ml-standard", { region, tier: RunnerTier.standard(), team: ml });
    }).stacks.east;
    const ofFleet = everyStack(fleet).stacks.east;

    expect(addresses(byHand)).not.toEqual([]);
    for (const [type, blocks] of Object.entries(byHand?.resource ?? {})) {
      for (const [name, block] of Object.entries(blocks)) expect(ofFleet?.resource?.[type]?.[name]).toEqual(block);
    }
  });

  it("have the ceilings that a pool gives itself", () => {
    const fleet = sliced("byRegion", ({ pools }) => {
      Object.assign(pools["ml-gpu"] ?? {}, { quota: { pods: 3, accelerators: { "nvidia.com/gpu": 2 } } });
    });
    const quota = resources(everyStack(fleet).stacks.east ?? { terraform: {} }, "kubernetes_resource_quota_v1")
      .map(({ spec }) => (spec as { hard: Record<string, string> }).hard)
      .find((hard) => hard["requests.nvidia.com/gpu"] !== "0");

    expect(quota).toEqual({
      pods: "3",
      "requests.cpu": "96",
      "requests.memory": "768Gi",
      "requests.nvidia.com/gpu": "2",
    });
  });

  it("that no team owns look up their organization once, as the platform sees it", () => {
    const { stacks } = everyStack(
      sliced("byRegion", ({ pools }) => {
        pools.partner = { region: "west", organization: "partner", labels: { for: "partner" } };
        pools.partner2 = { region: "west", organization: "partner", labels: { for: "partner-2" } };
      }),
    );
    const lookUps = Object.entries(stacks.west?.data?.agyn_organization ?? {}).filter(
      ([, { slug }]) => slug === "partner",
    );

    expect(lookUps.map(([name, { provider }]) => [name.replace(/_[0-9A-F]{8}$/, ""), provider])).toEqual([
      ["platform-organization-partner", "agyn"],
    ]);
  });
});

describe("ids that the rules keep free", () => {
  it.each<Slices>(["byRegion", "gpuApart"])("are those of all that a stack has beside its pools: %s", (slices) => {
    const fleet = sliced(slices, ({ pools, tiers = {} }) => {
      pools.partner = { region: "west", organization: "partner", labels: { for: "partner" }, nodeDrain: "wait" };
      tiers.standard = { warm: { slots: 1, schedule: [{ cron: "0 7 * * *", slots: 2 }] } };
    });
    const beside: string[] = [];
    synth((app) => {
      const stacks = fleet.stacks(app).filter((stack) => stack instanceof RegionStack || stack instanceof GpuStack);
      app.synth();
      const children = stacks.flatMap((stack) => stack.node.children);
      beside.push(...children.filter((child) => !(child instanceof RunnerPool)).map(({ node }) => node.id));
    });
    // no pool can be named with an underscore
    const nameable = new Set(beside.filter((id) => isDnsLabel(id)));

    expect(nameable).toContain("agyn-objects");
    expect(nameable).toContain("agyn-scheduled-objects");
    expect(nameable).toContain("backend");
    for (const id of nameable) expect(reservedIds(fleet.resolved)).toContain(id);
  });
});

describe("what a fleet can't be sliced into", () => {
  it.each([
    [
      "a region that is not there",
      () => synth((app) => new RegionStack(app, { fleet: sliced("byRegion"), region: "north" })),
      'region = "north": the fleet has no region of this name with a cluster. Fix: write one of east, west',
    ],
    [
      "a team of a fleet that is sliced by region",
      () => synth((app) => new TeamStack(app, { fleet: sliced("byRegion"), team: "ml" })),
      'slices = "byRegion": the fleet puts these pools into other stacks, and a pool in two states is registered twice. ' +
        "Fix: write slices: byTeam in the fleet",
    ],
    [
      "GPU pools where there are none",
      () => synth((app) => new GpuStack(app, { fleet: sliced("gpuApart"), region: "west" })),
      'region = "west": the fleet has no GPU pools there. Fix: write one of east',
    ],
    [
      "pools without a team where each has one",
      () =>
        synth((app) => {
          new TeamStack(app, { fleet: sliced("byTeam", ({ pools }) => delete pools.shared) });
        }),
      "team = (nothing): every pool of the fleet has a team. Fix: write one of ml, web",
    ],
  ])("fails for %s, with what to write instead", (_, call, text) => {
    expect(messageOf(call)).toContain(text);
  });
});
