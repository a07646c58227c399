// What the shapes make, property by property, on the synthesized JSON.
import { Fn, TerraformVariable } from "cdktf";
import { Drain, type HttpServiceProps, HttpService, PreStop, Scaling, SecretKey } from "../../src/workloads/index";
import { type Json, resource, resources, type Block } from "../constructs/support";
import { SHAPES } from "./right-shapes";
import { budgets, found, rightProps, rightService } from "./support";
import {
  containerOf,
  inside,
  kinds,
  type Members,
  of,
  podOf,
  service,
  stackOf,
  templateOf,
  NO_RIGHTS,
} from "./synthesized";

const names = Object.keys(SHAPES);

describe("every shape", () => {
  it.each(names)("%s is found right by all rules", (shape) => {
    expect(found((setting) => SHAPES[shape]?.(setting, shape))).toEqual([]);
  });

  it.each(names.filter((name) => name !== "per-task"))(
    "%s runs under the strictest rules, without a token",
    (shape) => {
      const stack = of(shape);
      expect(resource(stack, "kubernetes_service_account_v1")["automount_service_account_token"]).toBe(false);
      expect(podOf(stack)).toMatchObject({
        automount_service_account_token: false,
        enable_service_links: false,
        security_context: { run_as_non_root: true, seccomp_profile: { type: "RuntimeDefault" } },
        topology_spread_constraint: [
          { topology_key: "topology.kubernetes.io/zone", when_unsatisfiable: "ScheduleAnyway" },
          { topology_key: "kubernetes.io/hostname", when_unsatisfiable: "ScheduleAnyway" },
        ],
      });
      expect(containerOf(stack)["security_context"]).toMatchObject(NO_RIGHTS);
    },
  );

  it("takes a Job for each task with the same pod as Kubernetes has it", () => {
    const [job] = kinds(of("per-task"), "ScaledJob");
    const target = inside(job, "spec", "jobTargetRef") as Members;

    expect(target).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 11_115, ttlSecondsAfterFinished: 86_400 });
    expect(inside(target, "template", "spec")).toMatchObject({
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      topologySpreadConstraints: [{ labelSelector: { matchLabels: {} } }, {}],
      containers: [
        { securityContext: { capabilities: { drop: ["ALL"] } }, envFrom: [{ configMapRef: { name: "per-task" } }] },
      ],
    });
    expect(inside(job, "spec")).toMatchObject({
      rollout: { strategy: "gradual" },
      minReplicaCount: 0,
      maxReplicaCount: 5,
    });
  });

  it.each(names)("%s is open to those only that are named, and closed where nobody is", (shape) => {
    const policies = resources(of(shape), "kubernetes_network_policy_v1");
    const own = policies.find(({ metadata }) => inside(metadata, "name") === shape);
    const served = ["http", "stream", "bridge", "bridge-per-pod"].includes(shape);
    const ingress = (inside(own, "spec", "ingress") ?? []) as readonly Block[];

    expect(inside(own, "spec", "policy_types")).toEqual(["Ingress", "Egress"]);
    const metrics = {
      from: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [{ port: "9090", protocol: "TCP" }],
    };

    expect(ingress).toHaveLength(served ? 2 : 1);
    expect(ingress).toContainEqual(metrics);
    // an empty rule, or a rule without peers, would open everything
    for (const rule of [...ingress, ...(inside(own, "spec", "egress") as readonly Block[])]) {
      const peers = (rule["from"] ?? rule["to"]) as readonly Block[];
      expect(peers.length).toBeGreaterThan(0);
      for (const peer of peers) expect(Object.keys(peer).length).toBeGreaterThan(0);
    }
  });
});

describe("a pod that ends", () => {
  it.each([
    ["http", 45, ["sleep", "10"]],
    ["stream", 325, ["sleep", "10"]],
    ["bridge", 3_625, ["sleep", "10"]],
    ["dial-out", 3_615, undefined],
    ["worker", 1_815, undefined],
    ["job", 10_815, undefined],
    ["nightly", 30, undefined],
  ] as const)("of shape %s has %i s", (shape, seconds, command) => {
    const stack = of(shape);
    expect(podOf(stack)["termination_grace_period_seconds"]).toBe(seconds);
    expect(inside(containerOf(stack), "lifecycle", "pre_stop", 0, "exec", "command")).toEqual(command);
  });

  it("waits on a path where its image has no shell", () => {
    const stack = service({ preStop: PreStop.http("/drain", 8080) });
    expect(inside(containerOf(stack), "lifecycle", "pre_stop")).toEqual([
      { http_get: { path: "/drain", port: "8080" } },
    ]);
  });

  it("is not waited for by a rollout that makes no progress", () => {
    expect(inside(resource(of("bridge"), "kubernetes_deployment_v1"), "spec", "progress_deadline_seconds")).toBe(600);
  });

  it.each<[string, HttpServiceProps["rollout"], number]>([
    ["an old one has to go before there is room for the next", { maxSurge: 0, maxUnavailable: 1 }, 600 + 45],
    ["the same, as a part of them", { maxSurge: "0%", maxUnavailable: "50%" }, 600 + 45],
    ["another is there first", { maxSurge: 1, maxUnavailable: 0 }, 600],
    ["a part is at least one", { maxSurge: "1%", maxUnavailable: 1 }, 600],
    ["all are gone before the first one starts, of which no progress is asked", "recreate", 600],
  ])("is waited for by a rollout where %s", (_what, rollout, seconds) => {
    const stack = service({ rollout });
    expect(inside(resource(stack, "kubernetes_deployment_v1"), "spec", "progress_deadline_seconds")).toBe(seconds);
  });

  it.each([
    ["bridge", "false"],
    ["job", "false"],
    ["http", undefined],
    ["nightly", undefined],
  ])("of shape %s keeps its node from the autoscaler as long as its work can't be done again: %s", (shape, value) => {
    const annotations = inside(templateOf(of(shape)), "metadata", "annotations");
    expect(inside(annotations, "cluster-autoscaler.kubernetes.io/safe-to-evict")).toBe(value);
  });
});

