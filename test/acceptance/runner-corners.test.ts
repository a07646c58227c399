import { GatewayFront } from "../support/gateway-front";
import { unwrap, Workspace } from "../support/workspace";

const ADDRESS = "agyn_runner.ml";
const REPLACED_AFTER = { [ADDRESS]: ["create", "delete"] };

function configuration(body: string, more = ""): string {
  return `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  ${body}
}
${more}`;
}

describe("a runner in odd situations", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });
  afterEach(() => workspace.dispose());

  const expectSettled = async (): Promise<void> => expect((await workspace.plan()).actions).toEqual({});
  const idOf = async (address: string): Promise<string> => String((await workspace.state(address))["id"]);

  it("keeps the spelling of its organization's id, and replaces nothing when that changes", async () => {
    const spelt = (expression: string, name: string): string => `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = ${expression}
  name            = "${name}"
}
`;
    await workspace.apply(spelt("upper(agyn_organization.acme.id)", "ml"));
    const before = await workspace.state(ADDRESS);
    expect(before["organization_id"]).toBe((await idOf("agyn_organization.acme")).toUpperCase());
    await expectSettled();

    await workspace.apply(spelt("agyn_organization.acme.id", "renamed"));

    expect(await workspace.state(ADDRESS)).toEqual({
      ...before,
      name: "renamed",
      organization_id: await idOf("agyn_organization.acme"),
    });
    await expectSettled();
  });

  it("is replaced with create_before_destroy, for emptied labels and when it is tainted", async () => {
    const lifecycle = "lifecycle {\n    create_before_destroy = true\n  }";
    await workspace.apply(configuration(`labels = { team = "ml" }\n  ${lifecycle}`));
    const first = await idOf(ADDRESS);

    await workspace.write(configuration(lifecycle));
    expect((await workspace.plan()).actions).toEqual(REPLACED_AFTER);
    await workspace.apply();
    const second = await idOf(ADDRESS);
    expect(second).not.toBe(first);
    await expectSettled();

    expect((await workspace.run("taint", [ADDRESS])).exitCode).toBe(0);
    expect((await workspace.plan()).actions).toEqual(REPLACED_AFTER);
    await workspace.apply();
    expect(await idOf(ADDRESS)).not.toBe(second);
    await expectSettled();
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 1 });
  });

  it("takes what was changed outside into state by -refresh-only, and mends it afterwards", async () => {
    await workspace.apply(configuration('labels = { team = "ml" }\n  capabilities = ["docker"]'));
    const id = await idOf(ADDRESS);
    await workspace.client().runners.update(id, { labels: { by: "hand" }, capabilities: ["gpu"] });

    await workspace.refreshOnly();
    expect(await workspace.state(ADDRESS)).toMatchObject({ labels: { by: "hand" }, capabilities: ["gpu"] });
    await workspace.apply();
    expect(await workspace.client().runners.get(id)).toMatchObject({
      labels: { team: "ml" },
      capabilities: ["docker"],
    });

    // what state holds came from outside, what was applied was some: emptying still needs a new runner
    await workspace.write(configuration('capabilities = ["docker"]'));
    await workspace.refreshOnly();
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["delete", "create"] });
  });

  it("has nothing to be emptied of when the platform has nothing: neither replaced nor refused", async () => {
    await workspace.apply(configuration('capabilities = ["docker"]'));
    const { id, service_token: token } = await workspace.state(ADDRESS);
    await workspace.client().catalogs.report({ runnerId: String(id), serviceToken: String(token), capabilities: [] });

    const printed = unwrap(
      await workspace.apply(configuration("capabilities = []").replace('"ml-runner"', '"renamed"')),
    );

    expect(printed).not.toContain("Emptying");
    expect(await workspace.state(ADDRESS)).toMatchObject({ id, name: "renamed", capabilities: [] });
    await expectSettled();
  });

  it("follows what its process reports, unless its capabilities are managed: then the report is drift", async () => {
    await workspace.apply(configuration(""));
    const { id, service_token: token } = await workspace.state(ADDRESS);
    const report = (capabilities: string[]): Promise<unknown> =>
      workspace.client().catalogs.report({ runnerId: String(id), serviceToken: String(token), capabilities });

    await report(["docker", "gpu"]);
    await expectSettled();
    // what is not managed is no part of another change
    await workspace.write(configuration("").replace('"ml-runner"', '"renamed"'));
    const renamed = await workspace.plan();
    expect(renamed.actions).toEqual({ [ADDRESS]: ["update"] });
    expect(renamed.printed).not.toContain("known after apply");
    // another order is no other set
    await workspace.apply(configuration('capabilities = ["gpu", "docker"]'));
    await report(["gpu", "docker"]);
    await workspace.refreshOnly();
    expect(await workspace.state(ADDRESS)).toMatchObject({ id, capabilities: ["docker", "gpu"] });
    await expectSettled();

    await report(["docker"]);
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();
    expect((await workspace.client().runners.get(String(id))).capabilities).toEqual(["gpu", "docker"]);
    await expectSettled();
  });

  it("clears what a configuration clears and destroys right after, in one directory", async () => {
    await workspace.apply(configuration('labels = { team = "ml" }\n  capabilities = ["docker"]'));
    await workspace.apply(configuration("capabilities = []"));
    expect(await workspace.state(ADDRESS)).toMatchObject({ labels: null, capabilities: [] });
    await workspace.apply(configuration('labels = { team = "ml" }'));
    await workspace.write(configuration("labels = {}\n  capabilities = []"));

    expect((await workspace.run("destroy", ["-auto-approve"])).exitCode).toBe(0);
    expect(workspace.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
  });

  it("is imported by a block, and says that labels which were never configured here stay", async () => {
    await workspace.apply(configuration('labels = { team = "ml" }\n  capabilities = ["docker"]'));
    const id = await idOf(ADDRESS);
    await workspace.run("state", ["rm", ADDRESS]);
    const block = `import {\n  to = ${ADDRESS}\n  id = "${id.toUpperCase()}"\n}\n`;

    await workspace.write(configuration('labels = { team = "ml" }\n  capabilities = ["docker"]', block));
    expect((await workspace.plan()).actions).toEqual({});
    await workspace.apply();
    expect(await idOf(ADDRESS)).toBe(id);
    await expectSettled();

    await workspace.write(configuration('capabilities = ["docker"]'));
    const { actions, printed } = await workspace.plan();
    expect(actions).toEqual({ [ADDRESS]: ["update"] });
    expect(printed).toContain("Labels stay on the runner");
    expect(unwrap(printed)).toContain('has the labels "team"');
    expect(unwrap(printed)).toContain("No apply has written them");
    await workspace.apply();

    // it was said once, and agreed to
    const after = await workspace.plan();
    expect(after.actions).toEqual({});
    expect(after.printed).not.toContain("Warning");
    await workspace.client().runners.update(id, { labels: { team: "ml", by: "hand" } });
    const more = unwrap((await workspace.plan()).printed);
    expect(more).toContain("Runner has labels that are not configured");
    expect(more).toContain('has the labels "by" on the platform');
  });

  it("shows no value of a label in a warning, and no capability: they may come from sensitive variables", async () => {
    await workspace.apply(configuration(""));
    const { id, name } = await workspace.state(ADDRESS);
    const values = { labels: { owner: "s3cr3t-owner" }, capabilities: ["s3cr3t-gpu"] };
    await workspace.client().runners.update(String(id), values);
    await workspace.run("state", ["rm", ADDRESS]);
    await workspace.run("import", [ADDRESS, String(id)]);
    await workspace.write(configuration("capabilities = []"));

    const warnings = (await workspace.plan()).printed.split("Warning: ").slice(1).map(unwrap).join("\n");

    expect(warnings).toContain(`Runner ${JSON.stringify(name)} (${String(id)}) has the labels "owner"`);
    expect(warnings).toContain(`Runner ${JSON.stringify(name)} (${String(id)}) has 1 capability`);
    expect(warnings).not.toContain("s3cr3t");
  });

  it("is not replaced for what its process reported after its capabilities were left out", async () => {
    await workspace.apply(configuration('capabilities = ["docker"]'));
    const { id, service_token: token } = await workspace.state(ADDRESS);
    await workspace.apply(configuration(""));
    const report = { runnerId: String(id), serviceToken: String(token), capabilities: ["x", "y"] };
    await workspace.client().catalogs.report(report);

    await workspace.write(configuration("capabilities = []"));
    const { actions, printed } = await workspace.plan();

    expect(actions).toEqual({ [ADDRESS]: ["update"] });
    expect(printed).toContain("Capabilities stay on the runner");
    await workspace.apply();
    await expectSettled();
  });

  it("is not replaced for what its process reported after it had reported nothing any more", async () => {
    await workspace.apply(configuration('capabilities = ["docker"]'));
    const { id, service_token: token } = await workspace.state(ADDRESS);
    const report = (capabilities: string[]): Promise<unknown> =>
      workspace.client().catalogs.report({ runnerId: String(id), serviceToken: String(token), capabilities });
    await report([]);
    await workspace.apply(configuration("capabilities = []"));
    await report(["x"]);

    const { actions, printed } = await workspace.plan();

    expect(actions).toEqual({ [ADDRESS]: ["update"] });
    expect(printed).toContain("Capabilities stay on the runner");
    await workspace.apply();
    await expectSettled();
  });

  it("lets go of capabilities that were managed as none, once they are left out", async () => {
    await workspace.apply(configuration("capabilities = []"));
    const id = await idOf(ADDRESS);
    await workspace.client().runners.update(id, { capabilities: ["docker"] });
    expect((await workspace.plan()).printed).toContain("Runner has capabilities that are not configured");

    await workspace.apply(configuration(""));

    const { actions, printed } = await workspace.plan();
    expect(actions).toEqual({});
    expect(printed).not.toContain("not configured");
    await workspace.refreshOnly();
    expect((await workspace.state(ADDRESS))["capabilities"]).toEqual(["docker"]);
  });

  it("says so when the platform answers with other labels than were sent", async () => {
    await workspace.apply(configuration('labels = { team = "ml" }'));
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (method, body) => (method === "UpdateRunner" ? body.replace('"web"', '"ml"') : body),
    });
    try {
      await workspace.write(configuration('labels = { team = "web" }'));
      const { exitCode, stdout } = await workspace.run("apply", ["-auto-approve", "-no-color"], {
        AGYN_API_URL: front.url,
      });

      expect(exitCode).toBe(0);
      expect(unwrap(stdout)).toContain("Warning: Labels were not taken over");
    } finally {
      await front.close();
    }
  });

  it("keeps what was applied last when an update fails", async () => {
    await workspace.apply(configuration('labels = { team = "ml" }'));
    workspace.gateway.faults.add("UpdateRunner:error=internal,times=1");
    await workspace.write(configuration('labels = { team = "web" }'));
    expect((await workspace.run("apply", ["-auto-approve"])).exitCode).toBe(1);
    expect((await workspace.state(ADDRESS))["labels"]).toEqual({ team: "ml" });

    await workspace.write(configuration("labels = {}"));
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["delete", "create"] });
  });
});
