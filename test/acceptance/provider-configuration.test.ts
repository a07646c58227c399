import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createIdentity } from "../../src/tfplugin/certificate";
import { type FakeProxy, fakeProxy } from "../gateway/fake-server";
import { GatewayFront } from "../support/gateway-front";
import { unwrap, VERSION, Workspace } from "../support/workspace";

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const LIST = 'data "agyn_organizations" "mine" {}\n';
const provider = (body: string): string => `provider "agyn" {\n  ${body}\n}\n${LIST}`;

describe("the provider block", () => {
  let workspace: Workspace;
  const closing: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((server) => server.close()));
    await workspace.dispose();
  });

  async function plan(
    hcl: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; text: string }> {
    await workspace.write(hcl);
    const { exitCode, stdout, stderr } = await workspace.run("plan", ["-input=false", "-no-color"], env);
    return { code: exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  }

  async function front(options: Parameters<typeof GatewayFront.start>[1] = {}): Promise<GatewayFront> {
    const started = await GatewayFront.start(workspace.gateway.url, options);
    closing.push(started);
    return started;
  }

  describe("and a gateway with a certificate of a private authority", () => {
    const identity = createIdentity(new Date());

    it.each([
      ["ca_certificate", () => `ca_certificate = <<-PEM\n${identity.certificate}\nPEM`],
      ["ca_certificate_file", () => 'ca_certificate_file = "authority.pem"'],
    ])("trusts it by %s, without a word", async (_name, body) => {
      const { url } = await front({ identity });
      writeFileSync(join(workspace.directory, "authority.pem"), identity.certificate);

      const { code, text } = await plan(provider(body()), { AGYN_API_URL: url });

      expect([code, text]).toEqual([0, expect.not.stringContaining("Warning")]);
      expect(workspace.gateway.requests.map(({ rpc }) => rpc)).toContain(
        "OrganizationsGateway/ListAccessibleOrganizations",
      );
    });

    it("warns that insecure_skip_verify trusts anybody", async () => {
      const { url } = await front({ identity });

      const { code, text } = await plan(provider("insecure_skip_verify = true"), { AGYN_API_URL: url });

      expect(code).toBe(0);
      expect(text).toContain("Warning: Certificates of the gateway are not checked");
      expect(text).toContain("Give the authority's certificate as ca_certificate or ca_certificate_file instead");
    });

    it.each([
      [
        "it is not told of the authority",
        createIdentity(new Date()),
        "Give this very certificate, in PEM, as ca_certificate",
      ],
      ["the certificate has expired", createIdentity(new Date(Date.now() - 40 * YEAR_MS)), "Renew it at the gateway"],
    ])("fails when %s, with nothing sent", async (name, shown, advice) => {
      const { url, seen } = await front({ identity: shown });
      const body = name.includes("expired") ? `ca_certificate = <<-PEM\n${shown.certificate}\nPEM` : "";

      const { code, text } = await plan(provider(body), { AGYN_API_URL: url });

      expect(code).toBe(1);
      expect(text).toContain("Error: No trusted connection to the gateway");
      expect(text).toContain(`Nothing was sent. ${advice}`);
      expect(seen).toEqual([]);
    });

    it("fails for another host than the certificate's, and for a gateway without TLS, and says what to do", async () => {
      const { url } = await front({ identity });
      const trusting = provider(`ca_certificate = <<-PEM\n${identity.certificate}\nPEM`);

      const other = await plan(trusting, { AGYN_API_URL: url.replace("localhost", "127.0.0.1") });
      const plain = await plan(trusting, { AGYN_API_URL: workspace.gateway.url.replace("http:", "https:") });

      expect([other.code, plain.code]).toEqual([1, 1]);
      expect(other.text).toContain("Nothing was sent. Use a name in api_url that stands in the certificate");
      expect(plain.text).toContain("Nothing was sent. If the gateway serves plain HTTP, begin api_url with http://");
    });
  });

  it("sends its headers and its version with every call, and shows no header's value", async () => {
    const { url, seen } = await front();

    const { code, text } = await plan(provider('headers = { "CF-Access-Client-Secret" = "s3cr3t-of-the-proxy" }'), {
      AGYN_API_URL: url,
      TF_LOG: "TRACE",
    });

    expect(code).toBe(0);
    expect(seen.length).toBeGreaterThan(0);
    for (const headers of seen) {
      expect(headers["cf-access-client-secret"]).toBe("s3cr3t-of-the-proxy");
      expect(headers["user-agent"]).toMatch(new RegExp(`^terraform-provider-agyn/${VERSION} terraform/1\\.\\d+`));
    }
    expect(text).not.toContain("s3cr3t-of-the-proxy");
  });

  it.each([401, 403])("says what to look at when something in front of the gateway answers %s", async (status) => {
    const { url } = await front();
    workspace.gateway.faults.add(`ListAccessibleOrganizations:html=${status}`);

    const { code, text } = await plan(provider(""), { AGYN_API_URL: url });

    expect(code).toBe(1);
    expect(text).toContain("does it want one of headers");
  });

  it("ends a call after request_timeout, and says that it can be raised", async () => {
    workspace.gateway.faults.add("ListAccessibleOrganizations:never");

    const { code, text } = await plan(provider('request_timeout = "300ms"'));

    expect(code).toBe(1);
    expect(text).toContain("Error: Gateway did not answer in time");
    expect(text).toContain("(300 ms)");
    expect(text).toContain("Or raise request_timeout");
  });

  it("does not wait for a server that asks for more than half a minute, however long request_timeout is", async () => {
    workspace.gateway.faults.add("ListAccessibleOrganizations:rate-limit=31,times=1");

    const { code, text } = await plan(provider('request_timeout = "1h"'));

    expect(code).toBe(1);
    expect(text).toContain("Error: Agyn asks to slow down");
  });

  it("says that the name of the gateway can not be resolved", async () => {
    const { code, text } = await plan(provider("max_retries = 0"), { AGYN_API_URL: "http://gateway.invalid" });

    expect(code).toBe(1);
    expect(text).toContain("Error: Gateway's name can not be resolved");
    expect(text).toContain("Nothing was sent. Check api_url");
  });

  it.each([
    ["no try more with max_retries = 0", "max_retries = 0", 1, 1],
    ["one more where it is left out", "", 0, 2],
  ])("makes %s after a 503", async (_name, body, exitCode, calls) => {
    workspace.gateway.faults.add("ListAccessibleOrganizations:error=unavailable,times=1");

    const { code } = await plan(provider(body));

    expect(code).toBe(exitCode);
    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("ListAccessibleOrganizations"))).toHaveLength(
      calls,
    );
  });

  describe("and a proxy in the environment", () => {
    const proxied = async (refuse?: number): Promise<FakeProxy> => {
      const proxy = await fakeProxy(workspace.gateway.url, refuse);
      closing.push(proxy);
      return proxy;
    };
    const GATEWAY = "http://gateway.test";

    it("goes by it", async () => {
      const { url, seen } = await proxied();

      const { code } = await plan(provider(""), { AGYN_API_URL: GATEWAY, HTTP_PROXY: url });

      expect(code).toBe(0);
      expect(seen.map(({ path }) => path)).toContain(
        `${GATEWAY}/agynio.api.gateway.v1.OrganizationsGateway/ListAccessibleOrganizations`,
      );
    });

    it("says what to set when the proxy wants a password", async () => {
      const { url } = await proxied(407);

      const { code, text } = await plan(provider(""), { AGYN_API_URL: GATEWAY, HTTP_PROXY: url });

      expect(code).toBe(1);
      expect(text).toContain("Error: The proxy did not let the call through");
      expect(text).toContain("HTTPS_PROXY=http://user:password@host:port");
    });

    it("names the variable whose value can not be used", async () => {
      const { code, text } = await plan(provider(""), { AGYN_API_URL: GATEWAY, HTTP_PROXY: "socks5://127.0.0.1:1" });

      expect(code).toBe(1);
      expect(text).toContain('HTTP_PROXY "socks5://127.0.0.1:1" has the scheme "socks5"');
    });
  });

  it.each([
    ["a timeout that is none", 'request_timeout = "soon"', "Not a duration", 'Found "soon"'],
    ["a timeout that is too short", 'request_timeout = "1ms"', "Duration out of bounds", "allowed is 100ms to 1h"],
    ["too many retries", "max_retries = 101", "Number out of bounds", "whole numbers from 0 to 100"],
    ["half a retry", "max_retries = 1.5", "Number out of bounds", "Found 1.5"],
    ["a header without a value", "headers = { x-team = null }", "Header without a value", "Leave a header out instead"],
    [
      "a header of its own",
      'headers = { Authorization = "Basic c2VjcmV0" }',
      "Provider configuration can not be used",
      'headers["Authorization"] is set by the provider and can\'t be given: use AGYN_API_TOKEN.',
    ],
    [
      "both ways to name an authority",
      'ca_certificate = "x"\n  ca_certificate_file = "x"',
      "Attributes exclude each other",
      '"ca_certificate" and "ca_certificate_file" are set',
    ],
    [
      "a path in place of a certificate",
      'ca_certificate = "/etc/agyn/ca.pem"',
      "Provider configuration can not be used",
      "ca_certificate looks like the name of a file: read the file and give the text",
    ],
    [
      "a file that is not there",
      'ca_certificate_file = "absent.pem"',
      "CA certificate file can not be read",
      'ca_certificate_file is "absent.pem", which can not be read (ENOENT)',
    ],
  ])("fails for %s, before anything is sent", async (_name, body, title, detail) => {
    const { code, text } = await plan(provider(body));

    expect(code).toBe(1);
    expect(text).toContain(`Error: ${title}`);
    expect(text).toContain(detail);
    expect(workspace.gateway.requests).toEqual([]);
  });

  it("shows nothing of a file that holds no certificate", async () => {
    writeFileSync(
      join(workspace.directory, "key.pem"),
      "-----BEGIN PRIVATE KEY-----\nbm90IGZvciB5b3U=\n-----END PRIVATE KEY-----\n",
    );

    const { code, text } = await plan(provider('ca_certificate_file = "key.pem"'));

    expect(code).toBe(1);
    expect(text).toContain('ca_certificate_file holds no certificate but "PRIVATE KEY"');
    expect(text).not.toContain("bm90IGZvciB5b3U");
  });

  it("takes an empty text for left out, as modules pass what is not given to them", async () => {
    const identity = createIdentity(new Date());
    const { url } = await front({ identity });
    writeFileSync(join(workspace.directory, "authority.pem"), identity.certificate);
    const empty = ["api_url", "api_token", "ca_certificate", "request_timeout"].map((name) => `${name} = ""`);

    const { code, text } = await plan(provider([...empty, 'ca_certificate_file = "authority.pem"'].join("\n  ")), {
      AGYN_API_URL: url,
    });
    expect({ code, text }).toEqual({ code: 0, text: expect.not.stringContaining("Warning") as string });

    const none = await plan(provider('ca_certificate = ""\n  ca_certificate_file = ""'));
    expect(none).toEqual({ code: 0, text: expect.not.stringContaining("Warning") as string });
  });

  it("may come from what is still to be made: resources are then planned without it", async () => {
    await workspace.apply(`
resource "terraform_data" "gateway" {
  input = { url = ${JSON.stringify(workspace.gateway.url)}, timeout = "20s" }
}
provider "agyn" {
  api_url         = terraform_data.gateway.output.url
  request_timeout = terraform_data.gateway.output.timeout
}
resource "agyn_organization" "acme" {
  name = "Acme"
}
`);

    expect((await workspace.plan()).actions).toEqual({});
  });

  describe("with parts that are still to be made", () => {
    const later = (version: number, body: string): string => `
resource "terraform_data" "settings" {
  input = { number = ${version}, text = "${version}0s", truth = ${version > 3} }
}
provider "agyn" {
  ${body}
}
resource "agyn_organization" "acme" {
  name = "Acme"
}
`;

    it("reads what exists as long as no call needs them", async () => {
      const body =
        "max_retries     = terraform_data.settings.output.number\n  request_timeout = terraform_data.settings.output.text\n  exactly_once    = terraform_data.settings.output.truth";
      await workspace.apply(later(3, body));
      await workspace.write(later(4, body));

      const { actions } = await workspace.plan();

      expect(actions).toEqual({ "terraform_data.settings": ["update"] });
      await workspace.apply();
    });

    it("fails to read what exists when calls need them, and says what to apply first", async () => {
      const body = "headers = { x-team = terraform_data.settings.output.text }";
      await workspace.apply(later(3, body));

      const { code, text } = await plan(later(4, body));

      expect(code).toBe(1);
      expect(text).toContain("Error: Provider is not configured yet");
      expect(text).toContain("Apply what these values come from first");
    });
  });
});
