// The small examples as `node --import tsx examples/<name>/main.ts` synthesizes them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, type Output, resources } from "../constructs/support";
import { addressesOf, runApp } from "./support";

// Examples import the package by name, which is what was built; the tests want the sources.
jest.mock<object>("cdktf-agyn", () => jest.requireActual("../../src/constructs/index"), { virtual: true });

const apps: Readonly<Record<string, Output>> = {
  quickstart: runApp(() => jest.requireActual("../../examples/quickstart/main")),
  "team-repo": runApp(() => jest.requireActual("../../examples/team-repo/main")),
  "production-pool": runApp(() => jest.requireActual("../../examples/production-pool/main")),
  "third-party-runner": runApp(() => jest.requireActual("../../examples/third-party-runner/main")),
};
const runnersOf = (app: Output | undefined): readonly Block[] =>
  Object.values(app?.stacks ?? {}).flatMap((stack) => resources(stack, "agyn_runner"));

describe.each(Object.entries(apps))("the example %s", (name, app) => {
  it("keeps its addresses: a change here replaces resources of those who use it", () => {
    expect(addressesOf(app)).toBe(readFileSync(join(__dirname, `addresses-${name}.txt`), "utf8"));
  });

  it("warns of nothing, and holds no path of the machine", () => {
    expect(app.warnings).toEqual([]);
    expect([...app.files.values()].join("\n")).not.toContain(process.cwd());
  });
});

describe("the example quickstart", () => {
  it("registers one runner for the whole platform", () => {
    expect(runnersOf(apps.quickstart)).toEqual([
      {
        name: "everyday-us-east-1-0",
        labels: { region: "us-east-1", tier: "standard" },
        capabilities: ["docker"],
        provider: "agyn",
      },
    ]);
  });
});

describe("the example team-repo", () => {
  const stack = apps["team-repo"]?.stacks.ml;

  it("has one stack, which makes no organization and looks up the team's own", () => {
    expect(Object.keys(apps["team-repo"]?.stacks ?? {})).toEqual(["ml"]);
    expect(stack?.resource?.agyn_organization).toBeUndefined();
    expect(Object.values(stack?.data?.agyn_organization ?? {}).map(({ slug }) => slug)).toEqual(["acme-ml"]);
  });

  it("has the team's credential and no other", () => {
    expect(stack?.provider?.agyn).toEqual([{ alias: "ml", api_token: "${var.agyn_token_ml}" }]);
    expect(Object.keys(stack?.variable ?? {})).toEqual(["agyn_token_ml"]);
    expect(runnersOf(apps["team-repo"]).map(({ provider }) => provider)).toEqual(["agyn.ml", "agyn.ml", "agyn.ml"]);
  });

  it("reaches the cluster of each region by a provider block of its own", () => {
    const contexts = (stack?.provider?.kubernetes ?? []).map(({ alias, config_context }) => [alias, config_context]);

    expect(contexts).toEqual([
      ["acme-eu-west-1", "acme-eu-west-1"],
      ["acme-us-east-1", "acme-us-east-1"],
    ]);
  });
});

describe("the example third-party-runner", () => {
  const stack = apps["third-party-runner"]?.stacks.lab;

  it("names each runner's Secret where it is read, and the token nowhere but in the Secrets", () => {
    const text = JSON.stringify(stack);

    expect(text).toContain('\\"secretName\\":\\"lab-bench-token\\"');
    expect(JSON.stringify(stack?.output)).toContain("'secret' 'lab-workstation-token'");
    expect(text.match(/\.service_token\}/g)).toHaveLength(2);
    expect(text.match(/"data_wo":\{"token":"\$\{[^"]*\.service_token\}"\}/g)).toHaveLength(2);
  });
});
