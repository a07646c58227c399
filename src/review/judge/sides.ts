// The runners of a fleet before and after a change, and what work they take: from the plans where there are any, else from the
// synthesized apps. The selection itself is that of the fleet layer.
import { type IndexedPool, PoolIndex, requirementsKey } from "../../fleet/index.js";
import { at, type Json, organizationSlug, text } from "../../synthesized/index.js";
import { type AppPool, type AppStack, poolAt, type ReviewedApp } from "../app/reviewed-app.js";
import type { RunnerFacts } from "../digest/model.js";
import { configuredFacts } from "../digest/runner-facts.js";
import { isSlug } from "./organizations.js";
import type { JudgedRunner } from "./runners.js";
import { compare } from "./texts.js";

/** A runner on one side of the change. */
export interface SideRunner {
  readonly facts: RunnerFacts;
  readonly stack: string;
  readonly address: string;
  readonly path?: string;
  readonly pool?: AppPool;
  /** What the digest says of it. @default - known from a synthesized app only */
  readonly judged?: JudgedRunner;
}

/** Runners that are alike to placement. */
export interface RunnerClass extends IndexedPool {
  /** Id of the pool, or the name of a runner that belongs to none. */
  readonly id: string;
  readonly members: readonly SideRunner[];
  /** Places of which nobody knows what stands there. */
  readonly open: readonly string[];
}

/** Where some work may land. The same question has the same object for an answer. */
export interface Reach {
  readonly classes: readonly RunnerClass[];
  /** Ids of pools, sorted. */
  readonly pools: readonly string[];
  readonly runners: number;
}

/** What work asks for. */
export interface Asked {
  readonly organization: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Sorted. */
  readonly capabilities: readonly string[];
}

/** All runners on one side of the change. */
export class Side {
  /** By the pool's id, or the name of a runner that belongs to none. */
  readonly byPool: ReadonlyMap<string, readonly SideRunner[]>;
  readonly classes: readonly RunnerClass[];
  /** All of them, as if each had enrolled. */
  readonly index: PoolIndex<RunnerClass>;
  /** Those that get work now. */
  readonly enrolled: PoolIndex<RunnerClass>;
  readonly #reaches = { index: new Map<string, Reach>(), enrolled: new Map<string, Reach>() };

  constructor(readonly runners: readonly SideRunner[]) {
    const byPool = new Map<string, SideRunner[]>();
    for (const runner of runners) push(byPool, poolIdOf(runner), runner);
    this.byPool = byPool;
    this.classes = classesOf(runners);
    this.index = new PoolIndex(this.classes);
    this.enrolled = runners.every(isEnrolled) ? this.index : new PoolIndex(classesOf(runners.filter(isEnrolled)));
  }

  /** Where work may land, on all runners or on those that are enrolled. */
  reach({ organization, labels, capabilities }: Asked, among: "index" | "enrolled" = "index"): Reach {
    const index = this[among];
    // without anybody who has not enrolled both are the same question
    const known = this.#reaches[index === this.index ? "index" : among];
    const requirements = { labels, capabilities };
    const key = requirementsKey(requirements);
    const whole = `${organization} ${key}`;
    const found = known.get(whole);
    if (found !== undefined) return found;
    const reach = reachOf(
      [index.shared, index.ownOf(organization)].flatMap(
        (scope) => scope.matching(organization, requirements, key).pools,
      ),
    );
    known.set(whole, reach);
    return reach;
  }

  /** Runners that may take work besides those that do: nobody knows some of what they have. */
  mayTake({ organization, labels, capabilities }: Asked): readonly RunnerClass[] {
    return this.classes.filter((one) => {
      const isOpen = (place: string): boolean => one.open.includes(place);
      return (
        one.open.length > 0 &&
        (one.organization === undefined || one.organization === organization || !isSlug(one.organization)) &&
        Object.entries(labels).every(
          ([key, value]) => one.labels[key] === value || isOpen("labels") || isOpen(`labels.${key}`),
        ) &&
        capabilities.every((wanted) => one.capabilities.includes(wanted) || isOpen("capabilities"))
      );
    });
  }

  /** Whether any runner of a scope takes work that asks for what a class of runners has. */
  hasLike({ organization, labels, capabilities }: RunnerClass): boolean {
    const scope = organization === undefined ? this.index.shared : this.index.ownOf(organization);
    return scope.matching(organization ?? "", { labels, capabilities: capabilities.toSorted() }).pools.length > 0;
  }
}

