import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRehearseArguments } from "../../src/cli/rehearse-options";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-rehearse-options-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (...args: string[]) => readRehearseArguments(args, folder);
const cdktfJson = (text: string) => writeFileSync(join(folder, "cdktf.json"), text);

it("takes the app and the context of cdktf.json", () => {
  cdktfJson('{"app": "npx tsx main.ts", "context": {"stage": "dev"}}');

  expect(read().app).toEqual({ command: "npx tsx main.ts", directory: folder, context: { stage: "dev" } });
  expect(read("--app", "make synth").app).toMatchObject({ command: "make synth", context: { stage: "dev" } });
});

it("takes states, variables and addresses as often as they come", () => {
  const given = read(
    ...["--out", "o", "--state", "a.tfstate", "b.tfstate", "--state", "c=d.json"],
    ...["--var", "a=1=2", "--var", "b=", "--gateway-address", "gateway:8080", "--patience", "3"],
    ...["--stand-in", "edge-1", "--stand-in", "edge-2"],
  );

  expect(given).toMatchObject({
    app: { outDirectory: join(folder, "o") },
    states: ["a.tfstate", "c=d.json", "b.tfstate"],
    variables: { a: "1=2", b: "" },
    gatewayAddresses: ["gateway:8080"],
    standIns: ["edge-1", "edge-2"],
    patienceMs: 3_000,
    keep: false,
    json: false,
  });
});

it("reads how long pods take, how long a gap may be, and where the comment goes", () => {
  expect(read("--out", "o")).toMatchObject({ podStartMs: 60_000, maxGap: undefined, markdown: undefined });
  expect(read("--out", "o", "--pod-start", "1m30s", "--max-gap", "0s", "--markdown", "r.md")).toMatchObject({
    podStartMs: 90_000,
    maxGap: { text: "0s", seconds: 0 },
    markdown: join(folder, "r.md"),
  });
});

it.each([
  [["--out", "x", "--max-gap", "soon"], '--max-gap is "soon"; allowed: 0s to 86400s, such as "90s" or "1m30s"'],
  [["--out", "x", "--pod-start", "2h"], '--pod-start is "2h"; allowed: 0s to 3600s'],
  [["--out", "x", "--pod-start", ""], '--pod-start is ""; allowed: 0s to 3600s'],
  [["--out", "x", "--markdown", ""], "--markdown is empty; leave it out, or give a file to write"],
  [["--fast"], "Unknown option '--fast'. Allowed: --app CMD, --out DIR,"],
  [["cdktf.out", "--out", "x"], '"cdktf.out" is no option. Allowed: --app CMD'],
  [["--app", "true", "--out", "x"], "--app and --out exclude each other"],
  [["--app", ""], "--app is empty; leave it out, or give a command"],
  [["--out", "x", "--patience", "0"], '--patience is "0"; allowed: whole seconds from 1 to 3600'],
  [["--out", "x", "--gateway-address", "https://gateway"], 'is "https://gateway"; runners dial HOST:PORT'],
  [["--out", "x", "--var", "region"], "--var number 1 is not NAME=VALUE"],
])("fails for %j", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

it("fails for a cdktf.json that is no JSON", () => {
  cdktfJson("{");

  expect(() => read()).toThrow("cdktf.json is no JSON: repair it, or give --out DIR");
});

it("fails with every fault of a command line at once", () => {
  expect(() => read("--app", "a", "--out", "b", "--var", "secret", "--patience", "soon")).toThrow(
    /^rehearse: .*\nrehearse: --var number 1.*\nrehearse: --patience is "soon"[^\n]*$/,
  );
});
