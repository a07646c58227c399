// What the command takes from the review layer, in one place.
import type { RuleDescription } from "../../rules/index.js";
import {
  chunksOf,
  type Digest,
  digestPlan,
  digestsOf,
  type GivenRehearsal,
  judge,
  type PlanFile,
  type PolicyInForce,
  policyRules,
  readPrices,
  renderHtml,
  type Review,
  type ReviewedApp,
  reviewRules,
  type Risk,
} from "../../review/index.js";

/** The synthesized app, and the one before the change. */
export interface Apps {
  readonly head: ReviewedApp;
  readonly base?: ReviewedApp;
}

/** What a judgement is made from. */
export interface Judgement extends Apps {
  readonly digests: readonly Digest[];
  readonly failOn: Risk;
  /** What a team makes of findings. @default - findings as they are */
  readonly policy?: PolicyInForce;
  /** Path of the price table. @default - no costs */
  readonly prices?: string;
  /** Active workloads by runner id; a runner that is not in it could not be asked. @default - no gateway was asked */
  readonly running?: ReadonlyMap<string, number>;
  /** @default - nobody asks what becomes of agents while it is applied */
  readonly rehearsal?: GivenRehearsal | "missing";
}

/** The parts of a review that the command joins. */
export interface Pipeline {
  /** A digest for each stack: of its plan, or of the two apps when there is no plan at all. */
  readonly digestsOf: (apps: Apps, plans: readonly PlanFile[]) => Promise<readonly Digest[]>;
  /** The digest of one plan; the apps give it the fleet's names. Never throws for what is in a plan: that is a doubt. */
  readonly digestOf: (plan: Required<PlanFile>, apps: Partial<Apps>) => Promise<Digest>;
  /** @throws for a price table that is none */
  readonly judge: (judgement: Judgement) => Review;
  readonly html: (review: Review, headSha: string | undefined) => string;
  /** All rules, for the forms that describe them. */
  readonly rules: readonly RuleDescription[];
}

/** The review layer's own parts. */
export const reviewPipeline: Pipeline = {
  digestsOf: (apps, plans) => digestsOf({ ...apps, plans }),
  digestOf: ({ stack, file }, apps) => digestPlan(chunksOf(file), { stack, ...apps }),
  judge: ({ prices, policy, ...judgement }) =>
    judge({
      ...judgement,
      ...(prices === undefined ? {} : { prices: readPrices(prices) }),
      ...(policy === undefined
        ? {}
        : {
            policy: (finding) => policy.judge(finding),
            policyFindings: () => policy.findings(),
            exceptions: () => policy.exceptions(),
          }),
    }),
  html: (review, headSha) => renderHtml(review, headSha === undefined ? {} : { headSha }),
  rules: [...reviewRules, ...policyRules],
};
