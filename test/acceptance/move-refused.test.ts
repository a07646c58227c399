// What the script of `cdktf-agyn move` refuses, before anything is changed.
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { apply, bench, directory, move, script, succeeds, TERRAFORM, TIMEOUT_MS } from "../support/move-bench";
import { eachInItsFolder, ids, NEW, OLD, synthesize } from "../support/move-data";

eachInItsFolder();

it(
  "refuses to push over what was applied since it was prepared, and to go back over what was applied since the push",
  async () => {
    synthesize(OLD, { a: { x: "one" } });
    synthesize(NEW, { b: { x: "one" } });
    await apply(OLD, "a");
    await move(OLD, NEW);
    await script("prepare");
    await succeeds(
      TERRAFORM,
      directory(OLD, "a"),
      "apply",
      "-auto-approve",
      "-input=false",
      "-replace=terraform_data.x",
    );
    expect(await script("push")).toMatchObject({
      code: 1,
      text: expect.stringContaining("Changed since they were pulled: a. Nothing is pushed.") as string,
    });

    await script("prepare", "second");
    expect((await script("push", "second")).code).toBe(0);
    expect(await script("prepare", "third")).toMatchObject({
      code: 0,
      text: expect.stringContaining("Everything has been moved already") as string,
    });
    await succeeds(
      TERRAFORM,
      directory(NEW, "b"),
      "apply",
      "-auto-approve",
      "-input=false",
      "-replace=terraform_data.x",
    );
    const now = await ids(NEW, "b");
    expect(await script("back", "second")).toMatchObject({
      code: 1,
      text: expect.stringContaining("Changed since they were pushed: b. Nothing is put back") as string,
    });
    expect(await ids(NEW, "b")).toEqual(now);
  },
  TIMEOUT_MS,
);

it(
  "refuses to prepare where an object is in no old state, or another one is in its place, with all of them at once",
  async () => {
    synthesize(OLD, { a: { x: "one", y: "two", z: "three" }, b: {} });
    synthesize(NEW, { b: { x: "one", y: "two", z: "three" } });
    await apply(OLD, "a");
    await succeeds(TERRAFORM, directory(OLD, "a"), "state", "rm", "terraform_data.x");
    synthesize("else", { b: { y: "other" } });
    await apply("else", "b");
    await move(OLD, NEW);

    const refused = await script("prepare");

    expect(refused.code).toBe(1);
    expect(refused.text).toContain("terraform_data.x is not in the state of a: apply the old configuration first");
    expect(refused.text).toContain("terraform_data.y is in the state of b already, and terraform_data.y in that of a");
    expect(readdirSync(bench.folder)).not.toContain("agyn-move");
  },
  TIMEOUT_MS,
);

it(
  "refuses to prepare where a stack that is gone would leave objects behind, and where two stacks have one state",
  async () => {
    synthesize(OLD, { a: { x: "one", left: "behind" } });
    await apply(OLD, "a");
    synthesize(OLD, { a: { x: "one" } });
    synthesize(NEW, { b: { x: "one" } });
    await move(OLD, NEW);
    const leaving = await script("prepare");
    expect(leaving.code).toBe(1);
    expect(leaving.text).toMatch(/Stack a is gone from the new output, but[^\n]*:\n {2}terraform_data\.left\n/);

    cpSync(join(bench.folder, "a.tfstate"), join(bench.folder, "b.tfstate"));
    const twice = await script("prepare");
    expect(twice.code).toBe(1);
    expect(twice.text).toContain("b and a have one and the same state");
    expect(readdirSync(bench.folder)).not.toContain("agyn-move");
  },
  TIMEOUT_MS,
);
