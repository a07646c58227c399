// What the pods of a gateway's jobs stand on: an account, a configuration and a policy of their own, made from a description that is
// judged as every other.
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { Construct, ITerraformDependable, TerraformProvider } from "../core.js";
import type { EnvironmentValue } from "../description/container.js";
import type { JobDescription, WorkloadDescription } from "../description/workload.js";
import { Drain } from "../lifecycle/drain.js";
import { configuration, jobPolicy, neededBefore, serviceAccount } from "../objects/before.js";
import { egressRules } from "../objects/network.js";
import { podTemplate, variablesOf } from "../objects/pod.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { Peer } from "../options/peer.js";
import { AgentPlatform } from "../platform.js";
import { withSecrets } from "../secrets/read.js";
import { describeWorkload } from "../service/describe.js";
import { NOBODY } from "./describe.js";
import type { ModelGatewayProps } from "./options.js";

/** A job of a gateway; with a schedule a CronJob. */
export interface GatewayJobProps {
  readonly name: string;
  readonly gateway: ModelGatewayProps;
  readonly image: ModelGatewayProps["image"];
  readonly command: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly egress: readonly Peer[];
  readonly job: JobDescription;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The pods of a job, as far as they are not the job itself. */
export interface GatewayJobPods {
  readonly description: WorkloadDescription;
  readonly template: DeploymentV1SpecTemplate;
  readonly provider: TerraformProvider;
  /** What has to be there before them. */
  readonly dependencies: readonly ITerraformDependable[];
}

/** Makes `Account`, `Config`, with files `Files`, and `Policy` below a construct, and what its pods are. */
export function gatewayJobPods(scope: Construct, props: GatewayJobProps): GatewayJobPods {
  const { name, gateway, environment, job } = props;
  const { namespace, agentSecrets, prerequisites = [], pullSecrets = [] } = gateway;
  const own = workloadProps(props);
  const nature = { path: scope.node.path, id: name, system: "model-gateway", shape: "job" } as const;
  const described = describeWorkload(nature, own);
  // its programs read no such variables
  const { AGENT_IN_FLIGHT_LIMIT: _limit, AGENT_DRAIN_SECONDS: _drain, ...given } = described.environment;
  const kind = job.schedule === undefined ? ("Job" as const) : ("CronJob" as const);
  const adapted = { ...described, kind, job, environment: { ...given, ...environment } };
  const description = withSecrets(adapted, agentSecrets);
  AgentPlatform.of(scope).add(scope, description);

  const needed = { namespace, agentSecrets, prerequisites: [...prerequisites, ...props.dependsOn] };
  const dependsOn = neededBefore(scope, description, needed);
  return {
    description,
    provider: namespace.cluster.providers(scope).kubernetes,
    template: podTemplate(description, {
      configChecksum: undefined, // a Job can't be changed, and each run of a CronJob reads its ConfigMaps anew
      pullSecrets,
      restartPolicy: "Never",
    }),
    dependencies: [
      serviceAccount(scope, description, { namespace, dependsOn }),
      ...configuration(scope, description, {
        namespace,
        variables: () => variablesOf(description, {}),
        annotations: undefined,
        dependsOn,
      }),
      jobPolicy(scope, "Policy", { name, egress: egressRules(description, own, namespace) }, { namespace, dependsOn }),
    ],
  };
}

/** As settings of a workload. */
function workloadProps({ name, gateway, image, command, files, egress, job }: GatewayJobProps): AgentWorkloadProps {
  const { namespace, nodes, volumes, priorityClassName } = gateway;
  return {
    namespace,
    name,
    image,
    command,
    files,
    drain: Drain.of({ longestStepSeconds: job.deadlineSeconds, drainSeconds: 0 }),
    inFlightPerPod: 1,
    replicas: 1,
    restartable: true,
    network: { egress },
    state: { sessions: "none" },
    sight: { metrics: "kube-state-metrics", traces: "none, it is a job" },
    security: { runAsUser: NOBODY, ...gateway.security },
    ...(nodes === undefined ? {} : { nodes }),
    ...(volumes === undefined ? {} : { volumes }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  };
}
