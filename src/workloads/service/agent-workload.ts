// One agent workload as objects of a cluster, whatever its shape and system: described, judged with all others of the app at synth,
// and made from its description.
import type { DeploymentV1, DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct, type ITerraformDependable, Lazy, TerraformResource, Token } from "../core.js";
import { releaseObjects } from "../../constructs/index.js";
import type { System, WorkloadDescription } from "../description.js";
import type { AgentNamespace } from "../agent-namespace.js";
import type { Exposure } from "../exposure.js";
import type { IngressOptions, RouteOptions } from "../exposure-options.js";
import { ingressNeeds } from "../ingress-annotations.js";
import { egressRules, ingressRules } from "../objects/network.js";
import { checksum, configData, filesName, filesOf, NAME_LABEL, podTemplate, variablesOf } from "../objects/pod.js";
import { templateManifest } from "../objects/pod-manifest.js";
import {
  cronJobSettings,
  deploymentSettings,
  jobSettings,
  KEPT_RUNS,
  runManifest,
  runMark,
  statefulSetSettings,
} from "../objects/runs.js";
import { autoscalerConfig, kedaObjects, scaledJobObjects } from "../objects/scaler.js";
import { ingressConfig, routeObject } from "../objects/way-in.js";
import type { AgentWorkloadProps, ServedWorkloadProps } from "../options.js";
import { neededFirst } from "../order.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import { revisionsOf, sourcesOf, withSecrets } from "../secrets-read.js";
import type { Shape } from "../shapes.js";
import { describeWorkload, perProcess } from "./describe.js";

/** What a kind of workload is, beside what its user gives. */
export interface WorkloadNature {
  readonly system: System;
  readonly shape: Shape;
  /** What its system changes in the description. */
  readonly adapt?: (description: WorkloadDescription) => WorkloadDescription;
  /** Makes what has to have run before its pods start. */
  readonly prepare?: (
    scope: Construct,
    description: WorkloadDescription,
    dependsOn: readonly ITerraformDependable[],
  ) => readonly ITerraformDependable[];
}

/** Label by which the controller of a StatefulSet marks each pod. */
const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";

/** Names of the pods of a StatefulSet. */
function podNames(name: string, replicas = 0): readonly string[] {
  return Array.from({ length: replicas }, (_, index) => `${name}-${index}`);
}

type AnyProps = AgentWorkloadProps & Partial<ServedWorkloadProps>;

/**
 * The base of all agent workloads.
 *
 * Children: `Account` (kubernetes_service_account_v1), `Config` (kubernetes_config_map_v1), `Policy` (kubernetes_network_policy_v1),
 * `Workload` (what runs the pods: kubernetes_deployment_v1, kubernetes_stateful_set_v1, kubernetes_job_v1, kubernetes_cron_job_v1, or
 * helm_release of KEDA's ScaledJob), and as far as asked for `Files` (kubernetes_config_map_v1), `Service` (kubernetes_service_v1),
 * `WayIn` (helm_release or kubernetes_ingress_v1), `Disruption` (kubernetes_pod_disruption_budget_v1), `Scaler` (helm_release or
 * kubernetes_horizontal_pod_autoscaler_v2). With a host per pod `Service0`, `WayIn0`, and so on, for each.
 */
export abstract class AgentWorkload extends Construct {
  /** What is known of it, and judged. */
  readonly description: WorkloadDescription;
  /** Name of its objects. */
  readonly workloadName: string;
  /** What has to be there before what uses it. */
  readonly dependencies: readonly ITerraformDependable[];
  /** What runs the pods. */
  readonly workload: TerraformResource;
  /** What runs the pods, where it is a Deployment. */
  readonly deployment: DeploymentV1 | undefined;
  /** The account that the pods run as. */
  readonly serviceAccount: ServiceAccountV1;
  /** What leads to the pods, where somebody connects to them. */
  readonly service: ServiceV1 | undefined;
  /** Address within the cluster, as `http://answers.support.svc:8080`, where somebody connects to it. */
  readonly url: string | undefined;

  constructor(scope: Construct, id: string, nature: WorkloadNature, props: AnyProps) {
    super(scope, id);
    const { namespace } = props;
    const platform = AgentPlatform.of(this);
    const { system, shape, adapt } = nature;
    const described = describeWorkload({ path: this.node.path, id, system, shape }, props);
    this.description = withSecrets(perProcess(adapt?.(described) ?? described), props.agentSecrets);
    this.workloadName = this.description.name;
    platform.add(this, this.description);
    props.gateway?.admit?.({ namespace: namespace.name, podLabels: { [NAME_LABEL]: this.workloadName } });
    const before = neededFirst(this, [
      ...namespace.dependencies,
      ...sourcesOf(this.description, props.agentSecrets).flatMap(({ dependencies }) => dependencies),
      ...(props.prerequisites ?? []),
    ]);
    this.serviceAccount = this.#account(props, before);
    const around = [this.serviceAccount, ...this.#surroundings(props, before)];
    const prepared = nature.prepare?.(this, this.description, [...before, ...around]) ?? [];
    this.workload = this.#pods(props, [...before, ...around, ...prepared]);
    const { workload } = this;
    const isDeployment = this.description.kind === "Deployment";
    this.deployment = isDeployment && workload instanceof prebuilt.DeploymentV1 ? workload : undefined;
    this.dependencies = [workload, ...this.#beside(props, workload)];
    const service = this.node.tryFindChild("Service");
    this.service = service !== undefined && service instanceof prebuilt.ServiceV1 ? service : undefined;
    const { port } = this.description.network;
    this.url =
      this.service === undefined || port === undefined
        ? undefined
        : `http://${this.workloadName}.${namespace.name}.svc:${port}`;
  }

  get #variables(): Record<string, string> {
    return variablesOf(this.description, AgentPlatform.of(this).semaphoreOf(this.description));
  }

  get #inside() {
    const { name, namespace } = this.description;
    return { metadata: { name, namespace } };
  }

