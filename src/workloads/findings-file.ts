// cdktf.out/agents.json: the agent workloads of an app and what was found in them, what is accepted with its reason, for whoever
// reviews a change. Written once, beside the stacks; the same app has the same bytes.
//
// Source: TerraformStack.synthesizer of cdktf 0.21, the one place of its public interface that is told the output directory.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AGENTS_JSON, type AgentsFile, type Finding, findingsToJson, redactText, type Stage } from "../rules/index.js";
import type { TerraformStack } from "./core.js";
import type { WorkloadDescription } from "./description.js";

/** What the file is made from. */
export interface JudgedWorkloads {
  readonly stage: Stage;
  readonly workloads: readonly WorkloadDescription[];
  readonly findings: readonly Finding[];
}

/** Makes the output of a stack's app carry what was found. */
export function carryFindings(stack: TerraformStack, judged: () => JudgedWorkloads): void {
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize(session) {
      synthesizer.synthesize(session);
      writeFileSync(join(session.outdir, AGENTS_JSON), agentsJson(judged()));
    },
  };
}

/** The text of the file; what looks like a secret is replaced. */
function agentsJson({ stage, workloads, findings }: JudgedWorkloads): string {
  const { formatVersion, counts, findings: shown } = findingsToJson(findings);
  const known = workloads
    .map(({ path, system, shape, cluster, namespace, name }) => ({ path, system, shape, cluster, namespace, name }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const file: AgentsFile = { formatVersion, stage, workloads: known, counts, findings: shown };
  return `${redactText(JSON.stringify(file, null, 2))}\n`;
}
