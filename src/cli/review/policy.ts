// The policy that a review is judged by, read from files.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Policy, POLICY_FILE, PolicyInForce, readBaseline, readPolicy } from "../../review/index.js";
import type { ShowOptions } from "./options.js";
import { readText } from "./read-text.js";

const EMPTY: Policy = { version: 1, rules: [], exceptions: [] };

/**
 * The policy in force; undefined where there is none and none is asked for.
 *
 * @throws with everything that is wrong in a file
 */
export function policyOf(
  { policy: named, basePolicy, writeBaseline }: ShowOptions,
  today: Date,
): PolicyInForce | undefined {
  const file = named ?? (existsSync(POLICY_FILE) ? POLICY_FILE : undefined);
  if (file === undefined && basePolicy === undefined && writeBaseline === undefined) return undefined;
  const policy = file === undefined ? EMPTY : readPolicy(readText(file, "a policy"), { file, today });
  return new PolicyInForce(policy, {
    today,
    ...(file === undefined || policy.baseline === undefined
      ? {}
      : baselineIn(join(dirname(file), policy.baseline), writeBaseline)),
    ...(basePolicy === undefined ? {} : { before: policyBefore(basePolicy) }),
  });
}

/** A baseline that is about to be written for the first time is not there yet. */
function baselineIn(file: string, writeBaseline: string | undefined): object {
  if (writeBaseline !== undefined && !existsSync(file)) return {};
  return { baseline: readBaseline(readText(file, "the policy's baseline, or write it with --write-baseline"), file) };
}

/** An empty file stands for a base without policy; what was right on its day is not judged by today's. */
function policyBefore(file: string): Policy {
  const text = readText(file, "the policy of the base branch");
  return text.trim() === "" ? EMPTY : readPolicy(text, { file, today: new Date(8.64e15) });
}
