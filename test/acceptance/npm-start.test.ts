import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KeptTerraform } from "../support/kept-terraform";
import { itWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const RUN_TIMEOUT_MS = 300_000;
/** How often it is looked whether a run has come far enough to be stopped. */
const LOOK_MS = 50;

describe("npm start", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-start-"));
  });
  const ending: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs what `npm start` runs. */
  function start(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    onText: (text: string, child: ChildProcess) => void = () => undefined,
    root = ROOT,
  ): Promise<{ code: number | null; text: string }> {
    const child = spawn(process.execPath, [join(root, "scripts/start.mjs"), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    child.stdout.on("data", (data: Buffer) => onText((text += data.toString()), child));
    child.stderr.on("data", (data: Buffer) => (text += data.toString()));
    return new Promise((done) => child.once("close", (code) => done({ code, text })));
  }

  const port = (): number => (JSON.parse(readFileSync(join(folder, "gateway.json"), "utf8")) as { port: number }).port;

  const review = (form: "md" | "html"): string => readFileSync(join(folder, `review.${form}`), "utf8");

  itWith(
    "writeOnly",
    "stops in order when it is told to end, goes on from there, changes nothing once the fleet is whole, and takes all of it down",
    async () => {
      let looking: NodeJS.Timeout | undefined;
      const stopped = await start(["--work", folder], {}, (_, child) => {
        looking ??= setInterval(() => {
          // the first stack is applied, so something is kept, and most is not
          if (!existsSync(join(folder, "stacks/organizations/terraform.tfstate"))) return;
          clearInterval(looking);
          child.kill("SIGTERM");
        }, LOOK_MS);
        child.once("close", () => clearInterval(looking));
      });
      expect(stopped.text).toContain("Stopped. What was made is kept; npm start goes on from there.");
      expect(stopped.code).toBe(130);

      const first = await start(["--work", folder]);
      expect(first.text).toContain("8 runners, all enrolled");
      expect(first.code).toBe(0);
      expect(first.text).toMatch(/Apply with \w+: \d\d added, 0 changed, 0 destroyed/);
      expect(first.text).toContain("Plan again: no changes");
      expect(first.text.match(/ enrolled$/gm)).toHaveLength(8);
      expect(first.text).toMatch(/Review the change: .*created/);
      expect(first.text).toMatch(/^The change +\S*review\.md\nThe fleet map +\S*review\.html$/m);
      expect(review("md")).toMatch(/^<!-- cdktf-agyn-review:v1 [^]*\*\*Changes, nothing found\.\*\*/);
      expect(review("html")).toContain("us-east-1/ml-gpu");
      expect(first.text).toMatch(/^ml-gpu +us-east-1 +ml +gpu-nvidia-a100 +acme-ml +enrolled$/m);
      expect(first.text).toMatch(/^shared +eu-west-1 +platform +standard +cluster +enrolled$/m);

      // the old port is taken now: another will do, and nothing changes for it
      const taken = createServer().listen(port(), "127.0.0.1");
      await new Promise((done) => taken.once("listening", done));
      // Terraform started the provider for what made the fleet, as for a user; one that runs serves the rest
      const terraform = await KeptTerraform.start(join(folder, "kept"));
      ending.push(() => terraform.stop());
      const kept = { TERRAFORM_BINARY_NAME: terraform.binary };
      const second = await start(["--work", folder], kept);
      const { port: takenPort } = taken.address() as AddressInfo;
      taken.close();
      expect(second.text).toMatch(/Apply with \w+: no changes/);
      expect(second.text).not.toContain(`:${takenPort}`);
      expect(second.code).toBe(0);
      expect(second.text).toContain("Review the change: Nothing changes");
      expect(review("md")).toContain("**No change.**");

      // secrets are in states, in the gateway's and the tokens' file, for their owner only; nowhere else, printed or written
      // the digest of what is reviewed is as long as a token
      const map = review("html").replace(/Digest <code>[0-9a-f]{64}<\/code>/, "");
      for (const printed of [stopped.text, first.text, second.text, review("md"), map])
        expect(printed).not.toMatch(/[0-9a-f]{64}|agyn_[0-9a-f]{8}-/);
      for (const stack of readdirSync(join(folder, "cdktf.out/stacks"))) {
        expect(readFileSync(join(folder, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8")).not.toMatch(
          /[0-9a-f]{64}|agyn_[0-9a-f]{8}-/,
        );
      }
      for (const file of ["gateway.json", "credentials.json"])
        expect(statSync(join(folder, file)).mode & 0o077).toBe(0);

      const destroyed = await start(["--work", folder, "--destroy"], kept);
      expect(destroyed.text).toMatch(/77 destroyed/);
      expect(destroyed.text).toContain("nothing: no organization, no runner, no cluster object");
      expect(destroyed.code).toBe(0);
    },
    RUN_TIMEOUT_MS,
  );

  it("says how to begin anew when it fails after a run that was killed", async () => {
    const terraform = join(folder, "terraform");
    writeFileSync(terraform, '#!/bin/sh\n[ "$1" = version ] && echo "Terraform v1.11.4" || exit 1\n', { mode: 0o755 });
    const env = { TERRAFORM_BINARY_NAME: terraform };

    const failed = await start(["--work", folder], env);
    expect(failed.text).toContain('The step "Apply with Terraform" failed: terraform init failed with exit code 1');
    expect(failed.text).not.toContain("To begin anew");

    writeFileSync(join(folder, "changing"), "");
    const after = await start(["--work", folder], env);
    expect(after.text).toContain(
      `To begin anew: remove ${join(folder, "gateway.json")} and ${join(folder, "stacks")}.`,
    );
    expect(after.code).toBe(1);
  });

  it("fails with one sentence when the folder can not be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");

    const { code, text } = await start(["--work", file]);

    expect(code).toBe(1);
    expect(text).toContain(`${file} can not hold what a run keeps; name another folder with --work DIR`);
  });

  it("fails rather than empty a folder that node_modules is a link to", async () => {
    for (const name of ["clone/scripts", "shared"]) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ["scripts/start.mjs", "scripts/prepare.mjs", "package.json", "package-lock.json"]) {
      copyFileSync(join(ROOT, name), join(folder, "clone", name));
    }
    writeFileSync(join(folder, "shared/package.json"), "{}");
    symlinkSync(join(folder, "shared"), join(folder, "clone/node_modules"));

    const { code, text } = await start([], { npm_config_offline: "true" }, undefined, join(folder, "clone"));

    expect(code).toBe(1);
    expect(text).toContain('The step "Install and build" failed: node_modules is a link');
    expect(readdirSync(join(folder, "shared"))).toEqual(["package.json"]);
  });

  it("fails with one sentence when there is no terraform", async () => {
    const { code, text } = await start(["--work", folder], { PATH: "/nowhere", TERRAFORM_BINARY_NAME: "" });

    expect(code).toBe(1);
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(text).toContain("install Terraform 1.11 or newer");
  });

  it.each([
    [["--work"], "--work"],
    [["--work="], "--work"],
    [["--force"], "--force"],
  ])("fails with one sentence for %j", async (args, named) => {
    const { code, text } = await start(args);

    expect(code).toBe(1);
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(text).toContain(named);
    expect(text).toContain("allowed are --destroy, --work DIR and --help");
  });

  it("fails naming the step and keeps a state file it does not know", async () => {
    writeFileSync(join(folder, "gateway.json"), "not ours");

    const { code, text } = await start(["--work", folder]);

    expect(code).toBe(1);
    expect(text).toContain('The step "Start the embedded gateway" failed');
    expect(readFileSync(join(folder, "gateway.json"), "utf8")).toBe("not ours");
    expect(existsSync(join(folder, "stacks"))).toBe(false);
  });
});
