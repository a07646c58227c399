// Agents that are placed by environments.
import { environmentRules } from "../../../src/fleet/rules/environments";
import { agent, type Draft, environments, ruleTests } from "./support";

/** A change of the fleet once environments place. */
const placed =
  (change: (fleet: Draft) => unknown) =>
  (fleet: Draft): void => {
    environments(fleet);
    change(fleet);
  };

ruleTests(environmentRules, [
  {
    rule: "fleet/placement-model",
    name: "an environment where labels place",
    trips: (fleet) => void (agent(fleet, "trainer").environment = { pool: "ml-gpu" }),
    path: "agents.trainer.environment",
    why: /places by labels/,
    severity: "warning",
    passes: environments,
  },
  {
    rule: "fleet/placement-model",
    name: "labels where environments place",
    trips: (fleet) => {
      environments(fleet);
      agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100" };
    },
    path: "agents.trainer.labels",
    why: /places by environments/,
    severity: "warning",
    passes: environments,
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "an agent without an environment",
    path: "agents.trainer",
    why: /without one it has no place/,
    trips: placed((fleet) => delete agent(fleet, "trainer").environment),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "a runner that is not there",
    path: "agents.trainer.environment.runner",
    why: /no runner of this name/,
    trips: placed((fleet) => void (agent(fleet, "trainer").environment = { runner: "ml-gpu-us-east-1-2" })),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "a pool that is in several regions",
    path: "agents.reviewer.environment.pool",
    why: /several regions/,
    trips: placed((fleet) => void (agent(fleet, "reviewer").environment = { pool: "web-standard", flavor: "small" })),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "another organization's pool",
    path: "agents.reviewer.environment",
    why: /serve acme-ml only/,
    trips: placed(
      (fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/ml-standard", flavor: "small" }),
    ),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "a flavor that is not in the catalog",
    path: "agents.reviewer.environment.flavor",
    why: /no flavor of this name/,
    trips: placed(
      (fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard", flavor: "large" }),
    ),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "no flavor and no default",
    path: "agents.reviewer.environment",
    why: /no default one/,
    trips: placed((fleet) => void (agent(fleet, "reviewer").environment = { pool: "us-east-1/web-standard" })),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "a storage class that is not in the catalog",
    path: "agents.reviewer.environment.storageClasses[0]",
    why: /no storage class of this name/,
    trips: placed(
      (fleet) =>
        void (agent(fleet, "reviewer").environment = {
          pool: "us-east-1/web-standard",
          flavor: "small",
          storageClasses: ["slow"],
        }),
    ),
  },
  {
    rule: "fleet/environment-target",
    passes: environments,
    name: "a capability the pool does not list",
    path: "agents.reviewer.capabilities",
    why: /does not list them/,
    trips: placed((fleet) => void (agent(fleet, "reviewer").capabilities = ["kvm"])),
  },
]);
