// The steps `digest` and `report` of the command, as CI runs them in jobs of their own.
import { readFileSync, writeFileSync } from "node:fs";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import type { Digest } from "../../src/review/index";
import { configurationHash } from "../../src/synthesized/index";
import { digestSample } from "../support/digest-sample";
import { file, head, inReviewFolder, review, type Run } from "../support/review-run";

inReviewFolder();

describe("cdktf-agyn review digest", () => {
  it.each([
    ["is not there", "none.json", /none\.json is not there: name the file/],
    ["is a folder", "head", /head can't be read: name the file/],
  ])("says that a plan %s", async (_, name, text) => {
    await expect(reviewPipeline.digestOf({ stack: "us-east-1", file: file(name) }, {})).rejects.toThrow(text);
  });

  const sound: Digest = { ...digestSample, doubts: [] };

  it("writes the digest of a plan, and ends with 0", async () => {
    const run = await review(["digest", "--stack", "us-east-1", "--out", head()], { digest: sound });

    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(run.stdout)).toEqual(sound);
  });

  it("writes the digest of a plan that can't be judged, too, says why, and ends with 3", async () => {
    const { code, stdout, stderr } = await review(["digest", "--stack", "us-east-1", "--output", file("d/x.json")]);

    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toBe("review digest: 2 changes are deferred: apply, then plan again.\n");
    expect(JSON.parse(readFileSync(file("d/x.json"), "utf8"))).toEqual(digestSample);
  });

  it.each<[string, string[], RegExp]>([
    ["no stack", [], /^review digest: --stack is missing, and a plan does not say which stack it is of/],
    [
      "a stack of another app",
      ["--stack", "mars"],
      /^review digest: --stack is "mars"; there are organizations, us-east-1$/,
    ],
  ])("refuses %s", async (_, args, text) => {
    expect((await review(["digest", ...args, "--out", head()])).code).toMatch(text);
  });
});

describe("cdktf-agyn review report", () => {
  const report = (files: Readonly<Record<string, string>>): Promise<Run> => {
    for (const [name, text] of Object.entries(files)) writeFileSync(file(name), text);
    return review(["report", "--out", head(), ...Object.keys(files).map(file)]);
  };

  const own: Digest = { ...digestSample, source: { kind: "plan", configuration: configurationHash({}) } };

  it("judges the digests that other jobs made", async () => {
    const other = { ...own, stack: "organizations" };
    const { judged } = await report({ "a.json": JSON.stringify(own), "b.json": JSON.stringify(other) });

    expect(judged.map(({ digests }) => digests)).toEqual([[own, other]]);
  });

  it.each([
    [
      "that does not say which JSON it is of",
      { ...own, source: { kind: "plan" } },
      /^The digest of stack us-east-1 does not say/,
    ],
    [
      "of other JSON",
      { ...own, source: { ...own.source, configuration: configurationHash({ locals: {} }) } },
      /^The digest of stack us-east-1 was made beside other JSON/,
    ],
    ["of a stack that no app has", { ...own, stack: "mars" }, /^There is a digest of stack mars, and no such stack/],
    ["of a stack that goes, which was not given", { ...own, stack: "old" }, /^There is a digest of stack old/],
  ])("can't judge a digest %s", async (_, digest, sentence) => {
    const { judged } = await report({ "a.json": JSON.stringify(digest) });

    expect(judged[0]?.digests[0]?.doubts).toEqual([
      ...digestSample.doubts,
      { kind: "stale", sentence: expect.stringMatching(sentence) as string },
    ]);
  });

  it.each([
    ["without its JSON", {}],
    ["with the JSON it had", { configuration: configurationHash({}) }],
  ])("judges the digest of a stack that goes, %s", async (_, source) => {
    writeFileSync(file("a.json"), JSON.stringify({ ...own, stack: "old", source: { kind: "plan", ...source } }));
    const { judged } = await review(["report", "--out", head(), "--base", file("base"), file("a.json")]);

    expect(judged[0]?.digests[0]?.doubts).toEqual(digestSample.doubts);
  });

  it.each([
    ["broken off", JSON.stringify(digestSample).slice(0, 200), "us-east-1", "unreadable", /broken off/],
    ["empty", "", "us-east-1", "unreadable", /broken off/],
    ["null", "null", "us-east-1", "unreadable", /is no digest/],
    ["a plan", '{"format_version":"1.2"}', "us-east-1", "unreadable", /is no digest/],
    [
      "of a newer version",
      JSON.stringify({ ...digestSample, stack: "x", version: 2 }),
      "x",
      "newer-format",
      /version 2/,
    ],
    [
      "without its changes",
      JSON.stringify({ ...digestSample, stack: "y", changes: null }),
      "y",
      "unreadable",
      /not as its schema says, at \$\.changes:/,
    ],
    ...(
      [
        ["a change that is none", { changes: [null] }, "changes[0]"],
        ["a changed object of another shape", { drift: [{}] }, "drift[0].address"],
        ["a runner that is none", { runners: [{}] }, "runners[0].address"],
        [
          "a text for labels",
          { runners: [{ ...digestSample.runners[0], before: { name: "a", labels: "b" } }] },
          "runners[0].before.labels",
        ],
        ["no source", { source: undefined }, "source"],
        ["no semantic", { semantic: undefined }, "semantic"],
        [
          "an action that nobody knows",
          { changes: [{ ...digestSample.changes[0], action: "__proto__" }] },
          "changes[0].action",
        ],
      ] as [string, object, string][]
    ).map(([what, rest, at]): [string, string, string, string, RegExp] => [
      `with ${what}`,
      JSON.stringify({ ...digestSample, ...rest }),
      "us-east-1",
      "unreadable",
      new RegExp(`not as its schema says, at \\$\\.${at.replaceAll(/[[\].]/g, "\\$&")}:`),
    ]),
  ])("takes a digest that is %s for a stack that can't be judged", async (_, text, stack, kind, sentence) => {
    const { judged } = await report({ "us-east-1.json": text });

    expect(judged[0]?.digests).toEqual([
      expect.objectContaining({
        stack,
        changes: [],
        doubts: [{ kind, sentence: expect.stringMatching(sentence) as string }],
      }),
    ]);
  });

  it("refuses two digests of one stack, and a file that is not there", async () => {
    const twice = await report({ "a.json": JSON.stringify(digestSample), "b.json": JSON.stringify(digestSample) });

    expect(twice.code).toMatch(/a\.json and .*b\.json are both of stack us-east-1; give one of them$/);
    expect((await review(["report", "--out", head(), file("none.json")])).code).toMatch(
      /^review: .*none\.json can't be read \(ENOENT\); name a digest/,
    );
  });
});
