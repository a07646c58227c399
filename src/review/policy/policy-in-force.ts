// A policy on the day of a review: what becomes of each finding, what is found of the policy itself, and what a baseline would hold.
//
// The policy's own findings are no matter of the exceptions, and what a change does to its policy is judged by the one before it: nobody
// agrees with himself.
import { createHash } from "node:crypto";
import type { Acceptance, ExceptionUse, ReviewFinding, Whereabouts } from "../judge/model.js";
import { baselineOf } from "./baseline.js";
import { matches } from "./glob.js";
import type { Baseline, BaselineEntry, Policy, PolicyException, PolicyRule, Scope } from "./model.js";
import { isOver } from "./read-policy.js";
import { OWN_RULES, type OwnRule } from "./rules.js";

/** What a policy is applied with. */
export interface PolicyOptions {
  /** The day of the review. */
  readonly today: Date;
  /** What its baseline says. @default - it has none */
  readonly baseline?: Baseline;
  /** The policy before the change. @default - not known: nothing is said of what is new in it */
  readonly before?: Policy;
}

/** A policy applied to one review. */
export class PolicyInForce {
  readonly #known: ReadonlySet<string>;
  readonly #used = new Set<PolicyException>();
  readonly #open = new Map<string, BaselineEntry>();

  constructor(
    readonly policy: Policy,
    private readonly options: PolicyOptions,
  ) {
    this.#known = new Set(options.baseline?.findings.map(({ fingerprint }) => fingerprint));
  }

  /** What becomes of a finding. */
  judge(finding: ReviewFinding): ReviewFinding {
    const weighed = byRules(this.policy.rules, finding);
    if (weighed.accepted !== undefined) return weighed;
    const fitting = this.policy.exceptions.filter(({ rule, scope }) => fits(rule, scope, finding));
    for (const exception of fitting) this.#used.add(exception);
    const holding = fitting.find((exception) => !isOver(exception, this.options.today));
    if (holding !== undefined) {
      const { id, reason, owner, expires } = holding;
      return { ...weighed, accepted: { by: "exception", id, reason, owner, expires } };
    }
    const { fingerprint, rule, what } = finding;
    this.#open.set(fingerprint, { fingerprint, rule, what });
    return this.#known.has(fingerprint) ? { ...weighed, accepted: { by: "baseline" } } : weighed;
  }

  /** What is found of the policy itself, once everything else was judged. */
  findings(): readonly ReviewFinding[] {
    const { policy, options } = this;
    const { before } = options;
    const over = policy.exceptions.filter((exception) => isOver(exception, options.today));
    return [
      ...over.map((exception) => expired(exception, this.#used.has(exception))),
      ...(before === undefined ? [] : changesSince(before, policy)),
      ...policy.exceptions
        .filter((exception) => !over.includes(exception) && !this.#used.has(exception))
        .map((exception) => byRules(policy.rules, unused(exception))),
    ];
  }

  /** What became of the exceptions, once everything else was judged. */
  exceptions(): readonly ExceptionUse[] {
    const order = ["expired", "used", "unused"];
    return this.policy.exceptions
      .map((exception): ExceptionUse => {
        const { id, owner, expires } = exception;
        const status = isOver(exception, this.options.today)
          ? "expired"
          : this.#used.has(exception)
            ? "used"
            : "unused";
        return { id, owner, expires, status };
      })
      .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  }

  /** A baseline of what no exception and no rule accepts. */
  baseline(): Baseline {
    return baselineOf(this.#open.values());
  }
}

/** What the rules make of a finding; of several, each later one overrules what it names. */
function byRules(rules: readonly PolicyRule[], finding: ReviewFinding): ReviewFinding {
  let judged = finding;
  for (const { rule, scope, severity, action, reason } of rules) {
    if (!fits(rule, scope, finding)) continue;
    const { accepted: _, ...rest } = judged;
    const off: Acceptance = { by: "rule-off", ...(reason === undefined ? {} : { reason }) };
    judged = {
      ...rest,
      ...(severity === undefined || severity === "off" ? {} : { risk: severity }),
      ...(action === undefined || action === "off" ? {} : { decision: action }),
      ...(severity === "off" || action === "off" ? { accepted: off } : {}),
    };
  }
  return judged;
}

function fits(rule: string, scope: Scope | undefined, { rule: id, at }: ReviewFinding): boolean {
  return matches(rule, id) && Object.entries(scope ?? {}).every(([key, glob]) => isAt(key as keyof Scope, glob, at));
}

function isAt(key: keyof Scope, glob: string, at: Whereabouts): boolean {
  const place = at[key];
  return place !== undefined && matches(glob, place);
}

function expired(exception: PolicyException, isNeeded: boolean): ReviewFinding {
  const { id, owner, expires } = exception;
  return own(OWN_RULES.expired, exception, {
    what: `exception ${id} of ${owner} expired on ${expires}`,
    consequence: isNeeded
      ? "What it accepted is there again, and counts."
      : "It accepts nothing any more, and nothing here needs it.",
    fix: isNeeded
      ? "correct what it accepted, or have its owner set another day"
      : "take it out of the policy, or have its owner set another day",
    decision: "deny",
  });
}

function unused(exception: PolicyException): ReviewFinding {
  return own(OWN_RULES.unused, exception, {
    what: `exception ${exception.id} of ${exception.owner} accepts nothing`,
    consequence: "It would accept the next finding that fits, which nobody has looked at.",
    fix: "take it out once what it was made for is through",
    decision: "warn",
  });
}

/** What is new in a policy, judged by the policy before it. */
function changesSince(before: Policy, now: Policy): readonly ReviewFinding[] {
  const known = new Set(before.exceptions.map((exception) => JSON.stringify(exception)));
  const added = now.exceptions.filter((exception) => !known.has(JSON.stringify(exception)));
  const said = ({ failOn, maxExceptionDays, rules, baseline }: Policy): Readonly<Record<string, unknown>> => ({
    failOn,
    maxExceptionDays,
    rules,
    baseline,
  });
  const [old, current] = [said(before), said(now)];
  const changed = Object.keys(current).filter((key) => JSON.stringify(old[key]) !== JSON.stringify(current[key]));
  return [
    ...added.map((exception) =>
      own(OWN_RULES.added, exception, {
        what: `exception ${exception.id} of ${exception.owner} comes with this change`,
        consequence: "Who makes the change accepts its findings.",
        fix: "have an owner of the policy agree, or bring the exception in a change of its own",
      }),
    ),
    ...(changed.length === 0
      ? []
      : [
          own(OWN_RULES.changed, changed, {
            what: `the policy changes with this change: ${changed.join(", ")}`,
            consequence: "Who makes the change says what it is judged by.",
            fix: "have an owner of the policy agree, or change the policy by itself",
          }),
        ]),
  ].map((finding) => byRules(before.rules, finding));
}

function own(
  { id, risk }: OwnRule,
  about: unknown,
  words: Pick<ReviewFinding, "what" | "consequence" | "fix" | "decision">,
): ReviewFinding {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([id, about]))
    .digest("hex")
    .slice(0, 16);
  return { rule: id, risk, at: {}, ...words, others: [], fingerprint };
}
