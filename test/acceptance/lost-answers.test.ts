// What becomes of a registration whose answers get lost again and again, and what is named of it; what each single failure does to a
// creation is in `creation-failures.test.ts`.
import { GatewayFront } from "../support/gateway-front";
import { ADMIN_TOKEN, unwrap, Workspace } from "../support/workspace";

const LONG_AGO = "2020-01-01T00:00:00Z";

const CONFIGURATION = `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  labels          = { team = "ml" }
}
`;

describe("a gateway whose answers get lost", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    await workspace.write(CONFIGURATION);
  });
  afterEach(() => workspace.dispose());

  const apply = async (env: Readonly<Record<string, string>> = {}): Promise<{ exitCode: number; text: string }> => {
    const args = ["-auto-approve", "-input=false", "-no-color"];
    const { exitCode, stdout, stderr } = await workspace.run("apply", args, env);
    return { exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  };
  const runners = async (): Promise<{ id: string; createdAt?: Date }[]> => {
    const found: { id: string; createdAt?: Date }[] = [];
    for await (const runner of workspace.client().runners.listAll()) found.push(runner);
    return found.sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0));
  };

  it.each([
    ["the answer to a registration is lost", "cut-after-send"],
    ["a proxy answers 503 to a registration that was carried out", "html=503,carried-out"],
  ])("registers once more when %s, and names what it may have left", async (_name, fault) => {
    workspace.gateway.faults.add(`RegisterRunner:${fault},times=1`);

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    const [orphan, ours] = await runners();
    expect((await workspace.state("agyn_runner.ml"))["id"]).toBe(ours?.id);
    expect(text).toContain("A runner may have been left behind");
    const madeAt = orphan?.createdAt?.toISOString() ?? "";
    expect(text).toContain(`It may have left: ${orphan?.id ?? ""} made at ${madeAt} (same name and scope, pending`);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("registers each of ten runners that a roll-out met, once the platform answers again", async () => {
    await workspace.write(`resource "agyn_runner" "ml" {
  count           = 10
  organization_id = "${(await workspace.client().organizations.create({ name: "Acme ML" })).id}"
  name            = "ml-runner-\${count.index}"
}
`);
    // ten registrations, and the reads that ask whether it is there again, with their own retries
    workspace.gateway.faults.add("RunnersGateway/*:error=unavailable,times=40");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    expect(text).not.toContain("Warning");
    expect((await workspace.states("agyn_runner")).map(({ id }) => id).sort()).toEqual(
      (await runners()).map(({ id }) => id).sort(),
    );
  });

  it("fails after a second lost answer, naming both candidates and keeping the organization", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=2");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Connection to the gateway was lost");
    for (const { id } of await runners()) expect(text).toContain(id);
    expect(await runners()).toHaveLength(2);
    expect((await workspace.state("agyn_organization.acme"))["name"]).toBe("Acme ML");
  });

  it.each([
    ["the second one is answered", 1],
    ["the second answer is lost too", 2],
  ])("names only what a lost registration can have left, where %s", async (_name, times) => {
    const client = workspace.client();
    const { id: organizationId } = await client.organizations.create({ name: "Acme ML" });
    const input = { name: "ml-runner", organizationId };
    const enrolled = await client.runners.register(input);
    await client.runners.enroll(enrolled.serviceToken);
    const older = (await client.runners.register(input)).runner.id;
    await client.runners.register({ ...input, name: "ml-runner-2" });
    await workspace.client(ADMIN_TOKEN).runners.register({ name: "ml-runner" });
    const before = new Set((await runners()).map(({ id }) => id));
    await workspace.write(`resource "agyn_runner" "ml" {
  organization_id = "${organizationId}"
  name            = "ml-runner"
}
`);
    workspace.gateway.faults.add(`RegisterRunner:cut-after-send,times=${times}`);
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (_method, body) => withCreatedAt(body, older),
    });

    const { text } = await apply({ AGYN_API_URL: front.url }).finally(front.close);

    const ours = (await workspace.states("agyn_runner")).map(({ id }) => id);
    expect(ours).toHaveLength(2 - times);
    const left = (await runners()).map(({ id }) => id).filter((id) => !before.has(id) && !ours.includes(id));
    const [, named = ""] = /It may have left: ([^(]+) \(same name/.exec(text) ?? [];
    expect(named.split(", ").map((one) => one.replace(/ made at .*/, ""))).toEqual(expect.arrayContaining(left));
    expect(named.split(", ")).toHaveLength(left.length);
    expect(left).toHaveLength(times);
  });

  it("names only the organization that a lost creation can have left", async () => {
    const client = workspace.client();
    const older = (await client.organizations.create({ name: "Acme ML", slug: "older" })).id;
    await client.organizations.create({ name: "Acme Web", slug: "web" });
    workspace.gateway.faults.add("CreateOrganization:cut-after-send,times=1");
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (_method, body) => withCreatedAt(body, older),
    });

    const { text } = await apply({ AGYN_API_URL: front.url }).finally(front.close);

    const found = (await client.organizations.listAccessible()).find(({ slug }) => slug === "acme-ml");
    expect(text).toContain(
      `created all the same: ${found?.id ?? ""} (slug "acme-ml") made at ${found?.createdAt?.toISOString() ?? ""} (times`,
    );
  });

  it("does not sleep for longer than half a minute because the answer asks for it", async () => {
    workspace.gateway.faults.add("RegisterRunner:rate-limit=3600");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Agyn asks to slow down");
    expect(text).toContain("No runner was found that this left behind");
    expect(await runners()).toHaveLength(0);
  });
});

/** An answer in which one object was made long ago. */
function withCreatedAt(body: string, wanted: string): string {
  return JSON.stringify(JSON.parse(body), (_key, value: unknown) =>
    typeof value === "object" && value !== null && "id" in value && value.id === wanted
      ? { ...value, createdAt: LONG_AGO }
      : value,
  );
}
