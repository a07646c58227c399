// What a check found: one fault for each broken rule and place, in words an author can act on.
import type { Path } from "../../values/index.js";
import { coreRule, type RuleName, type Stage } from "./rules.js";

/** A breach of one of core's rules. */
export interface RuleFault {
  /** Stable id of the rule, such as `plan/not-computed`; `coreRules` has them all. */
  readonly rule: string;
  /** The place in the answer; the root where it is about the whole object. Stops at a set. */
  readonly path: Path;
  /** What practitioners would read. */
  readonly summary: string;
  /** The place, what was found there, the rule, and what to do. */
  readonly detail: string;
}

/** Collects faults of one stage; the same rule is reported once for each place. */
export class Findings<S extends Stage> {
  private readonly items = new Map<string, RuleFault>();

  constructor(private readonly stage: S) {}

  /** @param found what stands there: a clause without a full stop, and without values that must not be shown */
  add(name: RuleName<S>, path: Path, found: string): void {
    const id = `${this.stage}/${name}`;
    const { must, fix, refusal } = coreRule(id);
    const key = `${id} ${path.toString()}`;
    if (this.items.has(key)) return;
    const place = path.steps.length === 0 ? "The object" : path.toString();
    this.items.set(key, {
      rule: id,
      path,
      summary: refusal,
      detail: `${place}: ${found}. ${must} ${fix} (${id})`,
    });
  }

  get faults(): readonly RuleFault[] {
    return [...this.items.values()];
  }
}
