// A change as the rules look at it; what several rules need is worked out once.
import type { WrittenFleet } from "../../fleet/index.js";
import { at, text } from "../../synthesized/index.js";
import {
  type AppPool,
  type AppResource,
  type AppStack,
  poolAt,
  resourceAt,
  type ReviewedApp,
} from "../app/reviewed-app.js";
import type { Change, Digest, RunnerChange } from "../digest/model.js";
import type { GroupedChange, ReviewedRehearsal, Whereabouts } from "./model.js";
import { reviewedRehearsal } from "./meanwhile.js";
import type { JudgeOptions, RunningWork } from "./options.js";
import { type AgentOutcome, judgeAgents } from "./placements.js";
import { type JudgedRunner, judgeRunners, nameOf, placeInPool } from "./runners.js";
import { cellOf, runnersOfStack, scoped, Side, type SideRunner } from "./sides.js";

/** A change with its pool. */
export interface JudgedChange extends GroupedChange {
  readonly pool?: AppPool;
}

/** A change to a fleet. */
export class Judged {
  readonly digests: readonly Digest[];
  readonly head?: ReviewedApp;
  readonly base?: ReviewedApp;
  readonly running?: RunningWork;
  readonly rehearsal?: ReviewedRehearsal;
  /** How long the rehearsal allowed an agent to be without a place. @default - for any time */
  readonly maxGapSeconds?: number;
  readonly changes: readonly JudgedChange[];
  readonly runners: readonly JudgedRunner[];
  readonly before: Side;
  readonly after: Side;
  /** Worst first. */
  readonly agents: readonly AgentOutcome[];
  readonly #pools = new Map<string, AppPool>();
  readonly #changes = new Map<string, JudgedChange>();
  #changesByPath?: ReadonlyMap<string, JudgedChange>;
  #runnersByPath?: ReadonlyMap<string, JudgedRunner>;
  readonly #paths = new Map<AppStack, ReadonlySet<string>>();
  #agentsByPool?: ReadonlyMap<string, readonly AgentOutcome[]>;

