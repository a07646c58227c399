import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ADMIN_TOKEN, BOB, unwrap, Workspace } from "../support/workspace";

const UNKNOWN_ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";
const RFC_3339: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe("data sources", () => {
  let workspace: Workspace;
  let organizationId: string;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
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
      sandbox_default_idle_timeout: "30m",
      sandbox_max_idle_timeout: "24h",
      sandbox_default_ttl: "72h",
      created_at: RFC_3339,
      updated_at: RFC_3339,
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
    ["neither id nor slug", "", "Missing attribute", 'None of "id" and "slug" is set'],
    [
      "both id and slug",
      'id = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44"\n  slug = "acme-ml"',
      "Attributes exclude each other",
      '"id" and "slug" are set',
    ],
  ])("fails when an organization is asked for by %s", async (_name, body, title, detail) => {
    const text = await refused(`data "agyn_organization" "acme" {\n  ${body}\n}\n`);

    expect(text).toContain(`Error: ${title}`);
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
    expect(unwrap(both.stderr)).toContain("Error: Attributes exclude each other");
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
      openziti_service_name: `runner-${runner.id}`,
      created_at: RFC_3339,
    });
  });

  it("narrows by organization, also against a cluster-scoped runner of the same name", async () => {
    const { runner } = await workspace.client().runners.register({ name: "ml-runner", organizationId });
    const shared = await workspace.client(ADMIN_TOKEN).runners.register({ name: "ml-runner" });

    const text = await refused('data "agyn_runner" "ml" {\n  name = "ml-runner"\n}\n');

    expect(text).toContain('2 runners are named "ml-runner"; set organization_id to narrow the lookup');
    expect(text).toContain(`${shared.runner.id} (cluster-scoped, pending, registered `);
    expect(
      await read(`data "agyn_runner" "ml" {\n  name = "ml-runner"\n  organization_id = "${organizationId}"\n}`),
    ).toMatchObject({ id: runner.id });
  });

  it("names every runner of the same name and organization, and finds the one meant by its id", async () => {
    const client = workspace.client();
    const twins = [0, 1].map(() => client.runners.register({ name: "ml-runner", organizationId }));
    const [first, second] = (await Promise.all(twins)).map(({ runner }) => runner.id);

    const text = await refused(
      `data "agyn_runner" "ml" {\n  name = "ml-runner"\n  organization_id = "${organizationId}"\n}\n`,
    );

    expect(text).toContain('2 runners are named "ml-runner"; give the id of the one you mean in place of the name:');
    for (const id of [first, second]) expect(text).toContain(`${id ?? ""} (organization ${organizationId}, pending`);
    expect(await read(`data "agyn_runner" "ml" {\n  id = "${second ?? ""}"\n}`)).toMatchObject({
      id: second,
      name: "ml-runner",
    });
  });

  it.each([
    ["a name nobody has", 'name = "absent"', 'no runner named "absent" is visible to this token'],
    ["an id nobody has", `id = "${UNKNOWN_ID}"`, `There is no runner ${UNKNOWN_ID}. Check the id`],
    ["neither name nor id", "", 'None of "id" and "name" is set'],
    [
      "both name and id",
      `name = "ml"\n  id = "${UNKNOWN_ID}"`,
      '"id" and "name" are set, and only one of them can hold',
    ],
  ])("fails when a runner is asked for by %s", async (_name, body, detail) => {
    expect(await refused(`data "agyn_runner" "ml" {\n  ${body}\n}\n`)).toContain(detail);
  });

  it("lists the organizations of the token, or all of the platform for the cluster admin only", async () => {
    await workspace.client(BOB).organizations.create({ name: "Theirs", slug: "theirs" });
    const slugs = async (body: string, env = {}): Promise<unknown> => {
      await workspace.write(`data "agyn_organizations" "some" {\n  ${body}\n}\n`);
      expect((await workspace.run("apply", ["-auto-approve"], env)).exitCode).toBe(0);
      const { organizations } = await workspace.state("data.agyn_organizations.some");
      return (organizations as { slug: string }[]).map(({ slug }) => slug).sort();
    };

    expect(await slugs("")).toEqual(["acme-ml"]);
    expect(await slugs("all = true", { AGYN_API_TOKEN: ADMIN_TOKEN })).toEqual(["acme-ml", "theirs"]);
    expect(await slugs('name = "nobody\'s"')).toEqual([]);
    expect(await refused('data "agyn_organizations" "some" {\n  all = true\n}\n')).toContain(
      "Only the cluster admin may list every organization of the platform: use that token, or leave out all",
    );
  });

  describe("with some runners", () => {
    beforeEach(async () => {
      const { runners } = workspace.client();
      const gpu = await runners.register({
        name: "gpu",
        organizationId,
        labels: { team: "ml", region: "eu" },
        capabilities: ["docker", "gpu"],
      });
      await runners.enroll(gpu.serviceToken);
      await runners.register({ name: "cpu", organizationId, labels: { team: "ml" }, capabilities: ["docker"] });
      await workspace.client(ADMIN_TOKEN).runners.register({ name: "shared", capabilities: ["docker"] });
      const theirs = await workspace.client(BOB).organizations.create({ name: "Theirs" });
      await workspace.client(BOB).runners.register({ name: "theirs", organizationId: theirs.id });
    });

    it("lists those that meet every condition, of the ones the token may see", async () => {
      const cases: Readonly<Record<string, readonly string[]>> = {
        "": ["cpu", "gpu", "shared"],
        'scope = "cluster"': ["shared"],
        'scope = "organization"': ["cpu", "gpu"],
        'labels = { team = "ml" }': ["cpu", "gpu"],
        'labels = { team = "ml", region = "us" }': [],
        'capabilities = ["gpu", "docker"]': ["gpu"],
        'statuses = ["pending"]': ["cpu", "shared"],
        'statuses = ["pending"]\n  labels = { team = "ml" }': ["cpu"],
        "organization_id = data.agyn_organization.acme.id": ["cpu", "gpu", "shared"],
      };
      const blocks = Object.keys(cases).map((body, index) => `data "agyn_runners" "case${index}" {\n  ${body}\n}\n`);
      await workspace.apply(`data "agyn_organization" "acme" {\n  slug = "acme-ml"\n}\n${blocks.join("")}`);

      for (const [index, [body, names]] of Object.entries(cases).entries()) {
        const { runners } = await workspace.state(`data.agyn_runners.case${index}`);
        expect({ [body]: (runners as { name: string }[]).map(({ name }) => name).sort() }).toEqual({ [body]: names });
      }
    });

    it.each([
      ["scope", 'scope = "region"', 'Found "region"'],
      ["status", 'statuses = ["pending", "alive"]', 'At position 1: Found "alive"'],
      ["organization", `organization_id = "${UNKNOWN_ID}"`, "is no member of the organization, or"],
    ])("fails for a %s nobody knows", async (_name, body, detail) => {
      expect(await refused(`data "agyn_runners" "some" {\n  ${body}\n}\n`)).toContain(detail);
    });

    const placement = (body: string): string =>
      `data "agyn_placement" "p" {\n  organization_id = "${organizationId}"\n  ${body}\n}`;
    const named = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name).sort();

    it("answers which of them may take a workload, and why the others don't", async () => {
      const found = await read(placement('labels = { team = "ml" }'));

      expect(named(found["runners"])).toEqual(["gpu"]);
      expect(found["rejected"]).toHaveLength(2);
      expect(found["rejected"]).toContainEqual(
        expect.objectContaining({ name: "shared", constraint: "enrolled", detail: "is pending, not enrolled" }),
      );
      expect(found).toMatchObject({ unmet_constraints: [], explanation: null });
    });

    it("names the unmet constraints when none may", async () => {
      const found = await read(placement('labels = { team = "ml" }\n  capabilities = ["tpu"]'));

      expect(found).toMatchObject({ runners: [] });
      expect([...(found["unmet_constraints"] as string[])].sort()).toEqual(["capabilities", "enrolled"]);
      expect(found["explanation"]).toContain("lacks capability tpu [capabilities]");
    });

    it("stops a plan by its explanation, as its example does", async () => {
      await workspace.apply(example("agyn_placement"));

      const text = await refused(example("agyn_placement").replace('["gpu"]', '["tpu"]'));

      expect(text).toContain("Error: Resource postcondition failed");
      expect(text).toContain("lacks capability tpu [capabilities]: let the runner offer them");
    });
  });

  it("says of an organization without runners that there are none to place on", async () => {
    expect(await read(`data "agyn_placement" "p" {\n  organization_id = "${organizationId}"\n}`)).toMatchObject({
      runners: [],
      rejected: [],
      unmet_constraints: ["runners"],
    });
  });

  describe("with a runner that has reported its catalog and runs workloads", () => {
    let runnerId: string;
    beforeEach(async () => {
      const client = workspace.client();
      const { runner, serviceToken } = await client.runners.register({ name: "gpu", organizationId });
      runnerId = runner.id;
      await client.runners.enroll(serviceToken);
      const resources = { requestsCpu: "1", requestsMemory: "2Gi", limitsCpu: "2", limitsMemory: "4Gi" };
      await client.catalogs.report({
        runnerId,
        serviceToken,
        flavors: [
          { name: "small", resources, default: true },
          { name: "old", resources, deprecated: true },
        ],
        storageClasses: [{ name: "fast", default: true }, { name: "slow" }],
        capabilities: ["gpu"],
      });
    });

    it("lists flavors, deprecated ones only when they are asked for", async () => {
      expect((await read('data "agyn_flavors" "all" {\n}'))["flavors"]).toEqual([
        {
          name: "small",
          runner_id: runnerId,
          runner_name: "gpu",
          organization_id: organizationId,
          default: true,
          deprecated: false,
          requests_cpu: "1",
          requests_memory: "2Gi",
          limits_cpu: "2",
          limits_memory: "4Gi",
        },
      ]);
      expect(
        (await read(`data "agyn_flavors" "all" {\n  runner_id = "${runnerId}"\n  include_deprecated = true\n}`))[
          "flavors"
        ],
      ).toHaveLength(2);
    });

    it("lists storage classes", async () => {
      const { storage_classes: found } = await read(
        `data "agyn_storage_classes" "all" {\n  organization_id = "${organizationId}"\n}`,
      );

      expect(found).toMatchObject([
        { name: "fast", default: true, runner_name: "gpu" },
        { name: "slow", default: false, deprecated: false },
      ]);
    });

    it("lists workloads by what they are", async () => {
      const { workloads } = workspace.gateway;
      const running = workloads.create({ runnerId, status: "running", flavor: "small", allocatedRamBytes: 2 ** 40 });
      const failed = workloads.create({ runnerId, status: "failed", failureReason: "image_pull_failed" });
      const list = (body: string): string =>
        `data "agyn_workloads" "some" {\n  organization_id = "${organizationId}"\n  ${body}\n}`;

      expect((await read(list('statuses = ["running"]')))["workloads"]).toMatchObject([
        {
          id: running.id,
          runner_id: runnerId,
          runner_name: "gpu",
          status: "running",
          flavor: "small",
          owner_kind: "agent_instance",
          allocated_ram_bytes: 2 ** 40,
          failure_reason: null,
          created_at: RFC_3339,
        },
      ]);
      expect((await read(list(`runner_ids = ["${runnerId}"]\n  statuses = ["failed"]`)))["workloads"]).toMatchObject([
        { id: failed.id, failure_reason: "image_pull_failed" },
      ]);
      expect((await read(list('owner_kinds = ["sandbox"]')))["workloads"]).toEqual([]);
    });

    it("says who may list workloads", async () => {
      const hcl = `data "agyn_workloads" "some" {\n  organization_id = "${organizationId}"\n}\n`;

      expect(await refused(hcl, { AGYN_API_TOKEN: BOB })).toContain(
        "is neither an owner of the organization nor the cluster admin",
      );
    });

    it.each<[string, (id: string) => unknown]>([
      ["agyn_organizations", () => ({ [organizationId]: "acme-ml" })],
      ["agyn_runners", () => []],
      ["agyn_workloads", (id) => ({ [id]: "gpu" })],
      ["agyn_flavors", () => ({ "gpu/small": "4Gi" })],
      ["agyn_storage_classes", () => ({ gpu: "fast" })],
    ])("shows in the example of %s what is there", async (type, expected) => {
      const { id } = workspace.gateway.workloads.create({ runnerId, status: "running" });

      await workspace.apply(example(type));

      const outputs = JSON.parse((await workspace.run("output", ["-json"])).stdout) as Record<
        string,
        { value: unknown }
      >;
      expect(Object.values(outputs).map(({ value }) => value)).toEqual([expected(id)]);
    });
  });
});

/** The example of a data source's page. */
function example(type: string): string {
  return readFileSync(join(resolve(__dirname, "../../examples/data-sources"), type, "main.tf"), "utf8");
}
