// Secrets in a fleet: none is written into it, none is used by two runners, and each runner has one.
//
// Source: a fleet goes to version control, to the synthesized JSON and to fleet.json; a second runner that enrolls with a token
// deletes the overlay identity of the first (facts of the platform, 3.2).
import { runnersPerGeneration } from "../dispatch.js";
import { at, pathOf, type Step } from "../path.js";
import type { ResolvedFleet, ResolvedPool } from "../resolved.js";
import { type Breach, ERROR, secretIn, STRICT_IN_PROD } from "../../rules/index.js";
import type { FleetRule } from "./rule.js";

/** Keys whose values are secrets when they look made by a machine. */
const SECRET_KEY =
  /(^|[-_./]|[a-z](?=[A-Z]))(token|passw(or)?d|secret|credential|api[-_]?key|private[-_]?key|access[-_]?key)s?$/i;
/** Shortest value of such a key that is taken for a secret. */
const LEAST_SECRET_CHARS = 12;

/** Deeper than any fleet: only below are things remembered, because only a mistake leads back to itself. */
const DEEPEST = 10;

/** No secret is written into a fleet. */
const secretLiteral: FleetRule = {
  id: "fleet/secret-literal",
  must: "Nothing in a fleet looks like a token, a key or a password.",
  otherwise: "It would be in version control, in the synthesized JSON and in fleet.json.",
  severity: ERROR,
  unacknowledgeable: "take the secret out, and revoke it: it has been written down",
  check: ({ definition }) => secretsIn(definition),
};

/** Where something looks like a secret; the value itself is in no answer. */
export function secretsIn(input: unknown): readonly Breach[] {
  const breaches: Breach[] = [];
  const seen = new Set<object>();
  // a fleet is large and a secret rare, so a path is put together only when there is one
  const steps: Step[] = [];
  const isKnown = (value: object): boolean => {
    if (steps.length <= DEEPEST) return false;
    const known = seen.has(value);
    seen.add(value);
    return known;
  };
  const visit = (key: string, value: unknown): void => {
    if (typeof value === "string") {
      const kind = secretIn(value) ?? (looksMade(key, value) ? "a secret" : undefined);
      if (kind !== undefined) breaches.push(breach(pathOf(steps), kind));
    } else if (typeof value === "object" && value !== null && !isKnown(value)) {
      const isList = Array.isArray(value);
      for (const inner of Object.keys(value)) {
        const kind = isList ? undefined : secretIn(inner);
        if (kind !== undefined) breaches.push(breach(pathOf(steps), kind));
        steps.push(isList ? Number(inner) : inner);
        visit(inner, (value as Readonly<Record<string, unknown>>)[inner]);
        steps.pop();
      }
    }
  };
  visit("", input);
  return breaches;
}

