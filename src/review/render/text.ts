// A review for a terminal: what a person reads who runs it at home before the pull request. Colour only where it is asked for, and never
// alone; lines as wide as the terminal.
//
// No text of unknown origin reaches the terminal as a control sequence, nor a CI system as a command: see visible.ts.
import type { CapacityRow, Review, ReviewFinding, Risk } from "../judge/model.js";
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
import { escaped, readable, shortened } from "./visible.js";
import {
  ACTION_WORDS,
  amount,
  asSentence,
  changedRows,
  countsSentence,
  many,
  meaning,
  placementWords,
  RISK_WORDS,
  shownText,
  sides,
  stackRemarks,
  totals,
  VERDICT_WORDS,
  whereIs,
} from "./words.js";

/** Settings of the text. */
export interface TextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns of the terminal; at least 40. @default 100 */
  readonly width?: number;
}

const LEAST_WIDTH = 40;
const INDENT = "  ";
/** Rows of one part; the rest is counted. Doubts and findings are all shown. */
const MOST_ROWS = 40;
/** Characters of one value. */
const VALUE_CHARS = 200;

const COLORS: Readonly<Record<Risk | "good" | "dim" | "bold", number>> = {
  critical: 31,
  high: 31,
  medium: 33,
  low: 36,
  good: 32,
  dim: 2,
  bold: 1,
};

/** The review as text; ends with a line break. */
export function renderText(review: Review, { color = false, width = 100 }: TextOptions = {}): string {
  const page = new Page(Math.max(LEAST_WIDTH, width), color);
  const bad = review.verdict === "unjudgeable" || review.verdict === "blocked";
  const tone = bad ? "critical" : review.verdict === "findings" ? "medium" : "good";
  page.line(`${page.painted(`${VERDICT_WORDS[review.verdict]}.`, tone, "bold")} ${safe(review.sentence)}`);
  if (review.decision !== undefined) page.line(safe(`Policy: ${decisionWords(review.decision)}`));
  const first = firstWords(review.rehearsal);
  if (first !== undefined) page.line(page.painted(safe(`Rehearsal: ${first}`), "high"));
  page.line(`Objects: ${countsSentence(review.counts)}; ${amount(review.counts.unchanged)} unchanged`);
  const all = totals(review.capacity, review.currency);
  if (all.length > 0) page.line(safe(`Fleet: ${all.join(", ")}`));

  const doubts = review.stacks.flatMap(({ name, doubts: of }) =>
    of.map(({ sentence }) => `${name}: ${asSentence(sentence)}`),
  );
  page.part(
    "What can't be judged",
    doubts.map((doubt) => () => page.item(safe(doubt))),
    doubts.length,
  );
  const open = review.findings.filter(({ accepted }) => accepted === undefined);
  page.part(
    "Findings, worst first",
    open.map((finding) => () => showFinding(page, finding)),
    open.length,
  );
  const accepted = review.findings.filter((finding) => finding.accepted !== undefined);
  page.part(
    "Accepted by the policy",
    accepted.map(({ what, accepted: by }) => () => {
      const until = by?.expires === undefined ? "" : `, until ${by.expires}`;
      page.item(safe(`${what}: ${by?.reason ?? by?.by ?? ""}${until}`));
    }),
  );
  showMeanwhile(page, review.rehearsal);
  const agents = review.placement.filter(({ verdict }) => verdict !== "same");
  page.part(
    "Where agents may land",
    agents.map((row) => () => {
      page.item(safe(`${row.agent} (${row.organization}): ${placementWords(row)}`));
      const [before, after] = [placesOf(row.before), placesOf(row.after)];
      page.more(safe(before === after ? `${before}; runners ${sides(row.runners)}` : `${before} → ${after}`));
    }),
  );
  page.part(
    "Capacity",
    changedRows(review.capacity).map((row) => () => page.item(safe(capacityWords(row)))),
  );
  page.part(
    "Releases",
    review.releases.map(({ release, change }) => () => {
      page.item(safe(release));
      for (const { path, before, after } of change.attributes.slice(0, MOST_ROWS))
        page.more(
          safe(`${path}: ${shortened(shownText(before), VALUE_CHARS)} → ${shortened(shownText(after), VALUE_CHARS)}`),
        );
      const left = change.attributes.length - MOST_ROWS;
      if (left > 0) page.more(`and ${amount(left)} more`);
    }),
  );
  page.part(
    "Stacks, in the order of their apply",
    review.stacks.map((stack) => () => {
      const counts = stack.source === "none" ? "not known" : countsSentence(stack.counts);
      page.item(safe([`${stack.name}: ${counts}`, ...stackRemarks(stack)].join("; ")));
    }),
  );
  page.part(
    "Everything that changes",
    review.groups.map(({ count, type, action, odd, members }) => () => {
      const different = odd === 0 ? "" : `, ${amount(odd)} unlike the rest`;
      const [only] = count === 1 ? members : [];
      const name = only === undefined ? "" : ` (${only.change.path ?? only.change.address})`;
      page.item(safe(`${amount(count)} × ${type} ${ACTION_WORDS[action]}${different}${name}`));
    }),
  );
  page.part(
    "Changed outside Terraform",
    review.drift.map(
      ({ change }) =>
        () =>
          page.item(safe(change.path ?? change.address)),
    ),
  );
  page.part(
    "What was not looked at",
    review.notes.map((note) => () => page.item(safe(note))),
  );
  return page.text();
}

