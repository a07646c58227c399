// What is allowed and what is asked of it, as a table for people.
import { type Allowance, askedOf, meanCalls, sum } from "./budget.js";
import { semaphoresOf } from "./semaphores.js";

const HEAD = [
  "model",
  "allowed by",
  "asked by",
  "pods",
  "requests/min",
  "tokens/min",
  "in flight",
  "in a rollout",
  "calls per process",
];

/**
 * A table in Markdown: a line for each that asks, and one for the sum, as `asked / allowed`. With the seconds of a call known, the calls at
 * a time that Little's law gives stand in brackets.
 */
export function budgetReport(allowances: readonly Allowance[]): string {
  const rows = allowances.flatMap(rowsOf);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(HEAD), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line), ""].join("\n");
}

function rowsOf(allowance: Allowance): readonly (readonly string[])[] {
  const { name, by, shares, laterShares, letThrough, concurrency } = allowance;
  const asked = askedOf(allowance);
  const { sizes } = semaphoresOf(allowance);
  const means = shares.map(meanCalls);
  // what only gateways ask has no pods here
  const ofPods = (text: string): string => (shares.length === 0 ? "" : text);
  const mean = means.every((calls) => calls !== undefined) && means.length > 0 ? sum(means) : undefined;
  return [
    ...shares.map((share, index) => [
      name,
      by,
      share.workload.path,
      String(share.pods),
      number(share.requestsPerMinute),
      number(share.tokensPerMinute),
      withMean(number(share.inFlight), means[index]),
      number(share.podsInRollout * share.workload.scale.inFlightPerPod),
      String(sizes[index] ?? 0),
    ]),
    ...laterShares.map(({ workload }) => [name, by, workload.path, "known later", "", "", "", "", ""]),
    ...letThrough.map(({ path, requestsPerMinute, tokensPerMinute, concurrency: calls }) => [
      name,
      by,
      path,
      "",
      number(requestsPerMinute),
      number(tokensPerMinute),
      "",
      calls === undefined ? "" : number(calls),
      "",
    ]),
    [
      name,
      by,
      "all",
      ofPods(String(sum(shares.map(({ pods }) => pods)))),
      `${number(asked.requestsPerMinute)} / ${number(allowance.requestsPerMinute)}`,
      `${number(asked.tokensPerMinute)} / ${number(allowance.tokensPerMinute)}`,
      ofPods(withMean(number(sum(shares.map(({ inFlight }) => inFlight))), mean)),
      `${number(asked.concurrency)} / ${number(concurrency ?? Infinity)}`,
      "",
    ],
  ];
}

const number = (value: number): string => (value === Infinity ? "unbounded" : String(Math.round(value * 100) / 100));
const withMean = (text: string, mean: number | undefined): string =>
  mean === undefined ? text : `${text} (${number(mean)})`;
