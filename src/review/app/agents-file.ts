// The agents.json of a synthesized app, as a review reads it. It may come from a branch that anybody wrote: what is not of its form is
// refused without showing a value, and texts that look like secrets are replaced once more.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AGENTS_JSON, agentsFileJsonSchema, type JsonFinding, redactText, type Stage } from "../../rules/index.js";
import { isList, isObject, type Json, type JsonObject } from "../../synthesized/index.js";

/** What a synthesis found in the agent workloads of an app. */
export interface WrittenWorkloads {
  readonly stage: Stage;
  readonly findings: readonly JsonFinding[];
  /** Construct paths of the workloads. */
  readonly paths: ReadonlySet<string>;
}

const { formatVersion, stage: STAGE } = agentsFileJsonSchema.properties;

/**
 * Reads the agent workloads of an output folder; undefined when its app has none.
 *
 * @throws in one sentence when the file is none of this version's
 */
export function readAgentsJson(outDirectory: string): WrittenWorkloads | undefined {
  const path = join(outDirectory, AGENTS_JSON);
  if (!existsSync(path)) return undefined;
  let json: Json;
  try {
    json = JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch {
    throw new Error(`${path} is no JSON: synthesize the app anew`);
  }
  const refuse = (place: string): never => {
    throw new Error(
      `${path} is not of the form that this version can read (${place}): synthesize the app with the same version of cdktf-agyn`,
    );
  };
  if (!isObject(json)) return refuse("it is no object");
  const stage = STAGE.enum.find((one) => one === json["stage"]);
  const { findings } = json;
  if (json["formatVersion"] !== formatVersion.const) return refuse("formatVersion");
  if (stage === undefined) return refuse("stage");
  if (!isList(findings)) return refuse("findings");
  const workloads = isList(json["workloads"]) ? json["workloads"] : [];
  return {
    stage,
    findings: findings.map((one, index) => findingOf(one) ?? refuse(`findings[${index}]`)),
    paths: new Set(workloads.flatMap((one) => (isObject(one) ? (textOf(one, "path") ?? []) : []))),
  };
}

/** A finding without what a review does not show; undefined for what is none. */
function findingOf(json: Json): JsonFinding | undefined {
  if (!isObject(json)) return undefined;
  const [rule, path, why, fix] = ["rule", "path", "why", "fix"].map((name) => textOf(json, name));
  const severity = (["error", "warning"] as const).find((one) => one === json["severity"]);
  const acknowledged = textOf(json, "acknowledged");
  if (rule === undefined || path === undefined || why === undefined || fix === undefined) return undefined;
  if (severity === undefined || (json["acknowledged"] !== undefined && acknowledged === undefined)) return undefined;
  return { rule, severity, path, why, fix, ...(acknowledged === undefined ? {} : { acknowledged }) };
}

function textOf(json: JsonObject, name: string): string | undefined {
  const value = json[name];
  return typeof value === "string" ? redactText(value) : undefined;
}
