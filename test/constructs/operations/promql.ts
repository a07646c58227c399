// A small check of PromQL: tokens, brackets, known series with known labels, known functions. Not a parser: what it passes was also
// read by promtool when it was written.
import { SERIES } from "../../../src/constructs/operations/series";

const WORDS = new Set([
  ...["sum", "max", "count", "by", "max_over_time", "increase", "time", "vector"],
  ...["and", "or", "on", "ignoring"],
]);
const TOKEN = /\s+|[a-z_][a-zA-Z0-9_]*|\d+(\.\d+)?|"[^"]*"|\[\d+[smhd](:\d+[smhd])?\]|=~|[!=<>]=|[-+*/<>=(){},]/y;
const PAIRS: Readonly<Record<string, string>> = { ")": "(", "}": "{" };

/** What is wrong with an expression; nothing for one that is fine. */
export function promqlProblems(expression: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[0];
    if (token === undefined) return [`nothing is spelled like ${expression.slice(at, at + 20)}`];
    if (token.trim() !== "") tokens.push(token);
  }
  return [...bracketProblems(tokens), ...wordProblems(tokens)];
}

function bracketProblems(tokens: readonly string[]): readonly string[] {
  const open: string[] = [];
  for (const token of tokens) {
    if (token === "(" || token === "{") open.push(token);
    if (token in PAIRS && open.pop() !== PAIRS[token]) return [`a ${token} closes nothing`];
  }
  return open.map((bracket) => `a ${bracket} stays open`);
}

/** Words are functions, operators, labels in a grouping, or a series with its selector. */
function wordProblems(tokens: readonly string[]): readonly string[] {
  const labels: readonly string[] = [...new Set(Object.values(SERIES).flat())];
  let series: string | undefined;
  return tokens.flatMap((token, index) => {
    if (token === "}") series = undefined;
    if (!/^[a-z_]/.test(token) || WORDS.has(token)) return [];
    if (series !== undefined) {
      const known: readonly string[] = SERIES[series as keyof typeof SERIES];
      return known.includes(token) ? [] : [`${series} has no label ${token}`];
    }
    if (token in SERIES) {
      if (tokens[index + 1] !== "{") return [`${token} is not selected by a namespace`];
      series = token;
      return [];
    }
    return labels.includes(token) ? [] : [`${token} is no series`];
  });
}
