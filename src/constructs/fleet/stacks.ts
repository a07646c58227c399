// The stacks of a fleet. Each deploys alone once the organizations exist: organizations are found by their slug, no state is read but
// a stack's own, and each credential has a provider block of its own.
//
// Source: authorization of the platform: whoever makes an organization owns it, and only an owner registers runners in it.
import { AgynStack, type AgynStackProps } from "../agyn-stack.js";
import type { ResolvedPool, Slice } from "../../fleet/index.js";
import { Construct } from "../core.js";
import { type IOrganization, Organization } from "../organization.js";
import { assertNoProblems, ConstructError, type Problem } from "../problems.js";
import { RunnerPool } from "../runner-pool.js";
import { carryFleet } from "./fleet-file.js";
import { fleetModule } from "./lazy.js";
import type { IFleet } from "./parts.js";
import { sliceOf } from "./slices.js";
import type { TokenWriter } from "../token-delivery/index.js";
import { type MakeStack, releasedAddresses } from "./released-pools.js";
import { toPoolOptions } from "./values.js";

/** Settings that all stacks of a fleet share. */
export interface FleetStackOptions extends Omit<AgynStackProps, "cluster" | "statePath" | "released"> {
  /**
   * Writes the tokens of pools with `externalTokens` into the secrets manager.
   *
   * @default - somebody else does; the runners wait until the secrets are there
   */
  readonly writeToken?: TokenWriter;
}

/** Settings of a stack of a fleet. */
export interface FleetStackProps extends FleetStackOptions, Pick<AgynStackProps, "released"> {
  /** The fleet. */
  readonly fleet: IFleet;
}

/** Settings of a RegionStack and of a GpuStack. */
export interface RegionStackProps extends FleetStackProps {
  /** Name of the region. */
  readonly region: string;
}

/** Settings of a TeamStack. */
export interface TeamStackProps extends FleetStackProps {
  /**
   * Name of the team.
   *
   * @default - the pools that no team owns, in the stack `shared`
   */
  readonly team?: string;
}

/** Stack `organizations`: the organization of each team, made with the team's own token. Children: an Organization each, by slug. */
export class OrganizationsStack extends AgynStack {
  constructor(scope: Construct, { fleet, ...options }: FleetStackProps) {
    super(scope, fleetModule().ORGANIZATIONS, options);
    carryFleet(this, fleet);
    for (const { name, organization: slug, organizationName } of Object.values(fleet.resolved.teams)) {
      // the rules say what it means that teams share one
      if (this.node.tryFindChild(slug) !== undefined) continue;
      new Organization(this, slug, { name: organizationName, slug, provider: fleet.team(name).provider(this) });
    }
  }
}

/** A stack with pools of a fleet. */
abstract class PoolsStack extends AgynStack {
  readonly #organizations = new Map<string, IOrganization>();
  readonly #writeToken: TokenWriter | undefined;

  constructor(
    scope: Construct,
    protected readonly fleet: IFleet,
    slice: Slice,
    { writeToken, ...props }: AgynStackProps & Pick<FleetStackOptions, "writeToken">,
  ) {
    super(scope, slice.id, props);
    this.#writeToken = writeToken;
    carryFleet(this, fleet);
  }

