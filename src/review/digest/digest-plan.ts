// From a gathered plan to its digest: names of the fleet beside addresses, reasons for doubt, and the secrets taken out of every text.
import { createHash } from "node:crypto";
import { configurationHash, hashOf, type Json, providerBlock, providerOf } from "../../synthesized/index.js";
import { type AppResource, type AppStack, poolAt, resourceAt, type ReviewedApp } from "../app/reviewed-app.js";
import { endsLife } from "./actions.js";
import { collectPlan } from "./collect-plan.js";
import type { CollectedPlan, RawRunner } from "./collected-plan.js";
import { finishedValues, type NewValues } from "./hidden-values.js";
import { type Change, type Digest, DIGEST_FORMAT, DIGEST_VERSION, type Doubt, type RunnerChange } from "./model.js";
import { publicWords } from "./public-words.js";
import type { RawChange } from "./raw-change.js";
import { finishedFacts } from "./runner-facts.js";
import type { Scrubber } from "./scrubber.js";
import { cut, finishedChanges } from "./shown.js";
import { listed, staleAt } from "./stale.js";

/** What a digest is made with. */
export interface DigestOptions {
  /** Name of the stack. */
  readonly stack: string;
  /** The app that is reviewed. @default - no construct paths and pools, and nothing can be found stale */
  readonly head?: ReviewedApp;
  /** The app as it was. @default - no construct paths and pools for what is destroyed */
  readonly base?: ReviewedApp;
  /** `synth`: two apps were compared. @default "plan" */
  readonly kind?: Digest["source"]["kind"];
}

/** Reads a plan into a digest. Never throws for what is in the file: that is a doubt. */
export async function digestPlan(source: AsyncIterable<Uint8Array>, options: DigestOptions): Promise<Digest> {
  const stack = options.head?.stacks.get(options.stack);
  return finishDigest(await collectPlan(source, stack === undefined ? [] : [stack]), options);
}

/** The digest of a gathered plan. */
export function finishDigest(plan: CollectedPlan, options: DigestOptions): Digest {
  const { stack, head, base, kind = "plan" } = options;
  const values = plan.taint.scrubber();
  const words = plan.taint.scrubber(publicWords([head, base]));
  const names = new Names(stack, head, base, words);
  const isUnreadable = plan.head.doubts.some(({ kind }) => kind === "unreadable");
  const clean = (text: string): string => cut(words.scrub(text));
  const { terraform, timestamp } = plan.head;
  const configured = head?.stacks.get(stack);
  // a comparison names settings, which may have any name
  const headDoubts = plan.head.doubts.map((doubt) => ({ ...doubt, sentence: words.scrub(doubt.sentence) }));
  return {
    format: DIGEST_FORMAT,
    version: DIGEST_VERSION,
    stack,
    source: {
      kind,
      ...(terraform === undefined ? {} : { terraform }),
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(kind === "plan" ? { sha256: plan.sha256 } : {}),
      ...(configured === undefined ? {} : { configuration: configurationHash(configured.configuration) }),
    },
    doubts: [...headDoubts, ...(isUnreadable || kind === "synth" ? [] : doubtsOf(plan, options, names))],
    // what was read before the file broke off may miss the secrets that came after
    ...(isUnreadable
      ? { changes: [], runners: [], unchanged: 0, drift: [], outputs: [], checks: [], remoteStateTokens: [] }
      : {
          changes: plan.changes.map((change) => names.change(change, values)),
          runners: plan.runners.map((runner) => names.runner(runner, plan.organizations)),
          unchanged: plan.unchanged,
          drift: plan.drift.map((change) => names.change(change, values)),
          outputs: plan.outputs.map(({ name, action, sensitive }) => ({ name: clean(name), action, sensitive })),
          checks: plan.checks.map(({ address, status }) => ({ address: clean(address), status })),
          remoteStateTokens: plan.remoteStateTokens.map(({ address, attribute }) => ({
            address: clean(address),
            attribute: clean(attribute),
          })),
        }),
    ...semanticOf(plan, values),
  };
}

/**
 * What will happen, without what was, times and ids of files: the same for two plans that do the same, but for secrets that they set,
 * which are counted.
 */
function semanticOf(
  { changes, outputs, head: { doubts } }: CollectedPlan,
  scrubber: Scrubber,
): Pick<Digest, "semantic" | "hiddenChanges"> {
  const hash = createHash("sha256");
  let hidden = 0;
  const add = (line: Json, raw: NewValues): void => {
    const values = finishedValues(raw, scrubber);
    hidden += values.secrets;
    hash.update(`\n${scrubber.scrub(JSON.stringify(line))} ${hashOf(values.text)}`);
  };
  // a plan that can't be judged is never the same as one that can
  hash.update(JSON.stringify(doubts.map(({ kind }) => kind)));
  for (const { address, previousAddress = "", action, deposed, imported, forcedBy, outcome, values } of changes)
    add([address, previousAddress, action, deposed, imported, forcedBy, outcome], values);
  for (const { name, action, sensitive, values } of outputs) add(["output", name, action, sensitive], values);
  return { ...(hidden === 0 ? {} : { hiddenChanges: hidden }), semantic: hash.digest("hex") };
}

