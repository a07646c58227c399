import { z } from "zod";
import {
  checkFleet,
  checkFleetYaml,
  fleetFileJsonSchema,
  fleetJson,
  fleetYamlJsonSchema,
  type JsonSchema,
} from "../../src/fleet/index.js";
import { acme, ACME_YAML, type Draft } from "./acme.js";
import { parse } from "yaml";

const textOf = (change?: (fleet: Draft) => void): string => {
  const { fleet, findings } = checkFleet(acme(change));
  if (fleet === undefined) throw new Error("the fleet has no shape");
  return fleetJson(fleet, findings);
};

const validator = (schema: JsonSchema) => z.fromJSONSchema(schema);

const acknowledged = (fleet: Draft): void => {
  fleet.defaults = { capabilities: ["docker"] };
  fleet.acknowledge = [{ rule: "fleet/unprotected", path: "pools", reason: "a trial" }];
};

describe("fleet.json", () => {
  it("has the same bytes for YAML and for TypeScript", () => {
    const { fleet, findings } = checkFleetYaml(ACME_YAML, "fleet.yaml");

    expect(fleet === undefined ? undefined : fleetJson(fleet, findings)).toBe(textOf());
  });

  it("has pools by id, agents by name, and what was acknowledged", () => {
    const file: unknown = JSON.parse(textOf(acknowledged));

    expect(file).toMatchObject({
      formatVersion: "1",
      name: "acme",
      pools: { "us-east-1/ml-gpu": { tier: "gpu-nvidia-a100", runners: ["ml-gpu-us-east-1-0", "ml-gpu-us-east-1-1"] } },
      agents: {
        reviewer: {
          organization: "acme-web",
          requests: { cpu: "2", memory: "4Gi", gpu: 0 },
          sidecars: 2,
          concurrency: 4,
        },
      },
      acknowledgements: [{ rule: "fleet/unprotected", path: "pools", reason: "a trial" }],
      unproved: [],
    });
    expect((file as { findings: object[] }).findings).toContainEqual(
      expect.objectContaining({ rule: "fleet/unprotected", path: "pools.ml-gpu.protect", acknowledged: "a trial" }),
    );
  });

  it("says in one sentence what can't be proved where environments place", () => {
    const { unproved } = JSON.parse(textOf((fleet) => void (fleet.placement = "environments"))) as {
      unproved: string[];
    };

    expect(unproved).toEqual([expect.stringMatching(/^This platform places work by environments.*is not proved\.$/)]);
  });

  it("fits its schema", () => {
    const schema = validator(fleetFileJsonSchema());
    const file = JSON.parse(textOf(acknowledged)) as Record<string, unknown>;

    expect(schema.safeParse(file).error?.issues).toBeUndefined();
    expect(schema.safeParse({ ...file, pools: { "us-east-1/x": {} } }).success).toBe(false);
  });

  it("carries no secret, even when it is written in spite of the finding", () => {
    const token = "0123456789abcdef".repeat(4);
    const text = textOf((fleet) => void (fleet.defaults = { labels: { note: token } }));

    expect(text).not.toContain(token.slice(0, 16));
    expect(text).toContain("looks like a secret");
  });
});

describe("the schema of fleet.yaml", () => {
  const schema = validator(fleetYamlJsonSchema());

  it("accepts the fleet in both forms", () => {
    expect(schema.safeParse(parse(ACME_YAML)).error?.issues).toBeUndefined();
    expect(schema.safeParse(acme()).error?.issues).toBeUndefined();
  });

  it.each([
    ["an unknown key", (fleet: Draft): void => void Object.assign(fleet, { xyz: 1 })],
    [
      "an unknown key of a pool",
      (fleet: Draft): void => void Object.assign(fleet.pools["ml-gpu"] ?? {}, { runers: 1 }),
    ],
    ["a number for a text", (fleet: Draft): void => void Object.assign(fleet, { name: 1 })],
  ])("refuses %s", (_, change) => {
    expect(schema.safeParse(acme(change)).success).toBe(false);
  });
});
