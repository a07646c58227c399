// Two pools for the same work.
import { overlapRules } from "../../../src/fleet/rules/overlap";
import { agent, pool, shared, ruleTests } from "./support";

ruleTests(overlapRules, [
  {
    rule: "fleet/pool-overlap",
    name: "two pools with the same scope and labels",
    trips: (fleet) => void (fleet.pools["ml-more"] = { region: "us-east-1", team: "ml" }),
    path: "pools.ml-more",
    why: /us-east-1\/ml-standard has the same scope/,
    passes: (fleet) => void (fleet.pools["more"] = { region: "us-east-1", organization: "acme-sales" }),
  },
  {
    rule: "fleet/pool-overlap",
    name: "a pool whose labels another has and more",
    trips: (fleet) => void (fleet.pools["ml-more"] = { region: "us-east-1", team: "ml", labels: { pool: "more" } }),
    path: "pools.standard[us-east-1/ml]",
    why: /us-east-1\/ml-more has all of its labels and capabilities and more/,
    severity: "warning",
    passes: (fleet) => {
      fleet.pools["ml-more"] = { region: "us-east-1", team: "ml", labels: { pool: "more" } };
      pool(fleet, "standard").labels = { pool: "standard" };
    },
  },
  {
    rule: "fleet/shared-overlap",
    name: "an agent that fits its own pool and a shared one",
    trips: (fleet) => {
      shared(fleet);
      agent(fleet, "reviewer").labels = { region: "us-east-1" };
    },
    path: "agents.reviewer.labels",
    why: /own us-east-1\/web-standard or on the shared us-east-1\/shared/,
    severity: "warning",
    passes: shared,
  },
  {
    rule: "fleet/shared-overlap",
    name: "an organization with a pool of its own and no agents, beside a shared pool",
    trips: (fleet) => {
      shared(fleet);
      delete fleet.agents?.["reviewer"];
    },
    path: "pools.standard[eu-west-1/web]",
    why: /no agent is declared that says which it wants/,
    severity: "warning",
    passes: (fleet) => delete fleet.agents?.["reviewer"],
  },
]);
