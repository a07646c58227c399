// A fleet as constructs see it: both forms, everything that is found, and what is written beside the stacks.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { stringify } from "yaml";
import { ConstructError, Fleet } from "../../../src/constructs/index";
import { messageOf, type Output, synth } from "../support";
import { definition, withFile } from "./support";

const synthesized = (fleet: Fleet): Output => synth((app) => fleet.stacks(app));
const fleetFile = ({ files }: Output) => JSON.parse(files.get("fleet.json") ?? "") as Record<string, unknown>;

/** A fleet of which something is found that stops nothing, and something is acknowledged. */
const doubtful = definition((fleet) => {
  delete fleet.agents?.reviewer;
  Object.assign(fleet.tiers ?? {}, { huge: { nodeSelector: { size: "huge" } } });
  fleet.acknowledge = [{ rule: "fleet/unused", path: "tiers.huge", reason: "nodes come in May" }];
});

describe("a fleet in two forms", () => {
  it.each([
    ["that nothing is found in", definition()],
    ["with warnings and acknowledgements", doubtful],
    ["sliced by team", definition((fleet) => (fleet.slices = "byTeam"))],
    ["with GPU pools apart", definition((fleet) => (fleet.slices = "gpuApart"))],
  ])("synthesizes the same bytes: one %s", (_, given) => {
    const fromYaml = withFile(stringify(given), (path) => synthesized(Fleet.fromFile(path)));

    expect(fromYaml.files).toEqual(synthesized(Fleet.of(given)).files);
  });

  it("synthesizes the same bytes in whatever order it is written", () => {
    const given = definition();
    const reversed = Object.fromEntries(
      Object.entries(given)
        .reverse()
        .map(([key, value]) => [
          key,
          typeof value === "string" ? value : Object.fromEntries(Object.entries(value).reverse()),
        ]),
    ) as unknown as typeof given;

    expect(synthesized(Fleet.of(reversed)).files).toEqual(synthesized(Fleet.of(given)).files);
  });
});

describe("what is found in a fleet", () => {
  it("fails when there are errors, with all of them in one text, and line and column of a file", () => {
    const wrong = definition((fleet) => {
      Object.assign(fleet.pools.shared ?? {}, { region: "eest", tier: "standart" });
    });
    const ofYaml = withFile(stringify(wrong), (path) => messageOf(() => Fleet.fromFile(path)));

    expect(messageOf(() => Fleet.of(wrong))).toMatch(/^The fleet has errors:/);
    expect(messageOf(() => Fleet.of(wrong))).toContain("write east");
    expect(messageOf(() => Fleet.of(wrong))).toContain("write standard");
    expect(ofYaml).toMatch(/pools\.shared\.region = "eest" \(.*fleet\.yaml:\d+:\d+\)/);
    expect(ofYaml).toMatch(/2 errors/);
  });

  it("shows warnings once, on the first stack, and not what is acknowledged", () => {
    const { warnings } = synthesized(Fleet.of(doubtful));

    expect(warnings).toEqual([
      expect.stringMatching(/^\[fleet\/shared-overlap\] .*Fix: .*under acknowledge in the fleet/),
    ]);
  });

  it("is in fleet.json, the acknowledged with the reason and nothing with a position", () => {
    const output = withFile(stringify(doubtful), (path) => synthesized(Fleet.fromFile(path)));
    const { findings, acknowledgements } = fleetFile(output) as {
      findings: readonly Record<string, unknown>[];
      acknowledgements: unknown;
    };

    expect(findings.map(({ rule, acknowledged, position }) => [rule, acknowledged, position])).toEqual([
      ["fleet/shared-overlap", undefined, undefined],
      ["fleet/unused", "nodes come in May", undefined],
    ]);
    expect(acknowledgements).toEqual(doubtful.acknowledge);
  });

  it("fails when a file is not there, and says where it was looked for", () => {
    expect(messageOf(() => Fleet.fromFile("no/fleet.yaml"))).toBe(
      `The fleet no/fleet.yaml can't be read (ENOENT); it was looked for at ${process.cwd()}/no/fleet.yaml. ` +
        "Fix: give a path from the directory in which the program runs, or an absolute one.",
    );
  });
});

