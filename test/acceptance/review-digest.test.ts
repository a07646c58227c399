// What two synthesized apps foretell and what the real terraform then plans with the real provider: the same, object by object. The fleet
// is small and changes in every way that can't be made in place.
import { readFileSync } from "node:fs";
import { type App, TerraformResource, type TerraformStack } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import { type Digest, digestsOf, readApp } from "../../src/review/index";
import { type PlannedChange, PlannedFleet } from "../support/planned-fleet";

const GATEWAY = "gateway.platform.svc.cluster.local:8080";

const BASE: FleetDefinition = {
  name: "acme",
  stage: "dev",
  regions: { eu: { cluster: { context: "acme-eu" }, gateway: { inCluster: true }, storageClass: "gp3" } },
  teams: { ml: { organization: "acme-ml", organizationName: "Acme ML" } },
  defaults: { capabilities: ["docker"] },
  pools: {
    bare: { region: "eu", team: "ml" },
    kept: { region: "eu", team: "ml", runners: 2 },
    gone: { region: "eu", team: "ml", labels: { size: "small" } },
  },
};

const HEAD: FleetDefinition = {
  ...BASE,
  pools: {
    bare: { region: "eu", team: "ml" },
    kept: { region: "eu", team: "ml", runners: 1, logLevel: "debug" },
    fresh: { region: "eu", team: "ml", labels: { size: "large" } },
  },
};

/** The fleet, with a registration that has no labels any more: what was managed can't be emptied in place. */
function withoutLabels(app: App): readonly TerraformStack[] {
  const stacks = Fleet.of(HEAD).stacks(app);
  const runners = stacks
    .flatMap((stack) => stack.node.findAll())
    .filter(({ node }) => /\/bare\/Runner0\/Resource$/.test(node.path));
  for (const runner of runners) if (runner instanceof TerraformResource) runner.addOverride("labels", null);
  return stacks;
}

describe("a change of a fleet", () => {
  let fleet: PlannedFleet;
  let change: PlannedChange;
  let planned: readonly Digest[];
  let foretold: readonly Digest[];

  beforeAll(async () => {
    fleet = await PlannedFleet.create([GATEWAY]);
    const base = await fleet.apply((app) => Fleet.of(BASE).stacks(app));
    change = await fleet.plan(base, withoutLabels);
    const sides = { head: readApp(change.head), base: readApp(change.base) };
    const plans = Object.values(change.plans).map((file) => ({ file }));
    [planned, foretold] = [await digestsOf({ ...sides, plans }), await digestsOf(sides)];
  }, 120_000);
  afterAll(() => fleet.dispose());

  it("is planned as the sources foretell it", () => {
    const said = (digests: readonly Digest[]): string[] =>
      digests.flatMap(({ stack, changes }) => changes.map(({ action, path }) => `${stack}: ${action} ${path}`));

    expect(planned.flatMap(({ doubts }) => doubts)).toEqual([]);
    expect(said(planned)).toEqual(said(foretold));
    expect(said(planned)).toEqual(
      expect.arrayContaining([
        "eu: delete eu/kept/Runner1",
        "eu: delete-create eu/bare/Runner0",
        "eu: delete-create eu/bare/Release0/Enrollment",
        "eu: update eu/kept/Release0",
      ]),
    );
    const forced = (digests: readonly Digest[]): unknown[] =>
      digests.flatMap(({ changes }) => changes.map(({ path, forcedBy }) => [path, ...forcedBy]));
    expect(forced(planned)).toEqual(forced(foretold));
    expect(said(planned)).toContain("eu: create eu/fresh/Runner0");
  });

  it("has the same registrations before and after, by pool", () => {
    const known = (digests: readonly Digest[]): unknown[] =>
      digests.flatMap(({ runners }) =>
        runners.map(({ pool, action, before, after }) => {
          const facts = [before, after].map((side) => side && { ...side, id: undefined, status: undefined });
          return { pool, action, facts };
        }),
      );

    expect(known(planned)).toEqual(known(foretold));
  });

  it("has no token of a runner in its digests", () => {
    const tokens = Object.values(change.plans).flatMap(
      (file) => readFileSync(file, "utf8").match(/(?<="service_token":")[^"]+|agyn_[\w-]{30,}/g) ?? [],
    );

    expect(tokens.length).toBeGreaterThan(4);
    for (const token of tokens) expect(JSON.stringify(planned)).not.toContain(token);
  });
});
