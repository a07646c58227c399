import { BOB, Workspace } from "../support/workspace";

const ADDRESS = "agyn_runner.ml";

/** A runner as the platform's documentation writes it, with variations. */
function configuration(
  changes: { name?: string; labels?: string | null; capabilities?: string | null; organization?: string } = {},
): string {
  const labels = changes.labels === undefined ? '{ region = "us-east-1", team = "ml" }' : changes.labels;
  const capabilities = changes.capabilities === undefined ? '["docker", "gpu"]' : changes.capabilities;
  return `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_organization" "other" {
  name = "Acme Web"
  slug = "acme-web"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.${changes.organization ?? "acme"}.id
  name            = "${changes.name ?? "ml-runner"}"
  ${labels === null ? "" : `labels = ${labels}`}
  ${capabilities === null ? "" : `capabilities = ${capabilities}`}
}
`;
}

describe("a runner's life in plain HCL", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    await workspace.apply(configuration());
  });
  afterEach(() => workspace.dispose());

  const expectSettled = async (): Promise<void> => expect((await workspace.plan()).actions).toEqual({});

  it("is registered as configured, with a token in state once and marked sensitive", async () => {
    const { values, sensitive_values } = await workspace.shown(ADDRESS);

    expect(values).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      identity_id: values["id"],
      name: "ml-runner",
      organization_id: (await workspace.state("agyn_organization.acme"))["id"],
      labels: { region: "us-east-1", team: "ml" },
      capabilities: ["docker", "gpu"],
      status: "pending",
      openziti_service_name: `runner-${String(values["id"])}`,
      on_active_workloads: null,
      timeouts: null,
      service_token_public_key: null,
      encrypted_service_token: null,
      service_token: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      service_token_revision: expect.any(Number) as unknown,
    });
    expect(sensitive_values["service_token"]).toBe(true);
    const runner = await workspace.client().runners.get(String(values["id"]));
    expect(values["service_token_revision"]).toBe(runner.createdAt?.getTime());
    expect((await workspace.state("agyn_organization.acme"))["slug"]).toBe("acme-ml");
    await expectSettled();
  });

  it.each([
    [
      "labels",
      { labels: '{ region = "eu-west-1", tier = "standard" }' },
      { labels: { region: "eu-west-1", tier: "standard" } },
    ],
    ["one label less", { labels: '{ team = "ml" }' }, { labels: { team: "ml" } }],
    ["a capability more", { capabilities: '["docker", "gpu", "kvm"]' }, { capabilities: ["docker", "gpu", "kvm"] }],
    ["another name", { name: "renamed" }, { name: "renamed" }],
  ])("changes %s in place and keeps id and token", async (_name, change, expected) => {
    const before = await workspace.state(ADDRESS);

    await workspace.write(configuration(change));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();

    expect(await workspace.state(ADDRESS)).toEqual({ ...before, ...expected });
    expect(await workspace.client().runners.get(String(before["id"]))).toMatchObject(expected);
    await expectSettled();
  });

  it("takes capabilities in another order, or said twice, for the same", async () => {
    await workspace.write(configuration({ capabilities: '["gpu", "docker", "gpu"]' }));

    await expectSettled();
  });

  it.each([
    ["labels left out", { labels: null }, "labels", null],
    ["labels = {}", { labels: "{}" }, "labels", {}],
    ["capabilities = []", { capabilities: "[]" }, "capabilities", []],
  ])("replaces the runner when it is emptied (%s), and says so", async (_name, change, field, expected) => {
    const before = await workspace.state(ADDRESS);

    await workspace.write(configuration(change));
    const { actions, printed } = await workspace.plan();
    expect(actions).toEqual({ [ADDRESS]: ["delete", "create"] });
    expect(printed).toContain(`Emptying ${field} replaces the runner`);
    expect(printed).toContain("new id, new service token");
    await workspace.apply();

    const after = await workspace.state(ADDRESS);
    expect(after["id"]).not.toBe(before["id"]);
    expect(after["service_token"]).not.toBe(before["service_token"]);
    expect(after[field]).toEqual(expected);
    await expectSettled();
  });

  it("stops managing capabilities that are left out, without a replacement", async () => {
    const before = await workspace.state(ADDRESS);
    workspace.gateway.clearRequests();

    // nothing differs; the update remembers that from now on the list is the runner's
    await workspace.write(configuration({ capabilities: null }));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();

    expect(workspace.gateway.requests.map(({ rpc }) => rpc)).not.toContain("RunnersGateway/UpdateRunner");
    expect(await workspace.state(ADDRESS)).toEqual(before);
    await expectSettled();
  });

  it.each([
    ["labels", '{ team = "ml" }', "{}", { team: "ml" }],
    ["capabilities", '["docker"]', "[]", ["docker"]],
  ])("fails, keeping the runner, when %s come out empty only during apply", async (field, some, none, kept) => {
    const before = await workspace.state(ADDRESS);
    const later = (known: string): string =>
      `${configuration({ [field]: "terraform_data.later.output" })}
resource "terraform_data" "later" {
  input = ${known}
}
`;
    await workspace.apply(later(some));

    const printed = await workspace.failingApply(later(none));

    expect(printed).toContain(`Runner ${field} can not be emptied`);
    expect(printed).toContain("Plan again (with refresh)");
    expect(printed).not.toContain("inconsistent");
    expect(await workspace.state(ADDRESS)).toMatchObject({ id: before["id"], [field]: kept });
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["delete", "create"] });
    await workspace.apply();
    await expectSettled();
  });

  it("fails, keeping the runner, when labels are emptied with -refresh=false", async () => {
    const printed = await workspace.failingApply(configuration({ labels: null }), "-refresh=false");

    expect(printed).toContain("Runner labels can not be emptied");
    expect((await workspace.run("destroy", ["-auto-approve", "-refresh=false"])).exitCode).toBe(0);
    expect(workspace.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
  });

  it("is replaced when its organization changes", async () => {
    await workspace.write(configuration({ organization: "other" }));

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["delete", "create"] });
    await workspace.apply();
    expect((await workspace.state(ADDRESS))["organization_id"]).toBe(
      (await workspace.state("agyn_organization.other"))["id"],
    );
    await expectSettled();
  });

  it("shows what was changed outside as drift, and mends it", async () => {
    const { id } = await workspace.state(ADDRESS);
    await workspace.client().runners.update(String(id), { labels: { team: "somebody" } });

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();

    expect((await workspace.client().runners.get(String(id))).labels).toEqual({ region: "us-east-1", team: "ml" });
    await expectSettled();
  });

  it("leaves labels that appear outside over a configuration of none, and warns", async () => {
    await workspace.apply(configuration({ labels: null }));
    const { id } = await workspace.state(ADDRESS);
    await workspace.client().runners.update(String(id), { labels: { by: "hand" } });

    const { actions, printed } = await workspace.plan();

    expect(actions).toEqual({});
    expect(printed).toContain("Runner has labels that are not configured");
  });

  it("is created anew when it was deleted outside", async () => {
    const { id } = await workspace.state(ADDRESS);
    await workspace.client().runners.delete(String(id));

    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["create"] });
    await workspace.apply();
    await expectSettled();
  });

  it("can not be changed when it was deleted outside since it was read, which says to plan again", async () => {
    const { id } = await workspace.state(ADDRESS);
    await workspace.client().runners.delete(String(id));

    const printed = await workspace.failingApply(configuration({ name: "renamed" }), "-refresh=false");

    expect(printed).toContain("Error: Agyn does not know the object");
    expect(printed).toContain("It may have been deleted outside Terraform; run a plan to see");
  });

  it("destroys although somebody else deleted it first", async () => {
    const { id } = await workspace.state(ADDRESS);
    await workspace.client().runners.delete(String(id));

    expect((await workspace.run("destroy", ["-auto-approve", "-refresh=false"])).exitCode).toBe(0);
    expect(workspace.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
  });

  it("comes back by import as it was, but for its token, with a warning", async () => {
    const before = await workspace.state(ADDRESS);
    await workspace.run("state", ["rm", ADDRESS]);

    const { exitCode, stdout } = await workspace.run("import", ["-no-color", ADDRESS, String(before["id"])]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("Imported runner has no service token");
    expect(await workspace.state(ADDRESS)).toEqual({ ...before, service_token: null, service_token_revision: null });
    await expectSettled();
  });

  it("keeps the labels of an imported runner whose configuration has none, and settles", async () => {
    const { id } = await workspace.state(ADDRESS);
    await workspace.run("state", ["rm", ADDRESS]);
    await workspace.write(configuration({ labels: null }));
    await workspace.run("import", [ADDRESS, String(id)]);

    const printed = await workspace.apply();

    expect(printed).toContain("1 changed, 0 destroyed");
    expect((await workspace.client().runners.get(String(id))).labels).toEqual({ region: "us-east-1", team: "ml" });
    await expectSettled();
  });

  it("can not be changed by a stranger, whose refusal names both readings", async () => {
    await workspace.write(configuration({ name: "taken" }));

    const { exitCode, stderr } = await workspace.run("apply", ["-auto-approve", "-no-color", "-refresh=false"], {
      AGYN_API_TOKEN: BOB,
    });

    expect(exitCode).toBe(1);
    const text = stderr.replace(/[│╷╵]/g, "").replace(/\s+/g, " ");
    expect(text).toContain("Agyn refused permission");
    expect(text).toContain("being cluster admin is not enough");
    expect(text).toContain("or the organization does not exist");
  });
});
