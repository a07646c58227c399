// The organizations of a fleet, each made with its own team's token, because whoever makes an organization owns it.
import type { Construct } from "constructs";
import { AgynStack, Organization } from "cdktf-agyn";
import type { TeamData } from "./inventory/index.js";

/** Settings of the OrganizationsStack. */
export interface OrganizationsStackProps {
  /** Teams whose organizations are made. */
  readonly teams: readonly TeamData[];
}

/** Stack `organizations`. Children: one Organization per team, named by its slug. */
export class OrganizationsStack extends AgynStack {
  constructor(scope: Construct, { teams }: OrganizationsStackProps) {
    super(scope, "organizations");
    for (const { team, organizationName } of teams) {
      new Organization(this, team.organization, {
        name: organizationName,
        slug: team.organization,
        provider: team.provider(this),
      });
    }
  }
}
