// The ways to import a resource, each by the example its page shows.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { itWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, BOB, Workspace } from "../support/workspace";

const EXAMPLES = resolve(__dirname, "../../examples/resources");
const BOB_ID = BOB.slice("agyn_".length);
/** The ids the pages show. */
const SHOWN = {
  organization: "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44",
  runner: "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11",
  membership: "7d1f4c3a-2b6e-4f58-8a90-6c5e4d3b2a10",
} as const;

describe("the examples of imports", () => {
  let workspace: Workspace;
  /** What the ids of the pages are here. */
  let ids: Readonly<Record<keyof typeof SHOWN, string>>;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    await workspace.client(BOB).users.me();
    const { id: organizationId } = await workspace.client().organizations.create({ name: "Acme", slug: "acme" });
    const { runner } = await workspace.client().runners.register({ name: "ml", organizationId });
    const membership = await workspace
      .client(ADMIN_TOKEN)
      .memberships.create({ organizationId, identityId: BOB_ID, role: "owner" });
    ids = { organization: organizationId, runner: runner.id, membership: membership.id };
  });
  afterEach(() => workspace.dispose());

  const example = (type: string, file: string): string => {
    const text = readFileSync(join(EXAMPLES, type, file), "utf8");
    const found = Object.entries(SHOWN).filter(([, shown]) => text.includes(shown));
    expect(found).not.toEqual([]);
    return found.reduce((all, [kind, shown]) => all.replaceAll(shown, ids[kind as keyof typeof SHOWN]), text);
  };
  const TYPES = ["agyn_organization", "agyn_organization_membership", "agyn_runner"];

  /** What a plan would import and what it would do beside that, by counts as terraform prints them. */
  async function importing(hcl: string): Promise<string | undefined> {
    await workspace.write(hcl);
    const args = ["-generate-config-out=generated.tf", "-input=false", "-no-color"];
    const { stdout } = await workspace.run("plan", args);
    return /^Plan: .*$/m.exec(stdout)?.[0];
  }

  it.each(TYPES)("bring %s in by a block, and have its configuration written", async (type) => {
    const planned = await importing(example(type, "import-by-string-id.tf"));

    expect(planned).toBe("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
  });

  for (const type of TYPES) {
    itWith("identity", `bring ${type} in by its identity, and have its configuration written`, async () => {
      const planned = await importing(example(type, "import-by-identity.tf"));

      expect(planned).toBe("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
    });
  }
});
