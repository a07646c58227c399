// One agent workload as objects of a cluster, whatever its shape and system: described, judged with all others of the app at synth,
// and made from its description.
import { Construct, type ITerraformDependable, Lazy, Token } from "../core.js";
import { releaseObjects } from "../../constructs/index.js";
import type { System, WorkloadDescription } from "../description.js";
import type { IngressOptions, RouteOptions } from "../exposure.js";
import { egressRules, ingressRules } from "../objects/network.js";
import { checksum, configData, NAME_LABEL, podTemplate } from "../objects/pod.js";
import { autoscalerConfig, kedaObjects } from "../objects/scaler.js";
import { ingressConfig, routeObject } from "../objects/way-in.js";
import type { AgentWorkloadProps, ServedWorkloadProps } from "../options.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import type { Shape } from "../shapes.js";
import { describeWorkload, scalingsOf } from "./describe.js";

/** What a kind of workload is, beside what its user gives. */
export interface WorkloadNature {
  readonly system: System;
  readonly shape: Shape;
  /** What its system changes in the description. */
  readonly adapt?: (description: WorkloadDescription) => WorkloadDescription;
}

type AnyProps = AgentWorkloadProps & Partial<ServedWorkloadProps>;

/**
 * The base of all agent workloads.
 *
 * Children: `Account` (kubernetes_service_account_v1), `Config` (kubernetes_config_map_v1), `Policy` (kubernetes_network_policy_v1),
 * `Workload` (what runs the pods), and as far as asked for `Service` (kubernetes_service_v1), `WayIn` (helm_release or
 * kubernetes_ingress_v1), `Disruption` (kubernetes_pod_disruption_budget_v1), `Scaler` (helm_release or
 * kubernetes_horizontal_pod_autoscaler_v2).
 */
