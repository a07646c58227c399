// Placement through the index against the placement layer asked for every pool and agent, and how much the index looks at.
import fc from "fast-check";
import { selectRunners } from "../../src/placement/index.js";
import { type FleetDefinition, resolve } from "../../src/fleet/index.js";
import { demandOf } from "../../src/fleet/placing/demand.js";
import { workOf } from "../../src/fleet/placing/work.js";

const LABELS = ["a", "b"] as const;
const settings = fc.record({
  labels: fc.dictionary(fc.constantFrom(...LABELS), fc.constantFrom("1", "2")),
  capabilities: fc.subarray(["docker", "kvm"]),
});
const organization = fc.option(fc.constantFrom("acme", "other"), { nil: undefined });
const pools = fc.array(fc.record({ settings, organization, runners: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 8,
});
const agents = fc.array(
  fc.record({
    settings,
    organization: fc.constantFrom("acme", "other", "third"),
    concurrency: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 8 },
);

const fleets = fc.record({ pools, agents }).map(
  (drawn): FleetDefinition => ({
    name: "drawn",
    stage: "dev",
    regions: { r: { cluster: { context: "r" } } },
    pools: Object.fromEntries(
      drawn.pools.map((pool, index) => [
        `p${index}`,
        {
          region: "r",
          runners: pool.runners,
          ...pool.settings,
          ...(pool.organization === undefined ? {} : { organization: pool.organization }),
        },
      ]),
    ),
    agents: Object.fromEntries(
      drawn.agents.map((agent, index) => [
        `a${index}`,
        { organization: agent.organization, concurrency: agent.concurrency, ...agent.settings },
      ]),
    ),
  }),
);

/** A fleet of `size` pools and ten agents for each: one of ten pools is shared, the others belong to one of many teams. */
function large(size: number): FleetDefinition {
  const organizationOf = (index: number): string => `org-${index % Math.ceil(size / 10)}`;
  return {
    name: "large",
    stage: "dev",
    regions: Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`r${index}`, { cluster: { context: `r${index}` } }]),
    ),
    pools: Object.fromEntries(
      Array.from({ length: size }, (_, index) => [
        `p${index}`,
        {
          region: `r${index % 20}`,
          labels: { pool: `p${index}` },
          capabilities: ["docker"],
          ...(index % 10 === 0 ? {} : { organization: organizationOf(index) }),
        },
      ]),
    ),
    agents: Object.fromEntries(
      Array.from({ length: size * 10 }, (_, index) => [
        `a${index}`,
        {
          organization: organizationOf(index),
          labels: { region: `r${index % 20}`, tier: "standard" },
          capabilities: ["docker"],
        },
      ]),
    ),
  };
}

describe("placement of declared agents", () => {
  it("is what the placement layer says of every pool", () => {
    fc.assert(
      fc.property(fleets, (definition) => {
        const fleet = resolve(definition);
        const runners = fleet.pools.map((pool) => ({
          ...pool,
          organizationId: pool.organization,
          status: "enrolled" as const,
        }));

        for (const { organization: organizationId, labels, capabilities, shared, own } of workOf(fleet).kinds) {
          const { eligible } = selectRunners(runners, { organizationId, labels, capabilities });

          expect([...shared.pools, ...own.pools].map(({ id }) => id).toSorted()).toEqual(
            eligible.map(({ id }) => id).toSorted(),
          );
        }
      }),
    );
  });

  it("spreads the work of an agent evenly over the runners that may get it", () => {
    fc.assert(
      fc.property(fleets, (definition) => {
        const fleet = resolve(definition);
        const runners = fleet.pools.map((pool) => ({
          ...pool,
          organizationId: pool.organization,
          status: "enrolled" as const,
        }));
        const expected = new Map<string, number>();
        for (const { organization: organizationId, labels, capabilities, concurrency } of fleet.agents) {
          const { eligible } = selectRunners(runners, { organizationId, labels, capabilities });
          const all = eligible.reduce((sum, pool) => sum + pool.runners.length, 0);
          for (const pool of eligible) {
            expected.set(pool.id, (expected.get(pool.id) ?? 0) + (concurrency * pool.runners.length) / all);
          }
        }

        const demand = demandOf(fleet, workOf(fleet));

        for (const { id } of fleet.pools) expect(demand.get(id)?.workloads ?? 0).toBeCloseTo(expected.get(id) ?? 0, 6);
      }),
    );
  });

  it("looks at pools in proportion to the fleet", () => {
    const [small, big] = [200, 800].map((size) => workOf(resolve(large(size))).index.looked);

    expect(big).toBeLessThanOrEqual(4.5 * (small ?? 0));
    expect(small).toBeGreaterThan(0);
  });
});
