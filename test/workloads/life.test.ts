// What starts pods anew, what they wait for, and what waits for them: within a stack and between stacks.
import type { App } from "cdktf";
import { TerraformVariable } from "cdktf";
import { AgynStack, SecretReference } from "../../src/constructs/index";
import {
  AgentJob,
  AgentNamespace,
  AgentPlatform,
  AgentSecret,
  type AgentSecretProps,
  DialOutService,
  Drain,
  HttpService,
  type HttpServiceProps,
  JobTrigger,
  type AgentJobProps,
  Volume,
} from "../../src/workloads/index";
import { type Block, cluster, type Json, resource, resources, type StackJson, synth } from "../constructs/support";
import { jobProps, redisQueue, SHAPES } from "./right-shapes";
import { budgets, DIGEST, found, rightProps, type Setting, synthWorkloads } from "./support";
import { inside } from "./synthesized";

const stackOf = (build: (setting: Setting) => void): StackJson => {
  const { test } = synthWorkloads(build).stacks;
  if (test === undefined) throw new Error("no stack");
  return test;
};

/** A Secret whose value is a variable. */
function secretIn(stack: AgynStack, namespace: AgentNamespace, more: Partial<AgentSecretProps> = {}): AgentSecret {
  const value = new TerraformVariable(stack, "crm", { type: "string", sensitive: true });
  const data = { crm: SecretReference.fromVariable(value) };
  return new AgentSecret(stack, "keys", { namespace, data, revision: 1, renewEveryDays: 90, ...more });
}

