// What a user installs: the tarball of `npm pack` in an empty folder elsewhere, with its peers from the npm registry, and the team's
// repository of examples/ done there command by command as its page says.
//
// AGYN_TEST_WITHOUT_DOWNLOADS=1 skips it: npm asks the registry, and takes what its cache has.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { findTerraform } from "../../src/rehearsal/index";
import { DOWNLOADS } from "../support/downloads";
import { follow, pageSteps, section } from "../support/page";
import { describeWith } from "../support/terraform-versions";

const ROOT = resolve(__dirname, "../..");
const INSTALL_MS = 300_000;
/** undici, bundled, is half of it. */
const MAX_FILE_BYTES = 1_000_000;
const MAX_TARBALL_BYTES = 2_200_000;
const TOKENS = /agyn_[0-9a-f]{8}-[0-9a-f]{4}|-----BEGIN [A-Z ]*PRIVATE KEY-----\n/;
/** The cache first, and nothing that is for people. */
const NPM = {
  ...DOWNLOADS,
  npm_config_prefer_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}
interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Type-checks ours with `skipLibCheck: false`; the declarations of others take three times as long, and are theirs to keep. */
const DECLARATIONS = `const ts = require("typescript");
const { config } = ts.readConfigFile("tsconfig.entries.json", ts.sys.readFile);
const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
const program = ts.createProgram(fileNames, options);
const ours = program.getSourceFiles().filter(({ fileName }) => !/node_modules\\/(?!cdktf-agyn\\/)/.test(fileName));
const found = ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => "", getNewLine: () => "\\n" };
process.stdout.write(ts.formatDiagnostics([...errors, ...program.getOptionsDiagnostics(), ...found], host));
if (ours.length < 100) process.stdout.write("only " + ours.length + " files of ours are in the program");`;

const run = promisify(execFile);
const withDownloads =
  process.env["AGYN_TEST_WITHOUT_DOWNLOADS"] === "1" ? describe.skip : describeWith.bind(undefined, "writeOnly");

withDownloads("the package, installed elsewhere", () => {
  let folder: string;
  let packed: Packed;
  const installed = (...path: string[]): string => join(folder, "node_modules/cdktf-agyn", ...path);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-installed-"));
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const { stdout } = await run("npm", args, { cwd: ROOT, env: { ...process.env, ...NPM } });
    packed = (JSON.parse(stdout) as [Packed])[0];
    cpSync(join(ROOT, "examples/team-repo"), folder, { recursive: true });
    // everything after this needs what the page installs
    const page = readFileSync(join(folder, "README.md"), "utf8");
    const { path: terraform } = await findTerraform(process.env);
    expect(await follow(pageSteps(section(page, "Run it")), { folder, terraform, env: NPM, programs: {} })).toBe(6);
  }, INSTALL_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("does what the page of the team's repository says: builds, type-checks, synthesizes and rehearses", () => {
    expect(readdirSync(join(folder, "cdktf.out")).sort()).toEqual(["fleet.json", "manifest.json", "stacks"]);
    expect(existsSync(join(folder, "cdktf.out/stacks/ml/cdk.tf.json"))).toBe(true);
    expect(existsSync(join(folder, "cdktf.out/stacks/ml/terraform.tfstate"))).toBe(false);
  });

  it("holds what was built, the pages and the examples, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const tops = new Set(paths.map((path) => path.split("/")[0]));

    expect([...tops].sort()).toEqual([
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "api",
      "dist",
      "docs",
      "examples",
      "package.json",
      "stacks",
    ]);
    expect(paths.filter((path) => /\.test\.|\.map$|tsbuildinfo|(^|\/)\.|cdktf\.out|tfstate/.test(path))).toEqual([
      "examples/ci/gitlab/.gitlab-ci.yml", // a template has the name that it needs
    ]);
    expect(packed.files.filter(({ size }) => size > MAX_FILE_BYTES)).toEqual([]);
    expect(packed.size).toBeLessThan(MAX_TARBALL_BYTES);
  });

  it("holds no token, no key and no path of this machine", () => {
    const texts = packed.files.map(({ path }) => [path, readFileSync(installed(path), "utf8")] as const);

    expect(texts.filter(([, text]) => TOKENS.test(text) || text.includes(ROOT)).map(([path]) => path)).toEqual([]);
  });

  it("is required and typed at every entry of its exports", async () => {
    const { exports } = JSON.parse(readFileSync(installed("package.json"), "utf8")) as Manifest;
    const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
    const imports = entries.map((entry, index) => `import * as entry${index} from "cdktf-agyn${entry.slice(1)}";\n`);
    const names = entries.map((_, index) => `entry${index}`).join(", ");
    const exported = "export const exported: number[] = all.map((entry: object) => Object.keys(entry).length);\n";
    writeFileSync(join(folder, "entries.mts"), `${imports.join("")}const all = [${names}];\n${exported}`);
    writeFileSync(
      join(folder, "tsconfig.entries.json"),
      JSON.stringify({
        extends: "./tsconfig.json",
        compilerOptions: { skipLibCheck: false },
        include: ["entries.mts"],
      }),
    );

    const required = `process.stdout.write(JSON.stringify(${JSON.stringify(entries)}.map((entry) => Object.keys(require("cdktf-agyn" + entry.slice(1))).length)))`;
    const { stdout } = await run(process.execPath, ["-e", required], { cwd: folder });
    expect((JSON.parse(stdout) as number[]).filter((count) => count === 0)).toEqual([]);
    expect(entries).toContain(".");

    expect((await run(process.execPath, ["-e", DECLARATIONS], { cwd: folder })).stdout).toBe("");
  }, 120_000);

  it("has a command that npx finds", async () => {
    const { stdout } = await run("npx", ["--no-install", "cdktf-agyn", "--help"], { cwd: folder });

    expect(stdout).toContain("Usage: cdktf-agyn <command>");
    expect(statSync(installed("dist/cli/main.js")).mode & 0o111).not.toBe(0);
  });

  it("has pages whose links lead to what is in the package; evidence in tests and pictures stay in the repository", () => {
    const pages = packed.files.map(({ path }) => path).filter((path) => path.endsWith(".md"));
    const dead = pages.flatMap((page) => {
      const links = [...readFileSync(installed(page), "utf8").matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)];
      return links
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !/^(\.\.\/)+test\/|^(images|review-gallery)\//.test(target))
        .filter((target) => !existsSync(installed(dirname(page), target)))
        .map((target) => `${page}: ${target}`);
    });

    expect(pages).toContain("README.md");
    expect(dead).toEqual([]);
  });

  it("names peers that its page installs", () => {
    const { peerDependencies } = JSON.parse(readFileSync(installed("package.json"), "utf8")) as Manifest;
    const page = readFileSync(join(folder, "README.md"), "utf8");

    for (const peer of Object.keys(peerDependencies)) expect(page).toContain(` ${peer}@`);
  });
});
