// The sections of the comment, in the order of its reader: what must be known before agreeing, then what is good to know, then the rest.
// A form with fewer columns or lines stands beside each full one, for when the whole does not fit.
import type { AgentPlacement, CapacityRow, Review, ReviewFinding } from "../judge/model.js";
import type { Section, SectionForm } from "./budget.js";
import { code, prose } from "./escape.js";
import { decisionWords } from "./decision-words.js";
import {
  basisWords,
  firstWords,
  gapWords,
  MEANWHILE_TITLE,
  orderWords,
  OUTCOME_WORDS,
  placesWords,
  reasonWords,
  rehearsedWords,
  steadyWords,
  STEPS_TITLE,
  timeWords,
  workWords,
} from "./meanwhile-words.js";
import { type FoldStyle, foldedChanges, foldedDrift, foldedReleases } from "./folds.js";
import {
  amount,
  asSentence,
  changedRows,
  countsSentence,
  many,
  meaning,
  placementWords,
  RISK_WORDS,
  sides,
  stackRemarks,
  totals,
  VERDICT_SIGNS,
  VERDICT_WORDS,
  whereIs,
} from "./words.js";

/** What the sections need beside the review. */
export interface SectionOptions extends FoldStyle {
  /** First line. */
  readonly marker: string;
  /** Last line. */
  readonly last: string;
}

/** The order in which sections are cut, first to last; findings, doubts and totals never are. */
const CUT_ORDER = [
  "groups",
  "drift",
  "releases",
  "steps",
  "capacity",
  "stacks",
  "placement",
  "meanwhile",
  "accepted",
  "notes",
] as const;
const cutFirst = (name: (typeof CUT_ORDER)[number]): number => CUT_ORDER.indexOf(name);

/** All sections; one without rows is left out. */
export function sectionsOf(review: Review, options: SectionOptions): readonly Section[] {
  const all: readonly Section[] = [
    verdict(review, options.marker),
    doubts(review),
    findings(review),
    ...meanwhile(review),
    placement(review),
    capacity(review),
    accepted(review),
    stacks(review),
    { ...foldedReleases(review, options), cutFirst: cutFirst("releases") },
    { ...foldedChanges(review, options), cutFirst: cutFirst("groups") },
    { ...foldedDrift(review, options), cutFirst: cutFirst("drift") },
    notes(review),
    { rowsAre: "", heading: ["---", "", options.last], forms: [], foot: [] },
  ];
  return all.filter(({ forms, foot }) => forms.length === 0 || foot.length > 0 || (forms[0]?.rows.length ?? 0) > 0);
}

function verdict(review: Review, marker: string): Section {
  const all = totals(review.capacity, review.currency);
  const first = firstWords(review.rehearsal);
  return {
    rowsAre: "",
    heading: [
      marker,
      `## Fleet review${review.fleet === undefined ? "" : ` of ${prose(review.fleet)}`}`,
      "",
      `${VERDICT_SIGNS[review.verdict]} **${VERDICT_WORDS[review.verdict]}.** ${prose(review.sentence)}`,
      ...(review.decision === undefined ? [] : ["", `**Policy:** ${prose(decisionWords(review.decision))}`]),
      ...(first === undefined ? [] : ["", `**Rehearsal:** ${prose(first)}`]),
      "",
      `**Objects:** ${countsSentence(review.counts)}; ${amount(review.counts.unchanged)} unchanged.`,
      ...(all.length === 0 ? [] : ["", `**Fleet:** ${prose(all.join(", "))}.`]),
    ],
    forms: [],
    foot: [],
  };
}

function doubts({ stacks: all }: Review): Section {
  const each = all.flatMap(({ name, doubts: of }) => of.map((doubt) => ({ name, doubt })));
  const kinds = [...new Set(each.map(({ doubt }) => doubt.kind))];
  return {
    rowsAre: "doubts",
    heading: ["### What can't be judged"],
    forms: [
      list(each.map(({ name, doubt }) => `- ${code(name)}: ${prose(asSentence(doubt.sentence))}`)),
      {
        ...list(
          kinds.map((kind) => {
            const stacksOf = each.filter(({ doubt }) => doubt.kind === kind).map(({ name }) => code(name));
            return `- ${kind}: ${many(stacksOf.length, "stack")}, such as ${stacksOf.slice(0, 3).join(", ")}`;
          }),
        ),
        leavesOut: "The doubts are counted by kind here.",
      },
    ],
    foot: [],
  };
}

function findings({ findings: all }: Review): Section {
  const open = all.filter((finding) => finding.accepted === undefined);
  return {
    rowsAre: "findings",
    heading: ["### Findings, worst first"],
    forms: [
      table(
        ["Risk", "What happens", "What it means", "What to do"],
        open.map((finding) => [
          `**${RISK_WORDS[finding.risk]}**`,
          `${prose(finding.what)} ${where(finding)}`,
          prose(meaning(finding)),
          prose(asSentence(finding.fix)),
        ]),
      ),
      {
        ...table(
          ["Risk", "What happens"],
          open.map((finding) => [RISK_WORDS[finding.risk], `${prose(finding.what)} ${where(finding)}`]),
        ),
        leavesOut: "What the findings mean, and what to do about them, is left out here.",
      },
    ],
    foot: [],
  };
}

function where({ at, others }: ReviewFinding): string {
  // words of ours, where nothing is named
  const place = Object.keys(at).length === 0 ? whereIs(at) : code(whereIs(at));
  return `(${place}${others.length === 0 ? "" : ` and ${amount(others.length)} more like it`})`;
}