/** Where work lands that may go to these runners. */
export function reachOf(classes: readonly RunnerClass[]): Reach {
  return {
    classes,
    pools: [...new Set(classes.map(({ id }) => id))].sort(compare),
    runners: classes.reduce((sum, { members }) => sum + members.length, 0),
  };
}

/** Id of the pool of a runner, or its name when it belongs to none. */
export function poolIdOf({ pool, facts }: Pick<SideRunner, "pool" | "facts">): string {
  return pool?.id ?? facts.name;
}

/** Region, team and tier of a runner; empty where nothing says it. */
export function cellOf({ pool, facts }: Pick<SideRunner, "pool" | "facts">): {
  readonly region: string;
  readonly team: string;
  readonly tier: string;
} {
  const { region, team, tier } = pool ?? {};
  return {
    region: region ?? ownLabel(facts, "region"),
    team: team ?? ownLabel(facts, "team"),
    tier: tier ?? ownLabel(facts, "tier"),
  };
}

/** The runners that a synthesized stack registers. */
export function runnersOfStack(app: ReviewedApp, stack: AppStack): readonly SideRunner[] {
  return [...stack.resources.values()].flatMap(({ address, path, body }) => {
    if (!address.startsWith("agyn_runner.")) return [];
    const pool = poolAt(app, path);
    const organization = organizationOf(stack, body["organization_id"]);
    const { name, labels, capabilities, open } = configuredFacts(body);
    const facts: RunnerFacts = {
      name,
      ...(organization === undefined ? {} : { organization }),
      labels,
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(open === undefined ? {} : { open }),
    };
    return [
      {
        facts: scoped(facts, pool),
        stack: stack.name,
        address,
        ...(path === undefined ? {} : { path }),
        ...(pool === undefined ? {} : { pool }),
      },
    ];
  });
}

/** The facts with the organization that the fleet declares, where a configuration refers to one. */
function scoped(facts: RunnerFacts, pool: AppPool | undefined): RunnerFacts {
  const { organization: configured, ...rest } = facts;
  const declared = pool?.declared?.organization;
  return configured === undefined || isSlug(configured) || declared === undefined
    ? facts
    : { ...rest, organization: declared };
}

function organizationOf({ resources }: AppStack, value: Json | undefined): string | undefined {
  const [, address] = /^\$\{((?:data\.)?agyn_organization\.[^.}[]+)/.exec(text(value)) ?? [];
  const body = resources.get(address ?? "")?.body;
  const slug = body === undefined ? undefined : organizationSlug(body);
  return typeof slug === "string" ? slug : text(value) === "" ? undefined : text(value);
}

/**
 * Whether a runner gets work now, as far as is known. Of what ends a plan tells the status that it had in the state when that was last
 * written, which is mostly `pending` (measured with terraform 1.11), so it is taken to work.
 */
export function isEnrolled({ facts: { status }, judged }: SideRunner): boolean {
  const isOverOrNew =
    judged !== undefined && judged.fate !== "stays" && judged.fate !== "imported" && judged.fate !== "moved";
  return isOverOrNew || status === undefined || status === "enrolled";
}

function classesOf(runners: readonly SideRunner[]): readonly RunnerClass[] {
  const classes = new Map<string, RunnerClass & { members: SideRunner[]; runners: string[] }>();
  for (const runner of runners) {
    const { facts } = runner;
    const id = poolIdOf(runner);
    const capabilities = [...new Set(facts.capabilities ?? [])].sort();
    const labels = Object.entries(facts.labels).sort(([a], [b]) => compare(a, b));
    const open = facts.open ?? [];
    const key = JSON.stringify([id, facts.organization ?? null, labels, capabilities, open]);
    const known = classes.get(key);
    if (known !== undefined) {
      known.members.push(runner);
      known.runners.push(facts.name);
      continue;
    }
    classes.set(key, {
      id,
      name: facts.name,
      ...(facts.organization === undefined ? {} : { organization: facts.organization }),
      tier: cellOf(runner).tier,
      labels: facts.labels,
      capabilities,
      open,
      members: [runner],
      runners: [facts.name],
    });
  }
  return [...classes.values()];
}

function ownLabel({ labels }: RunnerFacts, key: string): string {
  return text(at(labels, key));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
