// Saved plans and states beside the plans' JSON, each found for its stack by the word before `=`, else by its name or folder.
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  type Digest,
  type PlanFile,
  readSavedPlan,
  type ReviewedApp,
  type StatePosition,
  statePosition,
  withSavedPlan,
} from "../../review/index.js";
import { errorCode, readText } from "./read-text.js";

/**
 * The digests, each with what its saved plan tells.
 *
 * @throws in one sentence when a file can't be read, or it is not clear whose it is
 */
export function withSavedPlans(
  digests: readonly Digest[],
  files: readonly PlanFile[],
  head: ReviewedApp | undefined,
): readonly Digest[] {
  const planned = digests.filter(({ source }) => source.kind === "plan").map(({ stack }) => stack);
  const byStack = ofStacks("--saved-plan", files, planned);
  return digests.map((digest) => {
    const file = byStack.get(digest.stack);
    return file === undefined ? digest : withSavedPlan(digest, readSavedPlan(bytesOf(file)), head);
  });
}

/**
 * Where the states stand now, by stack.
 *
 * @throws in one sentence when a file can't be read or is no state, or it is not clear whose it is
 */
export function statesOf(files: readonly PlanFile[], stacks: readonly string[]): ReadonlyMap<string, StatePosition> {
  const states = [...ofStacks("--state", files, stacks)].map(([stack, file]) => {
    const position = statePosition(readText(file, "what terraform state pull prints"));
    if (position === undefined)
      throw new Error(
        `review: ${file} is no state; give what terraform state pull prints, nothing where there is none`,
      );
    return [stack, position] as const;
  });
  return new Map(states);
}

function ofStacks(option: string, files: readonly PlanFile[], stacks: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { file, stack } of files) {
    const names = [basename(file).replace(/\..*$/, ""), basename(dirname(file))];
    const [only] = stacks;
    const whose = stack ?? stacks.find((name) => names.includes(name)) ?? (stacks.length === 1 ? only : undefined);
    if (whose === undefined || !stacks.includes(whose))
      throw new Error(
        `review: ${option} ${file} is of no stack that is planned (${stacks.join(", ")}); name it, as in ${stacks[0] ?? "STACK"}=${file}`,
      );
    if (found.has(whose)) throw new Error(`review: ${option} is given twice for stack ${whose}; give one`);
    found.set(whose, file);
  }
  return found;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`review: ${file} can't be read (${errorCode(error)}); name what terraform plan -out wrote`, {
      cause: error,
    });
  }
}
