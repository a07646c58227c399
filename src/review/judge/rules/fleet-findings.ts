// Which fleet rules are newly broken, and which pools newly overlap.
import { groupBy } from "../../../rules/index.js";
import type { AppPool } from "../../app/reviewed-app.js";
import { type Judged, placeOf } from "../judged.js";
import type { RunnerClass } from "../sides.js";
import { listed } from "../texts.js";
import type { Whereabouts } from "../model.js";
import { type FindingsDocument, foundOf, type NewFinding, newFindings } from "./documents.js";
import type { Found, ReviewRule } from "./rule.js";

/** fleet.json. */
export const FLEET: FindingsDocument = {
  rules: "Fleet rules",
  subject: "the fleet",
  ruleInWords: (rule) => `The fleet rule ${rule}`,
  page: () => "docs/fleet-rules.md",
  of: ({ written }) => (written === undefined ? undefined : { stage: written.fleet.stage, findings: written.findings }),
  where: whereIs,
};

/** Fleet rules about pools that get the same work. */
const OVERLAPS: ReadonlySet<string> = new Set(["fleet/pool-overlap", "fleet/shared-overlap"]);

const isNewOverlap = ({ finding, news }: NewFinding): boolean => OVERLAPS.has(finding.rule) && news === "broken";

const overlap: ReviewRule = {
  id: "review/overlap-new",
  risk: "medium",
  must: "No two pools newly get the same work.",
  otherwise: "Work that is meant for one of them lands by chance on the other.",
  check: (judged) => [
    ...newFindings(FLEET, judged)
      .filter(isNewOverlap)
      .map((one) => foundOf(FLEET, judged, one, "medium")),
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
    newFindings(FLEET, judged)
      .filter((one) => !isNewOverlap(one))
      .map((one) => foundOf(FLEET, judged, one)),
};

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

function whereIs(judged: Judged, path: string): Whereabouts {
  const pool = poolAtPath(judged, path);
  return pool === undefined ? {} : { stack: pool.stack, path: pool.path, ...placeOf(pool) };
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
