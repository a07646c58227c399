import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayFront } from "../support/gateway-front";
import { ALICE, unwrap, Workspace } from "../support/workspace";

const CONFIGURATION = `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  labels          = { team = "ml" }
}
output "token" {
  value     = agyn_runner.ml.service_token
  sensitive = true
}
`;

/** How often a text stands in another. */
const count = (text: string, secret: string): number => text.split(secret).length - 1;

describe("secrets", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

  it("stand in state and nowhere else: not in output, plans or the most talkative log", async () => {
    await workspace.write(CONFIGURATION);
    const printed: string[] = [];
    const run = async (command: string, ...args: string[]): Promise<void> => {
      const { exitCode, stdout, stderr } = await workspace.run(command, args, { TF_LOG: "TRACE" });
      expect(exitCode).toBe(0);
      printed.push(stdout, stderr);
    };

    await run("plan", "-out=plan.bin");
    await run("apply", "-auto-approve", "plan.bin");
    await run("plan");
    await run("apply", "-auto-approve", "-replace=agyn_runner.ml");
    await run("show");

    const { service_token: token } = await workspace.state("agyn_runner.ml");
    const everything = printed.join("\n");
    expect(everything.length).toBeGreaterThan(100_000);
    expect(everything).toContain("agyn_runner.ml");
    expect(count(everything, String(token))).toBe(0);
    expect(everything).not.toMatch(/[0-9a-f]{64}/);
    expect(count(everything, ALICE)).toBe(0);
    // once as the attribute, once as the output that the configuration itself asks for
    const state = readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8");
    expect(count(state, String(token))).toBe(2);
    expect((await workspace.shown("agyn_runner.ml")).sensitive_values["service_token"]).toBe(true);
  });

  it("are hidden in what the gateway, or something in front of it, answers", async () => {
    const header = "s3cr3t-of-the-proxy";
    const provider = `provider "agyn" {\n  headers = { x-proxy = "${header}" }\n}\n`;
    await workspace.apply(provider + CONFIGURATION);
    const token = String((await workspace.state("agyn_runner.ml"))["service_token"]);
    workspace.gateway.faults.add("GetRunner:error=internal");
    const echo = `token ${token}, Bearer ${ALICE}, ${ALICE}, x-proxy ${header}`;
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (method, body) => (method === "GetRunner" ? body.replace("injected fault", echo) : body),
    });

    const env = { AGYN_API_URL: front.url, TF_LOG: "TRACE" };
    const { exitCode, stdout, stderr } = await workspace.run("plan", ["-no-color"], env).finally(front.close);

    expect(exitCode).toBe(1);
    const everything = `${stdout}\n${stderr}`;
    expect(unwrap(everything)).toContain(
      "token [redacted], Bearer [redacted], [redacted], x-proxy [redacted]: internal",
    );
    for (const secret of [token, ALICE, header]) expect(count(everything, secret)).toBe(0);
  });
});
