// A policy file read: YAML, its shape, and what only the day or the known rules can tell. Everything that is wrong is said at once.
import { readYaml } from "../../fleet/index.js";
import { collectFindings, type Finding, nearest, printFindings } from "../../rules/index.js";
import { RISKS } from "../judge/model.js";
import { reviewRules } from "../judge/rules/index.js";
import { matches } from "./glob.js";
import {
  DECISIONS,
  type Policy,
  POLICY_VERSION,
  type PolicyException,
  type PolicyRule,
  type Scope,
  SCOPE_KEYS,
  SEVERITIES,
} from "./model.js";
import { policyRules } from "./rules.js";
import { at, POLICY_RULE, Shape } from "./shape.js";

const KEYS = ["version", "failOn", "maxExceptionDays", "rules", "exceptions", "baseline"];
const RULE_KEYS = ["rule", "scope", "severity", "action", "reason"];
const EXCEPTION_KEYS = ["id", "rule", "scope", "reason", "owner", "expires"];
const DAY_MS = 86_400_000;

/** What a policy is read with. */
export interface PolicyReading {
  /** Name of the file, for messages. */
  readonly file: string;
  /** The day on which it is read. */
  readonly today: Date;
}

/**
 * Reads a policy. Loads the YAML reader.
 *
 * @throws with everything that is wrong in it
 */
export function readPolicy(text: string, reading: PolicyReading): Policy {
  const source = readYaml(text);
  const { value, findings } = source;
  const shape = new Shape();
  const policy = value === undefined ? undefined : policyOf(value, shape, reading.today);
  const all: readonly Finding[] = [
    ...findings.map((finding) => ({ ...finding, rule: POLICY_RULE })),
    ...shape.findings.map((finding) => {
      const position = source.positionOf(finding.path);
      return position === undefined ? finding : { ...finding, position };
    }),
  ];
  if (policy !== undefined && all.length === 0) return policy;
  throw new Error(`The review policy has errors:\n\n${printFindings(collectFindings(all), { file: reading.file })}`);
}

/** Whether the last day of an exception has passed. */
export function isOver({ expires }: PolicyException, today: Date): boolean {
  return Date.parse(expires) + DAY_MS <= today.getTime();
}

function policyOf(value: unknown, shape: Shape, today: Date): Policy {
  const { version, ...given } = shape.map("", value, KEYS);
  if (version !== POLICY_VERSION)
    shape.wrong(
      "version",
      version,
      "another form of the file could be misread",
      `write version: ${POLICY_VERSION}, or take the cdktf-agyn that knows this version`,
    );
  const failOn = shape.choice("failOn", given["failOn"], RISKS);
  const maxExceptionDays = shape.count("maxExceptionDays", given["maxExceptionDays"]);
  const baseline = shape.optionalText("baseline", given["baseline"], "the file that --write-baseline wrote");
  const rules = shape.list("rules", given["rules"]).map((rule, index) => ruleOf(rule, at("rules", index), shape));
  const exceptions = shape
    .list("exceptions", given["exceptions"])
    .map((exception, index) => exceptionOf(exception, at("exceptions", index), shape));
  const ids = exceptions.map(({ id }) => id);
  for (const [index, { id, expires }] of exceptions.entries()) {
    const path = at("exceptions", index);
    if (id !== "" && ids.indexOf(id) < index)
      shape.wrong(`${path}.id`, id, "another exception has this id", "give each an id of its own");
    const days = Math.ceil((Date.parse(expires) - today.getTime()) / DAY_MS);
    if (maxExceptionDays !== undefined && days > maxExceptionDays)
      shape.wrong(
        `${path}.expires`,
        expires,
        `it is ${days} days off, and maxExceptionDays is ${maxExceptionDays}`,
        `write ${dayOf(new Date(today.getTime() + maxExceptionDays * DAY_MS))} or an earlier day`,
      );
  }
  return {
    version: POLICY_VERSION,
    rules,
    exceptions,
    ...(failOn === undefined ? {} : { failOn }),
    ...(maxExceptionDays === undefined ? {} : { maxExceptionDays }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

function ruleOf(value: unknown, path: string, shape: Shape): PolicyRule {
  const given = shape.map(path, value, RULE_KEYS);
  const severity = shape.choice(`${path}.severity`, given["severity"], SEVERITIES);
  const action = shape.choice(`${path}.action`, given["action"], DECISIONS);
  const reason = shape.optionalText(`${path}.reason`, given["reason"], "why, for readers of the review");
  if (given["severity"] === undefined && given["action"] === undefined)
    shape.wrong(path, undefined, "it changes nothing", "give it a severity, an action, or both");
  return {
    rule: ruleId(`${path}.rule`, given["rule"], shape),
    ...(given["scope"] === undefined ? {} : { scope: scopeOf(`${path}.scope`, given["scope"], shape) }),
    ...(severity === undefined ? {} : { severity }),
    ...(action === undefined ? {} : { action }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function exceptionOf(value: unknown, path: string, shape: Shape): PolicyException {
  const given = shape.map(path, value, EXCEPTION_KEYS);
  const expires = shape.text(`${path}.expires`, given["expires"], "the last day on which it holds, as 2027-03-31");
  if (expires !== "" && !isDay(expires))
    shape.wrong(`${path}.expires`, expires, "it is no day of the calendar", "write year-month-day, as 2027-03-31");
  const scope = scopeOf(`${path}.scope`, given["scope"], shape);
  if (Object.keys(scope).length === 0 && given["scope"] !== undefined)
    shape.wrong(`${path}.scope`, undefined, "it would hold everywhere", `name one of ${SCOPE_KEYS.join(", ")}`);
  return {
    id: shape.text(`${path}.id`, given["id"], "a name for it, as the number of a ticket"),
    rule: ruleId(`${path}.rule`, given["rule"], shape),
    scope,
    reason: shape.text(`${path}.reason`, given["reason"], "why it is accepted"),
    owner: shape.text(`${path}.owner`, given["owner"], "who answers for it"),
    expires,
  };
}

function scopeOf(path: string, value: unknown, shape: Shape): Scope {
  const given = shape.map(path, value, SCOPE_KEYS);
  return Object.fromEntries(
    SCOPE_KEYS.filter((key) => given[key] !== undefined).map((key) => [
      key,
      shape.text(`${path}.${key}`, given[key], "a name or a glob, as us-*"),
    ]),
  );
}

/** A rule that is spelled wrong would silently do nothing. */
function ruleId(path: string, value: unknown, shape: Shape): string {
  const rule = shape.text(path, value, "the id of a rule, as review/last-runner (docs/review-rules.md)");
  const known = [...reviewRules, ...policyRules].map(({ id }) => id);
  if (rule === "" || known.some((id) => matches(rule, id))) return rule;
  const meant = nearest(rule, known);
  shape.wrong(path, rule, "there is no such rule", meant === undefined ? "see docs/review-rules.md" : `write ${meant}`);
  return rule;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // a 31st of June is read as a 1st of July
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
