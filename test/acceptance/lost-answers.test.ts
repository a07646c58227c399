import { FaultyProxy } from "../support/faulty-proxy";
import { unwrap, Workspace } from "../support/workspace";

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
  let proxy: FaultyProxy;
  beforeEach(async () => {
    workspace = await Workspace.create();
    proxy = await FaultyProxy.start(workspace.gateway.url);
    await workspace.write(CONFIGURATION);
  });
  afterEach(async () => {
    await proxy.close();
    await workspace.dispose();
  });

  const apply = async (): Promise<{ exitCode: number; text: string }> => {
    const args = ["-auto-approve", "-input=false", "-no-color"];
    const { exitCode, stdout, stderr } = await workspace.run("apply", args, { AGYN_API_URL: proxy.url });
    return { exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  };
  const runners = async (): Promise<{ id: string; createdAt?: Date }[]> => {
    const found: { id: string; createdAt?: Date }[] = [];
    for await (const runner of workspace.client().runners.listAll()) found.push(runner);
    return found.sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0));
  };

  it("registers once more when the answer to a registration is lost, and names what it may have left", async () => {
    proxy.fault("RegisterRunner", { kind: "lose answer" });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    const [orphan, ours] = await runners();
    expect((await workspace.state("agyn_runner.ml"))["id"]).toBe(ours?.id);
    expect(text).toContain("A runner may have been left behind");
    expect(text).toContain(`It may have left: ${orphan?.id ?? ""} (same name and scope, pending, made since)`);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("does not warn when the lost registration left nothing", async () => {
    proxy.fault("RegisterRunner", { kind: "answer", status: 503, type: "text/html", body: "<html>rolling out</html>" });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    expect(await runners()).toHaveLength(1);
    expect(text).not.toContain("Warning");
  });

  it("fails after a second lost answer, naming both candidates and keeping the organization", async () => {
    proxy.fault("RegisterRunner", { kind: "lose answer" }, { kind: "lose answer" });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Connection to the gateway was lost");
    for (const { id } of await runners()) expect(text).toContain(id);
    expect(await runners()).toHaveLength(2);
    expect((await workspace.state("agyn_organization.acme"))["name"]).toBe("Acme ML");
  });

  it("does not sleep for longer than half a minute because the answer asks for it", async () => {
    const headers = { "retry-after": "3600" };
    const body = '{"code":"unavailable","message":"rolling out"}';
    proxy.fault("RegisterRunner", { kind: "answer", status: 503, type: "application/json", body, headers });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Agyn is not available");
    expect(text).toContain("No runner was found that this left behind");
    expect(await runners()).toHaveLength(0);
  });

  it("names the organization that a lost creation may have left, because a second one would get another slug", async () => {
    proxy.fault("CreateOrganization", { kind: "lose answer" });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    const [organization] = await workspace.client().organizations.listAccessible();
    expect(text).toContain("Connection to the gateway was lost");
    expect(text).toContain(`It may have been created all the same: ${organization?.id ?? ""} (slug "acme-ml")`);
    expect(text).toContain("terraform import");
  });

  it("does not register a second time when the platform refused the first", async () => {
    proxy.fault("RegisterRunner", {
      kind: "answer",
      status: 403,
      type: "application/json",
      body: '{"code":"permission_denied","message":"permission denied"}',
    });

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Agyn refused permission");
    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("RegisterRunner"))).toHaveLength(0);
  });

  it.each([
    ["a bare 404 of a proxy", { status: 404, type: "text/plain", body: "404 page not found" }],
    ["a 404 page", { status: 404, type: "text/html", body: "<html>not found</html>" }],
    ["an HTML page with status 200", { status: 200, type: "text/html", body: "<html>Sign in</html>" }],
    ["truncated JSON", { status: 200, type: "application/json", body: '{"runner":{"meta":{"id":' }],
  ])("never takes %s for a runner that is gone", async (_name, answer) => {
    expect((await apply()).exitCode).toBe(0);
    proxy.fault("GetRunner", { kind: "answer", ...answer });

    const { exitCode, stderr } = await workspace.run("plan", ["-no-color"], { AGYN_API_URL: proxy.url });

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("Could not read runner");
    expect((await workspace.plan()).actions).toEqual({});
  });
});
