import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../support/terraform-versions";
import { BOB, unwrap, Workspace } from "../support/workspace";

const ADDRESS = "agyn_runner.ml";
const UNKNOWN_ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";

describe("importing a runner", () => {
  let workspace: Workspace;
  let id: string;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    const client = workspace.client();
    const organization = await client.organizations.create({ name: "Acme ML" });
    const labels = { team: "ml" };
    const input = { name: "ml-runner", organizationId: organization.id, labels, capabilities: ["docker"] };
    id = (await client.runners.register(input)).runner.id;
  });
  afterEach(() => workspace.dispose());

  it("by a block writes a configuration that plans nothing but the import, and warns of the missing token", async () => {
    await workspace.write(`import {\n  to = ${ADDRESS}\n  id = "${id}"\n}\n`);

    const { exitCode, stdout, stderr } = await workspace.run("plan", [
      "-generate-config-out=generated.tf",
      "-input=false",
      "-no-color",
    ]);

    expect(unwrap(stderr)).not.toContain("Error");
    expect(exitCode).toBe(0);
    expect(unwrap(stdout)).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
    expect(unwrap(stdout)).toContain("Imported runner has no service token");
    expect(readFileSync(join(workspace.directory, "generated.tf"), "utf8")).not.toContain("service_token ");
    await workspace.apply();
    expect(await workspace.state(ADDRESS)).toMatchObject({ id, labels: { team: "ml" }, service_token: null });
    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each([
    ["a name", "ml-runner", "Not the id of a runner", 'Found "ml-runner"'],
    ["no id of a runner", UNKNOWN_ID, "Cannot import non-existent remote object", ADDRESS],
  ])("fails for %s, in words that say what to write", async (_name, wanted, title, detail) => {
    await workspace.write(`resource "agyn_runner" "ml" {\n  name = "ml-runner"\n}\n`);

    const { exitCode, stderr } = await workspace.run("import", ["-no-color", ADDRESS, wanted]);

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain(`Error: ${title}`);
    expect(unwrap(stderr)).toContain(detail);
  });

  it("fails for a runner of an organization the token does not see", async () => {
    await workspace.write(`resource "agyn_runner" "ml" {\n  name = "ml-runner"\n}\n`);

    const { exitCode, stderr } = await workspace.run("import", ["-no-color", ADDRESS, id], { AGYN_API_TOKEN: BOB });

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("Error: Agyn refused permission");
    await expect(workspace.state(ADDRESS)).rejects.toThrow("is not in state");
  });

  describeWith("identity", "by its identity", () => {
    const block = (identity: string): string => `
import {
  to = ${ADDRESS}
  identity = {
    id = "${identity}"
  }
}
`;

    it("plans nothing but the import", async () => {
      await workspace.write(block(id));
      const args = ["-generate-config-out=generated.tf", "-input=false", "-no-color"];

      const { exitCode, stdout } = await workspace.run("plan", args);

      expect(exitCode).toBe(0);
      expect(unwrap(stdout)).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
      await workspace.apply();
      expect((await workspace.plan()).actions).toEqual({});
    });

    it.each([
      ["ml-runner", "Not the id of a runner"],
      [UNKNOWN_ID.toUpperCase(), "Identity is not in its canonical spelling"],
    ])("fails for %s", async (identity, title) => {
      const printed = await workspace.failingApply(
        `${block(identity)}resource "agyn_runner" "ml" {\n  name = "ml"\n}\n`,
      );

      expect(printed).toContain(`Error: ${title}`);
    });
  });
});
