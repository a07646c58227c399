// `cdktf-agyn move` and the script it writes, with the real terraform on real states.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { layOutMirror, type Platform, rehearsalProviders, startPlatform } from "../../src/rehearsal/index";
import { describeWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE, BOB, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const TERRAFORM = process.env["TERRAFORM_BINARY_NAME"] || "terraform";
const CLI = join(ROOT, "dist/cli/main.js");
const SECRET = /[0-9a-f]{64}|agyn_[0-9a-f]{8}-/;
const TIMEOUT_MS = 240_000;

interface Ran {
  readonly code: number;
  readonly text: string;
}

let folder: string;
let environment: NodeJS.ProcessEnv;

function run(command: string, ...args: readonly string[]): Promise<Ran> {
  const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((done) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, text: stdout + stderr });
    });
  });
}

async function succeeds(command: string, ...args: readonly string[]): Promise<string> {
  const { code, text } = await run(command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${text.slice(-5000)}`);
  return text;
}

const directory = (out: string, stack: string): string => `-chdir=${join(out, "stacks", stack)}`;
const init = (out: string, stack: string) => succeeds(TERRAFORM, directory(out, stack), "init", "-input=false");

async function apply(out: string, ...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    await init(out, stack);
    await succeeds(TERRAFORM, directory(out, stack), "apply", "-input=false", "-auto-approve", "-no-color");
  }
}

/** Plans stacks at the same time: 0 no changes, 2 changes, 1 an error. */
async function plans(out: string, ...stacks: readonly string[]): Promise<Record<string, number>> {
  const plan = async (stack: string): Promise<[string, number]> => {
    await init(out, stack);
    const { code } = await run(
      TERRAFORM,
      directory(out, stack),
      "plan",
      "-input=false",
      "-detailed-exitcode",
      "-no-color",
    );
    return [stack, code];
  };
  return Object.fromEntries(await Promise.all(stacks.map(plan)));
}

const move = (from: string, to: string): Promise<string> =>
  succeeds(process.execPath, CLI, "move", "--from", from, "--to", to, "--script", "move.sh");
const script = (...words: readonly string[]): Promise<Ran> => run("sh", "move.sh", ...words);

beforeEach(() => {
  const { TF_CLI_CONFIG_FILE: _, ...own } = process.env;
  environment = { ...own, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
});

describe("the script of cdktf-agyn move", () => {
  const OLD = "it's old";
  const NEW = "new out";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-move "));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** An output of stacks that hold terraform_data: by stack, by name, what each holds; and what else a stack has. */
  function synthesize(
    out: string,
    stacks: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
    more: Readonly<Record<string, object>> = {},
  ) {
    const manifest: Record<string, object> = {};
    for (const [name, held] of Object.entries(stacks)) {
      const workingDirectory = join("stacks", name);
      manifest[name] = { name, dependencies: [], workingDirectory };
      mkdirSync(join(folder, out, workingDirectory), { recursive: true });
      const resources = Object.entries(held).map(([id, input]) => [
        id,
        typeof input === "string"
          ? { input }
          : { for_each: `\${toset(${JSON.stringify(input)})}`, input: "${each.key}" },
      ]);
      const configuration = {
        terraform: { backend: { local: { path: `../../../${name}.tfstate` } } },
        ...(resources.length > 0 && { resource: { terraform_data: Object.fromEntries(resources) as object } }),
        ...more[name],
      };
      writeFileSync(join(folder, out, workingDirectory, "cdk.tf.json"), JSON.stringify(configuration));
    }
    writeFileSync(join(folder, out, "manifest.json"), JSON.stringify({ stacks: manifest }));
  }

  /** The ids of what the states hold, by stack and what is held. */
  async function ids(out: string, ...stacks: readonly string[]): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const stack of stacks) {
      const pulled = await succeeds(TERRAFORM, directory(out, stack), "state", "pull");
      const state = (pulled === "" ? { resources: [] } : JSON.parse(pulled)) as {
        resources: { name: string; instances: { attributes: { id: string; input: { value: string } } }[] }[];
      };
      for (const { name, instances } of state.resources)
        for (const { attributes } of instances) found[`${stack}.${name}: ${attributes.input.value}`] = attributes.id;
    }
    return found;
  }

  const values = (found: Record<string, string>) =>
    Object.fromEntries(Object.entries(found).map(([place, id]) => [place.split(": ")[1] ?? "", id]));

  /** Holds the lock of a stack's state until it is called: a destroy that waits for its answer. */
  async function lock(out: string, stack: string): Promise<() => Promise<void>> {
    const args = [directory(out, stack), "destroy", "-no-color"];
    const child: ChildProcess = spawn(TERRAFORM, args, {
      cwd: folder,
      env: environment,
      stdio: ["pipe", "pipe", "inherit"],
    });
    await new Promise<void>((done, fail) => {
      let text = "";
      child.stdout?.on("data", (data: Buffer) => {
        text += data.toString();
        if (text.includes("Enter a value")) done();
      });
      child.once("close", () => fail(new Error(text)));
    });
    return async () => {
      const closed = new Promise((done) => child.once("close", done));
      child.stdin?.end("no\n");
      await closed;
    };
  }

  /** From now on terraform is a script that has the real one as "$TERRAFORM". */
  function throughShell(...lines: readonly string[]): void {
    const path = join(folder, "another terraform");
    writeFileSync(path, ["#!/bin/sh", `TERRAFORM=$(command -v '${TERRAFORM}')`, ...lines, ""].join("\n"), {
      mode: 0o755,
    });
    environment["TERRAFORM_BINARY_NAME"] = path;
  }

  const before = {
    a: { x: "one", k: "stays", many: ["a b", "c"] },
    b: { x: "two", p: "first", q: "second" },
    d: { z: "last" },
  };
  const after = {
    a: { x: "two", k: "stays", z2: "last" },
    b: { x: "one", p: "second", q: "first" },
    c: { many2: ["a b", "c"] },
  };

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
      expect(readdirSync(join(folder, "agyn-move")).sort()).toEqual([
        "after",
        "before",
        "joined",
        "restored",
        "states",
        "tables",
      ]);
      expect(readdirSync(join(folder, "agyn-move/after"))).toHaveLength(4); // no backups beside the copies
      expect(statSync(join(folder, "agyn-move")).mode & 0o077).toBe(0);
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
      expect(existsSync(join(folder, "second"))).toBe(false);
    },
    TIMEOUT_MS,
  );

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
      environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;

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

      environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;
      expect((await script("back")).code).toBe(0);
      throughShell(
        "if [ -e gone ]; then exit 1; fi",
        'case "$*" in *"state push"*) "$TERRAFORM" "$@"; : >gone; exit 1 ;; esac',
        'exec "$TERRAFORM" "$@"',
      );
      expect((await script("push")).text).toContain(
        "Pushed until now:\n  perhaps, for it was being written: b: has what it receives\n",
      );

      environment["TERRAFORM_BINARY_NAME"] = TERRAFORM;
      rmSync(join(folder, "agyn-move/pushed")); // what the states hold says it too
      await succeeds(TERRAFORM, directory(OLD, "a"), "apply", "-auto-approve", "-replace=terraform_data.x");
      expect((await script("push")).text).toContain(
        "Changed since they were pulled: a. Nothing is pushed.\nAn earlier push has begun with: b.",
      );
    },
    TIMEOUT_MS,
  );

  it(
    "leaves out what holds nothing in its state, with the states that would get nothing else",
    async () => {
      mkdirSync(join(folder, "hollow"));
      writeFileSync(join(folder, "hollow/main.tf"), 'output "x" {\n  value = 1\n}\n');
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
      expect(existsSync(join(folder, "c.tfstate"))).toBe(false);
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
        text: expect.stringContaining(
          "whether terraform_data.x has been moved or holds nothing can't be told",
        ) as string,
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
      cpSync(join(folder, "a.tfstate"), join(folder, "b.tfstate"));
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
      expect(refused.text).toContain(
        "terraform_data.y is in the state of b already, and terraform_data.y in that of a",
      );
      expect(readdirSync(folder)).not.toContain("agyn-move");
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

      cpSync(join(folder, "a.tfstate"), join(folder, "b.tfstate"));
      const twice = await script("prepare");
      expect(twice.code).toBe(1);
      expect(twice.text).toContain("b and a have one and the same state");
      expect(readdirSync(folder)).not.toContain("agyn-move");
    },
    TIMEOUT_MS,
  );
});

describeWith("writeOnly", "pools of a fleet", () => {
  let platform: Platform;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-move-fleet-"));
    platform = await startPlatform({
      token: ADMIN_TOKEN,
      gatewayAddresses: ["gateway.platform.svc.cluster.local:8080"],
    });
  });
  beforeEach(() => {
    environment = {
      ...environment,
      ...platform.env,
      CDKTF_AGYN_NODE: process.execPath,
      TF_VAR_agyn_token_ml: ALICE,
      TF_VAR_agyn_token_web: BOB,
      TF_CLI_CONFIG_FILE: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
    };
  });
  afterAll(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Synthesizes the fleet as its app does, in a process of its own. */
  const synthesize = (slices: string, out: string): Promise<string> =>
    succeeds(
      process.execPath,
      ...["--import", require.resolve("tsx"), join(ROOT, "test/move/fleet-fixture.ts")],
      ...[slices, join(folder, out)],
    );

  /** Runners by name, with their ids and a digest of their tokens, and what the states say of Secrets. */
  function held(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".tfstate"))) {
      const { resources } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        resources: { mode: string; type: string; instances: { attributes: Record<string, unknown> }[] }[];
      };
      for (const { mode, type, instances } of resources) {
        for (const { attributes } of mode === "managed" ? instances : []) {
          const what = { name: attributes["name"], metadata: attributes["metadata"], runner: attributes["runner_id"] };
          const digest = createHash("sha256").update(JSON.stringify(attributes)).digest("hex").slice(0, 16);
          const key = `${type} ${JSON.stringify(what)}`;
          expect(found).not.toHaveProperty([key]); // each object is in one state
          found[key] = `${String(attributes["id"])} ${digest}`;
        }
      }
    }
    return found;
  }

  /** Provider blocks that a state names. */
  function providersOf(stack: string): string[] {
    const text = readFileSync(join(folder, `terraform.${stack}.tfstate`), "utf8");
    const { resources } = JSON.parse(text) as { resources: { provider: string }[] };
    return [...new Set(resources.map(({ provider }) => provider))];
  }

  async function moves(from: string, to: string, objects: number): Promise<void> {
    const state = held();
    const inventory = platform.clusters.inventory();
    platform.gateway.clearRequests();
    expect(await move(from, to)).toContain(`Objects that move: ${objects};`);
    for (const word of ["prepare", "push"]) {
      const { code, text } = await script(word, `work-${to}`);
      expect(text).not.toMatch(SECRET);
      if (code !== 0) throw new Error(text);
    }
    expect(held()).toEqual(state);
    expect(platform.clusters.inventory()).toEqual(inventory);
  }

  const changesOfRunners = () =>
    platform.gateway.requests.map(({ rpc }) => rpc).filter((rpc) => /Register|Update|Delete|Create/.test(rpc));

  it(
    "go from regions to GPU pools apart and on to teams: same ids and tokens, nothing registered, every plan empty, a clean destroy",
    async () => {
      await Promise.all(["byRegion", "gpuApart", "byTeam"].map((slices) => synthesize(slices, slices)));
      await apply("byRegion", "organizations");
      await Promise.all(["us-1", "eu-1"].map((region) => apply("byRegion", region)));
      expect(platform.gateway.snapshot()).toMatchObject({ organizations: 2, runners: 5 });

      await moves("byRegion", "gpuApart", 11);
      expect(await plans("gpuApart", "us-1", "us-1-gpu")).toEqual({ "us-1": 0, "us-1-gpu": 0 });
      expect(changesOfRunners()).toEqual([]);

      await moves("gpuApart", "byTeam", 51);
      expect(await plans("byTeam", "organizations", "ml", "web")).toEqual({
        organizations: 0,
        ml: 0,
        web: 0,
      });
      expect(changesOfRunners()).toEqual([]);
      // an apply without changes lets the state name the provider blocks of its new stack
      expect(providersOf("ml")).toContain('provider["registry.terraform.io/hashicorp/helm"]');
      await apply("byTeam", "ml");
      expect(providersOf("ml").sort()).toEqual([
        'provider["registry.terraform.io/agynio/agyn"].ml',
        ...["helm", "kubernetes"].flatMap((name) =>
          ["acme-eu-1", "acme-us-1"].map((alias) => `provider["registry.terraform.io/hashicorp/${name}"].${alias}`),
        ),
      ]);
      expect(changesOfRunners()).toEqual([]);

      const destroy = (stack: string) =>
        succeeds(TERRAFORM, directory("byTeam", stack), "destroy", "-input=false", "-auto-approve", "-no-color");
      await Promise.all(["web", "ml"].map(destroy));
      await destroy("organizations");
      expect(platform.gateway.snapshot()).toMatchObject({ organizations: 0, runners: 0 });
      expect(platform.clusters.inventory()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
