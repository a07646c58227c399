// The shapes placement works on: what is known of a runner, what a workload asks for, and what came of it.

/** What placement needs to know of a runner. A `Runner` of the gateway client is one. */
export interface PlacementRunner {
  readonly id: string;
  readonly name: string;
  /** Absent: cluster-scoped, open to every organization. */
  readonly organizationId?: string;
  readonly status: "pending" | "enrolled" | "offline" | "unspecified";
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

/** What a workload asks of a runner. */
export interface Workload {
  readonly organizationId: string;
  /** Every pair has to be on the runner, with the same value; none asks for nothing. */
  readonly labels: Readonly<Record<string, string>>;
  /** Every one has to be offered; order and repeats don't matter. */
  readonly capabilities: readonly string[];
}

/** Why a runner was passed over, in the order the platform asks. */
export type Constraint = "scope" | "enrolled" | "labels" | "capabilities";

/** A runner that does not take the workload. */
export interface Rejection<R extends PlacementRunner = PlacementRunner> {
  readonly runner: R;
  /** The first constraint that was not met; the later ones were not asked. */
  readonly constraint: Constraint;
  /** What exactly was missing, as part of a sentence. */
  readonly detail: string;
}

/** Every runner, on one side or the other, in the order they were given. */
export interface Placement<R extends PlacementRunner = PlacementRunner> {
  readonly eligible: readonly R[];
  readonly rejected: readonly Rejection<R>[];
}
