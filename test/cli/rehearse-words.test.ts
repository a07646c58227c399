// What a rehearsal says at its end, of runners and agents of Agyn, of agent workloads, and of what the synthesis warns of.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inWords } from "../../src/cli/rehearse-words";
import { readWrittenFindings, type RehearsalResult } from "../../src/rehearsal/index";
import { HttpService } from "../../src/workloads/index";
import { rightProps, synthWorkloads } from "../workloads/support";

const result = (change: Partial<RehearsalResult>): RehearsalResult => ({
  ...{ outcome: "proved", terraform: { product: "Terraform", version: "1.11.4" }, stacks: ["europe"], app: undefined },
  ...{ states: [], destroyed: undefined, runners: [], timeline: [], agents: [], podStartSeconds: 60 },
  ...{
    applied: { added: 1, changed: 0, destroyed: 0 },
    agentWorkloads: 0,
    warnings: [],
    notes: [],
    failure: undefined,
  },
  ...change,
});
const runner = { id: "1", name: "ml", scope: "acme", status: "enrolled" };
const words = (change: Partial<RehearsalResult>): string => inWords(result(change), []).join("\n");

describe("a rehearsal", () => {
  it("of an app of agent workloads speaks of these, and of no runners and agents of Agyn", () => {
    const text = words({ agentWorkloads: 7 });

    expect(text).toContain("Proved: europe applies, the second plan is empty, the destroy leaves nothing.");
    expect(text).toContain("Agent workloads: 7 are applied with what is around them, to stand-ins that run no pods");
    expect(text).not.toMatch(/runners enrolled|Agents of Agyn/);
  });

  it("of runners says how many enrolled, and whether agents of Agyn are declared", () => {
    const text = words({ runners: [runner], agentWorkloads: 1 });

    expect(text).toContain("europe applies, 1 of 1 runners enrolled, the second plan is empty");
    expect(text).toContain("Agents of Agyn: the app declares none that can be simulated");
    expect(text).toContain("Agent workloads: 1 is applied with what is around it");
  });

  it("shows what the synthesis warns of, the first ten, without control characters", () => {
    const warnings = Array.from({ length: 12 }, (_, index) => `[SEC-08] europe/a${index}\u001b: why. Fix: this.`);
    const lines = inWords(result({ warnings }), []);

    expect(lines.filter((line) => line.startsWith("Warning: "))).toHaveLength(10);
    expect(lines).toContain("Warning: [SEC-08] europe/a0?: why. Fix: this.");
    expect(lines).toContain("and 2 more warnings, in --json.");
  });
});

describe("what an app says of itself beside its stacks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "written-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is its agent workloads and their warnings, but for those that are accepted", () => {
    const { files } = synthWorkloads((setting) => {
      new HttpService(setting.stack, "answers", {
        ...rightProps(setting),
        security: { readOnlyRootFilesystem: false },
      });
    });
    const text = files.get("agents.json") ?? "";
    writeFileSync(join(folder, "agents.json"), text);

    expect(readWrittenFindings(folder)).toEqual({
      agentWorkloads: 1,
      warnings: [expect.stringMatching(/^\[SEC-08\] test\/answers\.security\.readOnlyRootFilesystem: .+ Fix: .+\.$/)],
    });
    writeFileSync(
      join(folder, "agents.json"),
      text.replace('"severity": "warning"', '"severity": "warning", "acknowledged": "known"'),
    );
    expect(readWrittenFindings(folder).warnings).toEqual([]);
  });

  it("is the warnings of its fleet", () => {
    const findings = [
      { rule: "fleet/spread", severity: "warning", path: "pools.ml", why: "it is one", fix: "make two" },
      { rule: "fleet/x", severity: "error", path: "pools.ml", why: "it is one", fix: "make two" },
    ];
    writeFileSync(join(folder, "fleet.json"), JSON.stringify({ findings }));

    expect(readWrittenFindings(folder)).toEqual({
      agentWorkloads: 0,
      warnings: ["[fleet/spread] pools.ml: it is one. Fix: make two."],
    });
  });

  it.each([["nothing"], ["{"], ["null"], ['{"findings":7,"workloads":{}}']])(
    "is nothing where the file holds %s",
    (text) => {
      if (text !== "nothing") writeFileSync(join(folder, "agents.json"), text);

      expect(readWrittenFindings(folder)).toEqual({ agentWorkloads: 0, warnings: [] });
    },
  );
});
