// Every shape of an agent service, and everything that runs one, under the real terraform: applied, settled and taken away again, with
// schemas, defaults and replacements of hashicorp/kubernetes 2.38 (test/workloads/all-shapes-fixture.ts).
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { RehearsalRun } from "../support/rehearse-command";

const ROOT = resolve(__dirname, "../..");
const APP = `"${process.execPath}" --import "${require.resolve("tsx")}" "${join(ROOT, "test/workloads/all-shapes-fixture.ts")}"`;
const TIMEOUT_MS = 120_000;

let folder: string;
let run: RehearsalRun | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shapes-"));
  mkdirSync(join(folder, "tmp"));
});
afterEach(async () => {
  await run?.end();
  rmSync(folder, { recursive: true, force: true });
});

it(
  "agent services of every shape are applied, need no second apply, and leave nothing behind",
  async () => {
    run = new RehearsalRun({ directory: folder, temporary: join(folder, "tmp"), app: APP });
    const { code, result, printed } = await run.finished;

    expect(result).toMatchObject({
      outcome: "proved",
      applied: { added: 62, changed: 0, destroyed: 0 },
      destroyed: { added: 0, changed: 0, destroyed: 62 },
      notes: [],
    });
    expect(printed).toContain("Plan again: no changes");
    expect(code).toBe(0);
  },
  TIMEOUT_MS,
);