describe("a warning of a construct", () => {
  const rule = "cdktf-agyn:gateway-clear-text";
  /** The addresses that are warned of, in a fleet with two pools in one region that has its gateway in the clear, and one in another. */
  const warned = (path?: string) => {
    const given = definition((fleet) => {
      const { regions, pools } = fleet;
      regions.north = { cluster: { context: "north" }, gateway: { privateAddress: "10.0.0.1:80" } };
      regions.south = { cluster: { context: "south" }, gateway: { privateAddress: "10.0.0.2:80" } };
      pools.standard = { regions: ["north", "south"], team: "ml" };
      pools.web = { region: "north", team: "web", tier: "high-memory" };
      if (path !== undefined) fleet.acknowledge = [{ rule, path, reason: "the network is encrypted" }];
    });
    const output = synthesized(Fleet.of(given));
    const addresses = output.warnings.flatMap((text) => /token to ([\d.:]+) in clear text/.exec(text)?.[1] ?? []);
    return { addresses: addresses.sort(), acknowledgements: fleetFile(output)["acknowledgements"] };
  };

  it.each([
    ["nothing", undefined, ["10.0.0.1:80", "10.0.0.1:80", "10.0.0.2:80"]],
    ["a region", "regions.north", ["10.0.0.2:80"]],
    ["a pool", "pools.web", ["10.0.0.1:80", "10.0.0.2:80"]],
    ["a cell of a pool", "pools.standard[south/ml]", ["10.0.0.1:80", "10.0.0.1:80"]],
    ["a tier", "tiers.high-memory", ["10.0.0.1:80", "10.0.0.2:80"]],
    ["a team", "teams.ml", ["10.0.0.1:80"]],
    ["all of the fleet", "", []],
  ])("is silent where the fleet acknowledges it: %s", (_, path, expected) => {
    expect(warned(path).addresses).toEqual(expected);
  });

  it("is in fleet.json when it is acknowledged, with the reason", () => {
    expect(warned("regions.north").acknowledgements).toEqual([
      { rule, path: "regions.north", reason: "the network is encrypted" },
    ]);
  });
});

describe("what constructs refuse of a fleet", () => {
  it("fails with what is wrong with the pools of all stacks at once", () => {
    const fleet = Fleet.of(
      definition(({ regions, pools }) => {
        delete regions.east?.cluster?.version;
        delete regions.west?.cluster?.version;
        Object.assign(pools, { "web-gpu": { ...pools["ml-gpu"], region: "west", team: "web" } });
      }),
    );
    const text = messageOf(() => synthesized(fleet));

    expect(() => synthesized(fleet)).toThrow(ConstructError);
    expect(text).toMatch(/^fleet acme: 2 problems/);
    expect(text).toContain("pools.ml-gpu: region.cluster");
    expect(text).toContain("pools.web-gpu: region.cluster");
  });

  it("fails when an app has stacks of two fleets, because both write fleet.json", () => {
    const other = definition((fleet) => Object.assign(fleet, { name: "other", slices: "byTeam" }));

    expect(() =>
      synth((app) => {
        Fleet.of(
          definition((fleet) =>
            Object.assign(fleet, { teams: {}, pools: { shared: { region: "east" } }, agents: {}, tiers: {} }),
          ),
        ).stacks(app);
        Fleet.of(other).stacks(app);
      }),
    ).toThrow(/the app has stacks of the fleet acme, and other would overwrite its fleet\.json/);
  });
});

describe("the values of a fleet", () => {
  const fleet = Fleet.of(definition());

  it("are regions, teams and tiers that other constructs take", () => {
    expect(fleet.region("west").labels).toEqual({ region: "west" });
    expect(fleet.region("west")).toBe(fleet.region("west"));
    expect(fleet.team("ml").organization).toBe("acme-ml");
    expect(fleet.resolved.pools.map((pool) => [pool.id, fleet.tierOf(pool).name])).toEqual([
      ["east/ml-gpu", "gpu-nvidia-l4"],
      ["east/ml-standard", "standard"],
      ["east/shared", "standard"],
      ["east/web-standard", "standard"],
      ["west/ml-standard", "standard"],
      ["west/web-standard", "standard"],
    ]);
  });

  it.each([
    ["a region", () => fleet.region("wset"), "The fleet has no region wset. Fix: write west."],
    ["a team", () => fleet.team("data"), "The fleet has no team data. Fix: write one of ml, web."],
  ])("fail when %s is asked for that is not there", (_, call, text) => {
    expect(messageOf(call)).toBe(text);
  });
});

describe("importing the package", () => {
  it("loads neither zod nor the YAML reader nor the rules of fleets", () => {
    const script =
      'require("./src/constructs/index.ts"); const files = Object.keys(require.cache);' +
      'const parts = ["/node_modules/zod/", "/node_modules/yaml/", "/src/fleet/", "/node_modules/cdktf/"];' +
      "process.stdout.write(JSON.stringify(parts.filter((part) => files.some((file) => file.includes(part)))));";
    const loaded = execFileSync(process.execPath, ["--import", "tsx", "--eval", script], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
    });

    expect(JSON.parse(loaded)).toEqual(["/node_modules/cdktf/"]);
  });
});
