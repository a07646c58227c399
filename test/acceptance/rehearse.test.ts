// `cdktf-agyn rehearse` as a user runs it, on an app of one pool (test/rehearsal/one-pool-fixture.ts). In the first, Terraform starts
// the provider as well; one process of it serves the others.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { GatewayClient } from "../../src/gateway/index";
import { KeptTerraform } from "../support/kept-terraform";
import { pullStates, RehearsalRun } from "../support/rehearse-command";

const ROOT = resolve(__dirname, "../..");
const APP = `"${process.execPath}" --import "${require.resolve("tsx")}" "${join(ROOT, "test/rehearsal/one-pool-fixture.ts")}"`;
const TIMEOUT_MS = 240_000;

let folder: string;
let run: RehearsalRun | undefined;
let kept: KeptTerraform | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rehearse-"));
  mkdirSync(join(folder, "tmp"));
});
afterEach(async () => {
  await run?.end();
  run = undefined;
  await kept?.stop();
  kept = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function start(variant: string, args: readonly string[]): RehearsalRun {
  run = new RehearsalRun({
    directory: folder,
    temporary: join(folder, "tmp"),
    app: APP,
    args,
    env: { ONE_POOL: variant, ...(kept && { TERRAFORM_BINARY_NAME: kept.binary }) },
  });
  return run;
}

const keepProvider = async (): Promise<void> => {
  kept = await KeptTerraform.start(join(folder, "terraform"));
};

const adminToken = (work: string): string =>
  (JSON.parse(readFileSync(join(work, "credentials.json"), "utf8")) as { admin: string }).admin;

/** Folders of rehearsals that are still there. */
const left = (): string[] => readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("cdktf-agyn-"));

describe("cdktf-agyn rehearse", () => {
  it(
    "proves a team's stack from an empty platform, and leaves nothing behind",
    async () => {
      const { code, result, printed } = await start("team-repo", []).finished;

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
      expect(left()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "fails with the release, the stack and the reason when chart values leave a runner pending",
    async () => {
      await keepProvider();
      const { code, result } = await start("documented-chart", ["--patience", "2"]).finished;

      expect(code).toBe(2);
      expect(result).toMatchObject({
        outcome: "failed",
        stacks: ["z-organizations", "a-pools"],
        failure: { step: expect.stringMatching(/^Apply with /) as string, stack: "a-pools" },
      });
      expect(result.failure?.runners).toEqual([
        expect.stringMatching(/^agyn-ml\/ml-us-1-0 in acme-1 of .*ZITI_ENABLED is "false"/),
      ]);
      expect(left()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "refuses runners that can't enroll in it, and enrolls those that are declared itself",
    async () => {
      await keepProvider();
      await expect(start("tokens-elsewhere", ["--stand-in", "edge-1", "--stand-in", "web"]).finished).rejects.toThrow(
        /--stand-in web: no stack[^]*the Secret agyn-ml\/ml-us-1-0-token, which the ExternalSecret [^]*Secret agyn-ml\/mine, which no stack/,
      );

      const names = ["edge-1", "ml-us-1-0", "ml-us-1-1"];
      const { code, result } = await start(
        "tokens-elsewhere",
        names.flatMap((name) => ["--stand-in", name]),
      ).finished;

      expect(result).toMatchObject({ outcome: "proved", runners: names.map((name) => ({ name, status: "enrolled" })) });
      expect(result.notes).toContain(
        "the rehearsal enrolled these runners itself, so that they enroll is not proved: edge-1, ml-us-1-0, ml-us-1-1",
      );
      expect(code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "leaves gateway and folder open for a look, and begins from the states it left there: same ids, then the change",
    async () => {
      await keepProvider();
      const keeping = start("", ["--keep", "--gateway-address", "gateway.platform.svc.cluster.local:8080"]);
      const first = await keeping.kept();
      const { folder: work, gatewayUrl } = first.kept;
      expect(first).toMatchObject({ outcome: "kept", applied: { added: 11 } });
      expect(first.notes).toEqual([]);
      expect(statSync(work).mode & 0o077).toBe(0);
      const client = new GatewayClient({ url: gatewayUrl, token: adminToken(work) });
      expect((await client.organizations.listAccessible()).map(({ slug }) => slug)).toEqual(["acme-ml"]);
      await client.close();
      expect(await keeping.end()).toBe(0);

      const second = await start("labelled", ["--state", ...pullStates(first, work, folder)]).finished;

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