describe("a new revision of a Secret", () => {
  const checksumOf = (
    revision: number,
    read: "key" | "listed" | "mounted" | "not" = "key",
    later = false,
  ): Json | undefined => {
    const stack = stackOf((setting) => {
      const number = later
        ? new TerraformVariable(setting.stack, "revision", { type: "number" }).numberValue
        : revision;
      const keys = secretIn(setting.stack, setting.namespace, { revision: number });
      const reading: Record<typeof read, Partial<HttpServiceProps>> = {
        key: { secrets: { CRM_KEY: keys.key("crm") } },
        listed: { agentSecrets: [keys] },
        mounted: {
          sidecars: [
            {
              name: "proxy",
              image: `registry.example.com/proxy@sha256:${DIGEST}`,
              volumes: { "/keys": Volume.secret(keys) },
            },
          ],
        },
        not: {},
      };
      new HttpService(setting.stack, "answers", { ...rightProps(setting), ...reading[read] });
    });
    const template = inside(resource(stack, "kubernetes_deployment_v1"), "spec", "template");
    return inside(template, "metadata", "annotations", "checksum/config");
  };

  it.each(["key", "listed", "mounted"] as const)(
    "starts the pods that read it anew, where it is named as %s",
    (read) => {
      expect(checksumOf(2, read)).not.toEqual(checksumOf(1, read));
      expect(checksumOf(1, read)).toEqual(checksumOf(1, read));
    },
  );

  it("leaves the others alone", () => {
    expect(checksumOf(2, "not")).toEqual(checksumOf(1, "not"));
  });

  it("starts them anew too where Terraform knows it later", () => {
    expect(checksumOf(0, "key", true)).toMatch(/^\$\{substr\(sha256\(jsonencode\(\[.*var\.revision/);
  });

  it("is no variable of the pod", () => {
    const stack = stackOf((setting) => {
      const keys = secretIn(setting.stack, setting.namespace);
      const secrets = { CRM_KEY: keys.key("crm") };
      new HttpService(setting.stack, "answers", { ...rightProps(setting), secrets });
    });
    expect(Object.keys(resource(stack, "kubernetes_config_map_v1")["data"] ?? {})).not.toContain("secret/keys");
  });
});

it.each<readonly [string, (keys: AgentSecret) => Partial<HttpServiceProps>]>([
  ["reads a key of a Secret of the app", (keys) => ({ secrets: { CRM_KEY: keys.key("crm") } })],
  ["has one as a volume", (keys) => ({ volumes: { "/keys": Volume.secret(keys) } })],
])("who %s waits for it", (_what, reading) => {
  const stack = stackOf((setting) => {
    const keys = secretIn(setting.stack, setting.namespace);
    new HttpService(setting.stack, "answers", { ...rightProps(setting), ...reading(keys) });
  });
  expect(resource(stack, "kubernetes_deployment_v1")["depends_on"]).toContainEqual(
    expect.stringMatching(/^kubernetes_secret_v1\.keys_/),
  );
});

describe("a Job that runs once", () => {
  const markOf = (more: Partial<AgentJobProps>, revision = 1): Json | undefined => {
    const stack = stackOf((setting) => {
      const secrets = { CRM_KEY: secretIn(setting.stack, setting.namespace, { revision }).key("crm") };
      const props = { ...jobProps(setting), secrets, ...more };
      new AgentJob(setting.stack, "report", { ...props, trigger: JobTrigger.once() });
    });
    return inside(resource(stack, "kubernetes_config_map_v1"), "metadata", "annotations", "checksum/run");
  };

  it.each<[string, Partial<AgentJobProps>, number]>([
    ["a label", { labels: { team: "support" } }, 1],
    ["an annotation", { annotations: { team: "support" } }, 1],
    ["a toleration", { nodes: { tolerations: [{ key: "agents" }] } }, 1],
    ["what it asks for", { resources: { requests: { cpu: "2" } } }, 1],
    ["a renewed Secret", {}, 2],
  ])("runs again for %s", (_what, more, revision) => {
    expect(markOf(more, revision)).toMatch(/^[0-9a-f]{16}$/);
    expect(markOf(more, revision)).not.toBe(markOf({}));
  });

  it("does not run again for the same", () => {
    expect(markOf({})).toBe(markOf({}));
  });

  it("runs again for what Terraform knows later", () => {
    const stack = stackOf((setting) => {
      const image = new TerraformVariable(setting.stack, "image", { type: "string" });
      const team = new TerraformVariable(setting.stack, "team", { type: "string" }).stringValue;
      const props = { ...jobProps(setting), image: image.stringValue, labels: { team } };
      new AgentJob(setting.stack, "report", { ...props, trigger: JobTrigger.once() });
    });
    const mark = inside(resource(stack, "kubernetes_config_map_v1"), "metadata", "annotations", "checksum/run");
    expect(mark).toMatch(/^\$\{substr\(sha256\(.*var\.team.*var\.image/s);
  });

  it("is replaced with what bears its mark", () => {
    const stack = stackOf((setting) => SHAPES["job"]?.(setting, "job"));
    expect(resource(stack, "kubernetes_job_v1")["lifecycle"]).toEqual({
      replace_triggered_by: [expect.stringMatching(/^kubernetes_config_map_v1\.job_Config_/) as string],
    });
  });
});

describe("a run whose pod is taken away", () => {
  const specOf = (more: Partial<AgentJobProps>): Json | undefined => {
    const stack = stackOf((setting) => {
      new AgentJob(setting.stack, "report", { ...jobProps(setting), ...more, trigger: JobTrigger.once() });
    });
    return resource(stack, "kubernetes_job_v1")["spec"];
  };

  it("spends none of its tries, where it can be done again", () => {
    expect(inside(specOf({ restartable: true }), "pod_failure_policy")).toEqual({
      rule: [{ action: "Ignore", on_pod_condition: [{ type: "DisruptionTarget", status: "True" }] }],
    });
  });

  it("spends none either where KEDA makes the Job, in the words of Kubernetes", () => {
    const stack = stackOf((setting) => {
      const trigger = JobTrigger.perTask(redisQueue, { minimum: 0, maximum: 5 });
      new AgentJob(setting.stack, "report", { ...jobProps(setting), restartable: true, trigger });
    });
    const [values] = resource(stack, "helm_release")["values"] as readonly string[];
    expect(values).toContain(
      '"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"status":"True","type":"DisruptionTarget"}]}]}',
    );
  });

  it("is not done a second time, where it can't", () => {
    expect(specOf({})).toMatchObject({ backoff_limit: 0 });
    expect(specOf({})).not.toHaveProperty("pod_failure_policy");
  });

  it.each([
    [{ retries: 0 }, 11_115],
    [{ retries: 2 }, 3 * 11_100 + 15 + 10 + 20],
    [{ retries: 7 }, 8 * 11_100 + 15 + 630 + 360],
    [{ retries: 2, deadlineSeconds: 50_000 }, 50_000],
  ])("with %j has %i s, in which it waits between tries", (more, seconds) => {
    expect(inside(specOf({ restartable: true, ...more }), "active_deadline_seconds")).toBe(seconds);
  });
});

describe("the end of things", () => {
  it("of a namespace is waited for as long as its longest pod may take, and the API server after it", () => {
    const stack = stackOf((setting) => {
      new DialOutService(setting.stack, "voice", {
        ...jobProps(setting),
        drain: Drain.of({ longestStepSeconds: 3_600 }),
        inFlightPerPod: 1,
      });
      new AgentNamespace(setting.stack, "empty", { cluster });
    });
    expect(
      resources(stack, "kubernetes_namespace_v1").map(({ metadata, timeouts }) => [inside(metadata, "name"), timeouts]),
    ).toEqual([
      ["empty", { delete: "300s" }],
      ["support", { delete: "3915s" }],
    ]);
  });

  it.each(Object.keys(SHAPES))("of the policy of %s comes after the end of what runs its pods", (shape) => {
    const stack = stackOf((setting) => SHAPES[shape]?.(setting, shape));
    const runs = Object.entries(stack.resource ?? {}).flatMap(([, made]) =>
      Object.entries(made).filter(([id]) => id.includes("_Workload_")),
    );
    expect(runs).toHaveLength(1);
    expect(runs[0]?.[1]["depends_on"]).toContainEqual(
      expect.stringMatching(/^kubernetes_network_policy_v1\..*_Policy_/),
    );
  });
});

describe("a namespace and a Secret of another stack", () => {
  /** Everything that depends on something, in three stacks. */
  const output = synth((app: App) => {
    new AgentPlatform(app, "platform", { budgets });
    const [base, secrets, agents] = ["base", "secrets", "agents"].map((id) => new AgynStack(app, id, { cluster }));
    if (base === undefined || secrets === undefined || agents === undefined) throw new Error("no stacks");
    const namespace = new AgentNamespace(base, "support", { cluster });
    const keys = secretIn(secrets, namespace);
    const platform = AgentPlatform.of(app);
    for (const [id, make] of Object.entries(SHAPES)) make({ stack: agents, namespace, platform }, id);
    const props = { ...rightProps({ stack: agents, namespace, platform }), secrets: { CRM_KEY: keys.key("crm") } };
    new HttpService(agents, "answers", props);
  });
  const manifest = JSON.parse(output.files.get("manifest.json") ?? "{}") as {
    stacks: Record<string, { dependencies: string[] }>;
  };

  it.each(["base", "secrets", "agents"])("leave only what stack %s declares itself in its depends_on", (id) => {
    const made: Readonly<Record<string, Readonly<Record<string, Block>>>> = output.stacks[id]?.resource ?? {};
    const declared = Object.entries(made).flatMap(([type, ones]) => Object.keys(ones).map((name) => `${type}.${name}`));
    const needed = Object.values(made).flatMap((ones) =>
      Object.values(ones).flatMap((one) => (one["depends_on"] ?? []) as readonly string[]),
    );
    expect(needed.filter((one) => !declared.includes(one))).toEqual([]);
  });

  it("make the stack wait for theirs", () => {
    expect(manifest.stacks["secrets"]?.dependencies).toEqual(["base"]);
    expect([...(manifest.stacks["agents"]?.dependencies ?? [])].sort()).toEqual(["base", "secrets"]);
  });
});

it("two stacks that wait for each other are refused, with what each needs of the other", () => {
  const build = (app: App) => {
    new AgentPlatform(app, "platform", { budgets });
    const [base, agents] = [new AgynStack(app, "base", { cluster }), new AgynStack(app, "agents", { cluster })];
    const namespace = new AgentNamespace(base, "support", { cluster });
    const platform = AgentPlatform.of(app);
    const props = rightProps({ stack: agents, namespace, platform });
    const { dependencies } = new HttpService(agents, "answers", props);
    new HttpService(base, "chat", { ...props, prerequisites: dependencies });
  };

  expect(() => synth(build)).toThrow(
    /^base\/chat needs agents\/answers\/.*, and its stack agents waits for base already: .* Make both in one stack, or take/,
  );
});

it("a workload may be emptied before it is taken out: no rule refuses no pod at all", () => {
  expect(
    found((setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), replicas: 0 })),
  ).toEqual([]);
});
