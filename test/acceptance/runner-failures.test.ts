// What a user sees of each way in which a gateway, or what is in front of it, can fail: while a runner is read, one diagnostic,
// and the runner stays in state.
import { createIdentity } from "../../src/tfplugin/certificate";
import { fakeTlsServer, json } from "../gateway/fake-server";
import { unwrap, Workspace } from "../support/workspace";

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const CONFIGURATION = `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  max_retries     = 1
  request_timeout = "5s"
}
resource "agyn_runner" "ml" {
  organization_id = "ORGANIZATION"
  name            = "ml-runner"
}
`;

describe("a plan over a gateway that fails", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create();
    const { id } = await workspace.client().organizations.create({ name: "Acme ML" });
    await workspace.apply(CONFIGURATION.replace("ORGANIZATION", id));
  });
  afterEach(() => workspace.gateway.faults.clear());
  afterAll(() => workspace.dispose());

  /** Plans, expects one error, and that the runner is none the worse for it. */
  async function failingPlan(env: Readonly<Record<string, string>> = {}): Promise<string> {
    workspace.gateway.clearRequests();
    const { exitCode, stdout, stderr } = await workspace.run("plan", ["-input=false", "-no-color"], env);
    const text = unwrap(`${stdout}\n${stderr}`);
    expect(exitCode).toBe(1);
    expect(text.split("Error: ")).toHaveLength(2);
    expect(text).not.toMatch(/defect of the provider|\bat .*\.(c?js|ts):\d+/);
    return text;
  }
  const reads = (): number => workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/GetRunner")).length;

  it.each<[string, string, string, string, number]>([
    ["401", "error=unauthenticated", "Agyn does not accept the token", "AGYN_API_TOKEN", 1],
    ["403", "error=permission_denied", "Agyn refused permission", "or the organization does not exist", 1],
    ["the 404 of a proxy", "html=404", "Answer is not from an Agyn gateway", "HTTP 404", 1],
    ["409", "error=aborted", "Agyn could not carry out the call", "HTTP 409", 2],
    ["429 that asks for an hour", "rate-limit=3600", "Agyn asks to slow down", "HTTP 429", 1],
    ["500", "error=internal", "Agyn could not carry out the call", "HTTP 500", 1],
    ["503", "error=unavailable", "Agyn is not available", "HTTP 503", 2],
    ["the 502 page of a proxy", "html=502", "Agyn is not available", "HTTP 502", 2],
    ["another content type", "content-type=text/html", "Answer is not from an Agyn gateway", "text/html", 1],
    ["truncated JSON", "truncated", "Answer is not from an Agyn gateway", "JSON", 1],
    ["an answer of 100 MB", "giant=100MiB", "Answer is not from an Agyn gateway", "larger than", 1],
    ["a gzip bomb", "gzip-bomb=100MiB", "Answer is not from an Agyn gateway", "larger than", 1],
    ["no answer", "never", "Gateway did not answer in time", "GetRunner", 1],
    ["an answer without end", "drip=1s", "Gateway did not answer in time", "GetRunner", 1],
    ["a redirect", "redirect=https://sso.example/login", "Gateway redirects elsewhere", "https://sso.example/login", 1],
    ["a connection that is cut", "cut-before-send", "Connection to the gateway was lost", "GetRunner", 2],
  ])("that answers with %s", async (_name, fault, title, detail, tries) => {
    workspace.gateway.faults.add(`GetRunner:${fault}`);

    const text = await failingPlan();

    expect(text).toContain(`Error: ${title}`);
    expect(text).toContain(detail);
    expect(text).toContain("Could not read runner");
    expect(reads()).toBe(tries);
    workspace.gateway.faults.clear();
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("that is no gateway: a bare 404 is never taken for a runner that is gone", async () => {
    const text = await failingPlan({ AGYN_API_URL: `${workspace.gateway.url}/nowhere` });

    expect(text).toContain("Error: This gateway does not offer the call");
    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each([
    ["of an unknown authority", new Date(), "signed by itself"],
    ["that has expired", new Date(Date.now() - 40 * YEAR_MS), "has expired"],
  ])("with a certificate %s", async (_name, made, detail) => {
    const server = await fakeTlsServer(createIdentity(made), json({}));
    try {
      const text = await failingPlan({ AGYN_API_URL: server.url });

      expect(text).toContain("Error: No trusted connection to the gateway");
      expect(text).toContain(detail);
      expect(text).toContain("Nothing was sent");
      expect(server.seen).toHaveLength(0);
    } finally {
      await server.close();
    }
  });

  it("waits as long as a 429 asks for, and goes on", async () => {
    workspace.gateway.faults.add("GetRunner:rate-limit=1,times=1");
    workspace.gateway.clearRequests();

    expect((await workspace.plan()).actions).toEqual({});
    const [refused, answered] = workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/GetRunner"));
    expect(Number(answered?.at) - Number(refused?.at)).toBeGreaterThanOrEqual(1000);
  });
});
