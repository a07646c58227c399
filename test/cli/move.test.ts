// The command line of `cdktf-agyn move` as a real process.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
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
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI_FROM_SOURCES } from "../support/sources";

const COMMAND = [...CLI_FROM_SOURCES, "move"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-move-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const move = (...args: string[]) =>
  spawnSync(process.execPath, [...COMMAND, ...args], { cwd: folder, encoding: "utf8" });

/** An output of stacks, each with runners of the given names. */
function synthesize(out: string, stacks: Record<string, readonly string[]>): void {
  const byName: Record<string, object> = {};
  for (const [name, runners] of Object.entries(stacks)) {
    const workingDirectory = `stacks/${name}`;
    byName[name] = { name, dependencies: [], workingDirectory };
    mkdirSync(join(folder, out, workingDirectory), { recursive: true });
    const agyn_runner = Object.fromEntries(runners.map((runner) => [`${name}-${runner}`, { name: runner }]));
    writeFileSync(join(folder, out, workingDirectory, "cdk.tf.json"), JSON.stringify({ resource: { agyn_runner } }));
  }
  writeFileSync(join(folder, out, "manifest.json"), JSON.stringify({ stacks: byName }));
}

it("shows its options, the script's words, exit codes and examples", () => {
  const { status, stdout } = move("--help");

  expect(status).toBe(0);
  for (const part of ["--from OLD_OUT", "sh FILE back", "Exit codes: 0 written", "Examples:"])
    expect(stdout).toContain(part);
});

it("writes a script that only its owner can read, and shows what moves from where to where", () => {
  synthesize("old", { "us-1": ["ml", "web"], "eu-1": ["ml-eu"] });
  synthesize("new", { ml: ["ml", "ml-eu"], web: ["web"] });
  writeFileSync(join(folder, "move.sh"), "");
  chmodSync(join(folder, "move.sh"), 0o644);

  const { status, stdout, stderr } = move("--from", "old", "--to", "new", "--script", "move.sh");

  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr.split("\n")).toEqual([
    "FROM  TO   OBJECTS  RUNNERS",
    "eu-1  ml   1        ml-eu",
    "us-1  ml   1        ml",
    "us-1  web  1        web",
    "",
    "Objects that move: 3; that stay: 0.",
    "Written to move.sh. Next: sh move.sh prepare",
    "",
  ]);
  expect(statSync(join(folder, "move.sh")).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(folder, "move.sh"), "utf8")).toContain(
    "us-1\tagyn_runner.us-1-ml\tml\tagyn_runner.ml-ml\tno\tno\n",
  );
});

it("writes the script to stdout where no file is named", () => {
  synthesize("old", { a: ["r"] });
  synthesize("new", { b: ["r"] });

  const { status, stdout } = move("--from", "old", "--to", "new");

  expect(status).toBe(0);
  expect(stdout).toMatch(/^#!\/bin\/sh\n# Moves 1 object between the states of 2 stacks/);
  expect(spawnSync("sh", ["-n"], { input: stdout }).status).toBe(0);
});

it("shows a command that a shell can run, whatever the script is called", () => {
  synthesize("old", { a: ["r"] });
  synthesize("new", { b: ["r"] });

  const { stderr } = move("--from", "old", "--to", "new", "--script", "mo'v e.sh");

  expect(stderr).toContain("Written to mo'v e.sh. Next: sh 'mo'\\''v e.sh' prepare\n");
});

it.each(["./old", "old/", "link"])("fails when the old output is the new one by another path: %s", (path) => {
  synthesize("old", { a: ["r"] });
  symlinkSync("old", join(folder, "link"));

  const { status, stderr } = move("--from", "old", "--to", path);

  expect(status).toBe(1);
  expect(stderr).toContain("move: --from and --to are one folder: keep a copy of it");
});

it("fails for a script that can't be written, and says where", () => {
  synthesize("old", { a: ["r"] });
  synthesize("new", { b: ["r"] });

  const { status, stderr } = move("--from", "old", "--to", "new", "--script", "nodir/x.sh");

  expect(status).toBe(1);
  expect(stderr).toContain(
    "move: --script nodir/x.sh can't be written (ENOENT): name a file in a folder that is there and may be written to",
  );
});

it("says that nothing moves, and writes no script", () => {
  synthesize("old", { a: ["r"] });
  synthesize("new", { a: ["r"] });

  const { status, stdout, stderr } = move("--from", "old", "--to", "new", "--script", "move.sh");

  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr).toContain("Nothing moves: every object stays where it is.");
  expect(existsSync(join(folder, "move.sh"))).toBe(false);
});

it("fails with every finding at once, and writes nothing", () => {
  synthesize("old", { a: ["r", "gone", "twice"], b: ["twice"] });
  synthesize("new", { b: ["r", "appears"] });

  const { status, stdout, stderr } = move("--from", "old", "--to", "new", "--script", "move.sh");

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  for (const part of [
    'error move/gone\n    old.a.agyn_runner.a-gone = "gone"',
    'error move/new\n    new.b.agyn_runner.b-appears = "appears"',
    "error move/twice\n    old.a.agyn_runner.a-twice",
    "3 errors\n\nNo script is written.",
  ]) {
    expect(stderr).toContain(part);
  }
  expect(readdirSync(folder).sort()).toEqual(["new", "old"]);
});

it.each<[string[], string]>([
  [[], "move: --from is missing: name the output"],
  [[], "move: --to is missing: name the output"],
  [["--from", "x", "--to", "x"], "--from and --to are one folder: keep a copy of it"],
  [["--from", "old", "--to", "no"], "move: --from old: old/manifest.json is not there"],
  [["--fast"], "move: Unknown option '--fast'. Allowed: --from OLD_OUT,"],
])("fails for %j", (args, message) => {
  const { status, stderr } = move(...args);

  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
