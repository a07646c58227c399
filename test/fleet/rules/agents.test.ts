// Agents that have a place.
import { agentRules } from "../../../src/fleet/rules/agents";
import { agent, dev, pool, shared, ruleTests } from "./support";

ruleTests(agentRules, [
  {
    rule: "fleet/agent-unplaced",
    name: "an organization without a pool",
    trips: (fleet) => void (agent(fleet, "reviewer").organization = "acme-sales"),
    path: "agents.reviewer",
    why: /no pool serves organization acme-sales/,
    passes: (fleet) => {
      agent(fleet, "reviewer").organization = "acme-sales";
      shared(fleet);
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "a label that no pool has",
    trips: (fleet) => void (agent(fleet, "reviewer").labels = { tier: "standard", zone: "a" }),
    path: "agents.reviewer",
    why: /the label zone=a \(none has this label\)/,
    passes: (fleet) => {
      agent(fleet, "reviewer").labels = { tier: "standard", region: "us-east-1", zone: "a" };
      pool(fleet, "standard").cells = [{ region: "us-east-1", labels: { zone: "a" } }];
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "a capability that no pool lists",
    trips: (fleet) => void (agent(fleet, "reviewer").capabilities = ["docker", "kvm"]),
    path: "agents.reviewer",
    why: /no pool in reach lists the capability kvm/,
    passes: (fleet) => {
      agent(fleet, "reviewer").capabilities = ["docker", "kvm"];
      pool(fleet, "standard").capabilities = ["kvm"];
    },
  },
  {
    rule: "fleet/agent-unplaced",
    name: "requirements that no pool meets together",
    trips: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", region: "eu-west-1" }),
    path: "agents.trainer",
    why: /no pool meets all requirements at once; nearest: .*us-east-1\/ml-gpu lacks label region=eu-west-1 \(has region=us-east-1\)/,
    passes: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", region: "us-east-1" }),
  },
  {
    rule: "fleet/nothing-proved",
    name: "a fleet in prod without agents",
    trips: (fleet) => delete fleet.agents,
    path: "agents",
    why: /no agent is declared/,
    severity: "warning",
    passes: (fleet) => {
      dev(fleet);
      delete fleet.agents;
    },
  },
]);
