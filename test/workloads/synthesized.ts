// The objects of a workload as they are synthesized, for those who look at them property by property.
import { HttpService, type HttpServiceProps, type Queue, QueueWorker } from "../../src/workloads/index";
import { type Block, type Json, resources, type StackJson } from "../constructs/support";
import { SHAPES } from "./right-shapes";
import { budgets, rightProps, type Setting, synthWorkloads } from "./support";

const podsOf = ["deployment", "stateful_set", "job", "cron_job"].map((kind) => `kubernetes_${kind}_v1`);

export const stackOf = (build: (setting: Setting) => void, platform = { budgets }): StackJson => {
  const { stacks } = synthWorkloads(build, platform);
  if (stacks["test"] === undefined) throw new Error("no stack");
  return stacks["test"];
};
export const of = (shape: string): StackJson => stackOf((setting) => SHAPES[shape]?.(setting, shape));
export const service = (more: Partial<HttpServiceProps> = {}): StackJson =>
  stackOf((setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more }));

/** A worker of a queue, but for what only a service has. */
export const worker =
  (queue: Queue, more: object = {}) =>
  (setting: Setting) => {
    const { port: _port, whenFull: _full, authentication: _who, probes: _probes, ...props } = rightProps(setting);
    new QueueWorker(setting.stack, "worker", {
      ...props,
      queue,
      scaling: queue.scaling({ minimum: 1, maximum: 4 }),
      ...more,
    });
  };

export type Members = Readonly<Record<string, Json>>;
/** A value somewhere inside, by keys and indexes; lists of one are stepped through. */
export const inside = (value: unknown, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<unknown>((at, step) => {
    const one = Array.isArray(at) && typeof step === "string" ? (at as readonly unknown[])[0] : at;
    return (one as Readonly<Record<string | number, unknown>> | undefined)?.[step];
  }, value) as Json | undefined;

/** The template of a workload's pods, as it is written for the provider. */
export function templateOf(stack: StackJson): Block {
  const [workload] = podsOf.flatMap((type) => resources(stack, type));
  const spec = inside(workload, "spec");
  const template = inside(spec, "template") ?? inside(spec, "job_template", "spec", "template");
  if (template === undefined) throw new Error("no template");
  return template as Block;
}
export const podOf = (stack: StackJson): Block => templateOf(stack)["spec"] as Block;
export const containerOf = (stack: StackJson): Block => (podOf(stack)["container"] as readonly Block[])[0] ?? {};

/** The rights of a container that has none. */
export const NO_RIGHTS = {
  run_as_non_root: true,
  privileged: false,
  allow_privilege_escalation: false,
  read_only_root_filesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** Objects that the local chart of a stack makes. */
function charted(stack: StackJson): readonly Members[] {
  return resources(stack, "helm_release").flatMap(({ values }) => {
    const [text] = values as readonly string[];
    return (JSON.parse((text ?? "").replaceAll("$${", "${")) as { objects: readonly Members[] }).objects;
  });
}
export const kinds = (stack: StackJson, kind: string): readonly Members[] =>
  charted(stack).filter((object) => object["kind"] === kind);
