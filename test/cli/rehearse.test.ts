// The command line of `cdktf-agyn rehearse` as a real process: what it refuses before it starts anything.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI_FROM_SOURCES } from "../support/sources";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-rehearse-"));
  for (const name of ["app", "bin", "tmp"]) mkdirSync(join(folder, name));
  // enough of a terraform to be found; nothing here gets as far as running it
  writeFileSync(join(folder, "bin/terraform"), '#!/bin/sh\necho "Terraform v1.11.4"\n', { mode: 0o755 });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COMMAND = [...CLI_FROM_SOURCES, "rehearse"];
const surroundings = (env: NodeJS.ProcessEnv = {}) => ({
  cwd: join(folder, "app"),
  env: { ...process.env, TERRAFORM_BINARY_NAME: join(folder, "bin/terraform"), TMPDIR: join(folder, "tmp"), ...env },
});
/** Work folders of rehearsals. */
const leftBehind = (): string[] => readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("cdktf-agyn-"));

function rehearse(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const result = spawnSync(process.execPath, [...COMMAND, ...args], { ...surroundings(env), encoding: "utf8" });
  expect(leftBehind()).toEqual([]); // whatever comes of it
  return result;
}

function synthesize(stacks: Record<string, unknown>): void {
  for (const [name, configuration] of Object.entries(stacks)) {
    mkdirSync(join(folder, "app/out/stacks", name), { recursive: true });
    writeFileSync(join(folder, "app/out/stacks", name, "cdk.tf.json"), JSON.stringify(configuration));
  }
  const manifest = Object.keys(stacks).map((name) => [
    name,
    { name, dependencies: [], workingDirectory: `stacks/${name}` },
  ]);
  const byName = Object.fromEntries(manifest) as Record<string, object>;
  writeFileSync(join(folder, "app/out/manifest.json"), JSON.stringify({ stacks: byName }));
}

it("shows its options, exit codes and examples", () => {
  const { status, stdout } = rehearse(["--help"]);

  expect(status).toBe(0);
  for (const part of ["--state FILE...", "--keep", "Exit codes: 0 proved", "Examples:"]) expect(stdout).toContain(part);
});

it("fails with exit code 1 where there is no app", () => {
  const { status, stdout, stderr } = rehearse([]);

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain('there is no "app" in');
});

it("fails with everything that keeps an app from being rehearsed at once", () => {
  synthesize({
    net: {
      terraform: { required_providers: { aws: { source: "aws" }, agyn: { source: "agynio/agyn" } } },
      variable: {
        region: { type: "string" },
        sizes: { type: "list(number)", sensitive: true },
        zone: { default: "a" },
      },
      resource: { terraform_data: { boot: { provisioner: [{ "local-exec": { command: "true" } }] } } },
    },
  });
  writeFileSync(join(folder, "app/broken.tfstate"), "hunter2");

  const { status, stderr } = rehearse(["--out", "out", "--var", "colour=hunter3", "--state", "broken.tfstate", "s=x"]);

  expect(status).toBe(1);
  for (const part of [
    "stack net: provider aws is hashicorp/aws, which has no stand-in",
    "stack net: terraform_data.boot has a provisioner, which would run for real",
    "stack net: variable region has no default, and a rehearsal reads no TF_VAR_ of yours: give it with --var region=VALUE",
    "stack net: variable sizes has no default",
    "--var colour: no stack of the app has such a variable; there is region, sizes, zone",
    "--state broken.tfstate: it is no Terraform state of format 4",
    "--state s=x: the app has no stack s; it has net",
  ]) {
    expect(stderr).toContain(part);
  }
  expect(stderr).not.toContain("hunter");
});

it("fails with exit code 2 when the app does not synthesize, showing the end of what it said", () => {
  const { status, stdout } = rehearse(["--app", "echo no pool; exit 3", "--json"]);

  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: "failed",
    failure: { step: "Synthesize the app", message: "echo no pool; exit 3 ended with exit code 3\nno pool" },
  });
});

it("fails with exit code 2 when terraform does, and shows no token and no value of a sensitive variable", () => {
  const script =
    '[ "$1" = version ] && echo "Terraform v1.11.4" && exit 0\necho "$1 $TF_VAR_zone $TF_VAR_key $TF_VAR_token $AGYN_API_TOKEN" >&2; exit 1';
  writeFileSync(join(folder, "bin/terraform"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  synthesize({
    net: { variable: { zone: {}, key: { sensitive: true }, token: { type: "string", sensitive: true } } },
  });

  const { status, stdout, stderr } = rehearse(["--out", "out", "--var", "zone=east", "--var", "key=hunter2"], {
    TF_VAR_token: "the user's own",
  });

  expect(status).toBe(2);
  expect(stdout).toContain(
    'Failed. The step "Apply with Terraform" failed: terraform init failed with exit code 1 in stack net. The end of its output:\n\ninit east [redacted] [redacted] [redacted]\n',
  );
  expect(stderr).not.toContain("hunter2");
});

it("stops terraform, gateway and itself when it is interrupted, and leaves nothing behind", async () => {
  const script = '[ "$1" = version ] && echo "Terraform v1.11.4" && exit 0\nexec sleep 60';
  writeFileSync(join(folder, "bin/terraform"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  synthesize({ net: {} });

  const child = spawn(process.execPath, [...COMMAND, "--out", "out", "--keep"], surroundings());
  let told = false;
  child.stderr.on("data", (data: Buffer) => {
    if (told || !data.toString().includes("Apply with Terraform ...")) return;
    told = true;
    child.kill("SIGINT");
  });
  const code = await new Promise((done) => child.once("close", done));

  expect({ code, left: leftBehind() }).toEqual({ code: 130, left: [] });
});

it("fails with one sentence where there is no terraform", () => {
  const { status, stderr } = rehearse(["--out", "x"], { PATH: folder, TERRAFORM_BINARY_NAME: "" });

  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toContain("install Terraform 1.11 or newer");
});
