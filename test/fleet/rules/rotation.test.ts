// Generations, work that would be given up, and what a pause does not hold back.
import { checkFleet } from "../../../src/fleet/index";
import { rotationRules } from "../../../src/fleet/rules/rotation";
import { acme } from "../acme";
import { adopted, agent, type Draft, environments, none, pool, ruleTests } from "./support";

const rotate =
  (...generations: number[]) =>
  (fleet: Draft) =>
    void (pool(fleet, "ml-gpu").rotation = { generations });
const drain = (fleet: Draft) => void (pool(fleet, "ml-gpu").rotation = { generations: [1, 2], draining: true });
const pause = (fleet: Draft) => void (pool(fleet, "ml-gpu").paused = true);
const findings = (change: (fleet: Draft) => unknown) => checkFleet(acme((fleet) => void change(fleet))).findings;

ruleTests(rotationRules, [
  {
    rule: "fleet/rotation",
    name: "generations in another order",
    trips: rotate(2, 1),
    path: "pools.ml-gpu.rotation.generations",
    why: /the older generation comes first/,
    passes: rotate(1, 2),
  },
  {
    rule: "fleet/rotation",
    name: "a drained generation without another",
    trips: (fleet) => void (pool(fleet, "ml-gpu").rotation = { generations: [2], draining: true }),
    path: "pools.ml-gpu.rotation.draining",
    why: /no second generation/,
    passes: drain,
  },
  {
    rule: "fleet/rotation",
    name: "a time to wait where nothing waits",
    trips: (fleet) => void (pool(fleet, "ml-gpu").activeWorkloadsWaitMinutes = 5),
    path: "pools.ml-gpu.activeWorkloadsWaitMinutes",
    why: /nothing is waited for/,
    passes: (fleet) =>
      void Object.assign(pool(fleet, "ml-gpu"), { activeWorkloadsWaitMinutes: 5, onActiveWorkloads: "wait" }),
  },
  {
    rule: "fleet/rotation",
    name: "a pool that changes its stack in the middle of it",
    trips: (fleet) => {
      Object.assign(fleet, { slices: "byTeam", releasedFrom: "byRegion" });
      Object.assign(pool(fleet, "ml-gpu"), { rotation: { generations: [1, 2] }, adopt: [adopted(1), adopted(2)] });
    },
    path: "pools.ml-gpu.rotation.generations",
    why: /would be left to nobody/,
    passes: rotate(1, 2),
  },
  {
    rule: "fleet/rotation-gives-up-work",
    name: "a rotation that waits for nothing",
    severity: "warning",
    trips: (fleet) => {
      rotate(1, 2)(fleet);
      pool(fleet, "ml-gpu").onActiveWorkloads = "ignore";
    },
    path: "pools.ml-gpu.onActiveWorkloads",
    why: /the work that it still has is lost/,
    passes: rotate(1, 2),
  },
  {
    rule: "fleet/paused-gets-work",
    name: "an agent that requires no label",
    severity: "warning",
    trips: (fleet) => {
      pause(fleet);
      agent(fleet, "trainer").labels = {};
    },
    path: "agents.trainer.labels",
    why: /still lands on us-east-1\/ml-gpu$/,
    passes: pause,
  },
  {
    rule: "fleet/paused-gets-work",
    name: "an agent without labels beside a generation that is drained",
    severity: "warning",
    trips: (fleet) => {
      drain(fleet);
      agent(fleet, "trainer").labels = {};
    },
    path: "agents.trainer.labels",
    why: /the older generation of us-east-1\/ml-gpu$/,
    passes: drain,
  },
  {
    rule: "fleet/paused-gets-work",
    name: "an environment that names a runner of a paused pool",
    severity: "warning",
    trips: (fleet) => {
      environments(fleet);
      pause(fleet);
    },
    path: "agents.trainer.environment",
    why: /looks at no labels/,
    passes: environments,
  },
]);

describe("a rotation", () => {
  it.each([
    ["of both generations", rotate(1, 2)],
    ["with the older one drained", drain],
    ["that is done", rotate(2)],
  ])("%s has nothing found in it", (_title, change) => {
    expect(findings(change)).toEqual([]);
  });

  it("counts the names of the generations", () => {
    const long = (generations: number[]) => (fleet: Draft) => {
      fleet.pools["x".repeat(53 - "-us-east-1-0".length)] = {
        region: "us-east-1",
        rotation: { generations },
        labels: { pool: "x" },
      };
    };
    const ids = (change: (fleet: Draft) => unknown) => findings(change).map(({ rule }) => rule);

    expect(ids(long([1]))).not.toContain("fleet/name");
    expect(ids(long([1, 2]))).toContain("fleet/name");
  });

  it("lists tokens for both generations, and adopts the older one", () => {
    const tokens = (names: string[]) => (fleet: Draft) => {
      rotate(1, 2)(fleet);
      pool(fleet, "ml-gpu").tokenSecrets = names;
    };
    expect(findings(tokens(["a", "b", "c", "d"]))).toEqual([]);
    expect(findings(tokens(["a", "b"])).map(({ rule }) => rule)).toEqual(["fleet/token-count"]);
    expect(
      findings((fleet) => {
        rotate(1, 2)(fleet);
        pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)];
      }),
    ).toEqual([]);
  });
});

describe("a paused pool", () => {
  it("leaves a warning for each agent that then waits, and no error", () => {
    expect(findings(pause)).toEqual([
      expect.objectContaining({
        rule: "fleet/agent-unplaced",
        severity: "warning",
        path: "agents.trainer",
        why: "every pool that takes its work is paused (us-east-1/ml-gpu), so it waits",
      }),
    ]);
  });

  it("is as silent as before where another pool takes the work", () => {
    const twice = (fleet: Draft) => {
      fleet.pools["spare"] = { region: "us-east-1", team: "ml", tier: "gpu-nvidia-a100", labels: { pool: "spare" } };
      pause(fleet);
    };

    expect(findings(twice).filter(({ path }) => path.startsWith("agents."))).toEqual([]);
  });

  it("is not said to take the work of other paused pools", () => {
    const ids = findings((fleet) => void (fleet.defaults = { ...fleet.defaults, paused: true })).map(
      ({ rule }) => rule,
    );

    expect(new Set(ids)).toEqual(new Set(["fleet/agent-unplaced"]));
  });
});

it("says nothing of a fleet without any of it", () => {
  expect(findings(none)).toEqual([]);
});
