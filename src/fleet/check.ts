// From what a user wrote to a judged fleet: shape, then every rule, then what is acknowledged. All findings at once.
import { dirname } from "node:path";
import {
  acknowledge,
  acknowledgementRules,
  breachesAsFindings,
  collectFindings,
  type Finding,
  isBlocking,
  printFindings,
} from "../rules/index.js";
import { parseFleet } from "./parse.js";
import { JudgedFleet } from "./rules/rule.js";
import { fleetRules } from "./rules/index.js";
import { secretsIn } from "./rules/secrets.js";
import type { ResolvedFleet } from "./resolved.js";
import { constructWarnings, isBelow } from "./warnings.js";
import { readYaml } from "./yaml.js";

/** A fleet and everything that was found. */
export interface CheckedFleet {
  /** Left out when the shape was wrong; there also when rules found errors. */
  readonly fleet?: ResolvedFleet;
  /** In the order in which they are shown. */
  readonly findings: readonly Finding[];
  /** Name of the file, when it came from one. */
  readonly file?: string;
}

/** Thrown for a fleet with errors that nobody acknowledged; the message prints every finding. */
export class FleetError extends Error {
  readonly findings: readonly Finding[];

  constructor({ findings, file }: CheckedFleet) {
    super(`The fleet has errors:\n\n${printFindings(findings, file === undefined ? {} : { file })}`);
    this.name = "FleetError";
    this.findings = findings;
  }
}

/**
 * Judges a fleet given as an object.
 *
 * @param folder from which charts in folders are looked for
 */
export function checkFleet(definition: unknown, folder = "."): CheckedFleet {
  const parsed = parseFleet(definition);
  if (parsed.definition === undefined) {
    // a secret is named also where the shape is wrong
    const secrets = secretsIn(definition).map((breach) => ({
      rule: "fleet/secret-literal",
      severity: "error" as const,
      ...breach,
    }));
    return { findings: collectFindings([...parsed.findings, ...secrets]) };
  }
  const judged = new JudgedFleet(parsed.definition, undefined, folder);
  return { fleet: judged.fleet, findings: collectFindings(findingsOf(judged)) };
}

/**
 * Judges a fleet given as YAML.
 *
 * @param file path of the file, for messages; charts in folders are looked for from where it lies
 */
export function checkFleetYaml(text: string, file?: string): CheckedFleet {
  const source = readYaml(text);
  const folder = file === undefined ? undefined : dirname(file);
  const checked = source.value === undefined ? { findings: source.findings } : checkFleet(source.value, folder);
  const findings = checked.findings.map((finding) => {
    const position = finding.position ?? source.positionOf(finding.path);
    return position === undefined ? finding : { ...finding, position };
  });
  return { ...checked, findings: collectFindings(findings), ...(file === undefined ? {} : { file }) };
}

/**
 * The fleet, when nothing stands against it.
 *
 * @throws {FleetError} with all findings, when there is an error that nobody acknowledged.
 */
export function assertFleet(checked: CheckedFleet): ResolvedFleet {
  if (checked.fleet === undefined || checked.findings.some(isBlocking)) throw new FleetError(checked);
  return checked.fleet;
}

/** What all rules find, acknowledgements applied. */
function findingsOf(judged: JudgedFleet): readonly Finding[] {
  const { stage, acknowledge: acknowledgements } = judged.fleet;
  const findings = breachesAsFindings(fleetRules, judged, stage);
  const rules = [...fleetRules, ...acknowledgementRules];
  const later = { rules: constructWarnings, judgesAt: (path: string) => judged.fleet.pools.some(isBelow(path)) };
  return acknowledge(findings, { acknowledgements, rules, path: "acknowledge", later });
}
