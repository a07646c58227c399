// Two runners that cdktf-agyn registers and somebody else runs: one by a chart of its own, one on a machine outside of any cluster.
// Run: node --import tsx examples/third-party-runner/main.ts
// You should see nothing printed, and cdktf.out/stacks/lab/cdk.tf.json.
import { join } from "node:path";
import { Release } from "@cdktf/provider-helm/lib/release";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { App, TerraformAsset, TerraformOutput } from "cdktf";
import { AgynStack, Cluster, ThirdPartyRunner } from "cdktf-agyn";

const GATEWAY = "https://gateway.acme.example";
const NAMESPACE = "acme-runners";

const cluster = Cluster.fromKubeconfig({ context: "acme-lab" });
const app = new App({ stackTraces: false });
const stack = new AgynStack(app, "lab", { cluster });

const namespace = new NamespaceV1(stack, "namespace", { metadata: { name: NAMESPACE } });
const secret = { cluster, namespace: NAMESPACE, prerequisites: [namespace] };

// In the cluster: a chart with values of its own reads the Secret by its name. The revision restarts the pod for a new token.
const bench = new ThirdPartyRunner(stack, "bench", {
  name: "lab-bench",
  labels: { site: "lab" },
  capabilities: ["docker"],
  secret,
});
const chart = new TerraformAsset(stack, "acme-runner", { path: join(__dirname, "chart") });
new Release(stack, "bench-release", {
  name: "lab-bench",
  namespace: NAMESPACE,
  chart: `./${chart.path}`,
  values: [
    JSON.stringify({
      gateway: GATEWAY,
      slots: 4,
      token: { secretName: bench.tokenSecret?.name, secretKey: bench.tokenSecret?.key },
    }),
  ],
  set: [{ name: "podAnnotations.agyn\\.dev/service-token-revision", type: "string", value: bench.tokenRevision }],
  dependsOn: [...bench.dependencies],
});

// On a machine: its service reads the Secret each time it starts, with a kubeconfig of its own that may get this one Secret.
const workstation = new ThirdPartyRunner(stack, "workstation", {
  name: "lab-workstation",
  labels: { site: "lab", gpu: "nvidia-l4" },
  capabilities: ["docker", "gpu"],
  secret,
});
new TerraformOutput(stack, "workstation-user-data", {
  staticId: true,
  description: "cloud-init of the machine; the token is not in it",
  value: workstation.cloudInit({
    command: ["/opt/acme/runner", "--slots=1"],
    environment: { ACME_GATEWAY: GATEWAY },
    tokenVariable: "ACME_RUNNER_TOKEN",
    tokenCommand: [
      "kubectl",
      "--kubeconfig=/etc/agyn-runner/kubeconfig",
      `--namespace=${NAMESPACE}`,
      "get",
      "secret",
      workstation.tokenSecret?.name ?? "",
      "--output=go-template={{.data.token | base64decode}}",
    ],
  }),
});

app.synth();
