// The findings that were there before, as a file that is committed.
import { isObject } from "../../synthesized/index.js";
import { type Baseline, BASELINE_FORMAT, BASELINE_VERSION, type BaselineEntry } from "./model.js";

/**
 * Reads a baseline.
 *
 * @param file name of the file, for messages
 * @throws in one sentence when it is none
 */
export function readBaseline(text: string, file: string): Baseline {
  const again = "write it with cdktf-agyn review --write-baseline";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON, and the policy names it as baseline: ${again}`, { cause: error });
  }
  if (!isObject(json) || json["format"] !== BASELINE_FORMAT)
    throw new Error(`${file} is no baseline, and the policy names it as one: ${again}`);
  if (json["version"] !== BASELINE_VERSION)
    throw new Error(
      `${file} has version ${JSON.stringify(json["version"])}, and this cdktf-agyn knows ${BASELINE_VERSION}: ${again}`,
    );
  const { findings } = json;
  if (!Array.isArray(findings) || !findings.every(isEntry))
    throw new Error(`${file} has a finding without fingerprint of 16 hex digits: ${again}`);
  return json as unknown as Baseline;
}

/** A baseline of findings; the same findings give the same bytes. */
export function baselineOf(findings: Iterable<BaselineEntry>): Baseline {
  const sorted = [...findings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { format: BASELINE_FORMAT, version: BASELINE_VERSION, findings: sorted };
}

function keyOf({ rule, what, fingerprint }: BaselineEntry): string {
  return `${rule}\n${what}\n${fingerprint}`;
}

function isEntry(entry: unknown): boolean {
  return isObject(entry) && typeof entry["fingerprint"] === "string" && /^[\da-f]{16}$/.test(entry["fingerprint"]);
}
