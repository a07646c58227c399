// Ways in from outside the cluster, on the synthesized JSON: what each controller is told, and who is let in.
import { TerraformVariable } from "cdktf";
import { Exposure, HttpService, Probe, StreamService } from "../../src/workloads/index";
import { type Block, resource, resources } from "../constructs/support";
import { rightProps } from "./support";
import { containerOf, inside, kinds, of, service, stackOf } from "./synthesized";

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
  const targets = "alb.ingress.kubernetes.io/target-group-attributes";
  const attributes = "alb.ingress.kubernetes.io/load-balancer-attributes";

  it("by an AWS load balancer wait as long as it can, which counts from the last byte", () => {
    expect(Exposure.ingress(ofBalancer).annotations(needs)[attributes]).toBe("idle_timeout.timeout_seconds=4000");
  });

  it.each([
    [300, undefined],
    [301, "deregistration_delay.timeout_seconds=301"],
    [9_000, "deregistration_delay.timeout_seconds=3600"],
  ])(
    "by an AWS load balancer keep the connections of a pod that ends for %d s, as far as it can",
    (timeoutSeconds, said) => {
      expect(Exposure.ingress(ofBalancer).annotations({ ...needs, timeoutSeconds })[targets]).toBe(said);
    },
  );

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
