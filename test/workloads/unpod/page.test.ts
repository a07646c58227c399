// The examples of docs/agents/unpod.md, as they stand there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { App } from "cdktf";
import { AgynStack } from "../../../src/constructs/index";
import * as library from "../../../src/workloads/index";
import { cluster, resources, synth } from "../../constructs/support";
import { runExample } from "../../support/run-example";

const page = readFileSync(resolve(__dirname, "../../../docs/agents/unpod.md"), "utf8");
const examples = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);

test("the examples synthesize together without a finding", () => {
  const { stacks, warnings } = synth((app: App) => {
    const stack = new AgynStack(app, "test", { cluster });
    const namespace = new library.AgentNamespace(stack, "voice-agents", { cluster });
    runExample(examples("ts").join("\n"), { ...library, app, stack, namespace, digest: "a1".repeat(32) });
  });

  expect(warnings).toEqual([]);
  const stack = stacks["test"];
  expect(stack && resources(stack, "kubernetes_deployment_v1")).toHaveLength(2);
  expect(stack && resources(stack, "kubernetes_stateful_set_v1")).toHaveLength(1);
  expect(stack && resources(stack, "kubernetes_horizontal_pod_autoscaler_v2")).toHaveLength(1);
});

test("the program of the page is Python", () => {
  const [program = ""] = examples("python");

  const { status, stderr } = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
    input: program,
    encoding: "utf8",
  });

  expect(stderr).toBe("");
  expect(status).toBe(0);
});
