// A secret in each place of a plan where one was ever seen, looked for in every form of the whole command, in what it logs and in what it
// fails with.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formsOf } from "../../src/review/digest/scrubber";
import { PLACES } from "../support/planted-places";
import { CANARY, planted } from "../support/planted-plans";
import { reviewInAllForms, type ReviewRun, writeApp } from "../support/review-command";

let folder: string;
let head: string;
let base: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "review-secrets-"));
  // what the app says of the same objects is taken in too
  const metadata = { metadata: { path: "one/pool/Runner0/Resource", uniqueId: "one" } };
  const configuration = { resource: { agyn_runner: { one: { "//": metadata, name: "one", labels: {} } } } };
  head = writeApp(join(folder, "head"), { one: configuration });
  base = writeApp(join(folder, "base"), { one: configuration });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reviewOf(plan: string): Promise<ReviewRun> {
  const file = join(folder, "one.json");
  writeFileSync(file, plan);
  return await reviewInAllForms(["--out", head, "--base", base, "--plan", file]);
}

function expectNothing({ code, stderr, forms }: ReviewRun): void {
  for (const text of [...Object.values(forms), stderr, String(code)]) {
    for (const form of formsOf(CANARY)) expect(text).not.toContain(form);
    // without punctuation, as whoever forgets a form would leave it
    expect(text).not.toContain("7Qz");
    expect(text).not.toContain(Buffer.from("canary/").toString("base64").slice(0, 8));
  }
}

describe("a review has nothing of a secret, in any form", () => {
  it.each(PLACES)("in place %s", async (_place, where) => {
    const run = await reviewOf(JSON.stringify(planted(CANARY, where)));

    expect(typeof run.code).toBe("number");
    expect(Object.values(run.forms).filter((text) => text.length > 10)).toHaveLength(9);
    expect(run.forms["json"]).toContain("agyn_runner.one");
    expectNothing(run);
  });

  it("in what it says of a plan that can't be read", async () => {
    const whole = JSON.stringify(planted(CANARY, (plan) => ({ ...plan, variables: { v: { value: CANARY } } })));
    const state = JSON.stringify({ version: 4, lineage: CANARY, serial: 1, resources: [], outputs: { x: CANARY } });
    for (const broken of [whole.slice(0, -1), whole.slice(whole.indexOf("canary")), `[${whole}]`, CANARY, state]) {
      const run = await reviewOf(broken);

      expect(run.code).toBe(3);
      expectNothing(run);
    }
  });

  it("would be seen by these tests: without a mark anywhere the copies are shown", async () => {
    const { forms } = await reviewOf(JSON.stringify(planted(CANARY, (plan) => plan)));

    for (const form of ["text", "markdown", "html", "json"]) expect(forms[form]).toContain("7Qz");
  });
});