/** What becomes of agents meanwhile, and the steps behind it. Where nothing does, the sentence is all. */
function meanwhile({ rehearsal }: Review): readonly Section[] {
  if (rehearsal === undefined) return [];
  const { agents, steps } = rehearsal;
  const heading = [
    `### ${MEANWHILE_TITLE}`,
    "",
    `**${OUTCOME_WORDS[rehearsal.outcome]}.** ${prose(rehearsal.sentence)}`,
  ];
  const rows = agents.map((agent) => [
    code(agent.agent),
    prose(gapWords(agent)),
    rehearsedWords(agent),
    placesWords(agent),
    prose(workWords(agent)),
  ]);
  return [
    agents.length === 0
      ? { rowsAre: "", heading, forms: [], foot: [] }
      : {
          rowsAre: "agents",
          heading,
          forms: [table(["Agent", "Without a place", "As rehearsed", "Places", "Running work"], rows)],
          foot: [steadyWords(rehearsal), basisWords(rehearsal)].flatMap((text) =>
            text === undefined ? [] : prose(text),
          ),
          cutFirst: cutFirst("meanwhile"),
        },
    {
      rowsAre: "steps",
      heading: [`#### ${STEPS_TITLE}`],
      forms: [
        table(
          ["Step", "Estimated", "As rehearsed", "What happens", "Why", "Order"],
          steps.map((step) => [
            String(step.number),
            ...timeWords(step),
            `${step.effect === "out" ? "**out**" : "in"} ${prose(step.what)} (${code(whereIs(step.at))})`,
            prose(reasonWords(step)),
            orderWords(step),
          ]),
        ),
      ],
      foot: [],
      cutFirst: cutFirst("steps"),
    },
  ];
}

function placement({ placement: all }: Review): Section {
  const rows = all.filter(({ verdict: of }) => of !== "same");
  const same = all.length - rows.length;
  return {
    rowsAre: "agents",
    heading: ["### Where agents may land"],
    forms: [
      table(
        ["Agent", "Before", "After", "Runners", "What changes"],
        rows.map((row) => [
          code(agentName(row)),
          pools(row.before),
          pools(row.after),
          sides(row.runners),
          prose(placementWords(row)),
        ]),
      ),
    ],
    foot:
      rows.length === 0 || same === 0 ? [] : [`${many(same, "agent keeps its place", "agents keep their places")}.`],
    cutFirst: cutFirst("placement"),
  };
}

function agentName({ organization, agent }: AgentPlacement): string {
  return organization === "" ? agent : `${organization}/${agent}`;
}

/** Pools of one cell; so many are told apart, and no more. */
function pools(names: readonly string[]): string {
  const most = 4;
  const shown = names.slice(0, most).map(code).join(", ");
  return names.length === 0 ? "none" : names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

function capacity({ capacity: all, currency }: Review): Section {
  const rows = changedRows(all);
  const columns = [
    { title: "Runners", of: (row: CapacityRow) => row.runners },
    { title: "Nodes", of: (row: CapacityRow) => row.nodes },
    { title: "GPUs", of: (row: CapacityRow) => row.gpus },
    { title: `Cost a month${currency === undefined ? "" : ` ${prose(currency)}`}`, of: (row: CapacityRow) => row.cost },
  ].filter(({ of }) => rows.some((row) => of(row) !== undefined));
  const same = all.length - rows.length;
  return {
    rowsAre: "rows of capacity",
    heading: ["### Capacity, before and after"],
    forms: [
      table(
        ["Region", "Team", "Tier", ...columns.map(({ title }) => title)],
        rows.map((row) => [
          prose(row.region),
          row.team === "" ? "all" : prose(row.team),
          prose(row.tier),
          ...columns.map(({ of }) => {
            const pair = of(row);
            return pair === undefined ? "" : sides(pair);
          }),
        ]),
      ),
    ],
    foot: rows.length === 0 || same === 0 ? [] : [`${many(same, "row")} unchanged.`],
    cutFirst: cutFirst("capacity"),
  };
}

function accepted({ findings: all }: Review): Section {
  const rows = all.flatMap((finding) => (finding.accepted === undefined ? [] : [{ finding, by: finding.accepted }]));
  return {
    rowsAre: "accepted findings",
    heading: ["### Accepted by the policy"],
    forms: [
      table(
        ["Risk", "What happens", "Why it is accepted", "Owner", "Until"],
        rows.map(({ finding, by }) => [
          RISK_WORDS[finding.risk],
          `${prose(finding.what)} ${where(finding)}`,
          prose(by.reason ?? (by.by === "baseline" ? "in the baseline" : "its rule is off")),
          prose(by.owner ?? ""),
          prose(by.expires ?? ""),
        ]),
      ),
    ],
    foot: [],
    cutFirst: cutFirst("accepted"),
  };
}

function stacks({ stacks: all }: Review): Section {
  return {
    rowsAre: "stacks",
    heading: ["### Stacks, in the order of their apply"],
    forms: [
      table(
        ["", "Stack", "Changes", "To know"],
        all.map((stack, index) => [
          String(index + 1),
          code(stack.name),
          stack.source === "none" ? "not known" : countsSentence(stack.counts),
          prose(stackRemarks(stack).join("; ")),
        ]),
      ),
    ],
    foot: [],
    cutFirst: cutFirst("stacks"),
  };
}

function notes({ notes: all }: Review): Section {
  return {
    rowsAre: "notes",
    heading: ["### What was not looked at"],
    forms: [list(all.map((note) => `- ${prose(note)}`))],
    foot: [],
    cutFirst: cutFirst("notes"),
  };
}

function list(rows: readonly string[]): SectionForm {
  return { head: [], rows, tail: [] };
}

/** Rows of a table; cells are escaped by who makes them. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): SectionForm {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return { head: [line(columns), line(columns.map(() => "---"))], rows: rows.map(line), tail: [] };
}