  constructor({ digests, head, base, running, rehearsal }: JudgeOptions) {
    this.digests = digests;
    if (head !== undefined) this.head = head;
    if (base !== undefined) this.base = base;
    if (running !== undefined) this.running = running;
    if (rehearsal !== undefined) this.rehearsal = reviewedRehearsal(rehearsal);
    const longest = rehearsal === undefined || rehearsal === "missing" ? undefined : rehearsal.document.maxGapSeconds;
    if (longest !== undefined) this.maxGapSeconds = longest;
    for (const pool of [...(base?.pools.values() ?? []), ...(head?.pools.values() ?? [])])
      this.#pools.set(pool.id, pool);
    for (const { stack, runners } of digests) {
      for (const runner of runners) this.#keepUnknownPool(stack, runner);
    }
    this.changes = digests.flatMap(({ stack, changes }) =>
      changes.map((change) => ({ stack, change, ...this.poolOf(change) })),
    );
    for (const entry of this.changes) {
      // what an earlier apply left over has the address of what replaced it
      if (!entry.change.deposed) this.#changes.set(`${entry.stack} ${entry.change.address}`, entry);
    }
    this.runners = judgeRunners(
      digests.flatMap(({ stack, runners }) =>
        runners.map((runner) => {
          const change = this.changeAt(stack, runner.address)?.change;
          return { stack, runner, ...(change === undefined ? {} : { change }), ...this.poolOf(runner) };
        }),
      ),
    );
    const unplanned = this.#unplannedRunners();
    this.before = new Side([...this.runners.flatMap((runner) => this.#sideBefore(runner)), ...unplanned.before]);
    this.after = new Side(
      withoutTwins([...this.runners.flatMap((runner) => this.#sideAfter(runner)), ...unplanned.after]),
    );
    this.agents = judgeAgents(this.before, this.after, base?.written?.fleet, head?.written?.fleet);
  }

  /** The fleets that are declared; the head's first. */
  get fleets(): readonly WrittenFleet[] {
    return [this.head?.written, this.base?.written].flatMap((written) => written ?? []);
  }

  /** Whether any fleet says which agents it has to take. */
  get hasAgents(): boolean {
    return this.fleets.some(({ fleet }) => fleet.agents.length > 0);
  }

  /** The change of an object. */
  changeAt(stack: string, address: string): JudgedChange | undefined {
    return this.#changes.get(`${stack} ${address}`);
  }

  /** The change of the object with a construct path. */
  changeOf(path: string): JudgedChange | undefined {
    this.#changesByPath ??= new Map(
      this.changes.flatMap((entry) => (entry.change.path === undefined ? [] : [[entry.change.path, entry] as const])),
    );
    return this.#changesByPath.get(path);
  }

  /** The registration with a construct path. */
  runnerOf(path: string): JudgedRunner | undefined {
    this.#runnersByPath ??= new Map(
      this.runners.flatMap((entry) => (entry.runner.path === undefined ? [] : [[entry.runner.path, entry] as const])),
    );
    return this.#runnersByPath.get(path);
  }

  /** Whether the app that is to be applied has an object with a construct path. */
  makes(stack: string, path: string): boolean {
    const found = this.head?.stacks.get(stack);
    if (found === undefined) return false;
    const paths = this.#paths.get(found) ?? new Set([...found.resources.values()].flatMap((one) => one.path ?? []));
    this.#paths.set(found, paths);
    return paths.has(path);
  }

  /** What a synthesized app says of an object. */
  resourceIn(app: ReviewedApp | undefined, stack: string, address: string): AppResource | undefined {
    return resourceAt(app?.stacks.get(stack), address);
  }

  /** Agents whose work could land on a pool before. */
  agentsOf(pool: string): readonly AgentOutcome[] {
    this.#agentsByPool ??= agentsByPool(
      this.agents,
      new Set(this.runners.filter(({ runner }) => runner.action !== "no-op").map(poolOrName)),
    );
    return this.#agentsByPool.get(pool) ?? [];
  }

  /** The pool with an id, of either app. */
  poolOfId(id: string): AppPool | undefined {
    return this.#pools.get(id);
  }

  /** Where an object is. */
  where({ stack, change, pool }: JudgedChange): Whereabouts {
    return { stack, ...pathOf(change), address: change.address, ...placeOf(pool) };
  }

  /** Where a registration is. */
  whereRunner({ stack, runner, pool }: JudgedRunner): Whereabouts {
    const facts = runner.before ?? runner.after;
    const { region, team, tier } =
      facts === undefined
        ? { region: "", team: "", tier: "" }
        : cellOf({ facts, ...(pool === undefined ? {} : { pool }) });
    return {
      stack,
      ...pathOf(runner),
      address: runner.address,
      ...(pool === undefined ? {} : { pool: pool.id }),
      ...cell(region, team, tier),
    };
  }

  /** The pool of an object, as an entry to spread. */
  poolOf({ path, pool }: Pick<Change, "path" | "pool">): { readonly pool?: AppPool } {
    const found =
      (this.head === undefined ? undefined : poolAt(this.head, path)) ??
      (this.base === undefined ? undefined : poolAt(this.base, path)) ??
      (pool === undefined ? undefined : this.#pools.get(pool));
    return found === undefined ? {} : { pool: found };
  }

  /** A pool that only a digest names, because the apps are not at hand: what its runners' labels say of it. */
  #keepUnknownPool(stack: string, { pool: id, path, before, after }: RunnerChange): void {
    const facts = before ?? after;
    if (id === undefined || facts === undefined || this.#pools.has(id)) return;
    this.#pools.set(id, { id, path: placeInPool(path)?.pool ?? path ?? id, stack, ...cellOf({ facts }) });
  }

  /** The pool as an app has it. */
  #poolIn(app: ReviewedApp | undefined, { runner, pool }: JudgedRunner): AppPool | undefined {
    return (app === undefined ? undefined : poolAt(app, runner.path)) ?? pool;
  }

  #sideBefore(judged: JudgedRunner): readonly SideRunner[] {
    const { runner, fate, other } = judged;
    const isOtherHalf = fate === "moved" && runner.action !== "forget" && other !== undefined;
    if (runner.before === undefined || isOtherHalf) return [];
    return [sideRunner(judged, runner.before, this.#poolIn(this.base, judged))];
  }

  #sideAfter(judged: JudgedRunner): readonly SideRunner[] {
    const { runner, fate } = judged;
    return [
      ...(fate === "forgotten" && runner.before !== undefined ? [sideRunner(judged, runner.before, judged.pool)] : []),
      ...(runner.after === undefined || runner.action === "forget"
        ? []
        : [sideRunner(judged, withStatus(judged), this.#poolIn(this.head, judged))]),
    ];
  }

  /** Runners that no plan names, of stacks that nobody can be sure of: the apps are all that is known. What a stack that goes has, stays. */
  #unplannedRunners(): { readonly before: readonly SideRunner[]; readonly after: readonly SideRunner[] } {
    const named = new Map(
      this.digests.map(({ stack, runners, doubts }) => [
        stack,
        {
          isWhole: doubts.length === 0,
          addresses: new Set(runners.map(({ address }) => address.replace(/\[.*$/s, ""))),
        },
      ]),
    );
    const [from, to] = [this.base ?? this.head, this.head ?? this.base];
    const runnersIn = (app: ReviewedApp | undefined, keep: (stack: string) => boolean): readonly SideRunner[] =>
      app === undefined
        ? []
        : [...app.stacks.values()].flatMap((stack) =>
            named.get(stack.name)?.isWhole === true || !keep(stack.name)
              ? []
              : runnersOfStack(app, stack).filter(
                  ({ address }) => named.get(stack.name)?.addresses.has(address) !== true,
                ),
          );
    return {
      before: runnersIn(from, () => true),
      after: [...runnersIn(to, () => true), ...runnersIn(from, (stack) => to?.stacks.has(stack) === false)],
    };
  }
}

const places = new WeakMap<AppPool, Whereabouts>();

/** Where a pool is. */
export function placeOf(pool: AppPool | undefined): Whereabouts {
  if (pool === undefined) return {};
  const place = places.get(pool) ?? { pool: pool.id, ...cell(pool.region, pool.team, pool.tier) };
  places.set(pool, place);
  return place;
}

/** Id of a registration's pool, or its name. */
export function poolOrName(runner: JudgedRunner): string {
  return runner.pool?.id ?? nameOf(runner);
}

/** A word that identifies an object for people: its name, else its construct path, else its address. */
export function titleOf({ change }: GroupedChange): string {
  const { identity, path, address } = change;
  return text(at(identity, "name")) || (path ?? address);
}

function pathOf({ path }: Pick<Change, "path">): Whereabouts {
  return path === undefined ? {} : { path };
}

function cell(region: string, team: string, tier: string): Whereabouts {
  return { ...(region === "" ? {} : { region }), ...(team === "" ? {} : { team }), ...(tier === "" ? {} : { tier }) };
}

function sideRunner(judged: JudgedRunner, facts: SideRunner["facts"], pool: AppPool | undefined): SideRunner {
  const { stack, runner } = judged;
  const own = scoped(facts, pool);
  return {
    facts: own,
    stack,
    address: runner.address,
    ...(runner.path === undefined ? {} : { path: runner.path }),
    ...(pool === undefined ? {} : { pool }),
    judged,
  };
}

/** A status that an apply works out is what it was; a registration that is made anew is taken to enroll. */
function withStatus({ runner, fate }: JudgedRunner): SideRunner["facts"] {
  const { status: _, ...rest } = runner.after ?? { name: "", labels: {} };
  const isNew = ["created", "recreated", "rotated-in"].includes(fate);
  const status = runner.after?.status ?? runner.before?.status;
  return isNew || status === undefined ? rest : { ...rest, status };
}

/** A runner that another stack has taken over is one. */
function withoutTwins(runners: readonly SideRunner[]): readonly SideRunner[] {
  const planned = new Set(runners.flatMap((runner) => (runner.judged === undefined ? [] : [scopedName(runner)])));
  return runners.filter((runner) => runner.judged !== undefined || !planned.has(scopedName(runner)));
}

function scopedName({ facts: { organization, name } }: SideRunner): string {
  return JSON.stringify([organization ?? null, name]);
}

function agentsByPool(agents: readonly AgentOutcome[], pools: ReadonlySet<string>): Map<string, AgentOutcome[]> {
  const found = new Map<string, AgentOutcome[]>();
  const touched = new Map<readonly string[], readonly string[]>();
  for (const agent of agents) {
    const reached = touched.get(agent.before.pools) ?? agent.before.pools.filter((pool) => pools.has(pool));
    touched.set(agent.before.pools, reached);
    for (const pool of reached) {
      const list = found.get(pool) ?? [];
      found.set(pool, list);
      list.push(agent);
    }
  }
  return found;
}
