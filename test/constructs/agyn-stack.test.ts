import { AgynProvider } from "../../src/bindings/index";
import { LocalBackend, S3Backend } from "cdktf";
import { AgynStack, Organization, RunnerPool, RunnerTier, Team } from "../../src/constructs/index";
import { cluster, messageOf, region, synth, synthStack } from "./support";

const poolIn = (stack: AgynStack) => new RunnerPool(stack, "pool", { region, tier: RunnerTier.standard() });

describe("AgynStack", () => {
  it("keeps its state beside cdktf.json by default, by a relative path", () => {
    const { terraform } = synthStack(() => undefined);

    expect(terraform.backend).toEqual({ local: { path: "../../../terraform.test.tfstate" } });
  });

  it("takes a state path", () => {
    const { terraform } = synthStack(() => undefined, { statePath: "../state" });

    expect(terraform.backend).toEqual({ local: { path: "../state" } });
  });

  it("leaves a backend of the user alone", () => {
    const { terraform } = synthStack((stack) => new S3Backend(stack, { bucket: "states", key: "test" }));

    expect(terraform.backend).toEqual({ s3: { bucket: "states", key: "test" } });
  });

  it("finds a backend that was added below the stack as well", () => {
    const { terraform } = synthStack((stack) => new LocalBackend(stack, { path: "mine.tfstate" }));

    expect(terraform.backend).toEqual({ local: { path: "mine.tfstate" } });
  });

  it("asks for a Terraform with write-only attributes by default", () => {
    expect(synthStack(() => undefined).terraform.required_version).toBe(">= 1.11");
  });

  it("takes another required version", () => {
    expect(synthStack(() => undefined, { requiredVersion: "~> 1.11.0" }).terraform.required_version).toBe("~> 1.11.0");
  });

  it("asks for providers by ranges, with full sources", () => {
    const { terraform } = synthStack(poolIn);

    expect(terraform.required_providers).toEqual({
      agyn: { source: "agynio/agyn", version: "~> 0.7" },
      helm: { source: "hashicorp/helm", version: "~> 3.1" },
      kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
    });
  });

  it("takes other sources and versions of providers", () => {
    const providers = { agyn: { source: "agyn.local/agynio/agyn" }, helm: { version: "3.1.1" } };

    const { terraform } = synthStack(poolIn, { cluster, providers });

    expect(terraform.required_providers).toMatchObject({
      agyn: { source: "agyn.local/agynio/agyn", version: "~> 0.7" },
      helm: { source: "hashicorp/helm", version: "3.1.1" },
    });
  });

  it("names only the providers it uses", () => {
    const { terraform } = synthStack((stack) => new Organization(stack, "acme", { name: "Acme" }), {});

    expect(Object.keys(terraform.required_providers as object)).toEqual(["agyn"]);
  });

  it("reads the platform's address and token from the environment: the block is empty", () => {
    const { provider } = synthStack(
      (stack) => new Organization(stack, "acme", { name: "Acme", provider: stack.platform }),
      {},
    );

    expect(provider).toEqual({ agyn: [{}] });
  });

  it("has one alias and one sensitive variable per team, however many pools the team has", () => {
    const team = Team.of("data-eng", { organization: "acme-data" });

    const { provider, variable, data } = synthStack((stack) => {
      new RunnerPool(stack, "a", { region, tier: RunnerTier.standard(), team });
      new RunnerPool(stack, "b", { region, tier: RunnerTier.highMemory(), team });
    });

    expect(provider?.agyn).toEqual([{ alias: "data-eng", api_token: "${var.agyn_token_data_eng}" }]);
    expect(variable).toEqual({
      agyn_token_data_eng: {
        type: "string",
        sensitive: true,
        nullable: false,
        description: "Agyn API token of an owner of team data-eng's organization.",
      },
    });
    expect(Object.keys(data?.agyn_organization ?? {})).toHaveLength(1);
  });

  it("fails when a token would stand in the synthesized JSON as text, without printing it", () => {
    const build = () =>
      synth((app) => {
        const stack = new AgynStack(app, "test");
        new AgynProvider(stack, "platform", { apiToken: "s3cret-token" });
      });

    expect(messageOf(build)).toContain("test/platform: apiToken is a literal, which would be written to cdk.tf.json");
    expect(messageOf(build)).not.toContain("s3cret-token");
  });

  it.each([["${var.mine}"], ["${local.a}"]])("takes a token that is the reference %s", (apiToken) => {
    const { provider } = synthStack((stack) => new AgynProvider(stack, "mine", { apiToken }), {});

    expect(provider?.agyn).toEqual([{ api_token: apiToken }]);
  });

  it("gives its own cluster's provider blocks no alias", () => {
    const { provider } = synthStack(poolIn);

    expect(provider?.kubernetes).toEqual([{ config_context: "test", config_path: "~/.kube/config" }]);
    expect(provider?.helm).toEqual([{ kubernetes: { config_context: "test", config_path: "~/.kube/config" } }]);
  });

  it("gives the provider blocks of other clusters an alias after their context", () => {
    const { provider } = synthStack(poolIn, {});

    expect(provider?.kubernetes).toEqual([{ alias: "test", config_context: "test", config_path: "~/.kube/config" }]);
  });

  it("fails when the id would be changed in addresses", () => {
    expect(messageOf(() => synth((app) => new AgynStack(app, "us.east")))).toBe(
      [
        "us.east: 1 problem",
        '  id = "us.east": a construct id may hold letters, digits, _ and - only (others are dropped from the address, and two ' +
          "ids become one resource). Fix: use letters, digits, _ and -.",
      ].join("\n"),
    );
  });
});
