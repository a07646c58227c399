// The review that npm start writes before it applies: what the change does to the fleet that was last applied here, as Markdown and as
// the fleet map. Plans are made only when something was applied and another app is to be, because each costs as much as half an apply.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "../src/rehearsal/index.js";
import {
  type Digest,
  digestPlan,
  digestsOf,
  judge,
  readApp,
  renderHtml,
  renderMarkdown,
  type Review,
  type ReviewedApp,
} from "../src/review/index.js";
import { readSynthesizedStacks } from "../src/synthesized/index.js";

/** An app of which nothing is there. */
const NOTHING: ReviewedApp = { directory: "", stacks: new Map(), pools: new Map() };

/** Reviews between one apply and the next. */
export class FirstRunReview {
  readonly markdown: string;
  readonly html: string;
  /** The app as it was last applied here. */
  private readonly applied: string;

  /**
   * @param kept folder that outlives the run
   * @param out output folder of the app that is to be applied
   */
  constructor(
    kept: string,
    private readonly out: string,
  ) {
    this.markdown = join(kept, "review.md");
    this.html = join(kept, "review.html");
    this.applied = join(kept, "applied");
  }

  /** Writes what the apply will do. */
  async write(scene: Scene, note: (text: string) => void): Promise<Review> {
    const head = readApp(this.out);
    const base = existsSync(this.applied) ? readApp(this.applied) : NOTHING;
    const sides = { head, base };
    const isChanged = base !== NOTHING && !this.isApplied();
    const digests = (isChanged ? await plans(scene, sides, note) : undefined) ?? (await digestsOf(sides));
    const review = judge({ digests, ...sides });
    writeFileSync(this.markdown, renderMarkdown(review).text);
    writeFileSync(this.html, renderHtml(review));
    return review;
  }

  /** Keeps the app: the next run changes what it made. */
  keep(): void {
    rmSync(this.applied, { recursive: true, force: true });
    cpSync(this.out, this.applied, { recursive: true });
  }

  /** Nothing is applied any more. */
  forget(): void {
    for (const path of [this.applied, this.markdown, this.html]) rmSync(path, { recursive: true, force: true });
  }

  /** Whether the app is the one that was last applied. */
  private isApplied(): boolean {
    const [before, after] = [this.applied, this.out].map((folder) =>
      readSynthesizedStacks(folder).map(({ name, directory }) => [
        name,
        readFileSync(join(directory, "cdk.tf.json"), "utf8"),
      ]),
    );
    return JSON.stringify(before) === JSON.stringify(after);
  }
}

/**
 * The stacks as terraform plans them; they hold secrets and are gone when their digests are made.
 *
 * @returns undefined when one can't be planned: it may need what a stack before it only makes in the apply
 */
async function plans(
  { rehearsal, stacks, signal }: Scene,
  sides: { readonly head: ReviewedApp; readonly base: ReviewedApp },
  note: (text: string) => void,
): Promise<readonly Digest[] | undefined> {
  const digests: Digest[] = [];
  for (const stack of stacks) {
    note(stack.name);
    let plan: string;
    try {
      plan = await rehearsal.savedPlan(stack, [], { signal });
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
    const digest = await digestPlan(chunks(plan), { stack: stack.name, ...sides });
    if (digest.doubts.some(({ kind }) => kind === "errored")) return undefined;
    digests.push(digest);
  }
  return digests;
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
