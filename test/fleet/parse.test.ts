import { assertFleet, checkFleet, checkFleetYaml, FleetError } from "../../src/fleet/index.js";
import type { Finding } from "../../src/rules/index.js";
import { acme, ACME_YAML } from "./acme.js";

const changed = (from: string, to: string): readonly Finding[] => {
  expect(ACME_YAML).toContain(from);
  return checkFleetYaml(ACME_YAML.replace(from, to), "fleet.yaml").findings;
};

describe("the shape of a fleet in YAML", () => {
  it.each([
    {
      name: "an unknown key, with the one that was meant",
      from: "runners: 2",
      to: "runers: 2",
      path: "pools.ml-gpu.runers",
      why: /no such key in pools\.ml-gpu/,
      fix: /write runners/,
      at: [33, 5],
    },
    {
      name: "an unknown key that nobody meant",
      from: "name: acme",
      to: "name: acme\nxyz: 1",
      path: "xyz",
      why: /no such key in a fleet/,
      fix: /name, stage, placement/,
      at: [3, 1],
    },
    {
      name: "a version without quotes",
      from: '"1.36"',
      to: "1.36",
      path: "regions.us-east-1.cluster.version",
      why: /a number, and a text is needed/,
      fix: /in quotes.*"1\.36"/,
      at: [6, 52],
    },
    {
      name: "a label without quotes",
      from: "tier: standard, region",
      to: "tier: true, region",
      path: "agents.reviewer.labels.tier",
      why: /true or false, and a text/,
      fix: /in quotes: "true"/,
      at: [37, 15],
    },
    {
      name: "yes",
      from: "protect: true",
      to: "protect: yes",
      path: "defaults.protect",
      why: /YAML 1\.2 reads it as a text/,
      fix: /write true without quotes/,
      at: [23, 3],
    },
    {
      name: "a number in quotes",
      from: "runners: 2",
      to: 'runners: "2"',
      path: "pools.ml-gpu.runners",
      why: /a text, and a whole number is needed/,
      fix: /without quotes/,
      at: [33, 5],
    },
    {
      name: "a number out of range",
      from: "runners: 2",
      to: "runners: 101",
      path: "pools.ml-gpu.runners",
      why: /above the most, 100/,
      fix: /give 100 or less/,
      at: [33, 5],
    },
    {
      name: "nothing after a colon",
      from: "runners: 2",
      to: "runners:",
      path: "pools.ml-gpu.runners",
      why: /nothing stands there/,
      fix: /take the key out/,
      at: [33, 5],
    },
    {
      name: "a list where a map is needed",
      from: "defaults:\n",
      to: "defaults: [1]\nx:\n",
      path: "defaults",
      why: /a list, and a map is needed/,
      fix: /key: value/,
      at: [22, 1],
    },
    {
      name: "one of several where a list is needed",
      from: "teams: [ml, web]",
      to: "teams: ml",
      path: "pools.standard.teams",
      why: /none of what may stand there/,
      fix: /all or a list/,
      at: [28, 5],
    },
    {
      name: "a mistyped choice",
      from: "stage: prod",
      to: "stage: prd",
      path: "stage",
      why: /none of what may stand there/,
      fix: /write prod/,
      at: [3, 1],
    },
    {
      name: "a missing key",
      from: "stage: prod",
      to: "",
      path: "stage",
      why: /it is missing/,
      fix: /dev or prod/,
      at: [2, 1],
    },
    {
      name: "a wrong key in one of several forms",
      from: "taint: { key: nvidia.com/gpu, value: present }",
      to: "taint: { key: nvidia.com/gpu, valeu: present }",
      path: "tiers.gpu-nvidia-a100.taint.valeu",
      why: /no such key/,
      fix: /write value/,
      at: [21, 35],
    },
  ])("says of $name where it is, why and what to write", ({ from, to, path, why, fix, at: [line, column] }) => {
    expect(changed(from, to)).toContainEqual(
      expect.objectContaining({
        rule: "fleet/schema",
        severity: "error",
        path,
        why: expect.stringMatching(why) as string,
        fix: expect.stringMatching(fix) as string,
        position: { line, column },
      }),
    );
  });

  it("says everything at once", () => {
    const text = ACME_YAML.replace("runners: 2", "runers: 2")
      .replace("protect: true", "protect: yes")
      .replace('"1.36"', "1.36");

    expect(checkFleetYaml(text).findings.map(({ path }) => path)).toEqual([
      "defaults.protect",
      "pools.ml-gpu.runers",
      "regions.us-east-1.cluster.version",
    ]);
  });
});

