// What an AgentFlow service is in the synthesized JSON.
import type { AgentFlowServiceProps } from "../../../src/workloads/index";
import { type Block, type Output, resources } from "../../constructs/support";
import { type Setting, synthWorkloads } from "../support";
import { inside } from "../synthesized";
import { agentFlow } from "./support";

/** Settings that differ from the right ones. */
export type Change = (setting: Setting) => Partial<AgentFlowServiceProps>;

export const synthesized = (change: Change = () => ({})): Output =>
  synthWorkloads((setting) => agentFlow(setting, change(setting)));
/** The one object of a kind that is called by a name. */
export function named({ stacks }: Output, kind: string, name: RegExp): Block {
  const stack = stacks["test"];
  const all = stack === undefined ? [] : resources(stack, kind);
  const [one] = all.filter((block) => name.test(inside(block, "metadata", "name") as string));
  if (one === undefined) throw new Error(`no ${kind} ${name.source}`);
  return one;
}
export const deployment = (output: Output): Block => named(output, "kubernetes_deployment_v1", /^flow$/);
export const pod = (output: Output): unknown => inside(deployment(output), "spec", "template", "spec");
export const container = (output: Output): unknown => inside(pod(output), "container", 0);
export const variables = (output: Output): Readonly<Record<string, string>> =>
  named(output, "kubernetes_config_map_v1", /^flow$/)["data"] as Readonly<Record<string, string>>;
export const secretVariables = (holder: unknown): unknown =>
  Object.fromEntries(
    (inside(holder, "env") as readonly { name: string; value_from: { secret_key_ref: unknown } }[]).map((one) => [
      one.name,
      one.value_from.secret_key_ref,
    ]),
  );
/** agentflow.json, as the pod reads it. */
export function file(output: Output): Readonly<Record<string, unknown>> {
  const text = resources(output.stacks["test"] as never, "kubernetes_config_map_v1")
    .flatMap((block) => Object.values(block["data"] as Readonly<Record<string, string>>))
    .find((one) => one.startsWith("{"));
  return JSON.parse((text ?? "").replaceAll("$${", "${")) as Readonly<Record<string, unknown>>;
}
