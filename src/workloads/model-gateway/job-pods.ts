// What the pods of a gateway's jobs stand on: an account, a configuration and a policy of their own, made from a description that is
// judged as every other.
import type { DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { Construct, ITerraformDependable, TerraformProvider } from "../core.js";
import type { EnvironmentValue } from "../description/container.js";
import type { JobDescription, WorkloadDescription } from "../description/workload.js";
import { Drain } from "../lifecycle/drain.js";
import { egressRules } from "../objects/network.js";
import { escapedTexts, filesName, filesOf, NAME_LABEL, podTemplate, variablesOf } from "../objects/pod.js";
import { neededFirst } from "../order.js";
import type { Peer } from "../options/peer.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import { sourcesOf, withSecrets } from "../secrets/read.js";
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
  const { name, gateway, image, command, files, environment, egress, job } = props;
  const { namespace, agentSecrets = [], prerequisites = [], pullSecrets = [], nodes } = gateway;
  const described = describeWorkload(
    { path: scope.node.path, id: name, system: "model-gateway", shape: "job" },
    {
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
      ...(gateway.volumes === undefined ? {} : { volumes: gateway.volumes }),
      ...(gateway.priorityClassName === undefined ? {} : { priorityClassName: gateway.priorityClassName }),
    },
  );
  const { AGENT_IN_FLIGHT_LIMIT: _limit, AGENT_DRAIN_SECONDS: _drain, ...own } = described.environment;
  const kind = job.schedule === undefined ? ("Job" as const) : ("CronJob" as const);
  const description = withSecrets({ ...described, kind, job, environment: { ...own, ...environment } }, agentSecrets);
  AgentPlatform.of(scope).add(scope, description);

  const provider = namespace.cluster.providers(scope).kubernetes;
  const dependsOn = neededFirst(scope, [
    ...namespace.dependencies,
    ...sourcesOf(description, agentSecrets).flatMap(({ dependencies }) => dependencies),
    ...prerequisites,
    ...props.dependsOn,
  ]);
  const inside = { metadata: { name, namespace: namespace.name }, provider, dependsOn };
  const [variables, texts] = [variablesOf(description, {}), filesOf(description)];
  const data = escapedTexts(variables);
  return {
    description,
    provider,
    template: podTemplate(description, {
      configChecksum: undefined, // a Job can't be changed, and each run of a CronJob reads its ConfigMaps anew
      pullSecrets,
      restartPolicy: "Never",
    }),
    dependencies: [
      new prebuilt.ServiceAccountV1(scope, "Account", { ...inside, automountServiceAccountToken: false }),
      new prebuilt.ConfigMapV1(scope, "Config", { ...inside, data }),
      ...(Object.keys(files).length === 0
        ? []
        : [
            new prebuilt.ConfigMapV1(scope, "Files", {
              ...inside,
              metadata: { ...inside.metadata, name: filesName(name) },
              data: escapedTexts(texts),
            }),
          ]),
      new prebuilt.NetworkPolicyV1(scope, "Policy", {
        ...inside,
        spec: {
          podSelector: { matchLabels: { [NAME_LABEL]: name } },
          policyTypes: ["Ingress", "Egress"],
          egress: egressRules(description, { network: { egress } }, namespace),
        },
      }),
    ],
  };
}
