// What the script of `cdktf-agyn move` moves, with the real terraform on real states.
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apply, bench, move, plans, script, TIMEOUT_MS } from "../support/move-bench";
import { after, before, eachInItsFolder, ids, NEW, OLD, synthesize, values } from "../support/move-data";

eachInItsFolder();

it(
  "moves objects that change places between stacks and within one, into a new stack and out of one that is gone",
  async () => {
    synthesize(OLD, before);
    synthesize(NEW, after);
    await apply(OLD, "a", "b", "d");
    const old = await ids(OLD, "a", "b", "d");

    expect(await move(OLD, NEW)).toContain("Objects that move: 6; that stay: 1.");
    const prepared = await script("prepare");
    expect(prepared.text).toContain("Nothing has been changed.");
    expect(prepared.code).toBe(0);
    expect(await ids(OLD, "a", "b", "d")).toEqual(old);
    expect(readdirSync(join(bench.folder, "agyn-move")).sort()).toEqual([
      "after",
      "before",
      "joined",
      "restored",
      "states",
      "tables",
    ]);
    expect(readdirSync(join(bench.folder, "agyn-move/after"))).toHaveLength(4); // no backups beside the copies
    expect(statSync(join(bench.folder, "agyn-move")).mode & 0o077).toBe(0);
    expect(await script("prepare")).toMatchObject({
      code: 1,
      text: expect.stringContaining("it may hold the only pulls") as string,
    });

    const pushed = await script("push");
    expect(pushed.text).toContain("Stack d is gone from the new output");
    expect(pushed.code).toBe(0);
    const now = await ids(NEW, "a", "b", "c");
    expect(Object.keys(now).sort()).toEqual([
      "a.k: stays",
      "a.x: two",
      "a.z2: last",
      "b.p: second",
      "b.q: first",
      "b.x: one",
      "c.many2: a b",
      "c.many2: c",
    ]);
    expect(values(now)).toEqual(values(old));
    expect(await plans(NEW, "a", "b", "c")).toEqual({ a: 0, b: 0, c: 0 });
    expect(await ids(OLD, "d")).toEqual({});

    expect((await script("push")).code).toBe(0); // once more does nothing
    expect(await ids(NEW, "a", "b", "c")).toEqual(now);
    expect(await script("prepare", "second")).toMatchObject({
      code: 1,
      text: expect.stringContaining("terraform_data.z2 is in that of a: it was moved already") as string,
    });
    expect(existsSync(join(bench.folder, "second"))).toBe(false);
  },
  TIMEOUT_MS,
);

it(
  "leaves out what holds nothing in its state, with the states that would get nothing else",
  async () => {
    mkdirSync(join(bench.folder, "hollow"));
    writeFileSync(join(bench.folder, "hollow/main.tf"), 'output "x" {\n  value = 1\n}\n');
    const hollow = { module: { m: { source: "../../../hollow" } } };
    synthesize(OLD, { a: { x: "one", none: [] }, b: { k: "two" } }, { a: hollow });
    synthesize(NEW, { a: { x: "one", k: "two" }, b: { none: [] }, c: {} }, { c: hollow });
    await apply(OLD, "a", "b");
    const old = await ids(OLD, "a", "b");
    expect(await move(OLD, NEW)).toContain("Objects that move: 3; that stay: 1.");

    const { code, text } = await script("prepare");
    expect(text).toContain("terraform_data.none has nothing in the state of a, so nothing of it moves");
    expect(text).toContain("module.m has nothing in the state of a, so nothing of it moves");
    expect(text).not.toContain("c.tfstate'");
    expect(code).toBe(0);
    expect(await script("push")).toMatchObject({ code: 0 });
    expect(values(await ids(NEW, "a", "b"))).toEqual(values(old));
    expect(existsSync(join(bench.folder, "c.tfstate"))).toBe(false);
    expect(await plans(NEW, "a", "b", "c")).toEqual({ a: 0, b: 0, c: 0 });
    expect(await script("prepare", "second")).toMatchObject({
      code: 0,
      text: expect.stringContaining("Everything has been moved already") as string,
    });
    expect(await script("back")).toMatchObject({ code: 0 });
    expect(await ids(OLD, "a", "b")).toEqual(old);
  },
  TIMEOUT_MS,
);

it(
  "puts an object where one was that holds nothing, and refuses where that can't be told from a move that is done",
  async () => {
    synthesize(OLD, { a: { x: "one" }, b: { x: [] } });
    synthesize(NEW, { a: {}, b: { x: "one" }, c: { x: [] } });
    await apply(OLD, "a");
    const old = await ids(OLD, "a");
    await move(OLD, NEW);
    expect(await script("prepare")).toMatchObject({ code: 0 });
    expect(await script("push")).toMatchObject({ code: 0 });
    expect(values(await ids(NEW, "b"))).toEqual(values(old));
    expect(await plans(NEW, "a", "b", "c")).toEqual({ a: 0, b: 0, c: 0 });

    synthesize(OLD, { a: { x: [] }, b: { x: "one" } });
    synthesize(NEW, { a: {}, b: { x: [] }, c: { x: "one" } });
    await move(OLD, NEW);
    expect(await script("prepare", "second")).toMatchObject({
      code: 1,
      text: expect.stringContaining("whether terraform_data.x has been moved or holds nothing can't be told") as string,
    });
  },
  TIMEOUT_MS,
);

it(
  "has nothing to do where all that moves holds nothing",
  async () => {
    synthesize(OLD, { a: { x: "one", none: [] } });
    synthesize(NEW, { a: { x: "one" }, b: { none: [] } });
    await apply(OLD, "a");
    await move(OLD, NEW);

    expect(await script("prepare")).toMatchObject({
      code: 0,
      text: expect.stringContaining("Nothing of what moves is in a state: there is nothing to do.") as string,
    });
  },
  TIMEOUT_MS,
);

it(
  "moves between states that were split by copying one, and so have one lineage",
  async () => {
    synthesize(OLD, { a: { x: "one", k: "two" } });
    await apply(OLD, "a");
    cpSync(join(bench.folder, "a.tfstate"), join(bench.folder, "b.tfstate"));
    synthesize(OLD, { a: { x: "one" }, b: { k: "two" } });
    synthesize(NEW, { a: { x: "one", k: "two" }, b: {} });
    await apply(OLD, "a", "b");
    await move(OLD, NEW);

    expect(await script("prepare")).toMatchObject({ code: 0 });
    expect(await script("push")).toMatchObject({ code: 0 });
    expect(await plans(NEW, "a", "b")).toEqual({ a: 0, b: 0 });
  },
  TIMEOUT_MS,
);
