// `cdktf-agyn rehearse` as a user runs it, on an app of one pool (test/rehearsal/one-pool-fixture.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { GatewayClient } from "../../src/gateway/index";

const ROOT = resolve(__dirname, "../..");
const APP = `"${process.execPath}" --import "${require.resolve("tsx")}" "${join(ROOT, "test/rehearsal/one-pool-fixture.ts")}"`;
const TIMEOUT_MS = 240_000;
const SECRET = /[0-9a-f]{64}|agyn_[0-9a-f]{8}-/;

interface Result {
  readonly outcome: string;
  readonly stacks: readonly string[];
  readonly applied?: object;
  readonly runners: readonly object[];
  readonly notes: readonly string[];
  readonly failure?: { readonly step: string; readonly stack: string; readonly runners: readonly string[] };
  readonly kept?: { readonly folder: string; readonly gatewayUrl: string };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rehearse-"));
  mkdirSync(join(folder, "tmp"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(variant: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, "dist/cli/main.js"), "rehearse", "--app", APP, "--json", ...args], {
    cwd: folder,
    env: { ...process.env, ONE_POOL: variant, TMPDIR: join(folder, "tmp") },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function finish(child: ChildProcess): Promise<{ code: number | null; result: Result; printed: string }> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  expect(stdout + stderr).not.toMatch(SECRET);
  if (stdout === "") throw new Error(stderr);
  return { code, result: JSON.parse(stdout) as Result, printed: stderr };
}

const adminToken = (work: string): string =>
  (JSON.parse(readFileSync(join(work, "credentials.json"), "utf8")) as { admin: string }).admin;

/** Folders of rehearsals that are still there. */
const kept = (): string[] => readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("cdktf-agyn-"));

describe("cdktf-agyn rehearse", () => {
  it(
    "proves a team's stack from an empty platform, and leaves nothing behind",
    async () => {
      const { code, result, printed } = await finish(start("team-repo", []));

      expect(result).toMatchObject({
        outcome: "proved",
        stacks: ["a-pools"],
        applied: { added: 10, changed: 0, destroyed: 0 },
        destroyed: { added: 0, changed: 0, destroyed: 10 },
        runners: [{ name: "ml-us-1-0", scope: "acme-ml", status: "enrolled" }],
      });
      expect(code).toBe(0);
      expect(result.notes).toContain(
        "organization acme-ml is there, because the app looks it up and no stack or state makes it",
      );
      expect(result.notes.join("\n")).toMatch(/prevent_destroy was lifted in the rehearsal's copy.*ml_Namespace/);
      expect(printed).toContain("Plan again: no changes");
      expect(kept()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "fails with the release, the stack and the reason when chart values leave a runner pending",
    async () => {
      const { code, result } = await finish(start("documented-chart", ["--patience", "2"]));

      expect(code).toBe(2);
      expect(result).toMatchObject({
        outcome: "failed",
        stacks: ["z-organizations", "a-pools"],
        failure: { step: expect.stringMatching(/^Apply with /) as string, stack: "a-pools" },
      });
      expect(result.failure?.runners).toEqual([
        expect.stringMatching(/^agyn-ml\/ml-us-1-0 in acme-1 of .*ZITI_ENABLED is "false"/),
      ]);
      expect(kept()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "leaves gateway and folder open for a look, and begins from the states it left there: same ids, then the change",
    async () => {
      const child = start("", ["--keep", "--gateway-address", "gateway.platform.svc.cluster.local:8080"]);
      const finished = finish(child);
      const text = await new Promise<string>((done) =>
        child.stdout?.once("data", (data: Buffer) => done(data.toString())),
      );
      const first = JSON.parse(text) as Result;
      const { folder: work = "", gatewayUrl = "" } = first.kept ?? {};
      expect(first).toMatchObject({ outcome: "kept", applied: { added: 11 }, notes: [] });
      expect(statSync(work).mode & 0o077).toBe(0);
      const client = new GatewayClient({ url: gatewayUrl, token: adminToken(work) });
      expect((await client.organizations.listAccessible()).map(({ slug }) => slug)).toEqual(["acme-ml"]);
      await client.close();
      child.kill("SIGINT");
      expect((await finished).code).toBe(0);

      const states = ["a-pools", "z-organizations"].map((stack) => {
        const path = join(folder, `${stack}.tfstate`);
        writeFileSync(path, readFileSync(join(work, "stacks", stack, "terraform.tfstate")));
        return path;
      });
      const second = await finish(start("labelled", ["--state", ...states]));

      expect(second.result).toMatchObject({
        outcome: "proved",
        applied: { added: 0, changed: 1, destroyed: 0 },
        destroyed: { added: 0, changed: 0, destroyed: 11 },
        runners: first.runners,
      });
      expect(second.code).toBe(0);
    },
    TIMEOUT_MS,
  );
});
