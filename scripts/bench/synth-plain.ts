// The resources of pools as somebody writes them with the generated classes alone: no checks, no values of ours, the chart's values by
// JSON.stringify, ids as short as they can be. What RunnerPool costs is held against this (`synth.ts`), and both must say the same.
import { Release } from "@cdktf/provider-helm/lib/release";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { LimitRangeV1 } from "@cdktf/provider-kubernetes/lib/limit-range-v1";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { type App, TerraformStack, Token } from "cdktf";
import * as agyn from "cdktf-agyn/bindings";
import { CONTEXT, poolName, REGION } from "./synth-size.js";

const OBJECT = "agyn-runner";

interface Providers {
  readonly platform: agyn.AgynProvider;
  readonly kubernetes: KubernetesProvider;
  readonly helm: HelmProvider;
}

/** A stack with some pools of one runner each. */
export function plainPools(app: App, count: number): void {
  const stack = new TerraformStack(app, REGION);
  const cluster = { configPath: "~/.kube/config", configContext: CONTEXT };
  const providers = {
    platform: new agyn.AgynProvider(stack, "agyn", {}),
    kubernetes: new KubernetesProvider(stack, "kubernetes", cluster),
    helm: new HelmProvider(stack, "helm", { kubernetes: cluster }),
  };
  for (let index = 0; index < count; index++) plainPool(stack, poolName(index), providers);
}

function plainPool(stack: TerraformStack, pool: string, { platform, kubernetes, helm }: Providers): void {
  const name = `${pool}-${REGION}-0`;
  const namespace = `agyn-${pool}`;
  const workloadNamespace = `${namespace}-workloads`;
  const runners = new NamespaceV1(stack, `${pool}-n`, { metadata: { name: namespace }, provider: kubernetes });
  const workloads = new NamespaceV1(stack, `${pool}-w`, {
    metadata: {
      name: workloadNamespace,
      labels: {
        "agyn.dev/tier": "standard",
        "pod-security.kubernetes.io/enforce": "privileged",
        "pod-security.kubernetes.io/audit": "baseline",
        "pod-security.kubernetes.io/warn": "baseline",
      },
    },
    provider: kubernetes,
  });
  const inside = {
    metadata: { name: OBJECT, namespace: workloadNamespace },
    provider: kubernetes,
    dependsOn: [workloads],
  };
  const quota = new ResourceQuotaV1(stack, `${pool}-q`, {
    ...inside,
    spec: { hard: { pods: "50", "requests.cpu": "32", "requests.memory": "128Gi", "requests.nvidia.com/gpu": "0" } },
  });
  const limits = new LimitRangeV1(stack, `${pool}-l`, {
    ...inside,
    spec: { limit: [{ type: "Container", defaultRequest: { cpu: "100m", memory: "128Mi" } }] },
  });
  const role = new RoleV1(stack, `${pool}-r`, {
    ...inside,
    rule: [
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch", "create", "delete", "patch"] },
      { apiGroups: [""], resources: ["pods/exec"], verbs: ["create"] },
      { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
      { apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["get", "list", "create", "delete"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["create", "delete"] },
      { apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] },
    ],
  });
  const binding = new RoleBindingV1(stack, `${pool}-b`, {
    ...inside,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: OBJECT },
    subject: [{ kind: "ServiceAccount", name, namespace }],
    dependsOn: [role],
  });
  const runner = new agyn.Runner(stack, `${pool}-a`, {
    name,
    labels: { region: REGION, tier: "standard" },
    capabilities: ["docker"],
    provider: platform,
  });
  const address = `agyn_runner.${runner.friendlyUniqueId}`;
  const prerequisites = [runners, workloads, quota, limits, binding];
  const token = new SecretV1(stack, `${pool}-t`, {
    metadata: { name: `${name}-token`, namespace },
    type: "Opaque",
    dataWo: { token: runner.serviceToken },
    dataWoRevision: runner.serviceTokenRevision,
    lifecycle: {
      precondition: [
        {
          condition: `\${${address}.service_token_revision != null}`,
          errorMessage:
            `The service token of ${address} is not known: the platform shows it once, when the runner is registered, ` +
            `so an imported runner has none. Register it anew with -replace=${address}, or give the revision of the token it ` +
            "has, and leave its Secret in place: `adopt` of a pool, `tokenSecret` of a release.",
        },
      ],
    },
    provider: kubernetes,
    dependsOn: prerequisites,
  });
  const release = new Release(stack, `${pool}-h`, {
    name,
    namespace,
    repository: "oci://ghcr.io/agynio/charts",
    chart: "k8s-runner",
    version: "0.10.15",
    values: [JSON.stringify(chartValues(name, workloadNamespace))],
    set: [
      {
        name: "podAnnotations.agyn\\.dev/service-token-revision",
        type: "string",
        value: Token.asString(runner.serviceTokenRevision),
      },
    ],
    timeout: 300,
    wait: true,
    provider: helm,
    dependsOn: [token, ...prerequisites],
  });
  new agyn.RunnerEnrollment(stack, `${pool}-e`, {
    runnerId: runner.id,
    timeouts: { create: "10m" },
    provider: platform,
    dependsOn: [release],
  });
}

/** As a pool writes them: keys sorted. */
function chartValues(name: string, workloadNamespace: string): object {
  return {
    catalog: { capabilities: ["docker"] },
    env: [
      { name: "GRPC_ADDR", value: "0.0.0.0:50051" },
      { name: "KUBE_NAMESPACE", value: workloadNamespace },
      { name: "ZITI_ENABLED", value: "true" },
      { name: "GATEWAY_ADDRESS", value: "gateway.platform.svc.cluster.local:8080" },
      { name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { key: "token", name: `${name}-token` } } },
      { name: "ZITI_ENROLLMENT_TIMEOUT", value: "120s" },
      { name: "LOG_LEVEL", value: "info" },
      { name: "CAPABILITY_IMPLEMENTATIONS", value: '{"docker":"rootless"}' },
    ],
    fullnameOverride: name,
    rbac: { create: false },
    replicaCount: 1,
    securityContext: { runAsGroup: 101, runAsUser: 100 },
    serviceAccount: { create: true, name },
    workloadNamespace,
  };
}
