// Objects of every type come over from another provider address by `moved` blocks, with what their provider remembers of them. The
// pages about the Go provider do the same with what it has; it has neither memberships nor enrollments, and remembers nothing.
import { resolve } from "node:path";
import { builtProvider, layOutMirror } from "../../src/rehearsal/index";
import { itWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, BOB, VERSION, Workspace } from "../support/workspace";

const DIST = resolve(__dirname, "../../dist");
const OTHER_ADDRESS = "agyn.local/agynio/agyn";
const BOB_ID = BOB.slice("agyn_".length);

const HEADER = `
terraform {
  required_providers {
    agyn  = { source = "agynio/agyn" }
    agynx = { source = "${OTHER_ADDRESS}" }
  }
}
`;

/** @param provider the local name that all objects are of; they are named like it. `labels` of the runner, if any */
const objects = (provider: string, labels: string): string => `
resource "agyn_organization" "${provider}" {
  provider = ${provider}
  name     = "Acme ML"
}
resource "agyn_organization_membership" "${provider}" {
  provider        = ${provider}
  organization_id = agyn_organization.${provider}.id
  identity_id     = "${BOB_ID}"
  role            = "member"
}
resource "agyn_runner" "${provider}" {
  provider        = ${provider}
  organization_id = agyn_organization.${provider}.id
  name            = "ml-runner"
  ${labels}
}
resource "agyn_runner_enrollment" "${provider}" {
  provider  = ${provider}
  runner_id = agyn_runner.${provider}.id
}
`;
const LABELS = 'labels = { team = "ml" }';
const TYPES = ["agyn_organization", "agyn_organization_membership", "agyn_runner", "agyn_runner_enrollment"];
const MOVED = TYPES.map((type) => `moved {\n  from = ${type}.agyn\n  to   = ${type}.agynx\n}\n`).join("");

describe("objects that move to another provider address", () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  itWith("moveAcross", "stay what they are, and what their provider remembers goes with them", async () => {
    workspace = await Workspace.create({ kept: true });
    layOutMirror(workspace.directory, [builtProvider(DIST, VERSION), builtProvider(DIST, VERSION, OTHER_ADDRESS)]);
    const client = workspace.client();
    const { id: organizationId } = await client.organizations.create({ name: "Acme ML" });
    await workspace.client(BOB).users.me();
    await workspace.client(ADMIN_TOKEN).memberships.create({ organizationId, identityId: BOB_ID, role: "member" });
    const { runner, serviceToken } = await client.runners.register({
      name: "ml-runner",
      organizationId,
      labels: { team: "ml" },
    });
    await client.runners.enroll(serviceToken);
    const imported = [
      ["agyn_organization", organizationId],
      ["agyn_organization_membership", `${organizationId}/${BOB_ID}`],
      ["agyn_runner", runner.id],
    ].map(([type = "", id = ""]) => `import {\n  to = ${type}.agyn\n  id = "${id}"\n}\n`);
    await workspace.apply(HEADER + imported.join("") + objects("agyn", LABELS));
    const before = await Promise.all(TYPES.map((type) => workspace.state(`${type}.agyn`)));

    await workspace.write(HEADER + MOVED + objects("agynx", LABELS));
    expect((await workspace.plan()).actions).toEqual({});
    // that the labels came with the import, and no configuration has set them: emptying them is not ours to do
    await workspace.write(HEADER + MOVED + objects("agynx", ""));
    expect((await workspace.plan()).actions).toEqual({ "agyn_runner.agynx": ["update"] });

    await workspace.apply(HEADER + MOVED + objects("agynx", LABELS));
    expect(await Promise.all(TYPES.map((type) => workspace.state(`${type}.agynx`)))).toEqual(before);
    expect((await workspace.plan()).actions).toEqual({});
  });
});
