// Whether the state that a plan was made for is still there: Terraform compares it too when it applies, but not for a first plan, which it
// applies twice (hashicorp/terraform#27721), and not before the other stacks are applied.
import type { SavedPlanRecord } from "../digest/model.js";
import { isSameState, type StatePosition } from "../input/saved-plan.js";

/** What is known of a stack's state. */
export interface KnownStates {
  readonly stack: string;
  /** The saved plan that was reviewed. */
  readonly before: SavedPlanRecord | undefined;
  /** The saved plan that is to be applied. */
  readonly now: SavedPlanRecord | undefined;
  /** Where the state stands. */
  readonly state: StatePosition | undefined;
  /** It is the very plan. */
  readonly isExact: boolean;
}

/** What is different, and what could not be compared, a sentence each. */
export interface StateFindings {
  readonly differences: readonly string[];
  readonly notes: readonly string[];
}

/** Compares states with each other. */
export function aboutState({ stack, before, now, state, isExact }: KnownStates): StateFindings {
  if (before !== undefined && now === undefined) {
    return {
      differences: [
        `The saved plan of stack ${stack} was reviewed, and none is given: give it with --saved-plan ${stack}=FILE.`,
      ],
      notes: [],
    };
  }
  const [reviewed, planned] = [positionOf(before), positionOf(now)];
  const again = "plan again, and review that";
  if (reviewed !== undefined && planned === undefined && !isExact) {
    return {
      differences: [
        `The saved plan of stack ${stack} can't be looked into (${now?.closed ?? "it has no state"}), and the one that was reviewed could: apply that, or review again.`,
      ],
      notes: [],
    };
  }
  if (reviewed !== undefined && planned !== undefined && isElsewhere(reviewed, planned))
    return {
      differences: [
        `Stack ${stack} was planned for another state than the one that was reviewed (another lineage): ${again}.`,
      ],
      notes: [],
    };
  if (reviewed !== undefined && planned !== undefined && planned.serial < reviewed.serial)
    return {
      differences: [
        `Stack ${stack} was planned for an older state (serial ${planned.serial}) than what was reviewed (${reviewed.serial}): ${again}.`,
      ],
      notes: [],
    };
  if (state === undefined) {
    const isKnown = now === undefined || planned !== undefined;
    return { differences: [], notes: isKnown ? [] : [unknown(stack, now)] };
  }
  if (planned === undefined) return { differences: [], notes: [unknown(stack, now)] };
  return {
    differences: isSameState(planned, state)
      ? []
      : [
          isElsewhere(planned, state)
            ? `The state of stack ${stack} is another one than its plan was made for (another lineage): ${again}.`
            : `The state of stack ${stack} has moved on since it was planned (serial ${planned.serial}, now ${state.serial}): ${again}.`,
        ],
    notes: [],
  };
}

function unknown(stack: string, now: SavedPlanRecord | undefined): string {
  const why = now === undefined ? "no saved plan is given" : (now.closed ?? "it has no state");
  return `Which state the plan of stack ${stack} was made for is not known (${why}): that was not compared.`;
}

function positionOf(saved: SavedPlanRecord | undefined): StatePosition | undefined {
  const { serial, lineage } = saved ?? {};
  return serial === undefined || lineage === undefined ? undefined : { serial, lineage };
}

/** Two states that are no later and earlier one of each other. */
function isElsewhere(one: StatePosition, other: StatePosition): boolean {
  return one.lineage !== "" && other.lineage !== "" && one.lineage !== other.lineage;
}
