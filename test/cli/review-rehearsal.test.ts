// `review --rehearsal`: what another job printed, read back. Anything else than a rehearsal ends the command in one sentence.
import { writeFileSync } from "node:fs";
import { appFingerprint } from "../../src/synthesized/index";
import { file, head, inReviewFolder, review } from "../support/review-run";
import { EVIL } from "../support/evil-texts";
import { writeApp, reviewInAllForms } from "../support/review-command";
import { structureOf } from "../support/comment-structure";
import { planJson } from "../support/plan-json";
import { withTexts } from "../support/with-texts";
import { rehearsalJsonSchema } from "../../src/cli/rehearse-schema";
import { violations } from "../../src/review/index";

inReviewFolder();

const REHEARSAL = {
  ...{
    format: "cdktf-agyn rehearsal",
    version: 1,
    outcome: "proved",
    stacks: ["infra"],
    runners: [],
    podStartSeconds: 60,
  },
  ...{ terraform: { product: "Terraform", version: "1.11.4" }, longGaps: [], notes: [], states: [] },
  timeline: [
    {
      ...{ number: 1, kind: "deleted", effect: "out", runner: "standard-0", pool: "eu/standard", stack: "infra" },
      ...{ path: "infra/standard/Runner0", reason: "cannot_update", rehearsedSeconds: 0.8, estimatedSeconds: 0.8 },
    },
    {
      ...{ number: 2, kind: "enrolled", effect: "in", runner: "standard-0", stack: "infra", after: 1 },
      ...{ rehearsedSeconds: 0.9, estimatedSeconds: 61 },
    },
  ],
  agents: [
    {
      ...{ name: "reviewer", placesBefore: 1, placesLeast: 0, placesAfter: 1 },
      estimated: [{ from: 1, to: 2, seconds: 60.2, why: "labels" }],
      rehearsed: [{ from: 1, to: 2, seconds: 0.1, why: "labels" }],
      work: [{ runner: "standard-0", pool: "eu/standard", workloads: 2, fate: "lost" }],
    },
  ],
};
const given = (text: string): readonly string[] => {
  writeFileSync(file("rehearsal.json"), text);
  return ["--out", head(), "--base", file("base"), "--rehearsal", file("rehearsal.json")];
};

describe("cdktf-agyn review --rehearsal", () => {
  it("hands on what was rehearsed", async () => {
    expect(violations(REHEARSAL, rehearsalJsonSchema)).toEqual([]);
    const { judged } = await review(given(JSON.stringify(REHEARSAL)));
    expect(judged[0]?.rehearsal).toMatchObject({ document: REHEARSAL });
  });

  it("says that it should have been and was not", async () => {
    const { judged } = await review(["--out", head(), "--base", file("base"), "--rehearsal", "none"]);
    expect(judged[0]?.rehearsal).toBe("missing");
  });

  it.each<[string, string, RegExp]>([
    ["nothing", "", /rehearsal\.json is broken off, or no JSON; give what cdktf-agyn rehearse --json prints$/],
    ["broken off", JSON.stringify(REHEARSAL).slice(0, 200), /is broken off, or no JSON/],
    ["a list", "[]", /is no rehearsal/],
    ["null", "null", /is no rehearsal/],
    ["another document", JSON.stringify({ format: "cdktf-agyn review", version: 1 }), /is no rehearsal/],
    ["a newer one", JSON.stringify({ ...REHEARSAL, version: 2 }), /is of another version of cdktf-agyn/],
    [
      "other types",
      JSON.stringify({ ...REHEARSAL, agents: {} }),
      /is not as api\/rehearsal\.schema\.json says, at \$\.agents;/,
    ],
    [
      "a text for a time, which may be a secret",
      JSON.stringify({ ...REHEARSAL, podStartSeconds: "s3cret-value" }),
      /says, at \$\.podStartSeconds; give what cdktf-agyn rehearse --json prints$/,
    ],
  ])("refuses %s in one sentence", async (_, text, refusal) => {
    const { code, judged } = await review(given(text));
    expect(code).toMatch(refusal);
    expect(code).not.toContain("s3cret");
    expect(judged).toEqual([]);
  });

  it("refuses a file that is not there", async () => {
    const { code } = await review(["--out", head(), "--base", file("base"), "--rehearsal", file("none.json")]);
    expect(code).toMatch(/none\.json can't be read \(ENOENT\); name what cdktf-agyn rehearse --json prints$/);
  });
});

describe("a rehearsal in every form", () => {
  const inForms = (rehearsal: object) => {
    const out = writeApp(file("app"), { infra: {} });
    const app = appFingerprint(out, [{ name: "infra", configuration: {} }]);
    writeFileSync(file("infra.json"), JSON.stringify(planJson([])));
    writeFileSync(file("rehearsal.json"), JSON.stringify({ ...rehearsal, app }));
    return reviewInAllForms(["--out", out, "--plan", file("infra.json"), "--rehearsal", file("rehearsal.json")]);
  };

  it("says who is without a place, for how long, and what drops out", async () => {
    const { forms, code } = await inForms(REHEARSAL);
    expect(code).toBe(0);
    for (const form of ["text", "markdown", "html"]) {
      expect(forms[form]).toContain("While it is applied");
      expect(forms[form]).toContain("about 60 s");
    }
    expect(forms["markdown"]).toContain(
      "| `reviewer` | about 60 s, from step 1 to 2 | 0.1 s | 1, down to 0 | up to 2 workloads on standard-0 lose their runner |",
    );
    expect(forms["markdown"]).toContain("**out** runner standard-0 is deleted (`eu/standard in stack infra`)");
    for (const form of ["sarif", "github", "codequality"]) expect(forms[form]).toContain("without a place");
  });

  it("is said on the first screen when it failed", async () => {
    const { forms, code } = await inForms({ ...REHEARSAL, outcome: "failed", timeline: [], agents: [] });
    expect(code).toBe(2);
    expect(forms["markdown"]?.split("\n").slice(0, 8).join("\n")).toContain("**Rehearsal:** The rehearsal failed.");
    expect(forms["text"]?.split("\n").slice(0, 4).join("\n")).toContain("Rehearsal: The rehearsal failed.");
    expect(forms["html"]).toContain("<b>Rehearsal</b>: The rehearsal failed.");
  });

  it.each(EVIL.map((text) => [JSON.stringify(text), text]))("makes nothing but text of %s", async (_, evil) => {
    const hostile = withTexts({ timeline: REHEARSAL.timeline, agents: REHEARSAL.agents }, () => evil);
    // words of a fixed list stay
    const timeline = hostile.timeline.map((item, index) => ({ ...item, kind: REHEARSAL.timeline[index]?.kind }));
    const [plain, other] = [await inForms(REHEARSAL), await inForms({ ...REHEARSAL, ...hostile, timeline })];
    expect(other.code).toBe(plain.code);
    expect(structureOf(other.forms["markdown"] ?? "")).toEqual(structureOf(plain.forms["markdown"] ?? ""));
    const tags = (html = ""): number => html.match(/<(?!\/?em)[a-z!/]/g)?.length ?? 0;
    expect(tags(other.forms["html"])).toBe(tags(plain.forms["html"]));
  });
});
