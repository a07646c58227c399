// What a change of a fleet file makes of the fleet: the review of it, by the fleet's stacks as it was and as it is. An app may make more of
// a fleet, or something else; its own review is of its plans.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Fleet as FleetClass } from "../../constructs/index.js";
import type { ResolvedFleet } from "../../fleet/index.js";
import { readApp, renderText } from "../../review/index.js";
import { reviewPipeline } from "../review/pipeline.js";

/** Synthesizing more takes longer than one waits for. */
const MAX_POOLS = 200;
const MAX_NAMES = 20;

/** A fleet, and the text that it is made of. */
export interface Side {
  readonly text: string;
  /** @default - the text has errors */
  readonly fleet?: ResolvedFleet;
}

/**
 * Lines about what is in one fleet and not in the other.
 *
 * @param file the fleet file, in whose folder charts are looked for
 */
export async function describeChange(before: Side, after: Required<Side>, file: string): Promise<readonly string[]> {
  return [...poolLines(before.fleet, after.fleet), ...(await review(before, after, file))];
}

function poolLines(before: ResolvedFleet | undefined, after: ResolvedFleet): readonly string[] {
  const known = new Map((before?.pools ?? []).map((pool) => [pool.id, pool]));
  const come = after.pools.filter(({ id }) => !known.has(id));
  const runners = come.reduce((sum, pool) => sum + pool.runners.length, 0);
  const names = come.slice(0, MAX_NAMES).map(({ id }) => id);
  const more = come.length > MAX_NAMES ? ` and ${come.length - MAX_NAMES} more` : "";
  if (come.length === 0) return ["No pool comes to be."];
  const verb = come.length === 1 ? "comes" : "come";
  return [`${count(come.length, "pool")} with ${count(runners, "runner")} ${verb} to be: ${names.join(", ")}${more}.`];
}

async function review(before: Side, after: Required<Side>, file: string): Promise<readonly string[]> {
  const pools = after.fleet.pools.length;
  if (pools > MAX_POOLS) return [`A review of ${pools} pools takes a while: synthesize, and run cdktf-agyn review.`];
  // nothing was made of a fleet with errors, or of one that has no pool yet
  if (before.fleet === undefined) return [];
  const work = mkdtempSync(join(tmpdir(), "cdktf-agyn-add-"));
  try {
    // loads the core of CDKTF, which help and errors do without
    const { Fleet } = await import("../../constructs/index.js");
    const [base, head] = [before.text, after.text].map((text, index) => {
      const out = join(work, String(index));
      mkdirSync(out);
      fromText(Fleet, text, file).synthesize(out);
      return readApp(out);
    }) as [ReturnType<typeof readApp>, ReturnType<typeof readApp>];
    const digests = await reviewPipeline.digestsOf({ head, base }, []);
    return [
      "",
      ...renderText(reviewPipeline.judge({ head, base, digests, failOn: "high" }))
        .trimEnd()
        .split("\n"),
      "",
    ];
  } catch (error) {
    return [`It can't be reviewed here: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A chart in a folder is looked for from where the fleet file is. */
function fromText(Fleet: typeof FleetClass, text: string, file: string): FleetClass {
  const beside = join(dirname(file), `.fleet-${process.pid}.review.yaml`);
  writeFileSync(beside, text, { flag: "wx" });
  try {
    return Fleet.fromFile(beside);
  } finally {
    rmSync(beside, { force: true });
  }
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
