// What the doctor says, with the embedded gateway, and the command as a user runs it. Clusters are asked in test/cluster, the real
// terraform in test/acceptance.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgynProvider } from "../../../src/bindings/index";
import type { Check } from "../../../src/cli/doctor/check";
import { checkCluster } from "../../../src/cli/doctor/cluster";
import { checkGateway } from "../../../src/cli/doctor/gateway";
import { checkTerraform } from "../../../src/cli/doctor/terraform";
import { type Emulator, startEmulator } from "../../../src/emulator/index";
import { synthStack } from "../../constructs/support";
import { CLI_FROM_SOURCES } from "../../support/sources";

const ADMIN = "the-cluster-admins-token";
const STRANGER = "agyn_7b0c2f4e-7d5e-4d58-9a51-0e7f3f0d9c11";

let folder: string;
let gateway: Emulator;
beforeAll(async () => {
  gateway = await startEmulator({ token: ADMIN });
});
afterAll(() => gateway.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function doctor(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Told> {
  const command = [...CLI_FROM_SOURCES, "doctor", ...args];
  const { AGYN_API_URL: _url, AGYN_API_TOKEN: _token, ...own } = process.env;
  const child = spawn(process.execPath, command, { cwd: folder, env: { ...own, ...env } });
  const told = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (told.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (told.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, ...told };
}

function named(checks: readonly Check[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

/** A terraform that says which version it is, and finds no provider. */
function terraformOf(firstLine: string): NodeJS.ProcessEnv {
  const path = join(folder, "terraform");
  const init = 'echo "Error: Failed to query available provider packages" >&2; exit 1';
  writeFileSync(path, `#!/bin/sh\ncase "$1" in version) echo "${firstLine}";; *) ${init};; esac\n`);
  chmodSync(path, 0o755);
  return { TERRAFORM_BINARY_NAME: path };
}

const WITHOUT_TERRAFORM = { TERRAFORM_BINARY_NAME: "no-such-terraform" };

describe("what is said of terraform", () => {
  it("is that there is none, and that the provider was not looked for", async () => {
    const { terraform, provider } = named(await checkTerraform({ ...process.env, ...WITHOUT_TERRAFORM }));

    expect(terraform).toMatchObject({
      status: "problem",
      found: 'TERRAFORM_BINARY_NAME is "no-such-terraform", which was not found',
      fix: "install it, or unset the variable to use terraform or tofu from PATH",
    });
    expect(provider?.status).toBe("skipped");
  });

  it("is that the named one may not be run", async () => {
    const { TERRAFORM_BINARY_NAME: path = "" } = terraformOf("Terraform v1.11.0");
    chmodSync(path, 0o644);
    const { terraform } = named(await checkTerraform({ ...process.env, TERRAFORM_BINARY_NAME: path }));

    expect(terraform).toMatchObject({
      status: "problem",
      found: `TERRAFORM_BINARY_NAME is ${JSON.stringify(path)}, which is no file that may be executed`,
      fix: "make it executable, or unset the variable to use terraform or tofu from PATH",
    });
  });

  it("is what it does not answer, and what to install in its place", async () => {
    const { terraform } = named(await checkTerraform({ ...process.env, ...terraformOf("Something else") }));

    expect(terraform).toMatchObject({
      found: expect.stringMatching(/does not answer "version" as Terraform does$/) as string,
      fix: expect.stringMatching(/^install Terraform 1.11 or newer .* in its place$/) as string,
    });
  });

  it("is judged by the provider that stacks ask for", async () => {
    const { TERRAFORM_BINARY_NAME: path = "" } = terraformOf("Terraform v1.11.0");
    const asked = join(folder, "asked.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("*)", `*) cp main.tf.json "${asked}";`));
    await checkTerraform({ ...process.env, TERRAFORM_BINARY_NAME: path });

    const required = (configuration: unknown) =>
      (configuration as { terraform: { required_providers: { agyn: object } } }).terraform.required_providers.agyn;
    expect(required(JSON.parse(readFileSync(asked, "utf8")))).toEqual(
      required(synthStack((stack) => new AgynProvider(stack, "agyn", {}))),
    );
  });

  it.each<[string, Check["status"]]>([
    ["Terraform v1.10.5", "problem"],
    ["Terraform v1.11.0", "ok"],
    ["OpenTofu v1.12.6", "ok"],
  ])("%s is %s, and its error about the provider is passed on", async (version, status) => {
    const { terraform, provider } = named(await checkTerraform({ ...process.env, ...terraformOf(version) }));

    expect(terraform?.status).toBe(status);
    expect(provider).toMatchObject({
      status: "problem",
      found: expect.stringContaining("can't be had") as string,
      fix: expect.stringContaining("cdktf-agyn provider install") as string,
    });
    expect(provider?.found).toContain("Failed to query available provider packages");
  });
});

describe("what is said of gateway and token", () => {
  const both = async (url: string | undefined, token: string | undefined) =>
    named(await checkGateway({ AGYN_API_URL: url, AGYN_API_TOKEN: token }));

  it.each([
    ["the cluster admin's", ADMIN, "ok", /cluster admin$/],
    ["somebody's own", STRANGER, "ok", /not the cluster admin/],
    ["unknown", "no-token-of-anybody", "problem", /^AGYN_API_TOKEN is not accepted$/],
    ["two words", "two words", "problem", /^AGYN_API_TOKEN is no bearer token$/],
    ["missing", undefined, "problem", /^AGYN_API_TOKEN is not set$/],
  ])("where the token is %s", async (_what, token, status, found) => {
    const told = await both(gateway.url, token);

    expect(told.gateway).toEqual({ name: "gateway", status: "ok", found: gateway.url });
    expect(told.token).toMatchObject({ status, found: expect.stringMatching(found) as string });
  });

  it("is that there is no address", async () => {
    const told = await both(undefined, ADMIN);

    expect(told.gateway).toMatchObject({ status: "problem", found: "AGYN_API_URL is not set" });
    expect(told.token?.status).toBe("skipped");
  });

  it.each([
    ["nothing listens", "http://127.0.0.1:9", /connection_refused/, /Check AGYN_API_URL/],
    ["it is no address", "gateway:2496", /scheme "gateway"/, /export AGYN_API_URL/],
  ])("is why it can't be reached when %s", async (_when, url, found, fix) => {
    const told = await both(url, ADMIN);

    expect(told.gateway).toMatchObject({
      status: "problem",
      found: expect.stringMatching(found) as string,
      fix: expect.stringMatching(fix) as string,
    });
    expect(told.token?.status).toBe("skipped");
  });

  it.each([["user:s3cr3t@host:2496"], ["http://user:s3cr3t/x@h"], ["https://h/?token=s3cr3t"]])(
    "shows no password: %s",
    async (url) => {
      const { gateway: told } = await both(url, ADMIN);

      expect(told).toMatchObject({ status: "problem", found: expect.stringContaining("[redacted]") as string });
      expect(JSON.stringify(told)).not.toContain("s3cr3t");
    },
  );

  it("is that something else answers, whatever it says of the token", async () => {
    const page: Server = createServer((_request, response) => response.writeHead(401).end("<html>sign in</html>"));
    page.listen(0, "127.0.0.1");
    await once(page, "listening");
    const told = await both(`http://127.0.0.1:${(page.address() as AddressInfo).port}`, ADMIN);
    page.close();

    expect(told.gateway?.status).toBe("problem");
    expect(told.token).toEqual({ name: "token", status: "skipped", found: "the gateway did not answer" });
  });
});

describe("what is said of a cluster", () => {
  it("is that kubectl is missing", async () => {
    const env = { KUBECTL: join(folder, "kubectl") };
    const { kubectl, cluster } = named(await checkCluster({ context: "lab", outDirectory: folder }, env));

    expect(kubectl).toMatchObject({ status: "problem", fix: "install kubectl, or name it in KUBECTL" });
    expect(cluster?.status).toBe("skipped");
  });

  it("is refused when the fleet.json is none", async () => {
    writeFileSync(join(folder, "fleet.json"), "{}");

    await expect(checkCluster({ context: "lab", outDirectory: folder }, {})).rejects.toThrow(
      `doctor: ${folder}/fleet.json is no fleet of version 1: synthesize the app anew, or name its folder with --out DIR`,
    );
  });
});

it("prints problems with why and fix for people, ends with 2, and shows no token", async () => {
  const env = { ...WITHOUT_TERRAFORM, AGYN_API_URL: gateway.url, AGYN_API_TOKEN: "no-token-of-anybody" };
  const { code, stdout, stderr } = await doctor(env);

  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(stdout).toContain(
    "problem   token: AGYN_API_TOKEN is not accepted\n" +
      "          the platform does not know it, or it was revoked or has expired\n" +
      "          Fix: make a new API token and export it as AGYN_API_TOKEN\n",
  );
  expect(stdout).toMatch(/\n5 checks: 2 problems\.\n$/);
  expect(stdout).toContain("skipped   cluster: name its context with --cluster to have it looked at\n");
  expect(stdout).not.toContain("no-token-of-anybody");
});

it.each([["-o", "json"], ["--json"]])("with %s it tells what it found as one document", async (...args) => {
  const { code, stdout } = await doctor(WITHOUT_TERRAFORM, ...args);

  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    format: "cdktf-agyn doctor",
    version: 1,
    checks: ["terraform", "provider", "gateway", "token", "cluster"].map((name) => ({ name })),
  });
});

it.each<[string[], string]>([
  [
    ["--colour"],
    "cdktf-agyn: doctor: Unknown option '--colour'. Allowed: --cluster CONTEXT, --out DIR, -o text|json, --json, --help.\n",
  ],
  [["--cluster="], "cdktf-agyn: doctor: --cluster is empty; name a context of the kubeconfig."],
  [["--out="], "cdktf-agyn: doctor: --out is empty; name the folder of the synthesized app."],
])("%j can't be run, and says why", async (args, text) => {
  const { code, stdout, stderr } = await doctor({}, ...args);

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(text);
});
