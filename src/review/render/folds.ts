// What a comment folds: releases as a diff by path, all changes by kind, and drift. Where a host renders no HTML a fold is a heading.
import { reasonWords } from "../judge/reasons.js";
import type { AttributeChange, Change, Shown } from "../digest/model.js";
import type { ChangeGroup, GroupedChange, Review } from "../judge/model.js";
import type { Section } from "./budget.js";
import { code, fenced, htmlCode, prose } from "./escape.js";
import { ACTION_WORDS, amount, many, shownText } from "./words.js";

/** How to fold. */
export interface FoldStyle {
  /** The host renders `<details>`. */
  readonly folds: boolean;
}

/** Changes of one group that are named; the others are counted. */
const MOST_MEMBERS = 25;
/** Attributes of one change that are shown. */
const MOST_ATTRIBUTES = 60;

/** Releases, each with its values by path. */
export function foldedReleases({ releases }: Review, style: FoldStyle): Section {
  return {
    rowsAre: "releases",
    heading: ["### Releases"],
    forms: [
      {
        head: [],
        rows: releases.map(({ release, version, change }) => {
          const chart = version === undefined ? "" : `, chart ${code(`${version.before} → ${version.after}`)}`;
          const htmlChart = version === undefined ? "" : `, chart ${htmlCode(`${version.before} → ${version.after}`)}`;
          return fold(style, `${htmlCode(release)}${htmlChart}`, `${code(release)}${chart}`, diffOf(change));
        }),
        tail: [],
      },
      {
        head: [],
        rows: releases.map(({ release, version, change }) => {
          const chart = version === undefined ? "" : `, chart ${code(`${version.before} → ${version.after}`)}`;
          return `- ${code(release)}${chart}, ${many(change.attributes.length, "value")}`;
        }),
        tail: [],
        leavesOut: "The values that change are left out here.",
      },
    ],
    foot: [],
  };
}

/** All changes by kind, the odd ones first. */
export function foldedChanges({ groups }: Review, style: FoldStyle): Section {
  return {
    rowsAre: "kinds of change",
    heading: ["### Everything that changes"],
    forms: [
      {
        head: [],
        rows: groups.map((group) =>
          fold(style, groupTitle(group, htmlCode), groupTitle(group, code), membersOf(group)),
        ),
        tail: [],
      },
      {
        head: [],
        rows: groups.map((group) => `- ${groupTitle(group, code)}`),
        tail: [],
        leavesOut: "The objects are left out here.",
      },
    ],
    foot: [],
  };
}

/** What was changed outside Terraform. */
export function foldedDrift({ drift }: Review, style: FoldStyle): Section {
  const title = `${many(drift.length, "object")} changed outside Terraform`;
  const [head, tail] = style.folds
    ? [
        [`<details><summary>${title}</summary>`, ""],
        ["", "</details>"],
      ]
    : [[`${title}:`, ""], []];
  return {
    rowsAre: "objects that were changed outside Terraform",
    heading: ["### Drift"],
    forms: [
      { head, rows: drift.map(memberWithDiff), tail },
      { head, rows: drift.map(memberLine), tail, leavesOut: "The values are left out here." },
    ],
    foot: [],
  };
}

function fold({ folds }: FoldStyle, htmlTitle: string, title: string, body: string): string {
  return folds ? `<details><summary>${htmlTitle}</summary>\n\n${body}\n\n</details>\n` : `#### ${title}\n\n${body}\n`;
}

function groupTitle({ type, action, count, odd }: ChangeGroup, name: (text: string) => string): string {
  const different = odd === 0 ? "" : `, ${amount(odd)} unlike the rest`;
  return `${amount(count)} × ${name(type)} ${ACTION_WORDS[action]}${different}`;
}

function membersOf({ members, odd, count }: ChangeGroup): string {
  const shown = members.slice(0, Math.max(MOST_MEMBERS, Math.min(odd, 2 * MOST_MEMBERS)));
  const differing = shown.slice(0, odd);
  const others = shown.slice(odd);
  return [
    ...(differing.length === 0 ? [] : ["Unlike the rest:", "", ...differing.map(memberWithDiff), "", "The rest:", ""]),
    // equal ones are told once in full
    ...others.slice(0, 1).map(memberWithDiff),
    ...others.slice(1).map(memberLine),
    ...(shown.length < count ? ["", `**${shown.length} of ${amount(count)}** shown.`] : []),
  ].join("\n");
}

function memberWithDiff(member: GroupedChange): string {
  const { attributes } = member.change;
  if (attributes.length === 0) return memberLine(member);
  // a fence in an item of a list would need its indentation
  return `${memberLine(member)}\n\n${diffOf(member.change)}\n`;
}

function memberLine({ stack, change }: GroupedChange): string {
  const { path, address, previousAddress, reason, forcedBy, imported, deposed } = change;
  const remarks = [
    `stack ${code(stack)}`,
    ...(path === undefined ? [] : [code(address)]),
    ...(previousAddress === undefined ? [] : [`moved from ${code(previousAddress)}`]),
    ...(imported ? ["imported"] : []),
    ...(deposed ? ["what an earlier apply left over"] : []),
    ...(reason === undefined ? [] : [prose(reasonWords(reason))]),
    ...(forcedBy.length === 0 ? [] : [`because of ${forcedBy.slice(0, 5).map(code).join(", ")}`]),
  ];
  return `- ${code(path ?? address)}: ${remarks.join(", ")}`;
}

function diffOf({ attributes }: Change): string {
  if (attributes.length === 0) return "No value that may be shown changes.";
  const shown = attributes.slice(0, MOST_ATTRIBUTES);
  const block = fenced(shown.flatMap(diffLines), "diff");
  return shown.length === attributes.length
    ? block
    : `${block}\n\n**${shown.length} of ${amount(attributes.length)}** values shown.`;
}

function diffLines({ path, before, after }: AttributeChange): readonly string[] {
  const line = (sign: string, side: Shown): readonly string[] =>
    "absent" in side ? [] : [`${sign} ${path}: ${shownText(side)}`];
  const hidden = "hidden" in before && "hidden" in after;
  return hidden ? [`! ${path}: changed (hidden)`] : [...line("-", before), ...line("+", after)];
}
