// What the shapes make, property by property, on the synthesized JSON.
import { Fn, TerraformVariable } from "cdktf";
import {
  AgentNamespace,
  AgentPlatform,
  Drain,
  type HttpServiceProps,
  HttpService,
  Exposure,
  type Peer,
  PreStop,
  Probe,
  Scaling,
  SecretKey,
  StreamService,
} from "../../src/workloads/index";
import { AgynStack, Cluster } from "../../src/constructs/index";
import { type Block, cluster, type Json, resource, resources, type StackJson, synth } from "../constructs/support";
import { SHAPES } from "./right-shapes";
import { budgets, found, rightProps, rightService, type Setting, synthWorkloads } from "./support";

const names = Object.keys(SHAPES);
const podsOf = ["deployment", "stateful_set", "job", "cron_job"].map((kind) => `kubernetes_${kind}_v1`);

const stackOf = (build: (setting: Setting) => void, platform = { budgets }): StackJson => {
  const { stacks } = synthWorkloads(build, platform);
  if (stacks["test"] === undefined) throw new Error("no stack");
  return stacks["test"];
};
const of = (shape: string): StackJson => stackOf((setting) => SHAPES[shape]?.(setting, shape));
const service = (more: Partial<HttpServiceProps> = {}): StackJson =>
  stackOf((setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more }));