  /**
   * Makes the pools of a slice, each in the scope given for it, and lets go of those that other stacks take over.
   *
   * @param again makes the same stack of another fleet
   * @throws {ConstructError} with what is wrong with all of them.
   */
  protected addPools(slice: Slice, scopeOf: (pool: ResolvedPool) => Construct, again: MakeStack): void {
    assertNoProblems(
      this,
      slice.pools.flatMap((pool) => this.#makePool(pool, scopeOf(pool))),
    );
    if (slice.released.length === 0) return;
    // what is forgotten is still in the state, with the credential it was made by
    const owners = slice.released.map(({ team }) => team);
    this.keepProviders({
      teams: owners.flatMap((team) => (team === undefined ? [] : [this.fleet.team(team)])),
      platform: owners.includes(undefined),
    });
    this.release(releasedAddresses(this.fleet, slice.released, again));
  }

  #makePool(pool: ResolvedPool, scope: Construct): readonly Problem[] {
    try {
      new RunnerPool(scope, pool.name, {
        ...toPoolOptions(pool, this.#writeToken),
        region: this.fleet.region(pool.region),
        tier: this.fleet.tierOf(pool),
        chart: this.fleet.chartOf(pool),
        team: pool.team === undefined ? undefined : this.fleet.team(pool.team),
        organization: this.#organizationOf(pool),
        acknowledgedWarnings: fleetModule().acknowledgedWarnings(this.fleet.resolved, pool),
      });
      return [];
    } catch (error) {
      if (!(error instanceof ConstructError)) throw error;
      return error.problems.map((problem) => ({ ...problem, path: `${pool.path}: ${problem.path}` }));
    }
  }

  /** The organization of a pool that no team owns, as the platform's credential sees it. */
  #organizationOf({ team, organization: slug }: ResolvedPool): IOrganization | undefined {
    if (team !== undefined || slug === undefined) return undefined;
    const known = this.#organizations.get(slug);
    if (known !== undefined) return known;
    const found = Organization.fromSlug(this, `platform-organization-${slug}`, slug);
    this.#organizations.set(slug, found);
    return found;
  }
}

/**
 * All pools of one region: one cluster, one state. In a fleet that keeps GPU pools apart, all but those.
 *
 * Stack `<region>`. Children: a RunnerPool each, named by the pool, and `platform-organization-<slug>` (look-ups).
 */
export class RegionStack extends PoolsStack {
  constructor(scope: Construct, { fleet, region, ...options }: RegionStackProps) {
    const slice = sliceOf(scope.node.path, fleet.resolved, "region", region);
    super(scope, fleet, slice, { ...options, cluster: fleet.region(region).cluster });
    this.addPools(
      slice,
      () => this,
      (parent, other) => new RegionStack(parent, { fleet: other, region, writeToken: options.writeToken }),
    );
  }
}

/**
 * The GPU pools of one region, with a state of their own. A pool has the same addresses here as in the stack of its region.
 *
 * Stack `<region>-gpu`. Children: as those of a RegionStack.
 */
export class GpuStack extends PoolsStack {
  constructor(scope: Construct, { fleet, region, ...options }: RegionStackProps) {
    const slice = sliceOf(scope.node.path, fleet.resolved, "gpu", region);
    super(scope, fleet, slice, { ...options, cluster: fleet.region(region).cluster });
    this.addPools(
      slice,
      () => this,
      (parent, other) => new GpuStack(parent, { fleet: other, region, writeToken: options.writeToken }),
    );
  }
}

/**
 * All pools of one team, in all of its regions, so that a team deploys its own pools and nobody else's.
 *
 * Stack `<team>`. Children: `region-<region>` (a Construct each, with a RunnerPool for each pool, named by it) and
 * `platform-organization-<slug>` (look-ups).
 */
export class TeamStack extends PoolsStack {
  constructor(scope: Construct, { fleet, team, ...options }: TeamStackProps) {
    const slice = sliceOf(scope.node.path, fleet.resolved, "team", team);
    super(scope, fleet, slice, options);
    // also those without a pool: what is left in the state of the last one can be destroyed with its provider block only
    this.keepProviders({
      clusters: Object.values(fleet.resolved.regions).flatMap(({ name, cluster }) =>
        cluster === undefined ? [] : [fleet.region(name).cluster],
      ),
      teams: team === undefined ? [] : [fleet.team(team)],
    });
    const regions = new Map<string, Construct>();
    this.addPools(
      slice,
      ({ region }) => {
        const known = regions.get(region) ?? new Construct(this, `region-${region}`);
        regions.set(region, known);
        return known;
      },
      (parent, other) => new TeamStack(parent, { fleet: other, team, writeToken: options.writeToken }),
    );
  }
}
