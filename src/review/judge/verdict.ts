// The verdict and its sentence, and what could not be looked at.
import { resourceAt } from "../app/reviewed-app.js";
import { stops } from "./findings.js";
import { documentNotes, isOneSided } from "./rules/documents.js";
import { FLEET } from "./rules/fleet-findings.js";
import { WORKLOADS } from "./rules/workload-findings.js";
import type { Judged } from "./judged.js";
import type { CapacityRow, Counts, Review, ReviewedStack, ReviewFinding, Risk } from "./model.js";
import { RISKS } from "./model.js";
import type { JudgeOptions } from "./options.js";
import { unpriced } from "./capacity.js";
import type { Fate } from "./runners.js";
import { isEnrolled } from "./sides.js";
import { counted, listed, named, sentence } from "./texts.js";

/** Pools that the sentence names; more are counted. */
const MAX_POOLS = 3;

/** What a verdict rests on. */
export interface Grounds {
  readonly judged: Judged;
  readonly findings: readonly ReviewFinding[];
  readonly stacks: readonly ReviewedStack[];
  readonly counts: Counts;
  readonly failOn: Risk;
}

/** The verdict with its sentence. Anything that could not be looked at beats everything else. */
export function verdictOf({ judged, findings, stacks, counts, failOn }: Grounds): Pick<Review, "verdict" | "sentence"> {
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const doubtful = stacks.filter(({ doubts }) => doubts.length > 0);
  const happens = whatHappens(judged, counts);
  const known = open.length > 0 ? `${happens}. Findings: ${countsOf(open)}` : happens;
  if (stacks.length === 0) {
    return { verdict: "unjudgeable", sentence: "There is no plan and no app." };
  }
  if (doubtful.length > 0) {
    const [first] = doubtful.flatMap(({ doubts }) => doubts);
    const which = named(
      doubtful.map(({ name }) => name),
      "stack",
    );
    const also =
      counts.created + counts.updated + counts.recreated + counts.destroyed + open.length > 0
        ? ` As far as is known, ${known}.`
        : "";
    return {
      verdict: "unjudgeable",
      sentence: `What happens in ${which} is not certain. ${(first?.sentence ?? "").replace(/\.?$/, ".")}${also}`,
    };
  }
  if (open.some((finding) => stops(finding, failOn))) return { verdict: "blocked", sentence: `${sentence(known)}.` };
  if (open.length > 0) return { verdict: "findings", sentence: `${sentence(known)}.` };
  const accepted =
    findings.length > 0
      ? ` ${counted(findings.length, "finding")} ${findings.length === 1 ? "is" : "are"} accepted.`
      : "";
  return changesAnything(judged, counts)
    ? { verdict: "changes", sentence: `${sentence(known)}; no rule finds anything.${accepted}` }
    : { verdict: "nothing", sentence: `Nothing changes.${accepted}` };
}

/** What this review could not look at. */
export function notesOf(judged: Judged, capacity: readonly CapacityRow[], options: JudgeOptions): readonly string[] {
  const { head, base, digests } = judged;
  const { prices, running } = options;
  const unpricedPlaces = prices === undefined ? [] : unpriced(capacity, prices);
  const isSynth = digests.length > 0 && digests.every(({ source }) => source.kind === "synth");
  const ends = judged.runners.filter(({ fate }) => ["destroyed", "recreated", "rotated-out"].includes(fate));
  return [
    ...(isSynth
      ? ["No plan was given: two synthesized apps are compared, and what the states have is not known."]
      : []),
    ...(head === undefined
      ? ["The app that is to be applied was not given: what is new is named by its address."]
      : []),
    ...(base === undefined
      ? [
          "The app that was applied was not given: what goes is named by its address, and only states say what there was.",
        ]
      : []),
    ...fleetNotes(judged),
    ...workloadNotes(judged),
    ...(running === undefined && ends.length > 0
      ? ["No gateway was asked: how much work runs on the runners that go is not known."]
      : []),
    ...rehearsalNotes(options),
    ...(prices === undefined && capacity.some(({ nodes }) => nodes !== undefined)
      ? ["No price table was given: costs are not told."]
      : []),
    ...(unpricedPlaces.length === 0
      ? []
      : [`The price table has no price for nodes of ${listed(unpricedPlaces)}: they count as nothing.`]),
    ...[FLEET, WORKLOADS].flatMap((document) => documentNotes(document, judged)),
    ...unplannedEndNotes(judged),
    ...unenrolledNotes(judged),
  ];
}

function rehearsalNotes({ rehearsal, head, base }: JudgeOptions): readonly string[] {
  if (rehearsal === undefined || rehearsal === "missing") return [];
  const gone = [...(base?.stacks.keys() ?? [])].filter((stack) => head !== undefined && !head.stacks.has(stack));
  return gone.length === 0
    ? []
    : [
        `The rehearsal does not destroy ${named(gone, "stack")}, which the app no longer has: what goes with it is in no time without a place.`,
      ];
}

