// `cdktf-agyn init` as a user runs it, from the sources. What its repository does when it is installed is in test/acceptance/init.test.ts.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { repositoryFiles, VERSIONS } from "../../src/cli/init/files";
import { readInitArguments } from "../../src/cli/init/options";
import { checkFleetYaml } from "../../src/fleet/index";
import { CLI_FROM_SOURCES } from "../support/sources";

const ROOT = resolve(__dirname, "../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
  writeFileSync(join(folder, "package.tgz"), "a package");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function init(...args: string[]) {
  const command = [...CLI_FROM_SOURCES, "init", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr: stderr.replaceAll(folder, ".") };
}

function filesOf(...words: string[]): Readonly<Record<string, string>> {
  const asked = readInitArguments(words, folder);
  if (asked === undefined) throw new Error("help was asked for");
  return repositoryFiles(asked, "file:vendor/package.tgz");
}

describe("cdktf-agyn init", () => {
  it("writes a repository with the tarball it is given, and says what comes next", () => {
    const { status, stdout } = init("infra", "--name", "acme", "--teams", "ml,web", "--package", "package.tgz");

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `infra: a fleet of 2 pools in us-east-1.
cdktf-agyn comes from file:vendor/package.tgz; commit it, because the package is in no registry.
Next: cd infra, then npm install, npm run ci. README.md says what has to be changed before an apply.
`,
    });
    expect(readdirSync(folder).sort()).toEqual(["infra", "package.tgz"]);
    expect(readFileSync(join(folder, "infra/vendor/package.tgz"), "utf8")).toBe("a package");
    expect(JSON.parse(readFileSync(join(folder, "infra/package.json"), "utf8"))).toMatchObject({
      name: "acme-infra",
      dependencies: { "cdktf-agyn": "file:vendor/package.tgz", cdktf: "0.21.0" },
    });
  });

  it("writes into a folder that has nothing but .git", () => {
    mkdirSync(join(folder, "infra/.git"), { recursive: true });

    expect(init("infra", "--ci", "gitlab", "--package", "0.7.0").status).toBe(0);
    expect(readdirSync(join(folder, "infra"))).toEqual(
      expect.arrayContaining([".git", ".gitlab-ci.yml", "fleet.yaml"]),
    );
  });

  it("leaves what is there, names all files that are in the way, and writes over them when it is told to", () => {
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    for (const file of ["LICENSE", "README.md", ".github/workflows/review.yml"])
      writeFileSync(join(folder, file), "mine");
    const words = [".", "--name", "acme", "--package", "package.tgz"];

    expect(init(...words)).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "cdktf-agyn: init: in . there is README.md, .github/workflows/review.yml, and nothing of yours is written over. Name another folder, move it away, or write over it with --force.\n",
    });
    expect(readdirSync(folder).sort()).toEqual([".github", "LICENSE", "README.md", "package.tgz"]);

    expect(init(...words, "--force").status).toBe(0);
    expect(readFileSync(join(folder, "LICENSE"), "utf8")).toBe("mine");
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("# Runners of acme");
    expect(readdirSync(join(folder, ".github/workflows"))).toHaveLength(4);
    expect(statSync(join(folder, "ci/steps/plan.sh")).mode & 0o111).not.toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("fails for a file where a folder has to be, and puts everything back when a write fails half-way", () => {
    writeFileSync(join(folder, "ci"), "mine");
    const words = [".", "--name", "acme", "--package", "package.tgz", "--force"];
    expect(init(...words).stderr).toBe("cdktf-agyn: init: in . there is ci, in the way of files; move it away\n");

    rmSync(join(folder, "ci"));
    writeFileSync(join(folder, "README.md"), "mine");
    mkdirSync(join(folder, "vendor"));
    writeFileSync(join(folder, "vendor/package.tgz"), "another");
    expect(init(...words.slice(0, -1)).stderr).toContain("README.md");
    rmSync(join(folder, "README.md"));
    expect(init(...words.slice(0, -1)).stderr).toContain("vendor/package.tgz is there and another one");
    expect(readdirSync(folder).sort()).toEqual(["package.tgz", "vendor"]);
  });

  // a superuser may write anywhere
  (process.getuid?.() === 0 ? it.skip : it)("fails in a sentence where it may not write", () => {
    mkdirSync(join(folder, "closed"), { mode: 0o555 });

    expect(init("closed/infra", "--package", "package.tgz")).toMatchObject({ status: 1, stdout: "" });
  });

  it("leaves nothing when the package can't be packed", () => {
    mkdirSync(join(folder, "no-package"));

    expect(init("infra", "--package", "./no-package").stderr).toContain("npm can't pack ./no-package");
    expect(readdirSync(folder).sort()).toEqual(["no-package", "package.tgz"]);
  });

  it("writes nothing that the rules refuse, and shows why", () => {
    const { status, stdout } = init("infra", "--regions", `r${"x".repeat(62)}`, "--package", "package.tgz");

    expect(status).toBe(2);
    expect(stdout).toMatch(/error fleet\/[^]*\nNothing is written\.\n$/);
    expect(readdirSync(folder)).toEqual(["package.tgz"]);
  });

  it("fails with every fault of the words at once", () => {
    const words = ["--name", "A B", "--regions", "a,a", "--gateway", "https://x/", "--ci", "jenkins"];

    expect(() => readInitArguments(words, folder)).toThrow(
      /the folder is missing[^]*--name: "A B" is no name[^]*--regions: a is there twice[^]*--gateway is "https:\/\/x\/"[^]*--ci is "jenkins"; allowed: github, gitlab, atlantis, none/,
    );
  });
});

