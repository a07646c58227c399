// `cdktf-agyn synth` as a user runs it, from the sources, on an app that writes what it is told. What real apps write is in
// test/acceptance/committed-json.test.ts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CLI_FROM_SOURCES } from "../support/sources";

const TOKEN = "0123456789abcdef".repeat(4);
const VALUES = { env: [{ name: "LOG_LEVEL", value: "info" }], rbac: { create: false } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "synth-"));
  write("cdktf.json", JSON.stringify({ app: "node app.cjs" }));
  // the output folder is the one that cdktf names, and its files are those of files.json
  write(
    "app.cjs",
    `const { readFileSync, writeFileSync, mkdirSync } = require("node:fs"), { dirname, join } = require("node:path");
for (const [file, text] of Object.entries(JSON.parse(readFileSync("files.json", "utf8")))) {
  const path = join(process.env.CDKTF_OUTDIR, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replaceAll("HERE", __dirname));
}`,
  );
  app(["one", "two"], { version: "0.10.14" });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Lets the app make stacks with a release each. */
function app(stacks: readonly string[], release: object, values: object = VALUES, more: object = {}): void {
  const manifest = Object.fromEntries(
    stacks.map((name) => [name, { name, workingDirectory: `stacks/${name}`, dependencies: [] }]),
  );
  const configuration = (stack: string) => ({
    terraform: { backend: { local: { path: "../state" } } },
    resource: {
      helm_release: {
        pool_1A: {
          "//": { metadata: { path: `${stack}/pool/Release0/Resource` } },
          name: "pool-0",
          chart: "k8s-runner",
          values: [JSON.stringify(values)],
          set: [{ name: "revision", value: "${agyn_runner.x.revision}" }],
          set_sensitive: [{ name: "token", value: TOKEN }],
          ...release,
        },
      },
    },
    ...more,
  });
  const files = Object.fromEntries(
    stacks.map((stack) => [`stacks/${stack}/cdk.tf.json`, `${JSON.stringify(configuration(stack), null, 2)}\n`]),
  );
  write("files.json", JSON.stringify({ "manifest.json": JSON.stringify({ stacks: manifest }), ...files }));
}

function synth(...args: string[]) {
  const command = [...CLI_FROM_SOURCES, "synth", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  return { status, stdout: stdout.replaceAll(folder, "."), stderr };
}

describe("cdktf-agyn synth", () => {
  it("writes the output folder, and --check finds it the same", () => {
    expect(synth()).toEqual({
      status: 0,
      stdout: "./cdktf.out: 2 stacks, 3 files; 3 added, 0 changed, 0 removed.\n",
      stderr: "",
    });
    expect(synth("--check").stdout).toBe("./cdktf.out is what the sources make: 2 stacks, 3 files.\n");
    expect(synth().stdout).toContain("nothing changed");
  });

  it("says with --check by construct what differs, ends with 2 and writes nothing", () => {
    synth();
    const before = readFileSync(join(folder, "cdktf.out/stacks/one/cdk.tf.json"), "utf8");
    app(
      ["one", "three"],
      { version: "0.10.15" },
      { ...VALUES, env: [{ name: "A" }, { name: "LOG_LEVEL", value: "debug" }] },
    );
    const { status, stdout } = synth("--check");

    expect(status).toBe(2);
    expect(stdout).toBe(`./cdktf.out is not what the sources make (+ they make it, - they do not, ~ otherwise):
manifest.json differs:
  stacks.three
  stacks.two
stacks/one/cdk.tf.json differs:
  ~ one/pool/Release0 (helm_release): values.env.A, values.env.LOG_LEVEL.value, version
stacks/three/cdk.tf.json is not there
stacks/two/cdk.tf.json is not made any more
Fix: run npx cdktf-agyn synth, look at the change, and commit it.
`);
    expect(readFileSync(join(folder, "cdktf.out/stacks/one/cdk.tf.json"), "utf8")).toBe(before);
    expect(existsSync(join(folder, "cdktf.out/stacks/three"))).toBe(false);
  });

  it("removes what is not made any more, and leaves what Terraform wrote", () => {
    synth();
    for (const stack of ["one", "two"]) {
      write(`cdktf.out/stacks/${stack}/.terraform/x`, "");
      write(`cdktf.out/stacks/${stack}/.terraform.lock.hcl`, "");
    }
    write("cdktf.out/stacks/two/terraform.tfstate", "{}");
    app(["one"], {});

    expect(synth().stdout).toContain("0 added, 2 changed, 1 removed");
    expect(readdirSync(join(folder, "cdktf.out/stacks/two")).sort()).toEqual([
      ".terraform",
      ".terraform.lock.hcl",
      "terraform.tfstate",
    ]);
    expect(synth("--check").status).toBe(0);
  });

  it("writes Helm values as YAML beside it when it is asked for, and keeps them up to date from then on", () => {
    synth("--values");
    const file = join(folder, "cdktf.out/stacks/one/values/pool-0.yaml");

    expect(
      readFileSync(file, "utf8"),
    ).toBe(`# Helm values of one/pool/Release0, from cdk.tf.json, for people; Terraform does not read this file.
# chart: k8s-runner 0.10.14
# set by Terraform: revision = \${agyn_runner.x.revision}
env:
  - name: LOG_LEVEL
    value: info
rbac:
  create: false
`);
    app(["one", "two"], { version: "0.10.14" }, { ...VALUES, rbac: { create: true }, note: TOKEN });
    expect(synth("--check").stdout).toContain("stacks/two/values/pool-0.yaml differs\n");
    synth();
    expect(readFileSync(file, "utf8")).toContain("create: true");
    expect(readFileSync(file, "utf8")).not.toContain(TOKEN);
    expect(synth("--check").status).toBe(0);
  });

  it("names what holds a path of the machine, and differs everywhere else for it", () => {
    synth();
    app(["one", "two"], {}, VALUES, { output: { x: { value: "HERE/terraform.tfstate" } } });

    expect(synth("--check").stdout).toContain(
      "Paths of this machine are in stacks/one/cdk.tf.json, stacks/two/cdk.tf.json, so it differs on every other: give new App({ stackTraces: false })",
    );
  });

  it("says so when only the form differs", () => {
    synth();
    const file = join(folder, "cdktf.out/manifest.json");
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, "utf8")), null, 2));

    expect(synth("--check").stdout).toContain(
      "manifest.json differs in its form only: line breaks, indentation or the order of keys\n",
    );
  });

  it.each<[string, string[], () => void, RegExp]>([
    [
      "whose app fails",
      [],
      () => {
        write("app.cjs", "console.error('no region x'); process.exit(3)");
      },
      /can't be synthesized: node app\.cjs ended with exit code 3\nno region x/,
    ],
    [
      "whose app writes elsewhere",
      [],
      () => {
        write("app.cjs", "");
      },
      /left nothing in the folder that CDKTF_OUTDIR names/,
    ],
    [
      "without an app",
      [],
      () => {
        write("cdktf.json", "{}");
      },
      /there is no "app" in .*cdktf\.json to synthesize: go to the app's folder, or give --app CMD\n/,
    ],
    ["with an empty option", ["--out", ""], () => {}, /--out is empty; leave it out, or give a folder/],
    ["with a word too many", ["--chek"], () => {}, /Unknown option '--chek'\. Allowed: --check/],
  ])("%s fails with exit code 1 and says why", (_, args, prepare, text) => {
    prepare();
    const { status, stdout, stderr } = synth(...args);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(text);
    expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
  });
});
