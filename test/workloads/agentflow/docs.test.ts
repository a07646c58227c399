// Runs every TypeScript block of the page about AgentFlow and synthesizes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AgynStack } from "../../../src/constructs/index";
import * as workloads from "../../../src/workloads/index";
import { agentFlowRules } from "../../../src/workloads/rules/agentflow";
import { cluster, synth } from "../../constructs/support";
import { runExample } from "../../support/run-example";

const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "agents", "agentflow.md"), "utf8");
const sections = page
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    title: section.split("\n", 1).join(),
    examples: [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code),
  }));

test("the page has an example in every section", () => {
  expect(sections).toHaveLength(4);
  expect(sections.filter(({ examples }) => examples.length !== 1)).toEqual([]);
});

test.each(sections)("the example of $title synthesizes without a finding", ({ examples: [code = ""] }) => {
  const printed: string[] = [];
  const given = { ...workloads, cluster, console: { log: (line: string) => printed.push(line) } };

  const { stacks, warnings } = synth((app) => {
    runExample(code, { ...given, stack: new AgynStack(app, "test", { cluster }) });
  });

  expect(warnings).toEqual([]);
  expect(Object.keys(stacks["test"]?.resource ?? {})).toContain("kubernetes_deployment_v1");
  expect(printed.filter((line) => !/^[\w ]+: .+; .+$/.test(line))).toEqual([]);
});

test("the page names rules that there are", () => {
  const ids = new Set(agentFlowRules.map(({ id }) => id));
  const named = [...page.matchAll(/AFL-\d\d/g)].map(([id]) => id);
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
  expect(named).not.toEqual([]);
});