describe("the budget for disruptions", () => {
  it.each([
    ["two pods", {}, 1],
    ["one pod", { replicas: 1 }, 0],
    ["a scaler from 2", { scaling: Scaling.podMetric({ metric: "m", minimum: 2, maximum: 3 }) }, 1],
    [
      "a scaler from 1, which may have made three",
      { scaling: Scaling.podMetric({ metric: "m", minimum: 1, maximum: 3 }) },
      1,
    ],
    ["a scaler of one pod", { scaling: Scaling.podMetric({ metric: "m", minimum: 1, maximum: 1 }) }, 0],
  ])("of %s", (_what, more, count) => {
    expect(resources(service(more), "kubernetes_pod_disruption_budget_v1")).toHaveLength(count);
  });

  it("is left out for workers whose task goes back to the queue", () => {
    expect(resources(of("temporal-worker"), "kubernetes_pod_disruption_budget_v1")).toEqual([]);
  });
});

describe("the checksum of the configuration", () => {
  const checksum = (more: Partial<HttpServiceProps> = {}, platform = { budgets }): Json | undefined => {
    const stack = stackOf(
      (setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more }),
      platform,
    );
    return inside(templateOf(stack), "metadata", "annotations", "checksum/config");
  };

  it("stays with the same content and changes with variables, files and the semaphore that a budget gives", () => {
    const same = checksum();
    const narrow = [{ ...budgets[0], concurrency: 2 }];
    const acknowledge = [{ rule: "SCL-04", path: "agents", reason: "a test of the semaphore" }];

    expect(checksum()).toBe(same);
    expect(checksum({ environment: { LEVEL: "debug" } })).not.toBe(same);
    expect(checksum({ files: { "/etc/a": "b" } })).not.toBe(same);
    expect(checksum({}, { budgets: narrow, acknowledge } as never)).not.toBe(same);
  });

  it("is made by Terraform of what is known only when it is applied", () => {
    const stack = stackOf((setting) => {
      const level = new TerraformVariable(setting.stack, "level", { type: "string" });
      new HttpService(setting.stack, "answers", {
        ...rightProps(setting),
        environment: { LEVEL: level.stringValue, UPPER: Fn.upper(level.stringValue) },
      });
    });
    const annotation = inside(templateOf(stack), "metadata", "annotations", "checksum/config");

    expect(annotation).toMatch(
      /^\$\{substr\(sha256\(jsonencode\(\["[0-9a-f]{64}", var\.level, "[0-9a-f]{64}", upper\(var\.level\), "/,
    );
    expect(inside(resource(stack, "kubernetes_config_map_v1"), "data", "UPPER")).toBe("${upper(var.level)}");
  });

  it("is made by Terraform of a number that is a part of a file", () => {
    const stack = stackOf((setting) => {
      const rate = new TerraformVariable(setting.stack, "rate", { type: "number" }).numberValue;
      const files = { "/etc/limits.json": JSON.stringify({ rate, low: -1e280 }) };
      new HttpService(setting.stack, "answers", { ...rightProps(setting), files });
    });

    expect(inside(templateOf(stack), "metadata", "annotations", "checksum/config")).toMatch(
      /^\$\{substr\(sha256\(jsonencode\(\["[0-9a-f]{64}", var\.rate, "[0-9a-f]{64}"\]/,
    );
  });
});

it("no part of a template of Terraform comes from a text of a user", () => {
  const text = '${file("/etc/passwd")} %{ if true }';
  const stack = service({
    environment: { GREETING: text },
    files: { "/etc/greeting": text },
    command: ["echo", text],
    annotations: { greeting: text },
    preStop: PreStop.command(["echo", text]),
  });
  const json = JSON.stringify(stack.resource);

  expect(json.split("file(").length - 1).toBe(5);
  expect(json.replaceAll("$${file", "").includes("${file")).toBe(false);
  expect(json.replaceAll("%%{ if", "").includes("%{ if")).toBe(false);
});

it("a secret is a reference, in the environment and in a scaler, and is named nowhere else", () => {
  const stack = of("worker");

  expect(containerOf(stack)["env"]).toContainEqual({
    name: "BROKER_URL",
    value_from: { secret_key_ref: { name: "redis", key: "url" } },
  });
  expect(kinds(stack, "TriggerAuthentication")[0]?.["spec"]).toEqual({
    secretTargetRef: [{ parameter: "password", name: "redis", key: "password" }],
  });
  expect(Object.keys(resources(stack, "kubernetes_config_map_v1")[0]?.["data"] ?? {})).not.toContain("BROKER_URL");
});

it("a variable of a pod is never one of its files", () => {
  const maps = resources(of("worker"), "kubernetes_config_map_v1").map(({ metadata, data }) => [
    inside(metadata, "name"),
    Object.keys(data as Members).filter((key) => key.startsWith("file-")),
  ]);
  expect(maps).toEqual([
    ["worker", []],
    ["worker-files", ["file-0"]],
  ]);
});

describe("scalers", () => {
  it("leave the number of pods to themselves", () => {
    for (const shape of ["http", "stream", "worker"]) {
      expect(inside(resource(of(shape), "kubernetes_deployment_v1"), "spec", "replicas")).toBeUndefined();
    }
  });

  it("of KEDA wait for a step, keep what they have when their source is lost, and cool down only to zero", () => {
    const [streams] = kinds(of("stream"), "ScaledObject");
    const [workers] = kinds(of("worker"), "ScaledObject");
    const window = ["advanced", "horizontalPodAutoscalerConfig", "behavior", "scaleDown"];

    expect(streams?.["spec"]).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "stream" },
      fallback: { replicas: 2, behavior: "currentReplicasIfHigher" },
      triggers: [{ type: "prometheus", metadata: { ignoreNullValues: "false", threshold: "2" } }],
    });
    expect(streams?.["spec"]).not.toHaveProperty("cooldownPeriod");
    expect(inside(streams, "spec", ...window)).toMatchObject({
      stabilizationWindowSeconds: 315,
      policies: [{ value: 1 }],
    });
    expect(workers?.["spec"]).toMatchObject({ minReplicaCount: 0, cooldownPeriod: 1_815, fallback: { replicas: 1 } });
  });

  it("of Kubernetes are typed", () => {
    expect(resource(of("http"), "kubernetes_horizontal_pod_autoscaler_v2")["spec"]).toMatchObject({
      min_replicas: 2,
      max_replicas: 4,
      scale_target_ref: { kind: "Deployment", name: "http" },
      metric: [{ type: "Pods", pods: { metric: { name: "requests_in_flight" }, target: { average_value: "2" } } }],
      behavior: { scale_down: [{ stabilization_window_seconds: 35, policy: [{ type: "Pods", value: 1 }] }] },
    });
  });
});

describe("runs", () => {
  it("once are replaced when their configuration changes, waited for by nobody, and taken away by no TTL", () => {
    const job = resource(of("job"), "kubernetes_job_v1");
    expect(job["wait_for_completion"]).toBe(false);
    expect(job["lifecycle"]).toEqual({
      replace_triggered_by: [expect.stringMatching(/^kubernetes_config_map_v1\.job_Config_/) as string],
    });
    expect(job["spec"]).toMatchObject({ backoff_limit: 0, active_deadline_seconds: 11_115 });
    expect(job["spec"]).not.toHaveProperty("ttl_seconds_after_finished");
    expect(inside(templateOf(of("job")), "spec", "restart_policy")).toBe("Never");
  });

  it("by a schedule are never two, and are tried again where they can be", () => {
    expect(resource(of("nightly"), "kubernetes_cron_job_v1")["spec"]).toMatchObject({
      schedule: "0 3 * * *",
      timezone: "Europe/Berlin",
      concurrency_policy: "Forbid",
      job_template: {
        spec: { backoff_limit: 2, active_deadline_seconds: 33_345, ttl_seconds_after_finished: "86400" },
      },
    });
  });
});

it("timeouts of the resource outlast a rollout", () => {
  const drain = Drain.of({ longestStepSeconds: 20 });
  const { timeouts } = resource(
    stackOf((setting) => rightService(setting)),
    "kubernetes_deployment_v1",
  );
  expect(timeouts).toEqual(
    Object.fromEntries(
      ["create", "update", "delete"].map((name) => [name, `${drain.withPreStop(10).rolloutSeconds(4)}s`]),
    ),
  );
});

it("a secret given as a reference is in no text", () => {
  const stack = service({ secrets: { API_KEY: SecretKey.of("provider", "key") } });
  expect(containerOf(stack)["env"]).toContainEqual({
    name: "API_KEY",
    value_from: { secret_key_ref: { name: "provider", key: "key" } },
  });
});