function looksMade(key: string, value: string): boolean {
  return value.length >= LEAST_SECRET_CHARS && SECRET_KEY.test(key) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

function breach(path: string, kind: string): Breach {
  const why = `it looks like ${kind}, and a fleet is read by many: version control, the synthesized JSON, fleet.json`;
  return {
    path,
    why,
    fix: "take it out and revoke it; credentials come from the environment, tokens from the registrations",
  };
}

/** Every runner has a token of its own. */
const tokenShared: FleetRule = {
  id: "fleet/token-shared",
  must: "Every runner has a token of its own: no Secret is named for two, and no secret of a manager.",
  otherwise: "Each enrollment with a token deletes the overlay identity of the runner that enrolled with it before.",
  severity: STRICT_IN_PROD,
  check: ({ fleet }) => {
    const firstUse = new Map<string, { readonly path: string; readonly store: string }>();
    return fleet.pools.flatMap(({ path, runners, ...pool }) => {
      const [list, tokenSecrets] = secretsOf(pool, runners);
      const store = storeOf(fleet, pool);
      return tokenSecrets.flatMap((name, index) => {
        const key = JSON.stringify([list === "externalTokens", name]);
        const user = firstUse.get(key);
        firstUse.set(key, user ?? { path, store });
        if (user === undefined) return [];
        const inOnePool = user.path === path;
        const isSure = inOnePool || (list === "externalTokens" && user.store === store);
        const why = inOnePool
          ? "two runners of the pool would enroll with one token, and each would end the other"
          : alsoNamed(user.path, list, isSure);
        const fix =
          list === "externalTokens"
            ? "put {runner} where the runner's name goes"
            : "name a Secret for each runner, by the runner's name";
        return [
          {
            path: placeOf(path, list, index),
            value: name,
            why,
            fix,
            ...(isSure ? { severity: "error" as const } : {}),
          },
        ];
      });
    });
  },
};

/** By which store a pool reads its manager; a SecretStore is one of the pool's own namespace. */
function storeOf(
  { regions }: ResolvedFleet,
  { region, runnerNamespace, externalTokens }: Pick<ResolvedPool, "region" | "runnerNamespace" | "externalTokens">,
): string {
  const { path = "", context = "" } = regions[region]?.cluster ?? {};
  const { storeKind = "ClusterSecretStore", store = "" } = externalTokens ?? {};
  return JSON.stringify([path, context, store, ...(storeKind === "SecretStore" ? [runnerNamespace] : [])]);
}

function alsoNamed(user: string, list: keyof TokenPlaces, isSure: boolean): string {
  if (list !== "externalTokens") {
    return `${user} names a Secret of this name too; with the same token in both, each runner would end the other`;
  }
  return isSure
    ? `${user} reads this secret by the same store, so with each token that is written one runner ends the other`
    : `${user} reads a secret of this name by another store; where both are one manager, each runner would end the other`;
}

type TokenPlaces = Pick<ResolvedPool, "tokenSecrets" | "adopt" | "externalTokens">;

/** The Secrets that a pool names, or its secrets in a manager, and where it names them. */
function secretsOf({ tokenSecrets = [], adopt, externalTokens }: TokenPlaces, runners: readonly string[]) {
  if (adopt !== undefined) return ["adopt", adopt.map(({ secretName }) => secretName)] as const;
  if (externalTokens === undefined || tokenSecrets.length > 0) return ["tokenSecrets", tokenSecrets] as const;
  const { remoteKey, property } = externalTokens;
  const place = property === undefined ? remoteKey : `${remoteKey} ${property}`;
  return ["externalTokens", runners.map((runner) => place.replaceAll("{runner}", runner))] as const;
}

function placeOf(pool: string, list: keyof TokenPlaces, index: number): string {
  if (list === "externalTokens") return `${pool}.externalTokens.remoteKey`;
  return list === "adopt" ? `${at(`${pool}.adopt`, index)}.secretName` : at(`${pool}.tokenSecrets`, index);
}

/** What is listed for the runners of a pool is listed for each of them. */
const tokenCount: FleetRule = {
  id: "fleet/token-count",
  must: "Where a pool lists Secrets with tokens, there is one entry for each of its runners; where it lists runners to adopt, too while `releasedFrom` stands there, and never more.",
  otherwise: "A runner would have no token, or a registration would be left to nobody.",
  severity: ERROR,
  unacknowledgeable: "list as many as the pool has runners",
  check: ({ fleet }) =>
    fleet.pools.flatMap((pool) => [
      ...wrongNumber(`${pool.path}.tokenSecrets`, pool.tokenSecrets, pool.runners.length),
      // of two generations the older one is there already
      ...(fleet.releasedFrom === undefined && (pool.adopt ?? []).length < runnersPerGeneration(pool)
        ? [] // taken over earlier, and grown: the others are new
        : wrongNumber(`${pool.path}.adopt`, pool.adopt, runnersPerGeneration(pool))),
    ]),
};

function wrongNumber(path: string, entries: readonly unknown[] | undefined, runners: number): readonly Breach[] {
  if (entries === undefined || entries.length === runners) return [];
  const why = `the pool has ${runners === 1 ? "1 runner" : `${runners} runners`}, and each has a token of its own`;
  return [{ path, value: entries.length, why, fix: `list ${runners}, one for each runner in their order` }];
}

/** A registration is one runner's. */
const adoptedTwice: FleetRule = {
  id: "fleet/adopted-twice",
  must: "A registration is adopted by one runner of the fleet.",
  otherwise: "It would be two resources, and each would undo what the other does.",
  severity: ERROR,
  unacknowledgeable: "give each runner the id of its own registration",
  check: ({ fleet }) => {
    const firstUse = new Map<string, string>();
    return fleet.pools.flatMap(({ path, adopt = [] }) =>
      adopt.flatMap(({ runner }, index) => {
        const where = `${at(`${path}.adopt`, index)}.runner`;
        const id = runner.toLowerCase();
        const first = firstUse.get(id);
        firstUse.set(id, first ?? where);
        if (first === undefined) return [];
        return [{ path: where, value: runner, why: `${first} adopts it too`, fix: "give the id of this runner" }];
      }),
    );
  },
};

/** The rules about secrets. */
export const secretRules: readonly FleetRule[] = [secretLiteral, tokenShared, tokenCount, adoptedTwice];
