// Pods with a host each, of pools that are served and of bridges of any other system: who calls has chosen one of them, and reaches it at
// its host for as long as it lives.
import {
  BridgeService,
  type BridgeServiceProps,
  Drain,
  UnpodRunnerPool,
  type UnpodServeProps,
} from "../../../src/workloads/index";
import { TerraformVariable } from "cdktf";
import { type Block, type Json, resources, type StackJson } from "../../constructs/support";
import { found, rightProps, type Setting, synthWorkloads } from "../support";
import { bridgeWayIn, servedProps } from "./pools";

type Change = Partial<Pick<UnpodServeProps & BridgeServiceProps, "drain" | "waitSeconds" | "gracePeriodSeconds">>;

const pool = ({ stack, namespace }: Setting, change: Change & { readonly replicas?: number } = {}): void => {
  UnpodRunnerPool.serve(stack, "voice", { ...servedProps(namespace), ...change });
};

const bridge = (setting: Setting, change: Change & { readonly replicas?: number } = {}): void => {
  const { scaling: _, ...props } = rightProps(setting);
  new BridgeService(setting.stack, "voice", {
    ...props,
    drain: Drain.of({ longestStepSeconds: 900 }),
    exposure: bridgeWayIn,
    hosts: "perPod",
    replicas: 2,
    ...change,
  });
};

const systems = [
  ["a pool of Unpod runners", pool],
  ["a bridge service", bridge],
] as const;

const synthesized = (build: (setting: Setting) => void): StackJson => {
  const { test: stack } = synthWorkloads(build).stacks;
  if (stack === undefined) throw new Error("There is no stack.");
  return stack;
};

/** Services by name, with whether they lead to pods that are not ready. */
function services(stack: StackJson): Readonly<Record<string, Json | undefined>> {
  const made = resources(stack, "kubernetes_service_v1").map(({ metadata, spec }): [string, Json | undefined] => [
    (metadata as { readonly name: string }).name,
    (spec as Block)["publish_not_ready_addresses"],
  ]);
  return Object.fromEntries(made);
}

function workload(stack: StackJson) {
  const [{ spec, timeouts } = {}] = resources(stack, "kubernetes_stateful_set_v1");
  const pod = ((spec as Block)["template"] as Block)["spec"] as Block;
  const [container] = pod["container"] as readonly Block[];
  return {
    lifecycle: container?.["lifecycle"],
    graceSeconds: pod["termination_grace_period_seconds"],
    waits: (timeouts as Block)["update"],
  };
}

describe.each(systems)("with a host per pod, %s", (_, build) => {
  it("is reached at the host of a pod that drains, too: it is not ready then, and its caller comes back to it", () => {
    expect(services(synthesized((setting) => build(setting)))).toEqual({
      voice: undefined,
      "voice-0": true,
      "voice-1": true,
    });
  });

  it("gets SIGTERM at once: no balancer has to stop sending, and until then it would be given calls", () => {
    expect(workload(synthesized((setting) => build(setting)))).toMatchObject({
      lifecycle: undefined,
      graceSeconds: 915,
    });
  });

  it("waits before SIGTERM where that was said", () => {
    const drain = Drain.of({ longestStepSeconds: 900, preStopSeconds: 5 });

    expect(workload(synthesized((setting) => build(setting, { drain })))).toMatchObject({
      lifecycle: { pre_stop: [{ exec: { command: ["sleep", "5"] } }] },
      graceSeconds: 920,
    });
  });

  it.each([
    ["one pod after the other", {}, "7305s"], // 6 x (915 + 300) + 15
    ["with a longer grace", { gracePeriodSeconds: 1_915 }, "13305s"],
    ["as long as was said", { waitSeconds: 6_000 }, "6000s"],
  ])("is waited for at a rollout: %s", (_what, change, waits) => {
    expect(workload(synthesized((setting) => build(setting, { replicas: 6, ...change }))).waits).toBe(waits);
  });

  it("has a number of pods that is known at synth", () => {
    const findings = found((setting) => build(setting, { replicas: later(setting) }));

    expect(findings.map(({ rule, path, value, why }) => ({ rule, path, value, why }))).toEqual([
      {
        rule: "UNP-16",
        path: "test/voice.replicas",
        value: undefined,
        why: "it is known when Terraform runs, and a way in is made for each pod at synth",
      },
    ]);
  });
});

const later = ({ stack }: Setting): number => new TerraformVariable(stack, "later", { type: "number" }).numberValue;
