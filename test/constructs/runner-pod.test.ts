// The runner's own pod: what is asked of it stands in the values of the published charts, and a chart that would ignore it is refused.
import {
  Fleet,
  Gateway,
  Region,
  Runner,
  RunnerChart,
  RunnerPool,
  RunnerRelease,
  type RunnerPodOptions,
  RunnerTier,
} from "../../src/constructs/index";
import { cluster, environment, helmValues, messageOf, region, resource, synth, synthStack } from "./support";

interface Given {
  readonly gateway?: Gateway;
  readonly chart?: RunnerChart;
}

const release = (runnerPod: RunnerPodOptions | undefined, { gateway, chart }: Given = {}) =>
  resource(
    synthStack((stack) => {
      new RunnerRelease(stack, "release", {
        runner: new Runner(stack, "runner", { name: "r-0" }),
        region: gateway === undefined ? region : Region.of("edge", { cluster, gateway }),
        namespace: "runners",
        workloadNamespace: "workloads",
        runnerPod,
        chart,
      });
    }),
    "helm_release",
  );
const PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const authority: RunnerPodOptions = { certificateAuthority: { configMap: "acme-ca" } };

describe("the pod of a runner", () => {
  it("is as the chart has it when nothing is said of it", () => {
    const values = helmValues(release(undefined));

    for (const key of ["image", "resources", "podLabels", "nodeSelector", "extraVolumes", "priorityClassName"]) {
      expect(values).not.toHaveProperty(key);
    }
    expect(values.serviceAccount).toEqual({ create: true, name: "r-0" });
  });

  it("asks for little and has no limits once anything is said of it", () => {
    expect(helmValues(release({})).resources).toEqual({ requests: { cpu: "100m", memory: "128Mi" } });
  });

  it("has the account's annotations, names of pull secrets, resources, labels and a place as the chart reads them", () => {
    const pod: RunnerPodOptions = {
      serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/r" },
      pullSecrets: ["registry"],
      resources: { requestCpu: "200m", limitMemory: "1Gi" },
      annotations: { "acme.example/owner": "platform team" },
      labels: { "azure.workload.identity/use": "true" },
      nodeSelector: { "acme.example/pool": "system" },
      tolerations: [
        { key: "system", operator: "Exists" },
        { operator: "Exists" },
        { key: "a.example/b", value: "c", effect: "NoExecute", tolerationSeconds: 60 },
      ],
      affinity: { nodeAffinity: {} },
      priorityClassName: "system-cluster-critical",
    };

    expect(helmValues(release(pod))).toMatchObject({
      serviceAccount: { create: true, name: "r-0", annotations: pod.serviceAccountAnnotations },
      image: { pullSecrets: ["registry"] },
      resources: { requests: { cpu: "200m", memory: "128Mi" }, limits: { memory: "1Gi" } },
      podAnnotations: pod.annotations,
      podLabels: pod.labels,
      nodeSelector: pod.nodeSelector,
      tolerations: pod.tolerations,
      affinity: pod.affinity,
      priorityClassName: "system-cluster-critical",
    });
  });

  it("keeps its pull secrets beside an image of one's own", () => {
    const chart = RunnerChart.envList({ image: "registry.acme.example/k8s-runner:0.10.15" });

    expect(helmValues(release({ pullSecrets: ["registry"] }, { chart })).image).toEqual({
      pullSecrets: ["registry"],
      repository: "registry.acme.example/k8s-runner",
      tag: "0.10.15",
    });
  });

  it.each([
    {
      from: { configMap: "acme-ca" },
      volume: { configMap: { name: "acme-ca", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    },
    {
      from: { secret: "acme-ca", key: "root.pem" },
      volume: { secret: { secretName: "acme-ca", items: [{ key: "root.pem", path: "ca.crt" }] } },
    },
  ])("trusts a private authority from $from", ({ from, volume }) => {
    const made = release({ certificateAuthority: from });

    expect(helmValues(made)).toMatchObject({
      extraVolumes: [{ name: "private-ca", ...volume }],
      extraVolumeMounts: [{ name: "private-ca", mountPath: "/etc/agyn/private-ca", readOnly: true }],
    });
    expect(environment(made)).toMatchObject({ SSL_CERT_FILE: "/etc/agyn/private-ca/ca.crt" });
  });

  it("has the proxy to the gateway trust the private authority too, and that alone", () => {
    const proxyOf = (pod?: RunnerPodOptions) => {
      const values = helmValues(release(pod, { gateway: Gateway.viaTlsProxy("gateway.acme.example") }));
      return (values.extraContainers as readonly { args: readonly string[]; volumeMounts?: unknown }[])[0];
    };

    expect(proxyOf()?.args[1]).toContain('"trusted_ca":{"filename":"/etc/ssl/certs/ca-certificates.crt"}');
    expect(proxyOf(authority)?.args[1]).toContain('"trusted_ca":{"filename":"/etc/agyn/private-ca/ca.crt"}');
    expect(proxyOf(authority)?.volumeMounts).toEqual([
      { name: "private-ca", mountPath: "/etc/agyn/private-ca", readOnly: true },
    ]);
  });

  it("asks the gateway, the cluster's services and the API server directly, and the rest through the proxy", () => {
    const proxy = { https: "http://proxy.acme.example:3128", noProxy: ["10.0.0.0/8"] };

    expect(environment(release({ proxy }))).toMatchObject({
      HTTPS_PROXY: "http://proxy.acme.example:3128",
      NO_PROXY:
        "localhost,127.0.0.1,.svc,.cluster.local,$(KUBERNETES_SERVICE_HOST),gateway.platform.svc.cluster.local,10.0.0.0/8",
    });
    const { NO_PROXY } = environment(release({ proxy }, { gateway: Gateway.privateAddress("10.1.2.3:8080") }));
    expect(NO_PROXY).toContain(",10.1.2.3,");
  });

  it.each([
    [
      "no place for the certificates",
      { certificateAuthority: {} },
      "runnerPod.certificateAuthority = []: the certificates are in one place",
    ],
    ["two places", { certificateAuthority: { configMap: "a", secret: "b" } }, "the certificates are in one place"],
    [
      "a proxy without an address",
      { proxy: {} },
      "runnerPod.proxy = {}: without an address nothing goes through a proxy",
    ],
    ["a proxy without its port", { proxy: { https: "http://proxy" } }, "it is no address of a proxy"],
    ["two hosts in one text", { proxy: { http: "http://p:1", noProxy: ["a,b"] } }, "it is no host, domain or CIDR"],
    ["a port that is none", { proxy: { https: "http://proxy:99999" } }, "it is no address of a proxy"],
    [
      "a limit below the request",
      { resources: { requestCpu: "1", limitCpu: "500m" } },
      'runnerPod.resources.limitCpu = "500m": a cluster refuses a limit below the request, here 1. Fix: raise it, or lower requestCpu',
    ],
    [
      "a limit below the request of which nothing is said",
      { resources: { limitMemory: "64Mi" } },
      'runnerPod.resources.limitMemory = "64Mi": a cluster refuses a limit below the request, here 128Mi',
    ],
    ["an annotation that is none", { annotations: { "a b": "x" } }, 'runnerPod.annotations["a b"] = "a b"'],
    [
      "an annotation of the account that is none",
      { serviceAccountAnnotations: { "a//b": "x" } },
      'runnerPod.serviceAccountAnnotations["a//b"] = "a//b": the annotation key is not [prefix/]name',
    ],
    [
      "a value beside Exists",
      { tolerations: [{ key: "a", operator: "Exists", value: "b" }] },
      'runnerPod.tolerations[0].value = "b": a cluster refuses a value beside the operator Exists',
    ],
    ["a toleration of nothing", { tolerations: [{ value: "b" }] }, "a toleration that names no key"],
    ["a key of no taint", { tolerations: [{ key: "a b" }] }, "the key of a taint is [prefix/]name"],
    ["a value of no taint", { tolerations: [{ key: "a", value: "b c" }] }, "the value of a taint is letters"],
    [
      "seconds of another effect",
      { tolerations: [{ key: "a", effect: "NoSchedule", tolerationSeconds: 3 }] },
      "runnerPod.tolerations[0].tolerationSeconds = 3: a cluster refuses it of another effect than NoExecute",
    ],
    ["a label of the chart's", { labels: { "app.kubernetes.io/name": "x" } }, "the chart finds its pods by it"],
    [
      "the annotation of the token",
      { annotations: { "agyn.dev/service-token-revision": "1" } },
      "by it the pod restarts",
    ],
    [
      "no quantity",
      { resources: { limitMemory: "lots" } },
      'runnerPod.resources.limitMemory = "lots": it is no Kubernetes quantity',
    ],
    ["no name of a Secret", { pullSecrets: ["A_B"] }, 'runnerPod.pullSecrets[0] = "A_B"'],
  ] as readonly (readonly [string, RunnerPodOptions, string])[])("refuses %s", (_, pod, problem) => {
    expect(messageOf(() => release(pod))).toContain(problem);
  });

  it("makes no ConfigMap of certificates for a release alone", () => {
    const message = messageOf(() => release({ certificateAuthority: { certificates: PEM } }));

    expect(message).toContain('certificates = "[hidden]": a release makes no ConfigMap of certificates; a pool does');
  });

  const inPool = (certificateAuthority: RunnerPodOptions["certificateAuthority"]) =>
    synthStack((stack) => {
      new RunnerPool(stack, "ml", { region, tier: RunnerTier.standard(), runnerPod: { certificateAuthority } });
    });
  const inFleet = (certificateAuthority: RunnerPodOptions["certificateAuthority"]) =>
    synth((app) => {
      Fleet.of({
        name: "acme",
        stage: "dev",
        regions: { lab: { cluster: { context: "lab" } } },
        pools: { ml: { region: "lab", runnerPod: { certificateAuthority } } },
      }).stacks(app);
    });
  const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIhunter22\n-----END RSA PRIVATE KEY-----\n";
  const ALONE = "it is no list of certificates alone";
  const ONE_PLACE = "the certificates are in one place";

  it.each([
    [
      "a release",
      "a key",
      (authority) => release({ certificateAuthority: authority }),
      { certificates: PEM + KEY },
      ALONE,
    ],
    ["a pool", "a key", inPool, { certificates: PEM + KEY }, ALONE],
    ["a pool", "no certificate", inPool, { certificates: "hunter22" }, ALONE],
    ["a pool", "nothing", inPool, { certificates: "" }, ALONE],
    ["a pool", "two places", inPool, { certificates: PEM, configMap: "ca", secret: "ca" }, ONE_PLACE],
    ["a fleet", "a key", inFleet, { certificates: PEM + KEY }, "fleet/secret-literal"],
    ["a fleet", "no certificate", inFleet, { certificates: "hunter22" }, ALONE],
    ["a fleet", "two places", inFleet, { certificates: PEM, configMap: "ca" }, ONE_PLACE],
  ] as readonly (readonly [
    string,
    string,
    typeof inPool | typeof inFleet,
    RunnerPodOptions["certificateAuthority"],
    string,
  ])[])("of %s refuses certificates with %s without showing them", (_where, _what, make, authority, problem) => {
    const message = messageOf(() => make(authority));

    expect(message).toContain(problem);
    expect(message).not.toContain("hunter22");
  });

  it("refuses the password of a proxy without showing it", () => {
    const message = messageOf(() => release({ proxy: { https: "http://user:hunter22@proxy:3128" } }));

    expect(message).toContain("it holds a password");
    expect(message).not.toContain("hunter22");
  });

  it("is refused for a chart with the documented values, which reads none of it", () => {
    const chart = RunnerChart.documented({ version: "1.0.0" });

    expect(messageOf(() => release({ pullSecrets: ["registry"] }, { chart }))).toContain(
      'runnerPod = ["pullSecrets"]: a chart with the documented values reads nothing of it, so it would be ignored in silence',
    );
  });
});
