// What stacks are called, and what is called like something in them; and organizations that two credentials would register in.
import { stackRules } from "../../../src/fleet/rules/stacks";
import { adopted, dev, type Draft, none, pool, ruleTests, shared } from "./support";

/** Adds a team with a pool. */
const team = (fleet: Draft, name: string, organization: string, organizationName?: string): void => {
  fleet.teams = { ...fleet.teams, [name]: { organization, ...(organizationName && { organizationName }) } };
  fleet.pools[`of-${name}`] = { region: "us-east-1", team: name };
};

/** GPU pools get a stack of their own. */
const apart = (fleet: Draft): void => void Object.assign(fleet, { slices: "gpuApart", releasedFrom: "byRegion" });

ruleTests(stackRules, [
  {
    rule: "fleet/stack-id",
    name: "a team called like the stack of what no team owns",
    trips: (fleet) => {
      fleet.slices = "byTeam";
      shared(fleet);
      team(fleet, "shared", "acme-shared");
    },
    path: "teams.shared",
    why: /two stacks would be called shared/,
    passes: (fleet) => {
      fleet.slices = "byTeam";
      team(fleet, "shared", "acme-shared");
    },
  },
  {
    rule: "fleet/stack-id",
    name: "a region called like the stack of the organizations",
    trips: (fleet) => {
      fleet.regions["organizations"] = { cluster: { context: "o" } };
      pool(fleet, "ml-gpu").region = "organizations";
    },
    path: "regions.organizations",
    why: /two stacks would be called organizations/,
    passes: (fleet) => {
      fleet.regions["organizations"] = { cluster: { context: "o" } };
      fleet.slices = "byTeam";
    },
  },
  {
    rule: "fleet/stack-id",
    name: "a region called like another one's stack of GPU pools",
    trips: (fleet) => {
      fleet.slices = "gpuApart";
      fleet.regions["us-east-1-gpu"] = { cluster: { context: "g" } };
    },
    path: "regions.us-east-1-gpu",
    why: /two stacks would be called us-east-1-gpu/,
    passes: (fleet) => void (fleet.regions["us-east-1-gpu"] = { cluster: { context: "g" } }),
  },
  {
    rule: "fleet/reserved-name",
    name: "a pool called like a team's provider block",
    trips: (fleet) => void (fleet.pools["agyn-web"] = { region: "us-east-1", team: "web" }),
    path: "pools.agyn-web",
    why: /provider block/,
    passes: (fleet) => {
      fleet.slices = "byTeam";
      fleet.pools["agyn-web"] = { region: "us-east-1", team: "web" };
    },
  },
  {
    rule: "fleet/reserved-name",
    name: "a pool called like a look-up",
    trips: (fleet) => {
      fleet.pools["platform-organization-partner"] = { region: "us-east-1", organization: "partner" };
    },
    path: "pools.platform-organization-partner",
    why: /look-up/,
    passes: (fleet) => {
      fleet.pools["platform-organization-partner"] = { region: "us-east-1", organization: "partners" };
    },
  },
  {
    rule: "fleet/organization-shared",
    name: "two teams with one organization",
    trips: (fleet) => team(fleet, "research", "acme-ml", "Acme ML"),
    path: "teams.research.organization",
    why: /team ml makes the organization and owns it/,
    passes: (fleet) => team(fleet, "research", "acme-research", "Acme ML"),
  },
  {
    rule: "fleet/organization-shared",
    name: "two teams with one organization, in dev",
    trips: (fleet) => {
      dev(fleet);
      team(fleet, "research", "acme-ml", "Acme ML");
    },
    path: "teams.research.organization",
    why: /until an owner makes its user one too/,
    severity: "warning",
    passes: none,
  },
  {
    rule: "fleet/organization-shared",
    name: "two names for one organization",
    trips: (fleet) => team(fleet, "research", "acme-ml", "Research"),
    path: "teams.research.organizationName",
    why: /calls it "Acme ML"/,
    passes: (fleet) => team(fleet, "research", "acme-ml", "Acme ML"),
  },
  {
    rule: "fleet/organization-shared",
    name: "a pool without a team for a team's organization",
    trips: (fleet) => void (fleet.pools["more"] = { region: "us-east-1", organization: "acme-ml" }),
    path: "pools.more.organization",
    why: /the platform's token/,
    passes: (fleet) => void (fleet.pools["more"] = { region: "us-east-1", organization: "partner" }),
  },
  {
    rule: "fleet/moved-pool",
    name: "the slicing that the fleet has as the one before",
    trips: (fleet) => void (fleet.releasedFrom = "byRegion"),
    path: "releasedFrom",
    why: /sliced that way now/,
    passes: (fleet) => {
      apart(fleet);
      pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)];
    },
  },
  {
    rule: "fleet/moved-pool",
    name: "a pool that changes its stack and that nobody takes over",
    trips: (fleet) => apart(fleet),
    path: "pools.ml-gpu",
    why: /the stack us-east-1 lets go of the pool and us-east-1-gpu would register it anew/,
    passes: (fleet) => {
      apart(fleet);
      pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)];
    },
  },
  {
    rule: "fleet/adopted-in-place",
    name: "a pool that is taken over by the stack it is in",
    trips: (fleet) => {
      apart(fleet);
      shared(fleet);
      pool(fleet, "shared").adopt = [adopted(1)];
    },
    path: "pools.shared.adopt",
    why: /stays in the stack us-east-1, whose state has the Secrets/,
    passes: (fleet) => {
      shared(fleet);
      pool(fleet, "shared").adopt = [adopted(1)];
    },
  },
  {
    rule: "fleet/moved-pool",
    name: "a team with the name of a region that had a stack",
    trips: (fleet) => {
      fleet.slices = "byTeam";
      fleet.releasedFrom = "byRegion";
      team(fleet, "us-east-1", "acme-east");
    },
    path: "releasedFrom",
    why: /the stack us-east-1 would go on with the state of another one/,
    passes: (fleet) => {
      fleet.slices = "byTeam";
      fleet.releasedFrom = "byRegion";
    },
  },
]);