describe("a text that is no fleet", () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ...["b", "c", "d", "e", "f"].map(
      (key, index) => `${key}: &${key} [${Array(9).fill(`*${"abcde"[index]}`).join(", ")}]`,
    ),
  ].join("\n");

  it.each([
    ["a key twice", "name: a\nname: b\n", /the key stands twice/, { line: 2, column: 1 }],
    ["a tag", "name: !secret a\n", /Unresolved tag/, { line: 1, column: 7 }],
    ["two documents", "name: a\n---\nname: b\n", /multiple documents/, { line: 2, column: 1 }],
    ["an open bracket", "name: [a\n", /no YAML/, { line: 2, column: 1 }],
    ["an alias without an anchor", "name: *a\n", /Unresolved alias/, undefined],
    ["aliases that multiply", bomb, /aliases can't be followed/, undefined],
    ["nothing", "", /nothing stands there/, undefined],
  ])("fails with %s", (_, text, why, position) => {
    const { fleet, findings } = checkFleetYaml(text);
    const finding = findings.find((found) => why.test(found.why));

    expect(fleet).toBeUndefined();
    expect(finding).toMatchObject({
      rule: "fleet/schema",
      severity: "error",
      ...(position === undefined ? {} : { position }),
    });
  });

  it("follows anchors, aliases and merge keys", () => {
    const text = ACME_YAML.replace("web: { organization: acme-web }", "web: &team { organization: acme-web }").replace(
      "  ml-gpu:\n",
      "  more: &more { region: eu-west-1, team: web, labels: { pool: more } }\n  most: { <<: *more, labels: { pool: most } }\n  ml-gpu:\n",
    );

    expect(checkFleetYaml(text).fleet?.pools.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["eu-west-1/more", "eu-west-1/most"]),
    );
  });
});

describe("a fleet from TypeScript", () => {
  it.each([
    ["nothing", undefined],
    ["a text", "acme"],
    ["a list", []],
    ["a function in it", { ...acme(), name: () => "acme" }],
    ["a bigint in it", { ...acme(), name: 1n }],
  ])("fails with %s", (_, input) => {
    expect(() => assertFleet(checkFleet(input))).toThrow(FleetError);
  });

  it("fails with every finding in the message", () => {
    const broken = acme((fleet) => {
      fleet.defaults = { protect: false };
      fleet.regions["eu-west-1"] = {};
    });

    expect(() => assertFleet(checkFleet(broken))).toThrow(
      /fleet\/unprotected[\s\S]*fleet\/region-without-cluster|fleet\/region-without-cluster[\s\S]*fleet\/unprotected/,
    );
  });

  it("is taken when its errors are acknowledged, with the reason", () => {
    const unprotected = acme((fleet) => {
      fleet.defaults = { capabilities: ["docker"] };
      fleet.acknowledge = [{ rule: "fleet/unprotected", path: "pools", reason: "a trial, torn down on Friday" }];
    });
    const checked = checkFleet(unprotected);

    expect(assertFleet(checked).pools).toHaveLength(5);
    expect(checked.findings.every(({ acknowledged }) => acknowledged === "a trial, torn down on Friday")).toBe(true);
    expect(checked.findings).toHaveLength(5);
  });

  it.each([
    ["regions.us-east-1", []],
    ["pools.standard[eu-west-1/ml]", []],
    ["regions.us-esat-1", ["rules/acknowledgement-unused"]],
    ["regions.us-east-1.gateway", ["rules/acknowledgement-unused"]],
  ])("knows the warnings of constructs, and whether they can come at %s", (path, complaints) => {
    const { findings } = checkFleet(
      acme((fleet) => {
        fleet.acknowledge = [{ rule: "cdktf-agyn:tier-can-be-lifted", path, reason: "we are the admins" }];
      }),
    );

    expect(findings.map(({ rule }) => rule)).toEqual(complaints);
  });

  it("fails when an acknowledgement names a warning that no construct gives, and says which was meant", () => {
    const { findings } = checkFleet(
      acme((fleet) => {
        fleet.acknowledge = [{ rule: "cdktf-agyn:gateway-cleartext", path: "", reason: "it is encrypted" }];
      }),
    );

    expect(findings).toEqual([
      expect.objectContaining({
        rule: "rules/acknowledgement-unknown",
        severity: "error",
        fix: "write cdktf-agyn:gateway-clear-text",
      }),
    ]);
  });

  it("fails when an acknowledgement names a rule that can't be acknowledged", () => {
    const { findings } = checkFleet(
      acme((fleet) => {
        fleet.acknowledge = [{ rule: "fleet/secret-literal", path: "", reason: "it is old" }];
      }),
    );

    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: "rules/acknowledgement-refused",
        severity: "error",
        path: "acknowledge[0].rule",
      }),
    );
  });
});
