// Secrets in a fleet, and tokens for two runners.
import { checkFleet } from "../../../src/fleet/index";
import { secretRules } from "../../../src/fleet/rules/secrets";
import { acme } from "../acme";
import { adopted, agent, type Draft, none, pool, TOKEN, ruleTests } from "./support";

ruleTests(secretRules, [
  {
    rule: "fleet/secret-literal",
    name: "a token in a label",
    trips: (fleet) => void (pool(fleet, "ml-gpu").labels = { note: TOKEN }),
    path: "pools.ml-gpu.labels.note",
    why: /looks like a service token/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").labels = { note: "a-note" }),
  },
  {
    rule: "fleet/secret-literal",
    name: "something made by a machine under a key that says so",
    trips: (fleet) => void (agent(fleet, "trainer").labels = { tier: "gpu-nvidia-a100", apiKey: "a1b2c3d4e5f6" }),
    path: "agents.trainer.labels.apiKey",
    why: /looks like a secret/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["ml-gpu-token-0001", "ml-gpu-token-0002"]),
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two runners of a pool",
    trips: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token", "token"]),
    path: "pools.ml-gpu.tokenSecrets[1]",
    why: /two runners of the pool/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token-0", "token-1"]),
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two pools",
    trips: (fleet) => void (pool(fleet, "standard").tokenSecrets = ["token"]),
    path: "pools.standard[us-east-1/web].tokenSecrets[0]",
    why: /names a Secret of this name too/,
    passes: none,
  },
  {
    rule: "fleet/token-shared",
    name: "one Secret for two runners that are adopted",
    trips: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1, "token"), adopted(2, "token")]),
    path: "pools.ml-gpu.adopt[1].secretName",
    why: /two runners of the pool/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/token-count",
    name: "fewer adopted runners than there are, while the pool is taken over",
    trips: (fleet) => {
      fleet.releasedFrom = "byTeam";
      pool(fleet, "ml-gpu").adopt = [adopted(1)];
    },
    path: "pools.ml-gpu.adopt",
    why: /has 2 runners/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1)]),
  },
  {
    rule: "fleet/token-count",
    name: "fewer Secrets than runners",
    trips: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token"]),
    path: "pools.ml-gpu.tokenSecrets",
    why: /has 2 runners/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").tokenSecrets = ["token-0", "token-1"]),
  },
  {
    rule: "fleet/token-count",
    name: "more adopted runners than there are",
    trips: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2), adopted(3)]),
    path: "pools.ml-gpu.adopt",
    why: /has 2 runners/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
  {
    rule: "fleet/adopted-twice",
    name: "one registration for two runners",
    trips: (fleet) =>
      void (pool(fleet, "ml-gpu").adopt = [adopted(1), { ...adopted(1), runner: adopted(1).runner.toUpperCase() }]),
    path: "pools.ml-gpu.adopt[1].runner",
    why: /pools\.ml-gpu\.adopt\[0\]\.runner adopts it too/,
    passes: (fleet) => void (pool(fleet, "ml-gpu").adopt = [adopted(1), adopted(2)]),
  },
]);

describe("a secret in a fleet", () => {
  it.each([
    ["a label", (fleet: Draft): void => void (pool(fleet, "ml-gpu").labels = { note: TOKEN })],
    ["a key", (fleet: Draft): void => void (pool(fleet, "ml-gpu").labels = { [TOKEN]: "note" })],
    ["a name", (fleet: Draft): void => void (pool(fleet, "ml-gpu").team = TOKEN)],
    [
      "a key that is not in the schema",
      (fleet: Draft): void => void Object.assign(pool(fleet, "ml-gpu"), { token: TOKEN }),
    ],
    [
      "a value of the wrong kind",
      (fleet: Draft): void => void Object.assign(pool(fleet, "ml-gpu"), { runners: TOKEN }),
    ],
  ])("as %s is found and not printed", (_, change) => {
    const { findings } = checkFleet(acme(change));

    expect(findings).toContainEqual(expect.objectContaining({ rule: "fleet/secret-literal", severity: "error" }));
    expect(JSON.stringify(findings)).not.toContain(TOKEN.slice(0, 16));
  });
});
