import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moveScript } from "../../src/move/script";
import { planMoves } from "../../src/move/steps";

const HOSTILE = `it's "a" $(touch made) \`touch made\` \\n folder`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "move-script-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The script of one object that goes from stack a to stack b, whose folders have the name. */
function scriptOf(name: string, address = "agyn_runner.x"): string {
  const stack = (id: string, out: string) => ({
    name: id,
    dependencies: [],
    directory: `${out}/${id}`,
    configuration: {},
    variables: [],
  });
  const places = { from: { stack: "a", address }, to: { stack: "b", address } };
  const move = { type: "agyn_runner", name: "x", ...places, mayBeEmpty: false };
  const plan = planMoves([move], [stack("a", name)], [stack("b", name)]);
  return moveScript(plan, { oldOut: name, newOut: `new ${name}` });
}

function run(text: string, ...args: string[]) {
  const path = join(folder, "it's move.sh");
  writeFileSync(path, text);
  const env = { PATH: process.env["PATH"], TERRAFORM_BINARY_NAME: "true" };
  return spawnSync("sh", [path, ...args], { cwd: folder, encoding: "utf8", env });
}

it("is a script that sh can read, whatever is in the names", () => {
  for (const name of ["cdktf.out", HOSTILE]) {
    const { status, stderr } = spawnSync("sh", ["-n"], { input: scriptOf(name), encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  }
});

it("runs nothing that stands in a name, and shows the name as it is", () => {
  const { status, stderr } = run(scriptOf(HOSTILE, `agyn_runner.x["$(touch made)"]`), "prepare");

  expect(status).toBe(1);
  expect(stderr).toContain(`There is no ${HOSTILE}/b/cdk.tf.json here`);
  expect(existsSync(join(folder, "made"))).toBe(false);
});

it.each(["a\tb", "a\nb", ""])("fails for a name that can't stand in its tables: %j", (address) => {
  expect(() => scriptOf("out", address)).toThrow("can't stand in a script, which separates names by tabs and lines");
});

it.each<[string, string[], string]>([
  ["without a word", [], "s move.sh' prepare|push|back [FOLDER]"],
  ["with a word it does not know", ["go"], "prepare|push|back [FOLDER]"],
  ["with too many words", ["prepare", "a", "b"], "prepare|push|back [FOLDER]"],
  ["with an option for a folder", ["prepare", "-f"], "The folder may not begin with a dash"],
  ["before it has prepared", ["push"], "agyn-move was not prepared: run  sh '"],
  ["before it has prepared, backwards", ["back", "else where"], "else where was not prepared"],
])("fails %s, and says what to write", (_, words, message) => {
  const { status, stderr } = run(scriptOf("out"), ...words);

  expect(status).toBe(1);
  expect(stderr).toContain(message);
});

it("fails without terraform, and says what to install", () => {
  const path = join(folder, "move.sh");
  writeFileSync(path, scriptOf("out"));
  const env = { PATH: process.env["PATH"], TERRAFORM_BINARY_NAME: "no-such-terraform" };

  const { status, stderr } = spawnSync("sh", [path, "prepare"], { cwd: folder, encoding: "utf8", env });

  expect(status).toBe(1);
  expect(stderr).toContain("no-such-terraform was not found: install Terraform 1.11 or newer");
});