type Members = Readonly<Record<string, Json>>;
const inside = (json: Json | undefined, ...path: (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>((at, key) => (at as Members | undefined)?.[key], json);

/** The template of a workload's pods, as it is written for the provider. */
function templateOf(stack: StackJson): Block {
  const [workload] = podsOf.flatMap((type) => resources(stack, type));
  const spec = inside(workload, "spec");
  const template = inside(spec, "template") ?? inside(spec, "job_template", "spec", "template");
  if (template === undefined) throw new Error("no template");
  return template as Block;
}
const podOf = (stack: StackJson): Block => templateOf(stack)["spec"] as Block;
const containerOf = (stack: StackJson): Block => (podOf(stack)["container"] as readonly Block[])[0] ?? {};

/** Objects that the local chart of a stack makes. */
function charted(stack: StackJson): readonly Members[] {
  return resources(stack, "helm_release").flatMap(({ values }) => {
    const [text] = values as readonly string[];
    return (JSON.parse((text ?? "").replaceAll("$${", "${")) as { objects: readonly Members[] }).objects;
  });
}
const kinds = (stack: StackJson, kind: string): readonly Members[] =>
  charted(stack).filter((object) => object["kind"] === kind);

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
      expect(containerOf(stack)["security_context"]).toMatchObject({
        run_as_non_root: true,
        privileged: false,
        allow_privilege_escalation: false,
        read_only_root_filesystem: true,
        capabilities: { drop: ["ALL"] },
      });
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
    ["a scaler from 1", { scaling: Scaling.podMetric({ metric: "m", minimum: 1, maximum: 3 }) }, 0],
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

    expect(annotation).toMatch(/^\$\{sha256\(jsonencode\(\{.*"LEVEL" = var\.level.*\}\)\)\}$/);
    expect(inside(resource(stack, "kubernetes_config_map_v1"), "data", "UPPER")).toBe("${upper(var.level)}");
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

describe("ways in", () => {
  const common = { host: "a.example.com", className: "c" };
  const ofPods = {
    ...common,
    tlsSecret: "tls",
    fromNamespace: "edge",
    allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"],
  };
  const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
  const ofBalancer = {
    ...common,
    controller: "alb",
    certificateArn,
    fromCidrs: ["10.20.0.0/24", "10.20.1.0/24"],
  } as const;
  const ingressOf = (shape: "http" | "stream", exposure: Exposure): Block => {
    const Service = shape === "http" ? HttpService : StreamService;
    const stack = stackOf((setting) => {
      const props = rightProps(setting);
      new Service(setting.stack, "answers", { ...props, exposure, models: [] });
    });
    return resource(stack, "kubernetes_ingress_v1");
  };
  const annotationsOf = (shape: "http" | "stream", exposure: Exposure) =>
    inside(ingressOf(shape, exposure), "metadata", "annotations");

  // names and values as each controller documents them; what it does not read on an Ingress is not written
  it.each([
    // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ (since 1.9 `allowlist-source-range`)
    [
      "nginx",
      {
        "nginx.ingress.kubernetes.io/proxy-buffering": "off",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "35",
        "nginx.ingress.kubernetes.io/proxy-send-timeout": "35",
        "nginx.ingress.kubernetes.io/allowlist-source-range": "203.0.113.0/24,198.51.100.0/24",
      },
      {},
    ],
    // https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/annotations.md: `timeout-tunnel` is of the ConfigMap
    [
      "haproxy",
      { "haproxy.org/timeout-server": "35s", "haproxy.org/allow-list": "203.0.113.0/24,198.51.100.0/24" },
      { "haproxy.org/backend-config-snippet": "timeout tunnel 35s" },
    ],
    // https://projectcontour.io/docs/main/config/annotations/: there is no list of addresses
    [
      "contour",
      { "projectcontour.io/response-timeout": "35s", "ingress.kubernetes.io/force-ssl-redirect": "true" },
      { "projectcontour.io/websocket-routes": "/" },
    ],
  ] as const)("by %s wait longer than a step, and know web sockets of what streams", (controller, http, stream) => {
    const { allowedCidrs, ...open } = ofPods;
    const exposure = Exposure.ingress({ ...open, controller, ...(controller === "contour" ? {} : { allowedCidrs }) });

    expect(annotationsOf("http", exposure)).toEqual(http);
    expect(annotationsOf("stream", exposure)).toEqual({ ...http, ...stream });
  });

  it("by an AWS load balancer end TLS there, go to the pods themselves, and ask health where readiness is asked", () => {
    const at8443 = { url: "https://a.example.com:8443", port: 8443 };
    const ingress = ingressOf("http", Exposure.ingress({ ...ofBalancer, ...at8443, allowedCidrs: ["203.0.113.0/24"] }));

    // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
    expect(inside(ingress, "metadata", "annotations")).toEqual({
      "alb.ingress.kubernetes.io/load-balancer-attributes": "idle_timeout.timeout_seconds=35",
      "alb.ingress.kubernetes.io/target-type": "ip",
      "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS": 8443}]',
      "alb.ingress.kubernetes.io/certificate-arn": certificateArn,
      "alb.ingress.kubernetes.io/healthcheck-path": "/readyz",
      "alb.ingress.kubernetes.io/inbound-cidrs": "203.0.113.0/24",
    });
    expect(inside(ingress, "spec", "tls")).toBeUndefined();
  });

  it.each([
    ["alb", Exposure.ingress(ofBalancer)],
    ["a Gateway that is no pod", Exposure.route({ ...ofBalancer, gateway: "external", gatewayNamespace: "infra" })],
  ])("of %s are let in by addresses, at the port of readiness too", (_what, exposure) => {
    const stack = service({ exposure, probes: { readiness: Probe.http("/readyz", { port: 9000 }) } });
    const policy = resources(stack, "kubernetes_network_policy_v1").find(
      ({ metadata }) => inside(metadata, "name") === "answers",
    );
    const [first, second, ...others] = inside(policy, "spec", "ingress") as readonly Block[];

    expect([first, second]).toEqual(
      ofBalancer.fromCidrs.map((cidr) => ({
        from: [{ ip_block: { cidr } }],
        ports: [
          { port: "8080", protocol: "TCP" },
          { port: "9000", protocol: "TCP" },
        ],
      })),
    );
    expect(others).toHaveLength(1);
  });

  const needs = { timeoutSeconds: 9_000, port: 443, webSockets: true, readiness: undefined };
  const attributes = "alb.ingress.kubernetes.io/load-balancer-attributes";

  it("by an AWS load balancer wait as long as it can, which counts from the last byte", () => {
    expect(Exposure.ingress(ofBalancer).annotations(needs)[attributes]).toBe("idle_timeout.timeout_seconds=4000");
  });

  it("keep what is derived where an annotation holds several settings, and ours is not among those that are given", () => {
    const logs = "access_logs.s3.enabled=true";
    const given = (value: string) => Exposure.ingress({ ...ofBalancer, annotations: { [attributes]: value } });

    expect(given(logs).annotations(needs)[attributes]).toBe(`idle_timeout.timeout_seconds=4000,${logs}`);
    expect(given(logs).overrides(needs)).toEqual([]);
    expect(given("idle_timeout.timeout_seconds=60").overrides(needs)).toEqual([
      {
        option: `exposure.annotations.${attributes}`,
        value: "idle_timeout.timeout_seconds=60",
        follows: "exposure.timeoutSeconds",
      },
    ]);
  });

  it("by a route are attached to the listener that is named", () => {
    const route = { host: "a.example.com", gateway: "g", fromNamespace: "edge" };
    const parents = (more: object) =>
      inside(kinds(service({ exposure: Exposure.route({ ...route, ...more }) }), "HTTPRoute")[0], "spec", "parentRefs");

    expect(parents({})).toEqual([{ name: "g", namespace: "edge" }]);
    expect(parents({ listener: "https" })).toEqual([{ name: "g", namespace: "edge", sectionName: "https" }]);
    expect(parents({ fromNamespace: undefined, fromCidrs: ["10.20.0.0/24"] })).toEqual([{ name: "g" }]);
  });

  it("wait as long as Terraform says where it is known later", () => {
    const stack = stackOf((setting) => {
      const seconds = new TerraformVariable(setting.stack, "seconds", { type: "number" }).numberValue;
      const exposure = Exposure.ingress({ ...ofBalancer, timeoutSeconds: seconds });
      new HttpService(setting.stack, "answers", { ...rightProps(setting), exposure });
    });

    expect(inside(resource(stack, "kubernetes_ingress_v1"), "metadata", "annotations", attributes)).toBe(
      "idle_timeout.timeout_seconds=${var.seconds}",
    );
  });

  it("by a route wait longer than a step", () => {
    const [route] = kinds(of("stream"), "HTTPRoute");
    expect(inside(route, "spec", "rules", 0)).toEqual({
      backendRefs: [{ name: "stream", port: 8080 }],
      timeouts: { request: "315s", backendRequest: "315s" },
    });
  });

  it("lead to each pod by a host of its own, which the pod is told", () => {
    const stack = of("bridge-per-pod");
    const services = resources(stack, "kubernetes_service_v1").map(({ metadata, spec }) => [
      inside(metadata, "name"),
      inside(spec, "cluster_ip") ?? inside(spec, "selector", "statefulset.kubernetes.io/pod-name"),
    ]);

    expect(services).toEqual([
      ["bridge-per-pod-0", "bridge-per-pod-0"],
      ["bridge-per-pod-1", "bridge-per-pod-1"],
      ["bridge-per-pod", "None"],
    ]);
    expect(kinds(stack, "HTTPRoute").map((route) => inside(route, "spec", "hostnames", 0))).toEqual([
      "bridge-per-pod-0.calls.example.com",
      "bridge-per-pod-1.calls.example.com",
    ]);
    expect(containerOf(stack)["env"]).toEqual([
      { name: "POD_NAME", value_from: { field_ref: { field_path: "metadata.name" } } },
      { name: "AGENT_PUBLIC_URL", value: "wss://$(POD_NAME).calls.example.com" },
    ]);
  });
});

