import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ALICE, Workspace } from "../support/workspace";

const EXAMPLES = resolve(__dirname, "../../examples");
const example = (...path: string[]): string => readFileSync(join(EXAMPLES, ...path), "utf8");

interface BlockJson {
  readonly description?: string;
  readonly attributes?: Readonly<Record<string, { readonly description?: string }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: BlockJson }>>;
}

const { provider_schemas: schemas } = JSON.parse(
  readFileSync(resolve(__dirname, "../../api/provider-schema.json"), "utf8"),
) as {
  provider_schemas: Record<
    string,
    Record<"resource_schemas" | "data_source_schemas", Record<string, { readonly block: BlockJson }>>
  >;
};
const schema = Object.values(schemas)[0];

describe("the examples of the provider's pages", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

  it("are there for every resource and data source, and for nothing else", () => {
    expect(readdirSync(join(EXAMPLES, "resources")).sort()).toEqual(Object.keys(schema?.resource_schemas ?? {}).sort());
    expect(readdirSync(join(EXAMPLES, "data-sources")).sort()).toEqual(
      Object.keys(schema?.data_source_schemas ?? {}).sort(),
    );
  });

  it("stand beside a description of every attribute and block", () => {
    const undescribed: string[] = [];
    const look = (at: string, block: BlockJson): void => {
      if (!block.description) undescribed.push(at);
      for (const [name, { description }] of Object.entries(block.attributes ?? {}))
        if (!description) undescribed.push(`${at}.${name}`);
      for (const [name, inner] of Object.entries(block.block_types ?? {})) look(`${at}.${name}`, inner.block);
    };
    for (const kind of ["resource_schemas", "data_source_schemas"] as const) {
      for (const [type, { block }] of Object.entries(schema?.[kind] ?? {})) look(type, block);
    }

    expect(undescribed).toEqual([]);
  });

  it("of the provider configures both credentials", async () => {
    await workspace.write(`${example("provider/agyn/main.tf")}
resource "agyn_organization" "acme" {
  provider = agyn.team
  name     = "Acme"
}
`);

    const { exitCode } = await workspace.run("apply", ["-auto-approve"], {
      TF_VAR_team_token: ALICE,
      AGYN_API_TOKEN: "unused",
    });

    expect(exitCode).toBe(0);
    expect((await workspace.client().organizations.listAccessible()).map(({ name }) => name)).toEqual(["Acme"]);
  });

  it.each(["agyn_organization", "agyn_runner"])(
    "of %s applies, settles, and is imported as its page says",
    async (type) => {
      await workspace.apply(example("resources", type, "main.tf"));
      expect((await workspace.plan()).actions).toEqual({});

      const [, address = "", pageId = ""] =
        /terraform import (\S+) (\S+)/.exec(example("resources", type, "import.sh")) ?? [];
      expect(pageId).toMatch(/^[0-9a-f-]{36}$/);
      const { id } = await workspace.state(address);
      await workspace.run("state", ["rm", address]);
      expect((await workspace.run("import", [address, String(id)])).exitCode).toBe(0);
      expect((await workspace.plan()).actions).toEqual({});
    },
  );

  it("of agyn_runner_enrollment applies once its runner enrolls, and settles", async () => {
    const [runnerOnly = ""] = example("resources/agyn_runner_enrollment/main.tf").split("# Completes");
    await workspace.apply(runnerOnly);
    const applied = workspace.apply(example("resources/agyn_runner_enrollment/main.tf"));
    await workspace.client().runners.enroll(String((await workspace.state("agyn_runner.ml"))["service_token"]));
    await applied;

    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each(["agyn_organization", "agyn_runner"])("of data %s finds what is there", async (type) => {
    const organization = await workspace.client().organizations.create({ name: "Acme ML", slug: "acme-ml" });
    await workspace
      .client()
      .runners.register({ name: "ml-runner", organizationId: organization.id, labels: { team: "ml" } });

    await workspace.apply(example("data-sources", type, "main.tf"));

    const outputs = JSON.parse((await workspace.run("output", ["-json"])).stdout) as Record<string, { value: unknown }>;
    expect(Object.values(outputs).map(({ value }) => value)).toEqual([
      type === "agyn_runner" ? { team: "ml" } : organization.id,
    ]);
  });
});
