import { ADMIN_TOKEN, BOB, unwrap, Workspace } from "../support/workspace";

describe("data sources", () => {
  let workspace: Workspace;
  let organizationId: string;
  beforeEach(async () => {
    workspace = await Workspace.create();
    organizationId = (await workspace.client().organizations.create({ name: "Acme ML", slug: "acme-ml" })).id;
  });
  afterEach(() => workspace.dispose());

  async function read(hcl: string): Promise<Readonly<Record<string, unknown>>> {
    await workspace.apply(`${hcl}\n`);
    return workspace.state(
      /data "(\w+)" "(\w+)"/
        .exec(hcl)
        ?.slice(1)
        .reduce((type, name) => `data.${type}.${name}`) ?? "",
    );
  }

  async function refused(hcl: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    await workspace.write(hcl);
    const { exitCode, stderr } = await workspace.run("apply", ["-auto-approve", "-no-color"], env);
    expect(exitCode).toBe(1);
    return unwrap(stderr);
  }

  it("finds an organization by its slug", async () => {
    expect(await read('data "agyn_organization" "acme" {\n  slug = "acme-ml"\n}')).toEqual({
      id: organizationId,
      slug: "acme-ml",
      name: "Acme ML",
    });
  });

  it("finds an organization by its id", async () => {
    expect(await read(`data "agyn_organization" "acme" {\n  id = "${organizationId}"\n}`)).toMatchObject({
      slug: "acme-ml",
    });
  });

  it("fails when no organization of the token has the slug", async () => {
    const text = await refused('data "agyn_organization" "acme" {\n  slug = "acme-ml"\n}\n', { AGYN_API_TOKEN: BOB });

    expect(text).toContain("Error: Organization not found");
    expect(text).toContain("use a token of the team that owns it");
  });

  it.each([
    ["neither id nor slug", "", "neither is given"],
    ["both id and slug", 'id = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"\n  slug = "acme-ml"', "both are given"],
  ])("fails when an organization is asked for by %s", async (_name, body, detail) => {
    const text = await refused(`data "agyn_organization" "acme" {\n  ${body}\n}\n`);

    expect(text).toContain("Error: Give either id or slug");
    expect(text).toContain(detail);
  });

  it("takes id and slug from variables of which one is null, as a module does", async () => {
    await workspace.apply(`
variable "id" {
  type    = string
  default = null
}
variable "slug" {
  type    = string
  default = "acme-ml"
}
data "agyn_organization" "acme" {
  id   = var.id
  slug = var.slug
}
`);

    expect((await workspace.state("data.agyn_organization.acme"))["id"]).toBe(organizationId);
    const both = await workspace.run("plan", ["-no-color", `-var=id=${organizationId}`]);
    expect(unwrap(both.stderr)).toContain("Error: Give either id or slug");
  });

  it("finds a runner by its name", async () => {
    const { runner } = await workspace.client().runners.register({
      name: "ml-runner",
      organizationId,
      labels: { region: "us-east-1" },
      capabilities: ["docker"],
    });

    expect(await read('data "agyn_runner" "ml" {\n  name = "ml-runner"\n}')).toEqual({
      id: runner.id,
      identity_id: runner.id,
      name: "ml-runner",
      organization_id: organizationId,
      labels: { region: "us-east-1" },
      capabilities: ["docker"],
      status: "pending",
    });
  });

  it("narrows by organization, also against a cluster-scoped runner of the same name", async () => {
    const { runner } = await workspace.client().runners.register({ name: "ml-runner", organizationId });
    const shared = await workspace.client(ADMIN_TOKEN).runners.register({ name: "ml-runner" });

    const text = await refused('data "agyn_runner" "ml" {\n  name = "ml-runner"\n}\n');

    expect(text).toContain('2 runners are named "ml-runner"; set organization_id to narrow the lookup');
    expect(text).toContain(`${shared.runner.id} (cluster-scoped)`);
    expect(
      await read(`data "agyn_runner" "ml" {\n  name = "ml-runner"\n  organization_id = "${organizationId}"\n}`),
    ).toMatchObject({ id: runner.id });
  });

  it("fails when no runner has the name", async () => {
    expect(await refused('data "agyn_runner" "ml" {\n  name = "absent"\n}\n')).toContain(
      'no runner named "absent" is visible to this token',
    );
  });
});
