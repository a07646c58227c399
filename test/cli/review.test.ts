// `cdktf-agyn review` as a user sees it: forms, files and exit codes. What is judged is given here; that a change is judged well is
// shown where plans are read and findings are made.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Review } from "../../src/review/index";
import { digestSample } from "../support/digest-sample";
import { file, head, inReviewFolder, review } from "../support/review-run";
import { reviewSample, sampleFinding } from "../support/review-sample";

inReviewFolder();

describe("cdktf-agyn review", () => {
  it("prints the review as text, and ends with 2 when something is at or above the threshold", async () => {
    const { code, stdout, stderr } = await review(["--out", head(), "--base", file("base")]);

    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout).toMatch(/^Blocked\. 3 findings are high or above/);
    expect(stdout).not.toContain("\u001b");
  });

  it.each<[Review["verdict"], string[], number]>([
    ["nothing", [], 0],
    ["changes", [], 0],
    ["findings", [], 0],
    ["blocked", [], 2],
    ["unjudgeable", [], 3],
    ["blocked", ["--exit-zero"], 0],
    ["unjudgeable", ["--exit-zero"], 0],
  ])("on the verdict %s with %j ends with %i", async (verdict, args, code) => {
    const run = await review(["--out", head(), "--base", file("base"), ...args], {
      review: { ...reviewSample, verdict },
    });
    expect(run.code).toBe(code);
  });

  it("prints nothing when --format and --output say where the one form goes, but for the verdict on stderr", async () => {
    const args = ["--out", head(), "--base", file("base"), "--format", "json", "--output", file("r.json")];
    const { stdout, stderr } = await review(args);

    expect(stdout).toBe("");
    expect(stderr).toBe(`review: Blocked. ${reviewSample.sentence}\n`);
    expect(JSON.parse(readFileSync(file("r.json"), "utf8"))).toEqual(reviewSample);
  });

  it("writes several forms in one run, and makes their folders", async () => {
    const to = (name: string): string => file(join("made", "here", name));
    const { stdout } = await review([
      ...[
        "--out",
        head(),
        "--plan",
        "us-east-1=p.json",
        "--head-sha",
        "0123abc",
        "--key",
        "prod",
        "--link",
        "https://ci.example/7",
      ],
      ...["--md", to("c.md"), "--html", to("m.html"), "--sarif", to("r.sarif"), "--json", to("r.json")],
      ...["--codequality", to("q.json"), "--terraform", to("t.json"), "--locate", locate(), "--entry", "fleet.ts"],
    ]);
    const text = (name: string): string => readFileSync(to(name), "utf8");

    expect(stdout).toMatch(/^Blocked\./);
    expect(text("c.md")).toMatch(/^<!-- cdktf-agyn-review:v1 key=prod head=0123abc digest=5f0c2a9be1d8 -->\n/);
    expect(text("c.md")).toContain("[the full report](https://ci.example/7)");
    expect(text("m.html")).toBe("<html>0123abc</html>");
    expect(JSON.parse(text("r.json"))).toEqual(reviewSample);
    expect(text("r.sarif")).toContain('"agyn-review/prod/"');
    expect(JSON.parse(text("q.json"))).toContainEqual(
      expect.objectContaining({ location: { path: "fleet.yaml", lines: { begin: 7 } } }),
    );
    expect(JSON.parse(text("q.json"))).toContainEqual(
      expect.objectContaining({ location: { path: "fleet.ts", lines: { begin: 1 } } }),
    );
    expect(JSON.parse(text("t.json"))).toEqual({ create: 15, update: 5, delete: 13 });
  });

  it.each([
    [["--format", "json"], /^\{\n {2}"format": "cdktf-agyn review"/],
    [["--md", "-"], /^<!-- cdktf-agyn-review:v1 /],
    [["--md", "-", "--host", "bitbucket"], /^\[\/\/\]: # \(cdktf-agyn-review:v1 /],
    [["--format", "github"], /^::error file=main\.ts,line=1,title=review\/last-runner::/],
    [["--format", "gitlab-terraform"], /^\{\n {2}"create": 15/],
  ])("with %j prints that form and nothing else", async (args, form) => {
    const { stdout } = await review(["--out", head(), "--base", file("base"), ...args]);

    expect(stdout).toMatch(form);
    expect(stdout).not.toMatch(/^Blocked\. /);
  });

  it("gives the judge both apps, the digests and the threshold", async () => {
    const { judged } = await review([
      "--out",
      head(),
      "--base",
      file("base"),
      "--fail-on",
      "low",
      "--prices",
      "p.json",
    ]);

    expect(judged).toEqual([expect.objectContaining({ digests: [digestSample], failOn: "low", prices: "p.json" })]);
    expect([...(judged[0]?.head.stacks.keys() ?? [])]).toEqual(["organizations", "us-east-1"]);
    expect([...(judged[0]?.base?.stacks.keys() ?? [])]).toContain("old");
  });

  it("fails when a comment can't hold its findings, although nothing else would", async () => {
    const findings = Array.from({ length: 9_000 }, (_, index) =>
      sampleFinding({ rule: "review/x", risk: "low", what: `pool-${index} is gone` }),
    );
    const { code, stderr } = await review(["--out", head(), "--base", file("base"), "--md", file("c.md")], {
      review: { ...reviewSample, verdict: "findings", findings },
    });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^review: the findings do not fit into a comment on github: .*\d+ of 9000 findings shown/);
    expect(existsSync(file("c.md"))).toBe(true);
  });

  it("says what it does once that takes long, and nothing before", async () => {
    const args = ["--out", head(), "--base", file("base")];

    expect((await review(args, { slow: 1 })).stderr).toBe("");
    expect((await review(args, { slow: 3_000 })).stderr).toBe(
      "review: reading the synthesized apps\nreview: comparing the apps\nreview: judging the change\n",
    );
  });

  it.each<[string, string[], RegExp]>([
    ["nothing to compare with", ["--out", "x"], /^review: there is nothing to compare with; give --base DIR/],
    [
      "an unknown level",
      ["--base", "x", "--fail-on", "severe"],
      /^review: --fail-on is "severe"; allowed: critical, high/,
    ],
    [
      "an unknown form",
      ["--base", "x", "--format", "pdf"],
      /^review: --format is "pdf"; allowed: text, markdown, html/,
    ],
    [
      "two forms on stdout",
      ["--base", "x", "--md", "-", "--json", "-"],
      /^review: markdown and json can't both go to stdout/,
    ],
    ["an output of nothing", ["--base", "x", "--output", "f"], /^review: --output needs --format/],
    [
      "an unknown step",
      ["judge", "--base", "x"],
      /^review: "judge" is neither a step \(digest, report, verify, comment\) nor an option/,
    ],
    ["an unknown option", ["--bas", "x"], /^review: Unknown option '--bas'\. Allowed: --out, --base, --plan, /],
    ["all faults at once", ["--host", "x", "--fail-on", "y"], /nothing to compare.*\n.*--fail-on.*\n.*--host/],
  ])("refuses %s in a sentence", async (_, args, text) => {
    expect((await review(args)).code).toMatch(text);
  });

  it("asks no gateway without a token, and says so", async () => {
    const { code } = await review(["--out", head(), "--base", file("base"), "--gateway", "https://gateway.example"]);
    expect(code).toMatch(/^review: AGYN_API_TOKEN is not set, and --gateway asks with it/);
  });

  it.each([
    ["no JSON", "{", /--locate .* can't be read as JSON/],
    ["a list", "[]", /--locate .* holds no object/],
    ["no line", '{"a":"main.ts"}', /--locate .*: a is "main\.ts"; write "<file>:<line>"/],
  ])("refuses a map of locations that is %s", async (_, text, problem) => {
    writeFileSync(file("map.json"), text);
    expect((await review(["--out", head(), "--base", file("base"), "--locate", file("map.json")])).code).toMatch(
      problem,
    );
  });

  it.each([[["--help"]], [["digest", "-h"]], [["report", "--help"]]])(
    "explains itself with %j, with examples",
    async (args) => {
      const { code, stdout } = await review(args);

      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: cdktf-agyn review/);
      expect(stdout).toContain("\nExamples:\n  ");
      expect(stdout.split("\n").filter((line) => line.length > 132)).toEqual([]);
    },
  );
});

describe("a path that is of no use", () => {
  it("is refused where it is the same app twice, also by another name", async () => {
    symlinkSync(head(), file("again"));
    for (const step of [[], ["report"], ["digest", "--stack", "us-east-1"]]) {
      const { code } = await review([...step, "--out", head(), "--base", file("again")]);
      expect(code).toMatch(/^review: --out .*head and --base .*again are one folder, so that nothing could differ/);
    }
  });

  it.each([
    [
      "a folder to write to",
      ["--out", "HEAD", "--base", "BASE", "--html", "HEAD"],
      /head can't be written \(EISDIR\); name a file/,
    ],
    ["a name with controls", ["--out", "HEAD", "--base", "BASE", "--locate", "\u001b[2J"], /\\u\{1b\}\[2J/],
  ])("is told in one sentence: %s", async (_, args, text) => {
    const named = args.map((one) => one.replace("HEAD", head()).replace("BASE", file("base")));
    const { code } = await review(named);

    expect(code).toMatch(text);
    expect(code).not.toMatch(/\u001b/);
  });
});

function locate(): string {
  writeFileSync(file("map.json"), JSON.stringify({ "eu-west-1/web-standard": "fleet.yaml:7" }));
  return file("map.json");
}
