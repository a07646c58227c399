// What a user sees of each way in which a gateway, or what is in front of it, can fail: while a runner is read, one diagnostic,
// and the runner stays in state.
import { type FrontAnswer, GatewayFront } from "../support/gateway-front";
import { AUTHORITY, signedIdentity } from "../support/private-authority";
import { ALICE, unwrap, Workspace } from "../support/workspace";

const CONFIGURATION = `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
variable "authority" {
  default = ""
}
variable "header" {
  default   = "none"
  sensitive = true
}
provider "agyn" {
  max_retries     = 1
  request_timeout = "5s"
  headers         = { x-access-secret = var.header }
  ca_certificate  = var.authority == "" ? null : var.authority
}
resource "agyn_runner" "ml" {
  organization_id = "ORGANIZATION"
  name            = "ml-runner"
}
`;

describe("a plan over a gateway that fails", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create({ kept: true });
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
  });

  it("that is no gateway: a bare 404 is never taken for a runner that is gone", async () => {
    const text = await failingPlan({ AGYN_API_URL: `${workspace.gateway.url}/nowhere` });

    expect(text).toContain("Error: This gateway does not offer the call");
    expect((await workspace.plan()).actions).toEqual({});
  });

  it.each<[string, Parameters<typeof signedIdentity>, boolean, string, string]>([
    ["of an unknown authority", ["good"], false, "signed by an unknown authority", "Give the certificate"],
    [
      "of an unknown authority that it shows",
      ["good", true],
      false,
      "signed by an unknown authority",
      "Give the certificate",
    ],
    ["that has expired", ["expired"], true, "the certificate has expired", "Renew it at the gateway"],
    [
      "for another name",
      ["for another name"],
      true,
      "for another host name, DNS:gateway.example",
      "Use a name in api_url",
    ],
  ])("with a certificate %s, to which nothing is sent", async (_name, identity, trusted, detail, advice) => {
    const front = await GatewayFront.start(workspace.gateway.url, { identity: signedIdentity(...identity) });
    try {
      const text = await failingPlan({ AGYN_API_URL: front.url, TF_VAR_authority: trusted ? AUTHORITY : "" });

      expect(text).toContain("Error: No trusted connection to the gateway");
      expect(text).toContain(detail);
      expect(text).toContain(`Nothing was sent. ${advice}`);
      expect(front.seen).toHaveLength(0);
    } finally {
      await front.close();
    }
  });

  it("with a certificate of an authority it was told of works", async () => {
    const front = await GatewayFront.start(workspace.gateway.url, { identity: signedIdentity("good") });
    try {
      const env = { AGYN_API_URL: front.url, TF_VAR_authority: AUTHORITY };
      const { exitCode, stdout } = await workspace.run("plan", ["-input=false", "-no-color"], env);

      expect([exitCode, stdout]).toEqual([0, expect.stringContaining("No changes")]);
    } finally {
      await front.close();
    }
  });

  describe("whose front shows the request it got", () => {
    const HEADER = "s3cr3t-of-the-access-proxy";
    const page = (headers: object): string => `<html>\n<pre>\u001b[31m${JSON.stringify(headers)}\u0007\u202e</pre>`;
    it.each<[string, (headers: object) => FrontAnswer]>([
      ["a page", (seen) => ({ status: 403, headers: { "content-type": "text/html" }, body: page(seen) })],
      ["a page with 200", (seen) => ({ status: 200, headers: { "content-type": "text/html" }, body: page(seen) })],
      [
        "an error of the platform's form",
        (seen) => ({
          status: 500,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ code: "internal", message: page(seen) }),
        }),
      ],
      [
        "headers of its own",
        (seen) => ({
          status: 302,
          headers: {
            location: `/login/${Object.values(seen).join("/")}?${JSON.stringify(seen)}`.replace(/[^!-~]/g, ""),
            "x-request-id": JSON.stringify(seen),
          },
          body: "",
        }),
      ],
    ])("in %s: no secret of it, and no control character, is in what a user or a log sees", async (_name, instead) => {
      const front = await GatewayFront.start(workspace.gateway.url, { instead });
      const env = { AGYN_API_URL: front.url, TF_VAR_header: HEADER, TF_LOG: "TRACE" };
      try {
        const { exitCode, stdout, stderr } = await workspace.run("plan", ["-input=false", "-json"], env);

        expect(exitCode).toBe(1);
        const seen = front.seen.find((headers) => headers["x-access-secret"] === HEADER);
        expect(seen?.authorization).toBe(`Bearer ${ALICE}`);
        for (const secret of [HEADER, ALICE, ALICE.slice("agyn_".length)]) {
          expect((stdout + stderr).split(secret)).toHaveLength(1);
        }
        const diagnostics = stdout
          .split("\n")
          .filter((line) => line.includes('"@level":"error"'))
          .map((line) => (JSON.parse(line) as { diagnostic: { detail: string } }).diagnostic.detail);
        expect(diagnostics).toHaveLength(1);
        expect(diagnostics[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        // the page itself is cut to 200 characters
        expect(diagnostics[0]?.length).toBeLessThan(800);
        expect(diagnostics[0]).toContain("[redacted]");
      } finally {
        await front.close();
      }
    });
  });

  it("waits as long as a 429 asks for, and goes on", async () => {
    workspace.gateway.faults.add("GetRunner:rate-limit=1,times=1");
    workspace.gateway.clearRequests();

    expect((await workspace.plan()).actions).toEqual({});
    const [refused, answered] = workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/GetRunner"));
    expect(Number(answered?.at) - Number(refused?.at)).toBeGreaterThanOrEqual(1000);
  });
});