describe("the network policy", () => {
  const rulesOf = (direction: "ingress" | "egress", more: Partial<HttpServiceProps>): readonly Block[] => {
    const policies = resources(service(more), "kubernetes_network_policy_v1");
    const own = policies.find(({ metadata }) => inside(metadata, "name") === "answers");
    return (inside(own, "spec", direction) ?? []) as readonly Block[];
  };
  const inNamespace = (name: string) => ({
    namespace_selector: { match_labels: { "kubernetes.io/metadata.name": name } },
  });

  it.each<readonly [string, Peer, Json]>([
    ["all ports where none are named", { namespace: "a" }, []],
    ["TCP", { namespace: "a", ports: [80] }, [{ port: "80", protocol: "TCP" }]],
    ["UDP", { namespace: "a", ports: [3478], protocol: "UDP" }, [{ port: "3478", protocol: "UDP" }]],
    ["all ports of UDP", { namespace: "a", protocol: "UDP" }, [{ protocol: "UDP" }]],
  ])("opens %s alike at both ends", (_what, peer, ports) => {
    const rule = (direction: "ingress" | "egress") =>
      rulesOf(direction, { network: { models: [{ namespace: "models" }], [direction]: [peer] } }).at(-1);

    expect(rule("ingress")).toEqual({ from: [inNamespace("a")], ports });
    expect(rule("egress")).toEqual({ to: [inNamespace("a")], ports });
  });

  const dnsOf = (kind: "gke" | "openshift" | undefined, dns?: readonly string[]): Block | undefined => {
    const { stacks } = synth((app) => {
      const stack = new AgynStack(app, "test", { cluster });
      const own = Cluster.fromKubeconfig({ context: "other", ...(kind && { kind }) });
      const namespace = new AgentNamespace(stack, "support", { cluster: own, ...(dns && { dns }) });
      new AgentPlatform(app, "agents", { budgets });
      const { models: _, ...props } = rightProps({ namespace } as Setting);
      new HttpService(stack, "answers", props);
    });
    const policies = resources(stacks["test"] as StackJson, "kubernetes_network_policy_v1");
    const own = policies.find(({ metadata }) => inside(metadata, "name") === "answers");
    return inside(own, "spec", "egress", 0) as Block;
  };
  const pods = (app: string) => ({
    ...inNamespace("kube-system"),
    pod_selector: { match_labels: { "k8s-app": app } },
  });
  const block = (cidr: string) => ({ ip_block: { cidr } });
  const NODE_LOCAL = block("169.254.20.10/32");

  it.each([
    ["a cluster", undefined, undefined, [pods("kube-dns"), NODE_LOCAL], ["53"]],
    [
      "a cluster with a resolver",
      undefined,
      ["10.96.0.10/32"],
      [pods("kube-dns"), NODE_LOCAL, block("10.96.0.10/32")],
      ["53"],
    ],
    [
      "GKE",
      "gke",
      undefined,
      [pods("kube-dns"), NODE_LOCAL, pods("node-local-dns"), block("169.254.169.254/32")],
      ["53"],
    ],
    ["OpenShift", "openshift", undefined, [inNamespace("openshift-dns"), NODE_LOCAL], ["53", "5353"]],
  ] as const)("lets names be asked for where %s answers", (_what, kind, dns, to, ports) => {
    expect(dnsOf(kind, dns)).toEqual({
      to,
      ports: ["UDP", "TCP"].flatMap((protocol) => ports.map((port) => ({ port, protocol }))),
    });
  });

  it.each<readonly [string, string, Json | undefined]>([
    [
      "a Service by its short name",
      "http://otel.monitoring:4318",
      { to: [inNamespace("monitoring")], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "a Service by its full name",
      "otel.monitoring.svc.cluster.local:4317",
      { to: [inNamespace("monitoring")], ports: [{ port: "4317", protocol: "TCP" }] },
    ],
    [
      "a Service whose pods may listen elsewhere",
      "http://otel.monitoring.svc",
      { to: [inNamespace("monitoring")], ports: [] },
    ],
    [
      "a Service beside it",
      "http://otel:4318/v1/traces",
      { to: [{ pod_selector: {} }], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "an address",
      "http://192.0.2.7:4318",
      { to: [block("192.0.2.7/32")], ports: [{ port: "4318", protocol: "TCP" }] },
    ],
    [
      "an address of IPv6",
      "http://[2001:db8::7]:4317",
      { to: [block("2001:db8::7/128")], ports: [{ port: "4317", protocol: "TCP" }] },
    ],
    ["the pod itself", "http://localhost:4318", undefined],
    ["a word", "langfuse", undefined],
  ])("lets traces go to %s", (_what, traces, rule) => {
    const more = { network: { models: [{ cidr: "192.0.2.0/24" }] }, sight: { metrics: "agent", traces } };
    const [, , ...others] = rulesOf("egress", more);

    expect(others).toEqual(rule === undefined ? [] : [rule]);
    expect(found((setting) => new HttpService(setting.stack, "answers", { ...rightProps(setting), ...more }))).toEqual(
      [],
    );
  });

  it.each<readonly [Partial<Peer>, readonly string[]]>([
    [{ ports: [9090] }, []],
    [{}, []],
    [{ ports: [8080] }, ["OBS-02"]],
    [{ ports: [9090], protocol: "UDP" }, ["OBS-02"]],
  ])("lets metrics be read by who may come to %j, and says where nobody may", (peer, rules) => {
    const findings = found((setting) => {
      const { network, ...props } = rightProps(setting);
      const sight = { ...props.sight, monitoring: undefined };
      const open = { ...network, ingress: [{ namespace: "monitoring", ...peer }] };
      new HttpService(setting.stack, "answers", { ...props, sight, network: open } as HttpServiceProps);
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it.each([
    ["https://otel.acme.example/v1/traces", {}, ["OBS-02"]],
    ["https://acme.example", {}, ["OBS-02"]],
    ["https://otel.acme.example/v1/traces", { internet: true }, []],
    ["https://otel.acme.example:4317", { internet: true }, ["OBS-02"]],
    ["http://otel.acme.example:4318", { egress: [{ cidr: "203.0.113.7/32" }] }, ["OBS-02"]],
  ])("says that traces to %s with %j are let go: %j", (traces, network, rules) => {
    const findings = found((setting) => {
      const models = { models: [{ cidr: "192.0.2.0/24" }] };
      const props = { ...rightProps(setting), network: { ...models, ...network }, sight: { metrics: "agent", traces } };
      new HttpService(setting.stack, "answers", props);
    });
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
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
        spec: { backoff_limit: 2, active_deadline_seconds: 33_315, ttl_seconds_after_finished: "86400" },
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