describe("the files of a new repository", () => {
  it.each<[string, string[], number]>([
    ["without teams", [], 1],
    ["with teams and regions", ["--teams", "ml,web", "--regions", "us-east-1,eu-west-1,ap-south-1"], 6],
  ])("have a fleet %s in which the rules find nothing", (_, words, pools) => {
    const { fleet, findings } = checkFleetYaml(filesOf("infra", ...words)["fleet.yaml"] ?? "");

    expect(findings).toEqual([]);
    expect(fleet?.pools).toHaveLength(pools);
  });

  it("pin the versions that the package is tested with", () => {
    const installed = (name: string): unknown =>
      (JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as { version: string })
        .version;
    const pinned = { ...VERSIONS.dependencies, ...VERSIONS.devDependencies };

    expect(pinned).toEqual(Object.fromEntries(Object.keys(pinned).map((name) => [name, installed(name)])));
  });

  it.each([
    ["github", ".github/workflows/fleet.yml"],
    ["gitlab", ".gitlab-ci.yml"],
  ])("have a pipeline for %s that ends with npm run ci, and reviews when it is told to", (ci, path) => {
    const files = filesOf("infra", "--ci", ci);

    expect(JSON.stringify(parse(files[path] ?? ""))).toMatch(/"npm ci".*"npm run ci"/);
    expect(Object.values(files).filter((text) => text.includes("FLEET_REVIEW == ")).length).toBeGreaterThan(0);
  });

  it("hand over a token for each team, and for no other", () => {
    const tokensOf = (...words: string[]): readonly string[] =>
      Object.values(filesOf("infra", ...words)).flatMap((text) => text.match(/^ +TF_VAR_.*$/gm) ?? []);

    expect(new Set(tokensOf("--teams", "ml,big-data"))).toEqual(
      new Set([
        "          TF_VAR_agyn_token_ml: ${{ secrets.AGYN_TOKEN_ML }}",
        "          TF_VAR_agyn_token_big_data: ${{ secrets.AGYN_TOKEN_BIG_DATA }}",
      ]),
    );
    expect(tokensOf()).toEqual([]);
  });

  it.each([
    ["github", ["ci/find-review.sh", "ci/steps/apply-all.sh", "ci/steps/plan.sh"]],
    ["gitlab", ["ci/steps/child-pipeline.sh", "ci/steps/tools.sh"]],
    ["atlantis", ["ci/atlantis/repos.yaml", "ci/steps/projects.sh"]],
    ["none", []],
  ])("have for %s the steps that its pipelines call", (ci, some) => {
    const files = filesOf("infra", "--ci", ci);
    const called = Object.values(files).flatMap((text) => text.match(/(?<=^|[ "(])ci\/(steps\/)?[\w-]+\.sh/gm) ?? []);

    expect(Object.keys(files)).toEqual(expect.arrayContaining([...some, ...called]));
    expect(called.length > 0).toBe(ci !== "none");
  });
});
