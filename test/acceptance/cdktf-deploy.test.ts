import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Platform } from "../../src/rehearsal/index";
import { StackPlatform } from "../support/stack-platform";
import { describeWith } from "../support/terraform-versions";
import { ALICE } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const COMMAND_TIMEOUT_MS = 180_000;

describeWith("writeOnly", "cdktf-cli on an app of two stacks", () => {
  let stacks: StackPlatform;
  let platform: Platform;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    stacks = await StackPlatform.start(["gateway.platform.svc.cluster.local:8080"]);
    platform = stacks.platform;
    environment = {
      ...process.env,
      ...platform.env,
      TF_VAR_agyn_token_ml: ALICE,
      ONE_POOL: "unprotected",
      TF_CLI_CONFIG_FILE: stacks.cliConfigFile,
      TF_REATTACH_PROVIDERS: await platform.standIns(stacks.folder), // our provider is started as for a user
      CHECKPOINT_DISABLE: "1",
      CI: "1",
      FORCE_COLOR: "0",
      // cdktf-cli would share the user's plugin cache between stacks that are initialized at once
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    };
  });
  afterAll(() => stacks.close());

  function cdktf(...args: string[]): Promise<{ code: number; text: string }> {
    const command = [join(ROOT, "node_modules/cdktf-cli/bundle/bin/cdktf"), ...args, "--output", stacks.outdir];
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
    // the fleet of this repository's cdktf.json is applied by npm start; here two stacks are enough
    expect(await succeeds("synth")).toContain(
      "Generated Terraform code for the stacks: eu-west-1, organizations, us-east-1",
    );

    await succeeds("synth", "--app", `"${process.execPath}" --import tsx test/rehearsal/one-pool-fixture.ts`);
    const as = ["--skip-synth", "--skip-provider-lock"];
    expect(await succeeds("diff", "z-organizations", ...as)).toContain("1 to add, 0 to change");

    await succeeds("deploy", "*", "--auto-approve", ...as);
    expect(platform.gateway.snapshot()).toMatchObject({ organizations: 1, runners: 1 });
    expect(await succeeds("diff", "a-pools", ...as)).toContain("No changes");
    // the states lie beside the output folder, and no synthesized byte holds a secret or the gateway's port
    expect(readdirSync(stacks.folder).filter((name) => name.endsWith(".tfstate"))).toHaveLength(2);
    for (const stack of ["z-organizations", "a-pools"]) {
      const json = readFileSync(join(stacks.directoryOf(stack), "cdk.tf.json"), "utf8");
      expect(json).not.toMatch(/[0-9a-f]{64}|agyn_[0-9a-f]{8}-/);
      expect(json).not.toContain(String(platform.gateway.port));
    }

    await succeeds("destroy", "*", "--auto-approve", ...as);
    expect(platform.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
    expect(platform.clusters.inventory()).toEqual([]);
  }, 300_000);
});
