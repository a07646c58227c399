import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "../support/workspace";

const PROVIDER = 'provider["registry.terraform.io/agynio/agyn"]';

/** A state file as terraform writes it for the Go provider: its attributes, its schema version, no private data. */
function goState(organization: object, runner: object): string {
  const instance = (attributes: object): object => ({ schema_version: 0, attributes, sensitive_attributes: [] });
  return JSON.stringify({
    version: 4,
    terraform_version: "1.6.6",
    serial: 3,
    lineage: "6d0f0a2c-6d0f-4a2c-8a2c-6d0f0a2c6d0f",
    outputs: {},
    resources: [
      {
        mode: "managed",
        type: "agyn_organization",
        name: "acme",
        provider: PROVIDER,
        instances: [instance(organization)],
      },
      { mode: "managed", type: "agyn_runner", name: "ml", provider: PROVIDER, instances: [instance(runner)] },
    ],
    check_results: null,
  });
}

describe("a state written by the Go provider", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });
  afterEach(() => workspace.dispose());

  /** What the Go provider would have left: objects on the platform, and its base-line attributes in state. */
  async function inherit(
    labels: string | null,
    capabilities: string | null,
    written: { labels?: Record<string, string>; capabilities?: string[] },
  ): Promise<{ id: string; token: string }> {
    const client = workspace.client();
    const organization = await client.organizations.create({ name: "Acme ML" });
    const { runner, serviceToken } = await client.runners.register({
      name: "ml-runner",
      organizationId: organization.id,
      ...written,
    });
    writeFileSync(
      join(workspace.directory, "terraform.tfstate"),
      goState(
        { id: organization.id, name: organization.name },
        {
          id: runner.id,
          name: runner.name,
          organization_id: organization.id,
          labels: written.labels ?? null,
          capabilities: written.capabilities ?? null,
          identity_id: runner.identityId,
          service_token: serviceToken,
        },
      ),
    );
    await workspace.write(configuration(labels, capabilities));
    return { id: runner.id, token: serviceToken };
  }

  const configuration = (labels: string | null, capabilities: string | null): string => `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  ${labels === null ? "" : `labels = ${labels}`}
  ${capabilities === null ? "" : `capabilities = ${capabilities}`}
}
`;

  it("is read with an empty plan, and keeps its token", async () => {
    const { id, token } = await inherit('{ team = "ml" }', '["docker"]', {
      labels: { team: "ml" },
      capabilities: ["docker"],
    });

    expect((await workspace.plan()).actions).toEqual({});
    await workspace.apply(configuration('{ team = "ml", region = "us-east-1" }', '["docker"]'));

    const state = await workspace.state("agyn_runner.ml");
    const runner = await workspace.client().runners.get(id);
    expect(state).toMatchObject({
      id,
      service_token: token,
      status: "pending",
      service_token_revision: runner.createdAt?.getTime(),
    });
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is read with an empty plan when it has neither labels nor capabilities", async () => {
    await inherit(null, null, {});

    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is read with an empty plan when a runner has reported capabilities that nobody manages", async () => {
    const { id } = await inherit(null, null, {});
    await workspace.client().runners.update(id, { capabilities: ["docker"] });

    expect((await workspace.plan()).actions).toEqual({});
  });

  it("never takes for configured what a runner reported: an empty list then replaces nothing", async () => {
    const { id } = await inherit(null, null, {});
    await workspace.client().runners.update(id, { capabilities: ["docker"] });

    await workspace.write(configuration(null, "[]"));
    expect((await workspace.plan()).actions).toEqual({ "agyn_runner.ml": ["update"] });
    await workspace.write(configuration(null, null));
    await workspace.refreshOnly();
    await workspace.write(configuration(null, "[]"));
    expect((await workspace.plan()).actions).toEqual({ "agyn_runner.ml": ["update"] });
  });

  it("counts its labels as configured: leaving them out replaces the runner", async () => {
    await inherit(null, '["docker"]', { labels: { team: "ml" }, capabilities: ["docker"] });

    expect((await workspace.plan()).actions).toEqual({ "agyn_runner.ml": ["delete", "create"] });
  });
});
