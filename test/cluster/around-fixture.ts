// An app of two pools with everything around their releases: one beside the gateway, one that reaches it through a proxy in its pod.
import { App } from "cdktf";
import { AgynStack, Cluster, Gateway, Region, RunnerPool, type RunnerPoolOptions, RunnerTier } from "cdktf-agyn";

const cluster = Cluster.fromKubeconfig({ context: "lab", kind: "selfManaged", version: "1.36" });
const tier = RunnerTier.standard({
  warm: {
    slots: 1,
    schedule: [
      { cron: "0 7 * * 1-5", timeZone: "Europe/Berlin", slots: 3 },
      { cron: "0 19 * * *", slots: 0 },
    ],
  },
});
const around: RunnerPoolOptions = {
  tier,
  podSecurity: "restricted",
  nodeDrain: "wait",
  networkPolicy: {
    apiServer: ["10.96.0.1/32"],
    overlay: [{ namespace: "ziti", podLabels: { app: "router" }, ports: [443, 2496] }, { cidr: "198.51.100.0/24" }],
    workloadEgress: [{ cidr: "2001:db8::/32" }],
    internalCidrs: ["203.0.113.0/24", "2001:db8:1::/48"],
  },
  observability: { ruleLabels: { release: "kube-prometheus-stack" } },
  runnerPod: {
    serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/runner" },
    pullSecrets: ["registry"],
    certificateAuthority: {
      certificates: "-----BEGIN CERTIFICATE-----\nnobody reads it here\n-----END CERTIFICATE-----\n",
    },
    proxy: { https: "http://proxy.acme.example:3128" },
    resources: { limitMemory: "512Mi" },
    annotations: { "acme.example/owner": "platform" },
    labels: { "acme.example/cost-center": "4711" },
    nodeSelector: { "kubernetes.io/hostname": "std-0" },
    tolerations: [{ key: "acme.example/system", operator: "Exists", effect: "NoSchedule" }],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: {
              topologyKey: "kubernetes.io/hostname",
              labelSelector: { matchLabels: { "app.kubernetes.io/name": "k8s-runner" } },
            },
          },
        ],
      },
    },
    priorityClassName: "runners",
  },
};

const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster });
new RunnerPool(stack, "beside", { ...around, region: Region.of("lab", { cluster, gateway: Gateway.inCluster() }) });
new RunnerPool(stack, "behind-tls", {
  ...around,
  region: Region.of("edge", { cluster, gateway: Gateway.viaTlsProxy("gateway.acme.example") }),
});
app.synth();