export abstract class AgentWorkload extends Construct {
  /** What is known of it, and judged. */
  readonly description: WorkloadDescription;
  /** Name of its objects. */
  readonly workloadName: string;
  /** What has to be there before what uses it. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, nature: WorkloadNature, props: AnyProps) {
    super(scope, id);
    const { namespace } = props;
    const platform = AgentPlatform.of(this);
    const { system, shape, adapt } = nature;
    const described = describeWorkload({ path: this.node.path, id, system, shape }, props);
    this.description = adapt?.(described) ?? described;
    this.workloadName = this.description.name;
    platform.add(this, this.description);
    props.gateway?.admit?.({ namespace: namespace.name, podLabels: { [NAME_LABEL]: this.workloadName } });
    const before = [
      ...namespace.dependencies,
      ...(props.agentSecrets ?? []).flatMap(({ dependencies }) => dependencies),
      ...(props.prerequisites ?? []),
    ];
    const around = this.#surroundings(props, before);
    const workload = this.#pods(props, [...before, ...around]);
    this.dependencies = [workload, ...this.#beside(props, workload)];
  }

  get #configData(): Record<string, string> {
    return configData(this.description, AgentPlatform.of(this).semaphoreOf(this.description));
  }

  get #inside() {
    const { name, namespace } = this.description;
    return { metadata: { name, namespace } };
  }

  /** What the pods need before they start. */
  #surroundings(props: AnyProps, dependsOn: ITerraformDependable[]): ITerraformDependable[] {
    const { description } = this;
    const { namespace, network = {}, exposure } = props;
    const provider = namespace.cluster.providers(this).kubernetes;
    const made: ITerraformDependable[] = [
      new prebuilt.ServiceAccountV1(this, "Account", {
        ...this.#inside,
        automountServiceAccountToken: description.security.mountsServiceAccountToken,
        provider,
        dependsOn,
      }),
      new prebuilt.ConfigMapV1(this, "Config", {
        ...this.#inside,
        data: Token.asStringMap(Lazy.anyValue({ produce: () => this.#configData })),
        provider,
        dependsOn,
      }),
    ];
    if (!description.network.hasPolicy) return made;
    const policy = new prebuilt.NetworkPolicyV1(this, "Policy", {
      ...this.#inside,
      spec: {
        podSelector: { matchLabels: { [NAME_LABEL]: description.name } },
        policyTypes: ["Ingress", "Egress"],
        ingress: ingressRules(description, network, exposure?.options.fromNamespace),
        egress: egressRules(description, props),
      },
      provider,
      dependsOn,
    });
    return [...made, policy];
  }

  /** What runs the pods. */
  #pods(props: AnyProps, dependsOn: ITerraformDependable[]): ITerraformDependable {
    const { description } = this;
    const { name, scale, end } = description;
    const timeout = `${end.waitSeconds}s`;
    return new prebuilt.DeploymentV1(this, "Workload", {
      ...this.#inside,
      spec: {
        ...(scale.replicas === undefined ? {} : { replicas: String(scale.replicas) }),
        selector: { matchLabels: { [NAME_LABEL]: name } },
        // none goes before another is there
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "0" } },
        progressDeadlineSeconds: end.waitSeconds,
        template: podTemplate(description, {
          // what the budget gives each pod is known when all workloads are
          configChecksum: Lazy.stringValue({ produce: () => checksum(this.#configData) }),
          tolerations: props.nodes?.tolerations ?? [],
          pullSecrets: props.pullSecrets ?? [],
        }),
      },
      timeouts: { create: timeout, update: timeout, delete: timeout },
      provider: props.namespace.cluster.providers(this).kubernetes,
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
    const { network, name } = this.description;
    if (!network.hasService || network.port === undefined) return [];
    return [
      new prebuilt.ServiceV1(this, "Service", {
        ...this.#inside,
        spec: {
          type: "ClusterIP",
          selector: { [NAME_LABEL]: name },
          port: [{ name: "main", port: network.port, targetPort: "main" }],
        },
        provider: props.namespace.cluster.providers(this).kubernetes,
        dependsOn: [...props.namespace.dependencies],
      }),
    ];
  }

  #wayIn({ exposure, namespace }: AnyProps): ITerraformDependable[] {
    const known = this.description.network.exposure;
    if (exposure === undefined || known === undefined) return [];
    const { cluster, name, dependencies } = namespace;
    if (exposure.kind === "route") {
      const objects = [routeObject(this.description, exposure.options as RouteOptions, known.timeoutSeconds)];
      const props = { name: `${this.workloadName}-route`, namespace: name, cluster, objects, dependsOn: dependencies };
      return [releaseObjects(this, "WayIn", props)];
    }
    return [
      new prebuilt.IngressV1(this, "WayIn", {
        ...ingressConfig(this.description, exposure, exposure.options as IngressOptions, known.timeoutSeconds),
        provider: cluster.providers(this).kubernetes,
        dependsOn: [...dependencies],
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
        dependsOn: [...namespace.dependencies],
      }),
    ];
  }

  #scaler({ scaling, namespace }: AnyProps, workload: ITerraformDependable): ITerraformDependable[] {
    return scalingsOf(scaling).flatMap((one, index): ITerraformDependable[] => {
      const scaler = this.description.scale.scalers[index];
      if (scaler === undefined) return [];
      const id = index === 0 ? "Scaler" : `Scaler${index + 1}`;
      const { cluster, name } = namespace;
      if (one.by === "keda") {
        const objects = kedaObjects(this.description, scaler, one);
        const release = `${this.workloadName}-scaler`;
        return [releaseObjects(this, id, { name: release, namespace: name, cluster, objects, dependsOn: [workload] })];
      }
      return [
        new prebuilt.HorizontalPodAutoscalerV2(this, id, {
          ...autoscalerConfig(this.description, scaler),
          provider: cluster.providers(this).kubernetes,
          dependsOn: [workload],
        }),
      ];
    });
  }
}
