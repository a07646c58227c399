// The page's data as the page carries it: names that many pools have are written once, and what a name begins with as its region or its
// pool does is left out. Packed where the page is made, unpacked by its script, so this file imports types only.
import type { PageData, PagePool, PageRunner } from "./page-data.js";

/** Packed pools; numbers of pools point into `words`, -1 is none. */
export interface PackedData {
  readonly words: readonly string[];
  readonly happenings: PageData["happenings"];
  readonly pools: readonly PackedPool[];
}

/** Names begin with `~` where something is left out before them, else with `=`. */
type PackedPool = readonly [
  id: string,
  region: number,
  team: number,
  tier: number,
  /** Of its first runner. */
  stack: number,
  risk: number,
  before: number,
  after: number,
  changed: 0 | 1,
  runners: readonly PackedRunner[],
  path?: string,
];

/** A runner to which nothing happens, in the stack of the pool, is its name alone. */
type PackedRunner = string | readonly [name: string, happening: number, stack?: number, address?: string];

/** Packs. */
export function pack({ stacks, happenings, pools }: PageData): PackedData {
  const indexes = new Map<string, number>();
  const index = (word: string | undefined): number => {
    if (word === undefined) return -1;
    const at = indexes.get(word) ?? indexes.size;
    indexes.set(word, at);
    return at;
  };
  const packed = pools.map(({ id, path, region, team, tier, risk, before, after, changed, runners }): PackedPool => {
    const own = Math.max(0, runners[0]?.[1] ?? 0);
    const packRunner = ([name, stack, happening, address]: PageRunner): PackedRunner => {
      const short = without(name, nameOf(id, region));
      if (happening === undefined && stack === own && address === undefined) return short;
      const happened = happening ?? -1;
      if (address !== undefined) return [short, happened, index(stacks[stack]), address];
      return stack === own ? [short, happened] : [short, happened, index(stacks[stack])];
    };
    return [
      without(id, `${region}/`),
      index(region),
      index(team),
      index(tier),
      index(stacks[own]),
      index(risk),
      before,
      after,
      changed === true ? 1 : 0,
      runners.map(packRunner),
      ...(path === undefined ? ([] as const) : ([path] as const)),
    ];
  });
  return { words: [...indexes.keys()], happenings, pools: packed };
}

/** Unpacks. */
export function unpack({ words, happenings, pools }: PackedData): PageData {
  const word = (at: number): string => words[at] ?? "";
  const unpackPool = (packed: PackedPool): PagePool => {
    const [short, regionAt, team, tier, own, risk, before, after, changed, runners, path] = packed;
    const region = word(regionAt);
    const id = withStart(short, `${region}/`);
    const start = nameOf(id, region);
    return {
      id,
      ...(path === undefined ? {} : { path }),
      region,
      team: word(team),
      tier: word(tier),
      ...(risk === -1 ? {} : { risk: word(risk) }),
      before,
      after,
      ...(changed === 1 ? { changed: true } : {}),
      runners: runners.map((runner): PageRunner => {
        if (typeof runner === "string") return [withStart(runner, start), own];
        const [name, happening, stack = own, address] = runner;
        if (address !== undefined) return [withStart(name, start), stack, happening, address];
        return happening === -1 ? [withStart(name, start), stack] : [withStart(name, start), stack, happening];
      }),
    };
  };
  return { stacks: words, happenings, pools: pools.map(unpackPool) };
}

/** What runners of a pool are called after: the pool's id without its region. */
function nameOf(id: string, region: string): string {
  return id.startsWith(`${region}/`) ? id.slice(region.length + 1) : id;
}

function without(name: string, start: string): string {
  return name.startsWith(start) ? `~${name.slice(start.length)}` : `=${name}`;
}

function withStart(short: string, start: string): string {
  return (short.startsWith("~") ? start : "") + short.slice(1);
}
