// What the emulator remembers: the rows of the platform's tables that matter here, and its relation tuples.
//
// Source: agynio/runners migrations/0001_init.sql and agynio/organizations `internal/store` (columns), agynio authorization
// model (relations `owner` and `member` on an organization). Ids are canonical UUIDs; stamps are RFC 3339 UTC with six digits.

/** One organization. */
export interface OrganizationRow {
  readonly id: string;
  name: string;
  slug: string;
  sandboxDefaultIdleTimeout: string;
  sandboxDefaultTtl: string;
  sandboxMaxIdleTimeout: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** One runner; its id is its identity id too. */
export interface RunnerRow {
  readonly id: string;
  name: string;
  /** Absent on a cluster-scoped runner. */
  readonly organizationId?: string;
  status: "pending" | "enrolled" | "offline";
  labels: Record<string, string>;
  capabilities: string[];
  /** SHA-256 over the hex text of the service token, in hex: the token itself is stored nowhere. */
  readonly serviceTokenHash: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** Who holds which relation on an organization. A tuple outlives the organization's row, as on the platform. */
export interface RelationRow {
  readonly organizationId: string;
  readonly relation: "owner" | "member";
  readonly identityId: string;
}

/** Everything that goes into the state file. */
export interface StoreData {
  organizations: OrganizationRow[];
  runners: RunnerRow[];
  relations: RelationRow[];
  /** Data of other layers in the same process, by name. */
  sections: Record<string, unknown>;
  /** The port of the last run, taken again when it is free. */
  lastPort?: number;
}
