// AgentFlow's server as a service of the cluster: its command, its environment and its file follow from what is declared.
import type { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { Construct } from "../core.js";
import { AgentWorkload } from "../service/agent-workload.js";
import { adaptDescription } from "./adapt.js";
import { shapeOf, workloadProps } from "./describe.js";
import { migrationObjects } from "./migration.js";
import type { AgentFlowServiceProps } from "./options.js";
import { requireReadable } from "../given/readable.js";

/**
 * An AgentFlow service (10xHub / 10xScale).
 *
 * Children: those of {@link AgentWorkload}, and with a checkpointer in Postgres `Migration` (kubernetes_job_v1), before `Workload`, and
 * `MigrationPolicy` (kubernetes_network_policy_v1).
 */
export class AgentFlowService extends AgentWorkload {
  declare readonly deployment: DeploymentV1;
  declare readonly service: ServiceV1;
  declare readonly url: string;

  constructor(scope: Construct, id: string, props: AgentFlowServiceProps) {
    requireReadable(scope, id, "AgentFlowServiceProps", props);
    const base = workloadProps(id, props);
    super(
      scope,
      id,
      {
        system: "agentflow",
        shape: shapeOf(props),
        adapt: (description) => adaptDescription(props, description),
        prepare: (own, description, dependsOn) => migrationObjects(own, description, props, base, dependsOn),
      },
      base,
    );
  }
}