  #account(props: AnyProps, dependsOn: ITerraformDependable[]): ServiceAccountV1 {
    const { metadata } = this.#inside;
    const { security, pod } = this.description;
    const annotations = configData(pod.accountAnnotations);
    return new prebuilt.ServiceAccountV1(this, "Account", {
      metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations },
      automountServiceAccountToken: security.mountsServiceAccountToken,
      provider: props.namespace.cluster.providers(this).kubernetes,
      dependsOn,
    });
  }

  /** What the pods need before they start. */
  #surroundings(props: AnyProps, dependsOn: ITerraformDependable[]): ITerraformDependable[] {
    const { description } = this;
    const { namespace, exposure } = props;
    const provider = namespace.cluster.providers(this).kubernetes;
    const mark = description.kind === "Job" ? runMark(this.#template(props), revisionsOf(description)) : undefined;
    const made: ITerraformDependable[] = [
      new prebuilt.ConfigMapV1(this, "Config", {
        metadata: { ...this.#inside.metadata, ...(mark === undefined ? {} : { annotations: mark }) },
        data: Token.asStringMap(Lazy.anyValue({ produce: () => configData(this.#variables) })),
        provider,
        dependsOn,
      }),
    ];
    if (Object.keys(description.files).length > 0) {
      made.push(
        new prebuilt.ConfigMapV1(this, "Files", {
          metadata: { ...this.#inside.metadata, name: filesName(description.name) },
          data: configData(filesOf(description)),
          provider,
          dependsOn,
        }),
      );
    }
    if (!description.network.hasPolicy) return made;
    const policy = new prebuilt.NetworkPolicyV1(this, "Policy", {
      ...this.#inside,
      spec: {
        podSelector: { matchLabels: { [NAME_LABEL]: description.name } },
        policyTypes: ["Ingress", "Egress"],
        ingress: ingressRules(description, props, exposure),
        egress: egressRules(description, props, namespace),
      },
      provider,
      dependsOn,
    });
    return [...made, policy];
  }

  /** What its pods are made of. */
  #template(props: AnyProps): DeploymentV1SpecTemplate {
    const { description } = this;
    const isServing = description.kind === "Deployment" || description.kind === "StatefulSet";
    return podTemplate(description, {
      as: description.kind === "ScaledJob" ? "manifest" : "resource",
      // what the budget gives each pod is known when all workloads are
      configChecksum: isServing
        ? Lazy.stringValue({
            produce: () => checksum({ ...this.#variables, ...filesOf(description), ...revisionsOf(description) }),
          })
        : undefined,
      tolerations: props.nodes?.tolerations ?? [],
      pullSecrets: props.pullSecrets ?? [],
      ...(isServing ? {} : { restartPolicy: "Never" as const }),
    });
  }

  /** What runs the pods. */
  #pods(props: AnyProps, dependsOn: ITerraformDependable[]): TerraformResource {
    const { description } = this;
    const { kind, job } = description;
    const template = this.#template(props);
    const base = { ...this.#inside, provider: props.namespace.cluster.providers(this).kubernetes, dependsOn };
    if (job === undefined) {
      return kind === "StatefulSet"
        ? new prebuilt.StatefulSetV1(this, "Workload", { ...base, ...statefulSetSettings(description, template) })
        : new prebuilt.DeploymentV1(this, "Workload", { ...base, ...deploymentSettings(description, template) });
    }
    if (kind === "CronJob") {
      return new prebuilt.CronJobV1(this, "Workload", { ...base, ...cronJobSettings(description, job, template) });
    }
    if (kind === "Job") {
      // another configuration, and its mark, is another run; the core would write an expression, which is refused here
      const replaceTriggeredBy = ["Config", "Files"].flatMap((id) => {
        const child = this.node.tryFindChild(id);
        return child instanceof TerraformResource ? [`${child.terraformResourceType}.${child.friendlyUniqueId}`] : [];
      });
      const settings = jobSettings(description, job, template);
      return new prebuilt.JobV1(this, "Workload", { ...base, ...settings, lifecycle: { replaceTriggeredBy } });
    }
    const { cluster, name } = props.namespace;
    const jobTargetRef = {
      ...runManifest(job),
      ttlSecondsAfterFinished: job.keptSeconds,
      template: templateManifest(template),
    };
    const objects = scaledJobObjects(description, { jobTargetRef, keptRuns: KEPT_RUNS }, props.scaling);
    return releaseObjects(this, "Workload", {
      name: `${description.name}-jobs`,
      namespace: name,
      cluster,
      objects,
      dependsOn,
    });
  }

  /** What leads to the pods, and what decides how many there are. */
  #beside(props: AnyProps, workload: ITerraformDependable): ITerraformDependable[] {
    return [
      ...this.#service(props),
      ...this.#wayIn(props),
      ...this.#disruption(props),
      ...this.#scaler(props, workload),
    ];
  }

  #service(props: AnyProps): ITerraformDependable[] {
    const { network, name, kind, scale } = this.description;
    const { port } = network;
    if (!network.hasService || port === undefined) return [];
    const make = (id: string, service: string, more: object): ITerraformDependable =>
      new prebuilt.ServiceV1(this, id, {
        metadata: { ...this.#inside.metadata, name: service },
        spec: {
          type: "ClusterIP",
          selector: { [NAME_LABEL]: name },
          port: [{ name: "main", port, targetPort: "main" }],
          ...more,
        },
        provider: props.namespace.cluster.providers(this).kubernetes,
        dependsOn: neededFirst(this, props.namespace.dependencies),
      });
    if (kind !== "StatefulSet") return [make("Service", name, {})];
    const pods = podNames(name, scale.replicas);
    return [
      make("Service", name, { clusterIp: "None" }),
      // who calls has chosen the pod: while it drains, and is not ready, nothing else stands at its host
      ...pods.map((pod, index) =>
        make(`Service${index}`, pod, { selector: { [POD_NAME_LABEL]: pod }, publishNotReadyAddresses: true }),
      ),
    ];
  }

  #wayIn({ exposure, namespace }: AnyProps): ITerraformDependable[] {
    const { name, kind, scale } = this.description;
    if (exposure === undefined) return [];
    if (kind !== "StatefulSet") return this.#oneWayIn("WayIn", name, exposure, namespace);
    return podNames(name, scale.replicas).flatMap((pod, index) =>
      this.#oneWayIn(`WayIn${index}`, pod, exposure.forPod(pod), namespace),
    );
  }

  /** A way to one Service, by its name. */
  #oneWayIn(
    id: string,
    service: string,
    exposure: Exposure,
    { cluster, name, dependencies }: AgentNamespace,
  ): ITerraformDependable[] {
    const needs = ingressNeeds(this.description);
    if (needs === undefined) return [];
    const to = { name: service, namespace: name, port: this.description.network.port };
    if (exposure.kind === "route") {
      const objects = [routeObject(to, exposure.options as RouteOptions, needs.timeoutSeconds)];
      const props = {
        name: `${service}-route`,
        namespace: name,
        cluster,
        objects,
        dependsOn: neededFirst(this, dependencies),
      };
      return [releaseObjects(this, id, props)];
    }
    return [
      new prebuilt.IngressV1(this, id, {
        ...ingressConfig(to, exposure, exposure.options as IngressOptions, needs),
        provider: cluster.providers(this).kubernetes,
        dependsOn: neededFirst(this, dependencies),
      }),
    ];
  }

  #disruption({ namespace }: AnyProps): ITerraformDependable[] {
    const { scale, name } = this.description;
    if (scale.disruption === undefined) return [];
    const [key, count] = Object.entries(scale.disruption)[0] ?? [];
    return [
      new prebuilt.PodDisruptionBudgetV1(this, "Disruption", {
        ...this.#inside,
        spec: {
          [key === "minAvailable" ? "minAvailable" : "maxUnavailable"]: String(count),
          selector: { matchLabels: { [NAME_LABEL]: name } },
        },
        provider: namespace.cluster.providers(this).kubernetes,
        dependsOn: neededFirst(this, namespace.dependencies),
      }),
    ];
  }

  #scaler({ scaling, namespace }: AnyProps, workload: ITerraformDependable): ITerraformDependable[] {
    if (this.description.job !== undefined) return []; // its scaler makes its pods
    const [scaler] = this.description.scale.scalers;
    if (scaling === undefined || scaler === undefined) return [];
    const { cluster, name } = namespace;
    if (scaling.by === "keda") {
      const objects = kedaObjects(this.description, scaler, scaling);
      const release = { name: `${this.workloadName}-scaler`, namespace: name, cluster, objects };
      return [releaseObjects(this, "Scaler", { ...release, dependsOn: [workload] })];
    }
    return [
      new prebuilt.HorizontalPodAutoscalerV2(this, "Scaler", {
        ...autoscalerConfig(this.description, scaler),
        provider: cluster.providers(this).kubernetes,
        dependsOn: [workload],
      }),
    ];
  }
}
