// `cdktf-agyn status` as a user runs it, from the sources, at the embedded gateway.
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { StatusDocument } from "../../src/cli/status/model";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import { CLI_FROM_SOURCES } from "../support/sources";

const ADMIN = "the-cluster-admins-token";
const OWNER = "agyn_7b0c2f4e-7d5e-4d58-9a51-0e7f3f0d9c11";
const SECRET = "0123456789abcdef".repeat(4);

let gateway: Emulator;
let ids: Readonly<Record<"shared" | "ml" | "web", string>>;
beforeEach(async () => {
  gateway = await startEmulator({ token: ADMIN });
  const admin = new GatewayClient({ url: gateway.url, token: ADMIN });
  const owner = new GatewayClient({ url: gateway.url, token: OWNER });
  try {
    const ml = await owner.organizations.create({ name: "Acme ML" });
    const web = await admin.organizations.create({ name: "Acme Web" });
    const shared = await admin.runners.register({
      name: "shared-0",
      labels: { tier: "standard", region: "us-east-1" },
    });
    const forMl = await owner.runners.register({ name: "ml-0", organizationId: ml.id, capabilities: ["docker"] });
    const forWeb = await admin.runners.register({ name: "web-0", organizationId: web.id });
    for (const { serviceToken } of [shared, forMl]) await admin.runners.enroll(serviceToken);
    ids = { shared: shared.runner.id, ml: forMl.runner.id, web: forWeb.runner.id };
    gateway.workloads.create({ runnerId: ids.shared, organizationId: ml.id, status: "running" });
    gateway.workloads.create({ runnerId: ids.shared, organizationId: web.id, status: "running" });
    gateway.workloads.create({ runnerId: ids.ml, status: "stopping" });
    const failed = { status: "failed", failureReason: "image_pull_failed" } as const;
    gateway.workloads.create({ runnerId: ids.web, ...failed });
    gateway.workloads.create({ runnerId: ids.web, ...failed, failureMessage: `denied\u001b[31m with\n${SECRET}` });
  } finally {
    await Promise.all([admin.close(), owner.close()]);
  }
});
afterEach(() => gateway.close());

async function status(token: string, ...args: string[]) {
  const command = [...CLI_FROM_SOURCES, "status", ...args];
  const env = { ...process.env, AGYN_API_URL: gateway.url, AGYN_API_TOKEN: token };
  const child = spawn(process.execPath, command, { env });
  const told = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (told.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (told.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return {
    code,
    stdout: told.stdout.replaceAll(gateway.url, "GATEWAY"),
    stderr: told.stderr.replaceAll(gateway.url, "GATEWAY"),
  };
}

describe("cdktf-agyn status", () => {
  it("shows runners with their work, without a secret of theirs, and ends with 2 while one is not enrolled", async () => {
    expect(await status(ADMIN)).toEqual({
      code: 2,
      stderr: "",
      stdout: `RUNNER    SCOPE     STATUS    ACTIVE  LABELS
shared-0  cluster   enrolled  2       region=us-east-1,tier=standard
web-0     acme-web  pending   0

web-0: 2 workloads failed with image_pull_failed; the last said: denied [31m with [redacted]

Note: The token may not see the runners of the organization acme-ml.
Note: Active workloads on runners that the token may not see: 1.
GATEWAY: 1 of 2 runners enrolled.
`,
    });
  });

  it("tells others what they may not see, and shows no zero for it", async () => {
    const { code, stdout } = await status(OWNER);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^shared-0 {2}cluster {2}enrolled {2}1\+ /m);
    expect(stdout).not.toContain("web-0");
    expect(stdout).toContain(
      "Note: The token is not the cluster admin's: organizations and runners of others are not seen.\n",
    );
    expect(stdout).toContain("counts are lower bounds.\n");
  });

  it("writes one JSON document, with null where nothing is seen", async () => {
    gateway.faults.add("RunnersGateway/ListWorkloads:error=permission_denied");
    const { code, stdout } = await status(OWNER, "-o", "json");
    const { format, runners, unseen } = JSON.parse(stdout) as StatusDocument;

    expect({ code, format }).toEqual({ code: 0, format: "cdktf-agyn status" });
    expect(runners.find(({ name }) => name === "ml-0")).toMatchObject({
      id: ids.ml,
      organization: { slug: "acme-ml" },
      capabilities: ["docker"],
      workloads: { active: null, complete: false, failures: [] },
    });
    expect(runners.find(({ name }) => name === "shared-0")).toMatchObject({
      organization: null,
      workloads: { active: null },
    });
    expect(unseen).toContain("The token may not see the workloads of the organization acme-ml.");
  });

  it.each<[string, string, string[], RegExp]>([
    ["a token that is not accepted", "stranger", [], /^cdktf-agyn: status: GATEWAY: .*\(unauthenticated\)/],
    ["no token", "", [], /AGYN_API_TOKEN is not set/],
    ["an address that is none", ADMIN, ["--gateway", "gateway"], /^cdktf-agyn: status: AGYN_API_URL/],
    ["another form", ADMIN, ["-o", "yaml"], /-o is "yaml"; allowed: text, json/],
  ])("with %s fails with exit code 1 and says why", async (_, token, args, text) => {
    const { code, stdout, stderr } = await status(token, ...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(text);
  });
});
