import { App } from "cdktf";
import type { Acknowledgement, Finding } from "../../../src/rules/index";
import { AgentPlatform, type AgentPlatformProps, HttpService, workloadRules } from "../../../src/workloads/index";
import { messageOf, synth } from "../../constructs/support";
import { type Given, givenIn, platformProps } from "./examples/example";
import { ruleExamples } from "./examples/index";
import { judge } from "./judge";

const ORDER = { error: 0, warning: 1 } as const;

/** All wrong examples in one app, each in a stack of its own. */
function everythingWrong(scope: App, examples = ruleExamples): AgentPlatform {
  const platform = new AgentPlatform(scope, "agents", platformProps);
  for (const example of examples) {
    const id = `stack-${ruleExamples.indexOf(example)}`;
    example.wrong(givenIn(scope, platform, id, id));
  }
  return platform;
}

const inPlatform = (build: (given: Given) => unknown, props: AgentPlatformProps = {}) =>
  synth((app) => {
    const platform = new AgentPlatform(app, "agents", { ...platformProps, ...props });
    build(givenIn(app, platform));
  });

describe("everything that is wrong in an app", () => {
  const message = messageOf(() => synth((app) => void everythingWrong(app)));
  const { findings } = everythingWrong(new App({ stackTraces: false }));

  it("is found of every rule, each thing once", () => {
    const keys = findings.map(({ rule, path, value }) => JSON.stringify([rule, path, value]));

    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(workloadRules.map(({ id }) => id)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(findings.length).toBeGreaterThanOrEqual(ruleExamples.length);
  });

  it("is one error of the synth over all stacks, with every finding in it", () => {
    const shown = [...message.matchAll(/^ {2}(?:error|warning) ([A-Z]{3}-\d\d)$/gm)].map(([, rule = ""]) => rule);

    expect(message.match(/The agent workloads have errors/g)).toHaveLength(1);
    expect(shown).toEqual(findings.map(({ rule }) => rule));
  });

  it("comes in the same order, whatever is built first", () => {
    const reversed = everythingWrong(new App({ stackTraces: false }), [...ruleExamples].reverse()).findings;
    const places = (all: readonly Finding[]) => all.map(({ rule, path }) => `${rule} ${path}`);
    // which of two that share something is named depends on which was there first; here each pair is built by one example
    expect(places(reversed)).toEqual(places(findings));
  });

  it("is sorted by construct, errors first", () => {
    const own = findings.filter(({ path }) => path.startsWith("stack-0/"));
    const ranks = own.map(({ severity }) => ORDER[severity]);

    expect(ranks).toEqual([...ranks].sort());
    expect(message.indexOf("\nstack-0/answers\n")).toBeGreaterThan(0);
  });

  it("shows no secret", () => {
    expect(message).not.toMatch(/k-2b7f19c4|h7Kq29|ghp_|mm-77aa1|npm-8c1f0d77|sk-1234/);
  });
});

describe("warnings", () => {
  const unread = ({ stack, props }: Given) =>
    new HttpService(stack, "answers", { ...props, security: { readOnlyRootFilesystem: false } });

  it("are annotations of their construct, with path, value, reason and fix", () => {
    const { warnings, files } = inPlatform(unread);
    const manifest = JSON.parse(files.get("manifest.json") ?? "") as {
      stacks: Record<string, { annotations: { constructPath: string }[] }>;
    };

    expect(manifest.stacks["europe"]?.annotations.map(({ constructPath }) => constructPath)).toEqual([
      "europe/answers",
    ]);
    expect(warnings).toEqual([
      "[SEC-08] europe/answers.security.readOnlyRootFilesystem = false: what gets into the container can change its programs. " +
        "Fix: leave it out, and write to /tmp, which is a volume of the pod. To accept it, list it under acknowledge of the AgentPlatform.",
    ]);
  });

  it("of nobody in particular are shown too", () => {
    const acknowledge = [{ rule: "SEC-08", path: "asia", reason: "its program writes beside itself" }];
    const { warnings } = inPlatform(({ stack, props }) => new HttpService(stack, "answers", props), { acknowledge });

    expect(warnings).toEqual([expect.stringMatching(/^\[rules\/acknowledgement-unused\] agents\.acknowledge\[0\] = /)]);
  });

  it("that are accepted are not shown", () => {
    const acknowledge = [{ rule: "SEC-08", path: "europe", reason: "its program writes beside itself" }];

    expect(inPlatform(unread, { acknowledge }).warnings).toEqual([]);
  });
});

describe("agents.json", () => {
  const filesOf = (build: (given: Given) => unknown, props: AgentPlatformProps = {}) => inPlatform(build, props).files;

  it("carries the workloads, what is found in them and what is accepted, beside the stacks", () => {
    const acknowledge = [{ rule: "DRN-01", path: "europe", reason: "its calls are a second long" }];
    const files = filesOf(
      ({ stack, props }) => {
        new HttpService(stack, "answers", { ...props, gracePeriodSeconds: 44 });
        new HttpService(stack, "more", { ...props, security: { readOnlyRootFilesystem: false } });
      },
      { acknowledge },
    );

    expect(JSON.parse(files.get("agents.json") ?? "null")).toMatchObject({
      stage: "prod",
      counts: { errors: 0, warnings: 1, acknowledged: 1 },
      workloads: [{ path: "europe/answers" }, { path: "europe/more" }],
      findings: [{ rule: "DRN-01", acknowledged: "its calls are a second long" }, { rule: "SEC-08" }],
    });
  });

  it("is not there in an app without workloads", () => {
    expect(synth((app) => new AgentPlatform(app, "agents")).files.has("agents.json")).toBe(false);
  });
});

describe("what is accepted", () => {
  const short = ({ stack, props }: Given) => new HttpService(stack, "answers", { ...props, gracePeriodSeconds: 44 });
  const entry = (more: Partial<Acknowledgement>): Acknowledgement => ({
    rule: "DRN-01",
    path: "europe/answers.gracePeriodSeconds",
    reason: "its calls are a second long",
    ...more,
  });

  it.each(["europe/answers.gracePeriodSeconds", "europe/answers", "europe", ""])(
    "at %j keeps its reason and stops nothing",
    (path) => {
      const acknowledge = [entry({ path })];

      expect(judge(short, { acknowledge }).map(({ rule, acknowledged }) => [rule, acknowledged])).toEqual([
        ["DRN-01", "its calls are a second long"],
      ]);
      expect(Object.keys(inPlatform(short, { acknowledge }).stacks)).toContain("europe");
    },
  );

  it.each([
    { name: "a path that finds nothing", more: { path: "europe/answer" }, said: "rules/acknowledgement-unused" },
    { name: "a rule that there is not", more: { rule: "DRN-10" }, said: "rules/acknowledgement-unknown" },
    { name: "a rule that nobody may accept", more: { rule: "SEC-01" }, said: "rules/acknowledgement-refused" },
    { name: "no reason", more: { reason: " " }, said: "rules/acknowledgement-reason" },
  ])("by $name is said, and accepts nothing", ({ more, said }) => {
    const rules = judge(short, { acknowledge: [entry(more)] });

    expect(rules.map(({ rule, acknowledged }) => [rule, acknowledged])).toEqual([
      [said, undefined],
      ["DRN-01", undefined],
    ]);
  });

  it("of a rule that this stage does not ask is not in vain where another stage would", () => {
    const open = ({ stack, props }: Given) => new HttpService(stack, "answers", { ...props, authentication: "none" });
    const at = (path: string) => [{ rule: "SEC-09", path, reason: "a demonstration" }];

    expect(judge(open, { stage: "dev", acknowledge: at("europe") })).toEqual([]);
    expect(judge(open, { stage: "dev", acknowledge: at("asia") }).map(({ rule }) => rule)).toEqual([
      "rules/acknowledgement-unused",
    ]);
  });

  it.each(workloadRules.filter(({ unacknowledgeable }) => unacknowledgeable !== undefined))(
    "is never $id",
    ({ id, unacknowledgeable }) => {
      const example = ruleExamples.find(({ rule }) => rule === id);
      const acknowledge = [{ rule: id, path: "", reason: "agreed" }];
      const findings = judge(example?.wrong ?? (() => undefined), { acknowledge });

      expect(findings).toContainEqual(
        expect.objectContaining({ rule: "rules/acknowledgement-refused", fix: unacknowledgeable }),
      );
      expect(findings.find(({ rule }) => rule === id)?.acknowledged).toBeUndefined();
    },
  );
});
