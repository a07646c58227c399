// Which runner a new workload goes to, and what the platform says when there is none.
//
// Source: agynio/agents-orchestrator `internal/runnerselect/select.go` and `internal/reconciler/runners.go` at 36a22e4 (all runners are
// listed; scope, enrollment, labels, capabilities; one of the rest by chance; texts). The platform names unmet capabilities only; the
// constraint beside its text is ours.
import {
  type Constraint,
  describeNoPlacement,
  type Placement,
  selectRunners,
  type Workload,
} from "../../placement/index.js";
import type { RunnerRow } from "../store/rows.js";
import { drawOne, type Random } from "./random.js";

/** How many runners are named with what they lack. */
const MAX_UNMET = 10;

/** The constraints in the order they are asked. */
const ORDER: readonly Constraint[] = ["scope", "enrolled", "labels", "capabilities"];

/** A runner that was passed over. */
export interface UnmetConstraint {
  readonly runnerId: string;
  readonly runnerName: string;
  readonly constraint: Constraint;
  /** What it lacks, as part of a sentence. */
  readonly detail: string;
}

/** Why no runner takes an agent's work. */
export interface NoRunner {
  /** What the platform's log says; absent where the platform would not know of the agent, because its organization is missing. */
  readonly error?: string;
  /** The constraint at which the runners that came furthest were passed over; `runners` when there are none. */
  readonly constraint: Constraint | "organization" | "runners";
  /** The runners that came furthest, at most ten, each with what it lacks. */
  readonly unmet: readonly UnmetConstraint[];
  /** The same for people, with what would change it. */
  readonly explanation: string;
}

/** The selection over a platform's runners: what it found for one requirement holds until a runner comes, goes or changes. */
export class RunnerSelection {
  #runners: readonly RunnerRow[] = [];
  #version = "";
  readonly #found = new Map<string, readonly RunnerRow[] | NoRunner>();

  /** Looks at the runners there are now. */
  look(rows: Iterable<RunnerRow>): void {
    this.#runners = [...rows];
    const version = this.#runners.map(({ id, updatedAt }) => id + updatedAt).join();
    if (version !== this.#version) {
      this.#version = version;
      this.#found.clear();
    }
  }

  /** A runner for the workload, or why there is none. */
  choose(workload: Workload, random: Random): { readonly runner: RunnerRow } | { readonly none: NoRunner } {
    const found = this.find(workload);
    return "explanation" in found ? { none: found } : { runner: drawOne(random, found) };
  }

  /** Every runner the workload may go to, at least one, or why there is none. */
  find(workload: Workload): readonly RunnerRow[] | NoRunner {
    const key = JSON.stringify(workload);
    const found = this.#found.get(key) ?? select(this.#runners, workload);
    this.#found.set(key, found);
    return found;
  }
}

/** The runners that may take the workload, at least one, or why there is none. */
function select(runners: readonly RunnerRow[], workload: Workload): readonly RunnerRow[] | NoRunner {
  const placement = selectRunners(runners, workload);
  if (placement.eligible.length === 0) {
    return whyNone(placement, workload);
  }
  // Ids are random: only by name and time of registration does a seed choose the same runner in the next run.
  return [...placement.eligible].sort(
    (a, b) => compare(a.name, b.name) || compare(a.createdAt, b.createdAt) || compare(a.id, b.id),
  );
}

function whyNone(placement: Placement<RunnerRow>, workload: Workload): NoRunner {
  const furthest = placement.rejected.reduce((far, { constraint }) => Math.max(far, ORDER.indexOf(constraint)), -1);
  return {
    error: platformText(placement, workload),
    constraint: ORDER[furthest] ?? "runners",
    unmet: placement.rejected
      .filter(({ constraint }) => constraint === ORDER[furthest])
      .slice(0, MAX_UNMET)
      .map(({ runner: { id, name }, constraint, detail }) => ({ runnerId: id, runnerName: name, constraint, detail })),
    explanation: describeNoPlacement(placement, workload),
  };
}

/** The error of the platform's selection, letter by letter. */
function platformText({ rejected }: Placement<RunnerRow>, { capabilities }: Workload): string {
  if (rejected.length === 0) {
    return "no runners available";
  }
  const required = [...new Set(capabilities)].sort();
  const missing = rejected
    .filter(({ constraint }) => constraint === "capabilities")
    .map(({ runner }) => [runner.id, required.filter((one) => !runner.capabilities.includes(one))] as const)
    .sort(([a], [b]) => compare(a, b))
    .map(([id, lacks]) => `${id}:${goList(lacks)}`);
  return missing.length === 0
    ? "no eligible runners found"
    : `no eligible runners found (required capabilities: ${goList(required)}, missing capabilities: ${missing.join(", ")})`;
}

/** Go's `%v` of a list of texts. */
function goList(texts: readonly string[]): string {
  return `[${texts.join(" ")}]`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