function doubtsOf(plan: CollectedPlan, { stack, head }: DigestOptions, names: Names): Doubt[] {
  const doubts: Doubt[] = [];
  const doubt = (kind: Doubt["kind"], sentence: string): void => void doubts.push({ kind, sentence });
  if (plan.deferred > 0) {
    doubt(
      "deferred",
      `${counted(plan.deferred, "change is", "changes are")} left for a later plan. Apply what comes first, then plan again`,
    );
  }
  const odd = plan.changes.filter(({ action }) => action === "not-understood");
  if (odd.length + plan.notUnderstood > 0) {
    const where = odd.length === 0 ? "" : ` (${listed(odd.map(({ address }) => names.clean(address)))})`;
    doubt(
      "not-understood",
      `${counted(odd.length + plan.notUnderstood, "entry has", "entries have")} actions that this version does not know${where}. Take a newer cdktf-agyn, or read them in the plan's own text`,
    );
  }
  if (plan.unreadableMasks.length > 0) {
    doubt(
      "unreadable-mask",
      `What is secret in ${listed(plan.unreadableMasks.map((address) => names.clean(address)))} can't be told, so nothing of it is shown. Read it in the plan's own text`,
    );
  }
  const configured = head?.stacks.get(stack);
  if (
    configured !== undefined &&
    !plan.head.doubts.some(({ kind }) => kind === "refresh-only" || kind === "newer-format")
  ) {
    const stale = staleAt(plan, configured);
    if (stale !== undefined) {
      doubt("stale", `The plan was made for other JSON than this: ${names.clean(stale)}. Synthesize, then plan again`);
    }
  }
  return doubts;
}

/** What the fleet calls the objects of a plan. */
class Names {
  private readonly headStack: AppStack | undefined;
  private readonly baseStack: AppStack | undefined;

  constructor(
    stack: string,
    private readonly head: ReviewedApp | undefined,
    private readonly base: ReviewedApp | undefined,
    private readonly words: Scrubber,
  ) {
    this.headStack = head?.stacks.get(stack);
    this.baseStack = base?.stacks.get(stack);
  }

  clean(text: string): string {
    return cut(this.words.scrub(text));
  }

  change(raw: RawChange, values: Scrubber): Change {
    const {
      address,
      previousAddress,
      attributes,
      identity,
      forcedBy,
      reason,
      outcome: _outcome,
      values: _values,
      ...rest
    } = raw;
    return {
      ...rest,
      address: this.clean(address),
      ...(previousAddress === undefined ? {} : { previousAddress: this.clean(previousAddress) }),
      ...this.place(address, previousAddress),
      ...(reason === undefined ? {} : { reason: this.clean(reason) }),
      forcedBy: forcedBy.map((path) => this.clean(path)),
      attributes: finishedChanges(attributes, values, this.words),
      identity: Object.fromEntries(Object.entries(identity).map(([name, value]) => [name, this.clean(value)])),
      ...(this.hasLostProvider(raw) ? { providerGone: true as const } : {}),
    };
  }

  runner(
    { address, previousAddress, action, before, after }: RawRunner,
    slugs: ReadonlyMap<string, string>,
  ): RunnerChange {
    const [now, was] = [this.inHead(address), this.inBase(address, previousAddress)];
    const { words, headStack, baseStack } = this;
    return {
      address: this.clean(address),
      ...this.place(address, previousAddress),
      action,
      ...(before === undefined ? {} : { before: finishedFacts(before, slugs, was?.body, baseStack, words) }),
      ...(after === undefined ? {} : { after: finishedFacts(after, slugs, now?.body, headStack, words) }),
    };
  }

  /** Construct path and pool: by the reviewed app, for what it does not have by the one before. */
  private place(address: string, previousAddress: string | undefined): { path?: string; pool?: string } {
    const now = this.inHead(address);
    const [app, path] =
      now === undefined ? [this.base, this.inBase(address, previousAddress)?.path] : [this.head, now.path];
    const pool = app === undefined ? undefined : poolAt(app, path)?.id;
    return {
      ...(path === undefined ? {} : { path: this.clean(path) }),
      ...(pool === undefined ? {} : { pool: this.clean(pool) }),
    };
  }

  /** Terraform needs the provider's block to destroy an object, and refuses the plan without. */
  private hasLostProvider({ address, previousAddress, type, action, deposed }: RawChange): boolean {
    if (!endsLife(action) || deposed || this.headStack === undefined || this.inHead(address) !== undefined)
      return false;
    const was = this.inBase(address, previousAddress);
    return was !== undefined && isProviderGone(type, was, this.headStack);
  }

  private inHead(address: string): AppResource | undefined {
    return resourceAt(this.headStack, address);
  }

  private inBase(address: string, previousAddress: string | undefined): AppResource | undefined {
    return resourceAt(this.baseStack, previousAddress ?? address);
  }
}

/** Whether a stack has no block any more for the provider of an object. One without alias is there without a block. */
function isProviderGone(type: string, { address, body }: AppResource, stack: AppStack): boolean {
  if (address.startsWith("module.")) return false;
  const name = providerOf({ type, body });
  return name.alias !== "" && providerBlock(stack.configuration, name) === undefined;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
