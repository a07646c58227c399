// Runs every TypeScript block of the pages about gateways and budgets in an app of its own, and synthesizes it: no rule finds anything.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { AgynStack } from "../../../src/constructs/index";
import * as workloads from "../../../src/workloads/index";
import { liteLlmRules } from "../../../src/workloads/rules/litellm";
import { cluster, synth } from "../../constructs/support";
import { runExample } from "../../support/run-example";
import { DIGEST, rightProps, type Setting } from "../support";
import { providerBudgets, rightGateway } from "./support";

const read = (page: string) => readFileSync(join(__dirname, "..", "..", "..", "docs", "agents", page), "utf8");
const examples = ["model-gateway.md", "budget.md"]
  .flatMap((page) =>
    [...read(page).matchAll(/^## (.+)\n|^```ts\n([\s\S]*?)^```$/gm)].reduce<
      { page: string; title: string; code: string }[]
    >((all, [, title, code]) => [...all, { page, title: title ?? all.at(-1)?.title ?? "", code: code ?? "" }], []),
  )
  .filter(({ code }) => code !== "");

/** Synthesizes an example and answers what it printed, and what was warned of. */
function run(code: string): { readonly printed: readonly string[]; readonly warnings: readonly string[] } {
  const printed: string[] = [];
  const { warnings } = synth((app: App) => {
    const platform = /new AgentPlatform/.test(code)
      ? undefined
      : new workloads.AgentPlatform(app, "agents", { budgets: providerBudgets });
    const stack = new AgynStack(app, "test", { cluster });
    const namespace = new workloads.AgentNamespace(stack, "support", { cluster });
    const setting = { stack, namespace, platform } as Setting;
    const { network, ...settings } = rightProps(setting);
    runExample(code, {
      ...workloads,
      app,
      stack,
      namespace,
      digest: DIGEST,
      right: rightGateway(setting),
      settings: /gateway,/.test(code) ? settings : { ...settings, network },
      console: { log: (text: string): void => void printed.push(text) },
    });
  });
  return { printed, warnings };
}

test.each(examples)("$page: the example of $title synthesizes, and no rule finds anything", ({ code }) => {
  expect(run(code).warnings).toEqual([]);
});

test("the table of the page is the one that is printed", () => {
  const [code = ""] = examples.filter((one) => one.title === "The table").map((one) => one.code);
  const [, table = ""] = /```text\n([\s\S]*?)```/.exec(read("budget.md")) ?? [];
  expect(run(code).printed).toEqual([table]);
});

test("the page has every rule of LiteLLM, and no other", () => {
  const named = [...read("model-gateway.md").matchAll(/^\| (LLM-\d+) \|/gm)].map(([, id]) => id);
  expect(named).toEqual(liteLlmRules.map(({ id }) => id));
});
