import { unwrap, Workspace } from "../support/workspace";

const ADDRESS = "agyn_runner.ml";
/** Long enough for a busy machine to answer in, short enough to wait for. */
const REQUEST_TIMEOUT = "3s";
const CONFIGURATION = `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  exactly_once    = true
  request_timeout = "${REQUEST_TIMEOUT}"
}
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  labels          = { team = "ml" }
}
`;

describe("a provider that registers exactly once", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
    await workspace.write(CONFIGURATION);
  });
  afterEach(() => workspace.dispose());

  const apply = async (): Promise<{ exitCode: number; text: string }> => {
    const { exitCode, stdout, stderr } = await workspace.run("apply", ["-auto-approve", "-input=false", "-no-color"]);
    return { exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  };
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of workspace.client().runners.listAll()) found.push(name);
    return found;
  };
  const carriedOut = (method: string): number =>
    workspace.gateway.requests.filter(({ rpc, code }) => rpc.endsWith(`/${method}`) && code === undefined).length;

  it.each<[string, string[], number]>([
    ["nothing is lost", [], 1],
    ["the connection is cut after the call", ["RegisterRunner:cut-after-send,times=1"], 2],
    ["a proxy answers 504 in the platform's place", ["RegisterRunner:html=504,carried-out,times=1"], 2],
    ["no answer comes in time", ["RegisterRunner:never,carried-out,times=1"], 2],
    ["the lost request is carried out late", ["RegisterRunner:latency=5s,times=1"], 2],
  ])("leaves one runner when %s", async (_name, faults, registrations) => {
    for (const fault of faults) workspace.gateway.faults.add(fault);

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    expect(text).not.toContain("Warning");
    expect(carriedOut("RegisterRunner")).toBe(registrations);
    expect(await names()).toEqual(["ml-runner"]);
    const { id, service_token: token } = await workspace.state(ADDRESS);
    expect((await workspace.client().runners.get(String(id))).name).toBe("ml-runner");
    await workspace.client().runners.enroll(String(token));
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("leaves none when the second answer is lost too, and says so", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=2");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("No runner is left behind");
    expect(carriedOut("RegisterRunner")).toBe(2);
    expect(await names()).toEqual([]);
  });

  it("leaves none when the second request is carried out late and its answer is lost as well", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=1");
    workspace.gateway.faults.add("RegisterRunner:latency=5s,after=1,times=1");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("No runner is left behind");
    expect(carriedOut("RegisterRunner")).toBe(2);
    expect(await names()).toEqual([]);
  });

  it("names what to look for when it can not be looked up", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=1");
    workspace.gateway.faults.add("ListRunners:error=permission_denied");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    const [, orphan = ""] = /look for a pending runner named "(ml-runner ~[0-9a-f-]{36})"/.exec(text) ?? [];
    workspace.gateway.faults.clear();
    expect((await names()).sort()).toEqual(["ml-runner", orphan]);
  });

  it("does not register again what the platform refused", async () => {
    workspace.gateway.faults.add("RegisterRunner:error=permission_denied");

    expect((await apply()).text).toContain("Agyn refused permission");
    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/RegisterRunner"))).toHaveLength(1);
  });

  it("keeps a runner that could not be renamed, and renames it by the next apply", async () => {
    workspace.gateway.faults.add("UpdateRunner:error=internal,times=1");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    expect(text).toContain("Runner keeps its provisional name for now");
    const before = await workspace.state(ADDRESS);
    expect((await workspace.plan()).actions).toEqual({ [ADDRESS]: ["update"] });
    await workspace.apply();
    expect(await workspace.state(ADDRESS)).toEqual(before);
    expect(await names()).toEqual(["ml-runner"]);
  });
});
