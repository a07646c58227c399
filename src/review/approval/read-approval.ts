// A record of what was reviewed, read back. It comes from another job, so that nothing in it is taken for granted.
import { isObject } from "../../synthesized/index.js";
import { ACTION_WORDS } from "../render/words.js";
import { type Approval, type ApprovedStack, APPROVAL_FORMAT, APPROVAL_VERSION, APPROVED_VERDICTS } from "./model.js";

/**
 * Reads a record.
 *
 * @param file name of the file, for messages
 * @throws in one sentence when it is none that this version can judge by
 */
export function readApproval(text: string, file: string): Approval {
  const again = "write it with cdktf-agyn review --write-approval";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is broken off or no JSON: ${again}`, { cause: error });
  }
  if (!isObject(json) || json["format"] !== APPROVAL_FORMAT) throw new Error(`${file} is no approval: ${again}`);
  if (json["version"] !== APPROVAL_VERSION)
    throw new Error(
      `${file} has version ${JSON.stringify(json["version"])}, and this cdktf-agyn knows ${APPROVAL_VERSION}: ${again}`,
    );
  const { stacks, expires, tool, verdict } = json;
  if (isText(verdict) && !APPROVED_VERDICTS.some((known) => known === verdict))
    throw new Error(
      `${file} is of a review that ended with ${JSON.stringify(verdict)}, which nobody can agree to: ${again}`,
    );
  const isWhole =
    [tool, verdict].every(isText) &&
    [json["headSha"], json["lockFileSha256"]].every((value) => value === undefined || isText(value)) &&
    isText(expires) &&
    !Number.isNaN(Date.parse(expires)) &&
    Array.isArray(stacks) &&
    stacks.length > 0 &&
    stacks.every(isStack);
  if (!isWhole) throw new Error(`${file} lacks parts of an approval: ${again}`);
  const [twice] = duplicates((stacks as readonly ApprovedStack[]).map(({ stack }) => stack));
  if (twice !== undefined)
    throw new Error(`${file} has stack ${twice} twice, so which of them holds is not known: ${again}`);
  return json as unknown as Approval;
}

function duplicates(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function isStack(value: unknown): boolean {
  return (
    isObject(value) &&
    [value["stack"], value["semantic"]].every(isText) &&
    [value["sha256"], value["configuration"]].every((hash) => hash === undefined || isText(hash)) &&
    (value["saved"] === undefined || isSaved(value["saved"])) &&
    Array.isArray(value["changes"]) &&
    value["changes"].every(
      (change) =>
        isObject(change) &&
        isText(change["address"]) &&
        isText(change["action"]) &&
        Object.hasOwn(ACTION_WORDS, change["action"]) &&
        Array.isArray(change["attributes"]) &&
        change["attributes"].every(isText),
    )
  );
}

function isSaved(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { sha256, serial, lineage } = value;
  return (
    isText(sha256) &&
    (serial === undefined || Number.isSafeInteger(serial)) &&
    (lineage === undefined || typeof lineage === "string")
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
