// What a fleet costs a month, by a table of prices that a team keeps: nodes by tier, or by region and tier, and runners.
import { readFileSync } from "node:fs";
import { isObject, type JsonObject } from "../../synthesized/index.js";

/** Prices of a month. */
export interface PriceTable {
  /** ISO 4217: `USD`. */
  readonly currency: string;
  readonly monthly: {
    /** Of one node, by `<region>/<tier>`, else by `<tier>`. */
    readonly node: Readonly<Record<string, number>>;
    /** Of one registered runner, whatever it does. @default 0 */
    readonly runner?: number;
  };
}

/**
 * Reads a price table from a JSON file.
 *
 * @throws with everything that is wrong, when it is none
 */
export function readPrices(path: string): PriceTable {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(`${path} can't be read: name a file with prices, or leave it out`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${path} is no JSON: correct it`);
  }
  const problems = problemsOf(json);
  if (problems.length > 0)
    throw new Error(`${path} is no price table:\n${problems.map((line) => `- ${line}`).join("\n")}`);
  return json as PriceTable;
}

/** The monthly price of one node; undefined when the table has none. */
export function nodePrice({ monthly: { node } }: PriceTable, region: string, tier: string): number | undefined {
  const key = [`${region}/${tier}`, tier].find((candidate) => Object.hasOwn(node, candidate));
  return key === undefined ? undefined : node[key];
}

function problemsOf(json: unknown): readonly string[] {
  if (!isObject(json)) return [`it is ${kindOf(json)}; write { "currency": "USD", "monthly": { "node": {} } }`];
  const { currency, monthly } = json;
  return [
    ...(typeof currency === "string" && /^[A-Z]{3}$/.test(currency)
      ? []
      : [`currency is ${shown(currency)}, and sums need one; write three capital letters, as "USD"`]),
    ...unknownKeys("", json, ["currency", "monthly"]),
    ...(isObject(monthly)
      ? monthlyProblems(monthly)
      : [`monthly is ${shown(monthly)}, and prices stand there; write "monthly": { "node": {} }`]),
  ];
}

function monthlyProblems(monthly: JsonObject): readonly string[] {
  const { node, runner } = monthly;
  return [
    ...unknownKeys("monthly.", monthly, ["node", "runner"]),
    ...(runner === undefined ? [] : priceProblems("monthly.runner", runner)),
    ...(isObject(node)
      ? Object.entries(node).flatMap(([key, price]) => priceProblems(`monthly.node[${JSON.stringify(key)}]`, price))
      : [
          `monthly.node is ${shown(node)}, and prices of nodes stand there; write "node": { "<tier>": 100, "<region>/<tier>": 120 }`,
        ]),
  ];
}

function priceProblems(path: string, price: unknown): readonly string[] {
  return typeof price === "number" && Number.isFinite(price) && price >= 0
    ? []
    : [`${path} is ${shown(price)}, and nothing can be added up with it; write a number that is not negative`];
}

function unknownKeys(path: string, object: JsonObject, known: readonly string[]): readonly string[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => `${path}${key} is read by nothing; take it out (known: ${known.join(", ")})`);
}

function shown(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
}