function fleetNotes(judged: Judged): readonly string[] {
  const { head, base, hasAgents, fleets } = judged;
  if (head === undefined && base === undefined) return [];
  if (fleets.length === 0)
    return ["The app has no fleet.json: placement of agents, declared capacity and fleet rules are not looked at."];
  return [
    ...(isOneSided(FLEET, judged)
      ? [
          "Only one of the two apps has a fleet.json: its agents and its capacity are taken for both sides, and fleet rules are not compared.",
        ]
      : []),
    ...(hasAgents ? [] : ["No agents are declared: who needs which runner is not known."]),
    ...(fleets.some(({ fleet }) => fleet.placement === "environments")
      ? [
          "The platform places work by environments, which are no resources of this fleet: what they name is not proved.",
        ]
      : []),
  ];
}

function workloadNotes(judged: Judged): readonly string[] {
  return isOneSided(WORKLOADS, judged)
    ? ["Only one of the two apps has an agents.json: rules of agent workloads are not compared."]
    : [];
}

/** What the app no longer has, and the plan does not end: never applied, or gone from the state. */
function unplannedEndNotes({ head, base, digests }: Judged): readonly string[] {
  return digests.flatMap(({ stack, source, changes, doubts }) => {
    const [from, to] = [base?.stacks.get(stack), head?.stacks.get(stack)];
    if (source.kind !== "plan" || doubts.length > 0 || from === undefined || to === undefined) return [];
    const planned = new Set(
      changes.flatMap(({ address, previousAddress }) =>
        [address, previousAddress].flatMap((one) => resourceAt(from, one ?? "")?.address ?? []),
      ),
    );
    const silent = [...from.resources.values()].filter(
      ({ address }) => !/^(?:data|module)\./.test(address) && !to.resources.has(address) && !planned.has(address),
    );
    return silent.length === 0
      ? []
      : [
          `Stack ${stack} no longer has ${listed(
            silent.map(({ address, path }) => path ?? address),
            MAX_POOLS,
          )}, and ${silent.length === 1 ? "it is" : "they are"} not in its state: nothing is destroyed for ${silent.length === 1 ? "it" : "them"}.`,
        ];
  });
}

function unenrolledNotes({ after }: Judged): readonly string[] {
  const silent = after.runners.filter((runner) => !isEnrolled(runner));
  return silent.length === 0
    ? []
    : [
        `${sentence(
          named(
            silent.map(({ facts }) => facts.name),
            "runner",
          ),
        )} ${silent.length === 1 ? "is" : "are"} registered and not enrolled: ${silent.length === 1 ? "it gets" : "they get"} no work now.`,
      ];
}

/** What happens, worst first, as a clause. */
function whatHappens(judged: Judged, counts: Counts): string {
  const runners = (done: string, ...fates: readonly Fate[]): string => {
    const all = judged.runners.filter(({ fate }) => fates.includes(fate));
    const pools = [...new Set(all.flatMap(({ pool }) => pool?.id ?? []))];
    return `${clause(all.length, "runner", done)}${pools.length === 0 ? "" : ` (${listed(pools, MAX_POOLS)})`}`;
  };
  const lost = judged.agents.filter(
    ({ placement, asked }) => placement.verdict === "lost" || (placement.verdict === "unplaced" && asked === undefined),
  );
  const clauses = [
    runners("destroyed", "destroyed", "rotated-out"),
    runners("destroyed and recreated", "recreated"),
    runners("left unmanaged", "forgotten"),
    lost.length === 0
      ? ""
      : `${named(
          lost.map(({ placement }) => placement.agent),
          "agent",
        )} ${lost.some(({ placement }) => placement.verdict === "lost") ? "can no longer" : "can't"} be placed`,
  ].filter((text) => text !== "");
  if (clauses.length > 0) return listed(clauses);
  const rest = [
    clause(counts.destroyed, "object", "destroyed"),
    clause(counts.recreated, "object", "destroyed and recreated"),
    clause(counts.forgotten, "object", "left unmanaged"),
    clause(counts.created, "object", "created"),
    clause(counts.updated, "object", "updated"),
    clause(counts.imported, "object", "imported"),
    clause(counts.moved, "object", "moved"),
  ].filter((text) => text !== "");
  return rest.length > 0 ? listed(rest, rest.length) : "nothing changes";
}

function clause(count: number, noun: string, done: string): string {
  return count === 0 ? "" : `${counted(count, noun)} ${count === 1 ? "is" : "are"} ${done}`;
}

/** `1 critical, 3 high`; a finding that stands for several counts once. */
function countsOf(findings: readonly ReviewFinding[]): string {
  return RISKS.flatMap((risk) => {
    const count = findings.filter((finding) => finding.risk === risk).length;
    return count === 0 ? [] : [`${count} ${risk}`];
  }).join(", ");
}

function changesAnything({ digests }: Judged, counts: Counts): boolean {
  const { unchanged: _, ...changed } = counts;
  return (
    Object.values(changed).some((count) => count > 0) ||
    digests.some(({ changes, outputs }) => changes.length > 0 || outputs.some(({ action }) => action !== "no-op"))
  );
}
