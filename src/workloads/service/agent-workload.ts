// One agent workload as objects of a cluster, whatever its shape and system: described, judged with all others of the app at synth,
// and made from its description.
import type { DeploymentV1, DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct, type ITerraformDependable, Lazy, TerraformResource } from "../core.js";
import { releaseObjects } from "../../constructs/index.js";
import type { System, WorkloadDescription } from "../description/workload.js";
import { configuration, neededBefore, networkPolicy, serviceAccount } from "../objects/before.js";
import { disruptionBudget, scaler, services, waysIn } from "../objects/beside.js";
import { checksum, filesOf, NAME_LABEL, podTemplate, variablesOf } from "../objects/pod.js";
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
import { scaledJobObjects } from "../objects/scaler.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import { revisionsOf, withSecrets } from "../secrets/read.js";
import type { Shape } from "../lifecycle/shapes.js";
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
    const before = neededBefore(this, this.description, props);
    this.serviceAccount = serviceAccount(this, this.description, { namespace, dependsOn: before });
    const { kind } = this.description;
    const configured = configuration(this, this.description, {
      namespace,
      variables: () => this.#variables,
      annotations: kind === "Job" ? runMark(this.#template(props), revisionsOf(this.description)) : undefined,
      dependsOn: before,
    });
    const around = [this.serviceAccount, ...configured, ...networkPolicy(this, this.description, props, before)];
    const prepared = nature.prepare?.(this, this.description, [...before, ...around]) ?? [];
    this.workload = this.#pods(props, [...before, ...around, ...prepared]);
    const { workload } = this;
    this.deployment = kind === "Deployment" && workload instanceof prebuilt.DeploymentV1 ? workload : undefined;
    this.dependencies = [
      workload,
      ...services(this, this.description, namespace),
      ...waysIn(this, this.description, props),
      ...disruptionBudget(this, this.description, namespace),
      ...scaler(this, this.description, props, workload),
    ];
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
      pullSecrets: props.pullSecrets ?? [],
      ...(isServing ? {} : { restartPolicy: "Never" as const }),
    });
  }

  /** What runs the pods. */
  #pods(props: AnyProps, dependsOn: ITerraformDependable[]): TerraformResource {
    const { description } = this;
    const { kind, job, name, namespace } = description;
    const template = this.#template(props);
    const base = {
      metadata: { name, namespace },
      provider: props.namespace.cluster.providers(this).kubernetes,
      dependsOn,
    };
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
    const jobTargetRef = {
      ...runManifest(job),
      ttlSecondsAfterFinished: job.keptSeconds,
      template: templateManifest(template),
    };
    const objects = scaledJobObjects(description, { jobTargetRef, keptRuns: KEPT_RUNS }, props.scaling);
    return releaseObjects(this, "Workload", {
      name: `${name}-jobs`,
      namespace,
      cluster: props.namespace.cluster,
      objects,
      dependsOn,
    });
  }
}
