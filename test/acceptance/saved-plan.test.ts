// What saved plans of the real terraform hold: the state they were made for and the JSON they were made from.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSameState, readSavedPlan, type SavedPlan, statePosition } from "../../src/review/input/saved-plan";

const configuration = (input: string): object => ({
  terraform: { backend: { local: { path: "terraform.tfstate" } } },
  resource: { terraform_data: { a: { input, lifecycle: { ignore_changes: ["triggers_replace"] } } } },
});

describe("a saved plan of terraform", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-saved-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  const terraform = (...args: string[]): string =>
    execFileSync(process.env["TERRAFORM_BINARY_NAME"] || "terraform", args, { cwd: folder, env, encoding: "utf8" });
  const planned = (input: string): SavedPlan => {
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(configuration(input)));
    terraform("plan", "-input=false", "-out=plan.bin");
    return readSavedPlan(readFileSync(join(folder, "plan.bin")));
  };

  it("says what it was made from, and tells when its state has moved on", () => {
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(configuration("one")));
    terraform("init", "-input=false");
    const first = planned("one");
    expect(first).toMatchObject({ state: { serial: 0, lineage: "" }, configuration: configuration("one") });
    expect(first.hasOtherFiles).toBe(false);
    expect(statePosition(terraform("state", "pull"))).toEqual(first.state);

    terraform("apply", "-input=false", "plan.bin");
    const second = planned("two");
    const before = statePosition(terraform("state", "pull"));
    expect(second.closed).toBeUndefined();
    expect(second.state).toEqual(before);

    terraform("apply", "-input=false", "plan.bin");
    const after = statePosition(terraform("state", "pull"));
    expect(before !== undefined && after !== undefined && isSameState(before, after)).toBe(false);
  });
});