function showFinding(page: Page, finding: ReviewFinding): void {
  const { risk, what, fix, at, others } = finding;
  const more = others.length === 0 ? "" : ` and ${amount(others.length)} more like it`;
  page.line(
    `${page.painted(RISK_WORDS[risk], risk)}  ${safe(what)} ${page.painted(safe(`(${whereIs(at)}${more})`), "dim")}`,
  );
  page.more(safe(meaning(finding)));
  page.more(safe(asSentence(fix)));
}

function showMeanwhile(page: Page, rehearsal: Review["rehearsal"]): void {
  if (rehearsal === undefined) return;
  const { agents, steps } = rehearsal;
  const foot = [steadyWords(rehearsal), agents.length === 0 ? undefined : basisWords(rehearsal)];
  page.part(MEANWHILE_TITLE, [() => page.line(safe(`${OUTCOME_WORDS[rehearsal.outcome]}. ${rehearsal.sentence}`))]);
  for (const agent of agents.slice(0, MOST_ROWS)) {
    page.item(safe(`${agent.agent}: without a place ${gapWords(agent)}; as rehearsed ${rehearsedWords(agent)}`));
    const work = workWords(agent);
    page.more(safe(`places ${placesWords(agent)}${work === "" ? "" : `; ${work}`}`));
  }
  if (agents.length > MOST_ROWS) page.item(`${MOST_ROWS} of ${many(agents.length, "agent")} shown`);
  for (const text of foot) if (text !== undefined) page.line(safe(text));
  page.part(
    `${STEPS_TITLE} (estimated, as rehearsed)`,
    steps.map((step) => () => {
      const why = [reasonWords(step), orderWords(step)].filter((text) => text !== "").join("; ");
      const times = timeWords(step).join(" / ");
      page.item(safe(`${step.number}. ${times} ${step.effect === "out" ? "out" : "in"}: ${step.what}`));
      page.more(safe(`${whereIs(step.at)}${why === "" ? "" : `; ${why}`}`));
    }),
  );
}

function placesOf(places: readonly string[]): string {
  const most = 6;
  const left = places.length - most;
  return places.length === 0
    ? "no place"
    : `${places.slice(0, most).join(", ")}${left > 0 ? ` and ${amount(left)} more` : ""}`;
}

function capacityWords({ region, team, tier, runners, nodes, gpus, cost }: CapacityRow): string {
  const parts = [
    `runners ${sides(runners)}`,
    ...(nodes === undefined ? [] : [`nodes ${sides(nodes)}`]),
    ...(gpus === undefined ? [] : [`GPUs ${sides(gpus)}`]),
    ...(cost === undefined ? [] : [`cost a month ${sides(cost)}`]),
  ];
  return `${region}, ${team === "" ? "all teams" : `team ${team}`}, ${tier}: ${parts.join(", ")}`;
}

/** A text for a terminal and for a CI log: nothing hidden in it, and no word that a CI system obeys. */
function safe(text: string): string {
  // GitHub takes a line for a command that begins with two colons, also after blanks; wrapping could begin a line with any word
  return readable(text).replace(/(?<=^| ):(?=:)/g, escaped);
}

/** Lines of text, wrapped. */
class Page {
  private readonly lines: string[] = [];

  constructor(
    private readonly width: number,
    private readonly color: boolean,
  ) {}

  /** A text in these colours, where colours are shown. */
  painted(text: string, ...colors: (keyof typeof COLORS)[]): string {
    if (!this.color) return text;
    // each word by itself, so that wrapping can't tear a colour
    const [on, off] = [`\u001b[${colors.map((name) => COLORS[name]).join(";")}m`, "\u001b[0m"];
    return text
      .split(" ")
      .map((word) => (word === "" ? word : `${on}${word}${off}`))
      .join(" ");
  }

  part(title: string, rows: readonly (() => void)[], most = MOST_ROWS): void {
    if (rows.length === 0) return;
    this.lines.push("");
    this.line(this.painted(title, "bold"));
    for (const row of rows.slice(0, most)) row();
    if (rows.length > most) this.item(`${most} of ${many(rows.length, "row")} shown`);
  }

  line(text: string): void {
    this.wrapped(text, "", INDENT);
  }

  item(text: string): void {
    this.wrapped(text, "- ", INDENT);
  }

  more(text: string): void {
    this.wrapped(text, INDENT, INDENT);
  }

  text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  private wrapped(text: string, first: string, next: string): void {
    let line = first;
    let columns = first.length;
    let isEmpty = true;
    for (const word of text.split(" ")) {
      const length = columnsOf(word);
      if (!isEmpty && columns + 1 + length > this.width) {
        this.lines.push(line.trimEnd());
        [line, columns, isEmpty] = [next, next.length, true];
      }
      line += isEmpty ? word : ` ${word}`;
      columns += isEmpty ? length : 1 + length;
      isEmpty = false;
    }
    this.lines.push(line.trimEnd());
  }
}

/** Columns that a word takes, its colours left out; wide characters of East Asia take two. */
function columnsOf(word: string): number {
  let columns = 0;
  for (const character of word.replace(/\u001b\[[\d;]*m/g, ""))
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1;
  return columns;
}
