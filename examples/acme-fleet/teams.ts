// The teams of Acme: each owns one organization and brings the token of an owner of it.
import { Team } from "cdktf-agyn";

/** A team with the organization that is made for it. */
export interface TeamData {
  /** The team. */
  readonly team: Team;
  /** Display name of its organization. */
  readonly organizationName: string;
}

export const ml = Team.of("ml", { organization: "acme-ml" });
export const web = Team.of("web", { organization: "acme-web" });

export const teams: readonly TeamData[] = [
  { team: ml, organizationName: "Acme ML" },
  { team: web, organizationName: "Acme Web" },
];
