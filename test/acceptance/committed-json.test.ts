// The output of the examples as a repository that commits it wants it: the same bytes wherever it is made, and `synth --check` to prove it.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const ROOT = resolve(__dirname, "../..");
const CLI = join(ROOT, "dist/cli/main.js");
const run = promisify(execFile);
const examples = readdirSync(join(ROOT, "examples")).filter((name) =>
  readdirSync(join(ROOT, "examples", name)).includes("main.ts"),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "committed-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the examples in a folder of its own, with the package as if it were installed. */
function copyOfExamples(name: string): string {
  const copy = join(folder, name);
  mkdirSync(join(copy, "node_modules"), { recursive: true });
  for (const installed of ["cdktf", "constructs", "@cdktf", "@types"]) {
    symlinkSync(join(ROOT, "node_modules", installed), join(copy, "node_modules", installed));
  }
  symlinkSync(ROOT, join(copy, "node_modules/cdktf-agyn"));
  for (const example of examples) cpSync(join(ROOT, "examples", example), join(copy, example), { recursive: true });
  return copy;
}

/** Synthesizes all of them as somebody else, elsewhere; what was written by name. */
async function synthesized(
  copy: string,
  { user, cwd, zone, language }: { user: string; cwd: string; zone: string; language: string },
): Promise<Record<string, string>> {
  const out = join(copy, "out");
  const home = join(folder, `home-of-${user}`);
  for (const path of [out, home, cwd]) mkdirSync(path, { recursive: true });
  writeFileSync(
    join(copy, "all.mts"),
    `for (const name of ${JSON.stringify(examples)}) {
  process.env.CDKTF_OUTDIR = ${JSON.stringify(out)} + "/" + name;
  await import("./" + name + "/main.ts");
}`,
  );
  const env = { ...process.env, HOME: home, USER: user, LOGNAME: user, TZ: zone, LANG: language, LC_ALL: language };
  await run(process.execPath, ["--import", require.resolve("tsx"), join(copy, "all.mts")], { cwd, env });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(out.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

it("is the same for every example in another folder, of another user, from another working directory, in another time zone and language", async () => {
  const [here, there] = [copyOfExamples("here"), copyOfExamples("there/and/deeper")];
  const [first, second] = await Promise.all([
    synthesized(here, { user: "alice", cwd: here, zone: "Asia/Kolkata", language: "tr_TR.UTF-8" }),
    synthesized(there, { user: "bob", cwd: join(folder, "elsewhere"), zone: "America/New_York", language: "C" }),
  ]);

  expect(Object.keys(first).filter((file) => file.endsWith("/cdk.tf.json")).length).toBeGreaterThan(examples.length);
  expect(second).toEqual(first);
  const paths = Object.entries(first).filter(([, text]) => text.includes(folder) || text.includes(ROOT));
  expect(paths.map(([file]) => file)).toEqual([]);
}, 60_000);

it("is proved by synth --check, which names what a change of the fleet does to it", async () => {
  const repository = join(copyOfExamples("repository"), "team-repo");
  const synth = async (...args: string[]): Promise<string> => {
    const app = `node --import ${require.resolve("tsx")} main.ts`;
    const { stdout } = await run(process.execPath, [CLI, "synth", "--app", app, ...args], { cwd: repository });
    return stdout;
  };

  expect(await synth("--values")).toContain("1 stack");
  expect(await synth("--check")).toContain("cdktf.out is what the sources make");
  expect(readdirSync(join(repository, "cdktf.out/stacks/ml/values")).sort()).toEqual(
    expect.arrayContaining(["ml-gpu-us-east-1-0.yaml", "ml-standard-eu-west-1-0.yaml", "ml-standard-us-east-1-0.yaml"]),
  );
  const file = join(repository, "fleet.yaml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("tier: gpu-nvidia-l4 }", "tier: gpu-nvidia-l4, logLevel: debug }"),
  );
  await expect(synth("--check")).rejects.toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      /fleet\.json differs:\n {2}pools\.us-east-1\/ml-gpu\.logLevel\nstacks\/ml\/cdk\.tf\.json differs:\n {2}~ ml\/[^\n]*ml-gpu\/Release0 \(helm_release\): values\.env\.LOG_LEVEL\.value\nstacks\/ml\/values\/ml-gpu-us-east-1-0\.yaml differs\nFix:/,
    ) as string,
  });
}, 60_000);
