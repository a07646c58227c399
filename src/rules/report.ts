// Findings for people: grouped by what they are about, acknowledged ones last and short, a count at the end.
import { collectFindings, groupOf } from "./collect.js";
import { type Finding, isBlocking } from "./finding.js";
import { groupBy } from "./group-by.js";

/** Characters of a value that are shown; the rest is cut. */
const MAX_VALUE_CHARS = 120;

/** Settings of a printed report. */
export interface ReportOptions {
  /**
   * Name of the file the positions are in.
   *
   * @default - positions are printed without a file
   */
  readonly file?: string;

  /**
   * Most findings that are printed one by one; the count at the end counts all.
   *
   * @default 200
   */
  readonly most?: number;
}

/** The findings as text, one paragraph for each group; ends without a line break. */
export function printFindings(findings: readonly Finding[], options: ReportOptions = {}): string {
  const all = collectFindings(findings);
  const open = all.filter(({ acknowledged }) => acknowledged === undefined);
  const accepted = all.filter(({ acknowledged }) => acknowledged !== undefined);
  const shown = open.slice(0, options.most ?? 200);
  const groups = [...groupBy(shown, ({ path }) => groupOf(path))].map(([group, members]) =>
    [group === "" ? "(the whole)" : group, ...members.map((finding) => entry(finding, options.file))].join("\n"),
  );
  const more = open.length - shown.length;
  return [
    ...groups,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(accepted.length > 0 ? [["acknowledged", ...accepted.map(acceptedEntry)].join("\n")] : []),
    countOf(all),
  ].join("\n\n");
}

/** How many there are of each kind: `2 errors, 1 warning, 1 acknowledged`. */
function countOf(findings: readonly Finding[]): string {
  const errors = findings.filter(isBlocking).length;
  const acknowledged = findings.filter((finding) => finding.acknowledged !== undefined).length;
  const warnings = findings.length - errors - acknowledged;
  const parts = [
    ...(errors > 0 ? [errors === 1 ? "1 error" : `${errors} errors`] : []),
    ...(warnings > 0 ? [warnings === 1 ? "1 warning" : `${warnings} warnings`] : []),
    ...(acknowledged > 0 ? [`${acknowledged} acknowledged`] : []),
  ];
  return parts.length === 0 ? "nothing found" : parts.join(", ");
}

function entry(finding: Finding, file: string | undefined): string {
  const { severity, rule, path, value, why, fix } = finding;
  const found = value === undefined ? "" : ` = ${printed(value)}`;
  const place = `${path}${found}${where(finding, file)}`.trim();
  return [`  ${severity} ${rule}`, ...(place === "" ? [] : [place]), why, `Fix: ${fix}.`].join("\n    ");
}

function acceptedEntry({ severity, rule, path, acknowledged = "" }: Finding): string {
  return `  ${severity} ${rule} ${path}: ${acknowledged}`;
}

function where({ position }: Finding, file: string | undefined): string {
  if (position === undefined) return "";
  const at = `${position.line}:${position.column}`;
  return file === undefined ? ` (line ${at})` : ` (${file}:${at})`;
}

function printed(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE_CHARS ? text : `${text.slice(0, MAX_VALUE_CHARS)}...`;
}
