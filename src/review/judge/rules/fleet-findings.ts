// Which fleet rules are newly broken, and which pools newly overlap.
import type { JsonFinding } from "../../../rules/index.js";
import { groupBy } from "../../../rules/index.js";
import type { AppPool } from "../../app/reviewed-app.js";
import { type Judged, placeOf } from "../judged.js";
import type { RunnerClass } from "../sides.js";
import { listed } from "../texts.js";
import type { Found, ReviewRule } from "./rule.js";

/** Fleet rules about pools that get the same work. */
const OVERLAPS: ReadonlySet<string> = new Set(["fleet/pool-overlap", "fleet/shared-overlap"]);

const overlap: ReviewRule = {
  id: "review/overlap-new",
  risk: "medium",
  must: "No two pools newly get the same work.",
  otherwise: "Work that is meant for one of them lands by chance on the other.",
  check: (judged) => [
    ...newlyBroken(judged)
      .filter(({ finding }) => OVERLAPS.has(finding.rule))
      .map(({ finding }) => ofFinding(judged, finding, "medium")),
    ...equalOutsideFleet(judged),
  ],
};

const fleetRule: ReviewRule = {
  id: "review/fleet-rule",
  risk: "low",
  unless: "high for an error that nobody acknowledged",
  must: "No fleet rule is newly broken.",
  otherwise: "What the rule says of its breach (docs/fleet-rules.md).",
  check: (judged) =>
    newlyBroken(judged)
      .filter(({ finding }) => !OVERLAPS.has(finding.rule))
      .map(({ finding }) =>
        ofFinding(judged, finding, finding.severity === "error" && finding.acknowledged === undefined ? "high" : "low"),
      ),
};

/** Ids of fleet rules that were broken at places where they no longer are, each with a count. */
export function fixedFleetRules({ base, head }: Judged): readonly (readonly [rule: string, count: number])[] {
  if (base?.written === undefined || head?.written === undefined) return [];
  const still = new Set(head.written.findings.map(keyOf));
  const fixed = base.written.findings.filter((finding) => !still.has(keyOf(finding)));
  return [...groupBy(fixed, ({ rule }) => rule)].map(([rule, all]) => [rule, all.length] as const);
}

function newlyBroken({ base, head }: Judged): readonly { readonly finding: JsonFinding }[] {
  if (head?.written === undefined || base?.written === undefined) return [];
  const known = new Map(base.written.findings.map((finding) => [keyOf(finding), finding]));
  return head.written.findings.flatMap((finding) => {
    const was = known.get(keyOf(finding));
    const isKnown = was !== undefined && (was.severity === finding.severity || finding.severity === "warning");
    return isKnown ? [] : [{ finding }];
  });
}

function keyOf({ rule, path }: JsonFinding): string {
  return JSON.stringify([rule, path]);
}

const poolsByPath = new WeakMap<Judged, ReadonlyMap<string, AppPool>>();

/** The pools by where they stand in the fleet. */
function poolAtPath(judged: Judged, path: string): AppPool | undefined {
  const pools =
    poolsByPath.get(judged) ??
    new Map(
      [...(judged.head?.pools.values() ?? [])].flatMap((pool) =>
        pool.declared === undefined ? [] : [[pool.declared.path, pool] as const],
      ),
    );
  poolsByPath.set(judged, pools);
  return pools.get(path);
}

function ofFinding(judged: Judged, finding: JsonFinding, risk: Found["risk"] & string): Found {
  const { rule, path, why, fix, acknowledged } = finding;
  const pool = poolAtPath(judged, path);
  const at = pool === undefined ? {} : { stack: pool.stack, path: pool.path, ...placeOf(pool) };
  return {
    at,
    risk: acknowledged === undefined ? risk : "low",
    name: path,
    what: `${path}: ${why}`,
    ...(acknowledged === undefined ? {} : { cause: `the fleet accepts it: ${acknowledged}` }),
    consequence: `The fleet rule ${rule} is newly broken (docs/fleet-rules.md).`,
    fix,
  };
}

/** Runners that no fleet declares, newly equal to others. */
function equalOutsideFleet({ before, after, head, base }: Judged): readonly Found[] {
  if (head === undefined && base === undefined) return [];
  const kindOf = ({ organization, labels, capabilities }: RunnerClass): string =>
    JSON.stringify([organization ?? null, Object.entries(labels).sort(), capabilities]);
  const had = new Map(
    [...groupBy(before.classes, kindOf)].map(([kind, all]) => [kind, new Set(all.map(({ id }) => id))]),
  );
  return [...groupBy(after.classes, kindOf)].flatMap(([kind, all]) => {
    const ids = [...new Set(all.map(({ id }) => id))];
    const isDeclared = all.every(({ members }) => members.every(({ pool }) => pool?.declared !== undefined));
    const known = had.get(kind);
    if (ids.length < 2 || isDeclared || ids.every((id) => known?.has(id) === true)) return [];
    const [one] = all.flatMap(({ members }) => members).filter(({ pool }) => pool?.declared === undefined);
    return [
      {
        at: {
          stack: one?.stack ?? "",
          ...(one?.path === undefined ? {} : { path: one.path }),
          address: one?.address ?? "",
        },
        name: ids.join(", "),
        what: `${listed(ids)} newly get the same work`,
        consequence: "They have the same scope, labels and capabilities, so chance decides between them.",
        fix: "give one of them a label of its own, and require it",
      },
    ];
  });
}

/** The rule about pools for the same work. */
export const overlapRules: readonly ReviewRule[] = [overlap];
/** The rule about all other fleet rules. */
export const fleetFindingRules: readonly ReviewRule[] = [fleetRule];
