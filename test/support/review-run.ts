// `cdktf-agyn review` in this process, with two apps in a folder that goes with the test; what is judged is given.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import type { Judgement, Pipeline } from "../../src/cli/review/pipeline";
import type { Digest, Review } from "../../src/review/index";
import { digestSample } from "./digest-sample";
import { reviewSample } from "./review-sample";

let folder: string;

/** Makes the folder for each test of a file, and takes it away. */
export function inReviewFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "review-"));
    for (const [app, stacks] of Object.entries({ head: ["organizations", "us-east-1"], base: ["us-east-1", "old"] })) {
      for (const stack of stacks) {
        const at = join(folder, app, "stacks", stack);
        mkdirSync(at, { recursive: true });
        writeFileSync(join(at, "cdk.tf.json"), "{}");
      }
      const manifest = stacks.map((name) => [
        name,
        {
          name,
          synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
          workingDirectory: `stacks/${name}`,
          dependencies: [],
        },
      ]);
      writeFileSync(
        join(folder, app, "manifest.json"),
        JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(manifest) as unknown }),
      );
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

/** A file of the test's folder. */
export const file = (name: string): string => join(folder, name);
/** The app as it will be; the one before is `base` beside it. */
export const head = (): string => file("head");

/** What a run comes to. */
export interface Run {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** What was given to the judge. */
  readonly judged: readonly Judgement[];
}

/** What the command works with. */
export interface Given {
  readonly review?: Review;
  readonly digest?: Digest;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that each look at the clock takes. */
  readonly slow?: number;
}

/** Runs the command. */
export async function review(args: readonly string[], given: Given = {}): Promise<Run> {
  const { review: result = reviewSample, digest = digestSample, env = {}, slow = 0 } = given;
  const written = { stdout: "", stderr: "" };
  const judged: Judgement[] = [];
  const pipeline: Pipeline = {
    digestsOf: () => Promise.resolve([digest]),
    digestOf: ({ stack }) => Promise.resolve({ ...digest, stack }),
    judge: (judgement) => {
      judged.push(judgement);
      return result;
    },
    html: (_, headSha) => `<html>${headSha ?? ""}</html>`,
    rules: [],
  };
  let time = 0;
  const screen = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const world = { stdout: screen("stdout"), stderr: screen("stderr"), env, now: () => (time += slow), pipeline };
  const code = await runReview(args, world).catch((error: unknown) => (error instanceof Error ? error.message : "?"));
  return { code, ...written, judged };
}
