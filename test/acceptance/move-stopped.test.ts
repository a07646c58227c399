// The script of `cdktf-agyn move` that is stopped half-way: every object is in a state, and it goes on, or back.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { apply, bench, directory, move, plans, script, succeeds, TERRAFORM, TIMEOUT_MS } from "../support/move-bench";
import {
  after,
  before,
  eachInItsFolder,
  ids,
  lock,
  NEW,
  OLD,
  synthesize,
  throughShell,
  values,
} from "../support/move-data";

eachInItsFolder();

it(
  "stops at a push that is refused with every object in a state, and goes back, or on",
  async () => {
    synthesize(OLD, before);
    synthesize(NEW, after);
    await apply(OLD, "a", "b", "d");
    const old = await ids(OLD, "a", "b", "d");
    await move(OLD, NEW);
    await script("prepare");

    const unlock = await lock(OLD, "d"); // it gives and receives nothing, so it comes last
    const refused = await script("push");
    await unlock();

    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(
      /Error acquiring the state lock[\s\S]*Stopped at d: Terraform refused it, see above\./,
    );
    expect(refused.text).toContain("  c: has what it receives\n");
    expect(refused.text).toContain("sh 'move.sh' back 'agyn-move'");
    expect(values(await ids(NEW, "a", "b", "c"))).toMatchObject(values(old));

    const back = await script("back");
    expect(back).toMatchObject({
      code: 0,
      text: expect.stringContaining("Every state holds what it held") as string,
    });
    expect(await ids(OLD, "a", "b", "d")).toEqual(old);
    expect(await ids(NEW, "c")).toEqual({});
    expect(await plans(OLD, "a", "b", "d")).toEqual({ a: 0, b: 0, d: 0 });

    expect((await script("push")).code).toBe(0);
    expect(await plans(NEW, "a", "b", "c")).toEqual({ a: 0, b: 0, c: 0 });
  },
  TIMEOUT_MS,
);

it(
  "writes every receiving state before a giving one, also before a giving one that comes first",
  async () => {
    synthesize(OLD, { a: { x: "one" } });
    synthesize(NEW, { a: {}, b: { x: "one" } });
    await apply(OLD, "a");
    const old = await ids(OLD, "a");
    await move(OLD, NEW);
    await script("prepare");
    const unlock = await lock(OLD, "a");
    const refused = await script("push");
    await unlock();

    expect(refused.code).toBe(1);
    expect(refused.text).toContain("Stopped at a: Terraform refused it, see above.\nPushed until now:\n");
    expect(refused.text).toContain("  b: has what it receives\n");
    expect(values(await ids(NEW, "b"))).toEqual(values(old));
    expect(await ids(OLD, "a")).toEqual(old);
  },
  TIMEOUT_MS,
);

it(
  "says how to go on when it is interrupted between two pushes, and goes on",
  async () => {
    synthesize(OLD, before);
    synthesize(NEW, after);
    await apply(OLD, "a", "b", "d");
    const old = await ids(OLD, "a", "b", "d");
    await move(OLD, NEW);
    await script("prepare");
    throughShell('case "$*" in *"state push"*) kill -INT "$PPID" ;; esac', 'exec "$TERRAFORM" "$@"');
    const interrupted = await script("push");
    bench.environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;

    expect(interrupted.code).toBe(1);
    expect(interrupted.text).toContain(
      "Pushed until now:\n  perhaps, for it was being written: a: has what it receives\n",
    );
    expect(interrupted.text).toContain("To go back:                        sh 'move.sh' back 'agyn-move'");
    expect(values(await ids(OLD, "a", "b", "d"))).toEqual(values(old));
    expect((await script("push")).code).toBe(0);
    expect(values(await ids(NEW, "a", "b", "c"))).toEqual(values(old));
  },
  TIMEOUT_MS,
);

it(
  "tells a push that failed after it wrote from one that was refused, and knows it afterwards",
  async () => {
    synthesize(OLD, { a: { x: "one" } });
    synthesize(NEW, { b: { x: "one" } });
    await apply(OLD, "a");
    const old = await ids(OLD, "a");
    await move(OLD, NEW);
    await script("prepare");
    await script("prepare", "second");
    throughShell('case "$*" in *"state push"*) "$TERRAFORM" "$@"; exit 1 ;; esac', 'exec "$TERRAFORM" "$@"');
    const wrote = await script("push");

    expect(wrote.code).toBe(1);
    expect(wrote.text).toContain(
      "Stopped at b: Terraform wrote the state and failed then, see above.\nPushed until now:\n  b: has what it receives\n",
    );
    expect(values(await ids(NEW, "b"))).toEqual(values(old));

    bench.environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;
    expect((await script("back")).code).toBe(0);
    throughShell(
      "if [ -e gone ]; then exit 1; fi",
      'case "$*" in *"state push"*) "$TERRAFORM" "$@"; : >gone; exit 1 ;; esac',
      'exec "$TERRAFORM" "$@"',
    );
    expect((await script("push")).text).toContain(
      "Pushed until now:\n  perhaps, for it was being written: b: has what it receives\n",
    );

    bench.environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;
    rmSync(join(bench.folder, "agyn-move/pushed")); // what the states hold says it too
    await succeeds(TERRAFORM, directory(OLD, "a"), "apply", "-auto-approve", "-replace=terraform_data.x");
    expect((await script("push")).text).toContain(
      "Changed since they were pulled: a. Nothing is pushed.\nAn earlier push has begun with: b.",
    );
  },
  TIMEOUT_MS,
);
