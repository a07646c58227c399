import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { layOutMirror, type Platform, rehearsalProviders, startPlatform } from "../../src/rehearsal/index";
import { describeWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE, BOB, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const COMMAND_TIMEOUT_MS = 180_000;

describeWith("writeOnly", "cdktf-cli on the Acme fleet", () => {
  let folder: string;
  let platform: Platform;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-cdktf-"));
    platform = await startPlatform({
      token: ADMIN_TOKEN,
      gatewayAddresses: ["gateway.platform.svc.cluster.local:8080", "gateway.acme.example:443"],
    });
    environment = {
      ...process.env,
      ...platform.env,
      TF_VAR_agyn_token_ml: ALICE,
      TF_VAR_agyn_token_web: BOB,
      TF_CLI_CONFIG_FILE: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
      CHECKPOINT_DISABLE: "1",
      CI: "1",
      FORCE_COLOR: "0",
      // cdktf-cli would share the user's plugin cache between stacks that are initialized at once
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    };
  });
  afterAll(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function cdktf(...args: string[]): Promise<{ code: number; text: string }> {
    const command = [
      join(ROOT, "node_modules/cdktf-cli/bundle/bin/cdktf"),
      ...args,
      "--output",
      join(folder, "cdktf.out"),
    ];
    return new Promise((done) => {
      execFile(
        process.execPath,
        command,
        { cwd: ROOT, env: environment, timeout: COMMAND_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => done({ code: error ? 1 : 0, text: stdout + stderr }),
      );
    });
  }

  async function succeeds(...args: string[]): Promise<string> {
    const { code, text } = await cdktf(...args);
    if (code !== 0) throw new Error(`cdktf ${args.join(" ")} failed:\n${text.slice(-5000)}`);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
    expect(text).not.toContain(ALICE);
    return text;
  }

  it("synthesizes, deploys in order, finds no changes, and destroys", async () => {
    await succeeds("synth");
    expect(await succeeds("diff", "organizations", "--skip-synth", "--skip-provider-lock")).toContain(
      "2 to add, 0 to change",
    );

    await succeeds("deploy", "*", "--auto-approve", "--skip-synth", "--skip-provider-lock");
    expect(platform.gateway.snapshot()).toMatchObject({ organizations: 2, runners: 8 });
    for (const region of ["us-east-1", "eu-west-1"]) {
      expect(await succeeds("diff", region, "--skip-synth", "--skip-provider-lock")).toContain("No changes");
    }
    // the states lie beside the output folder, and no synthesized byte holds a secret or the gateway's port
    expect(readdirSync(folder).filter((name) => name.endsWith(".tfstate"))).toHaveLength(3);
    for (const stack of ["organizations", "us-east-1", "eu-west-1"]) {
      const json = readFileSync(join(folder, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8");
      expect(json).not.toMatch(/[0-9a-f]{64}|agyn_[0-9a-f]{8}-/);
      expect(json).not.toContain(String(platform.gateway.port));
    }

    await succeeds("destroy", "*", "--auto-approve", "--skip-synth", "--skip-provider-lock");
    expect(platform.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
    expect(platform.clusters.inventory()).toEqual([]);
  }, 300_000);
});
