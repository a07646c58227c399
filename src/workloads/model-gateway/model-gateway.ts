// A gateway to models that agents share: it owns limits, fallbacks and the keys of providers, and is the only way to them. LiteLLM,
// by objects of ours or by its chart; the same description is judged either way.
//
// By objects of ours unless asked otherwise: the chart's templates decide what its values mean, and another version may decide
// otherwise; of our own objects every property is the one that was judged.
import { releaseObjects } from "../../constructs/index.js";
import type { AgentNamespace } from "../agent-namespace.js";
import { Construct, type ITerraformDependable, Lazy } from "../core.js";
import type { GatewayDescription } from "../description/gateway.js";
import type { WorkloadDescription } from "../description/workload.js";
import { neededBefore } from "../objects/before.js";
import { egressRules, ingressRules, letIn } from "../objects/network.js";
import { NAME_LABEL } from "../objects/pod.js";
import { kedaCredentials } from "../objects/scaler.js";
import type { IModelGateway } from "../options/network.js";
import { neededFirst } from "../order.js";
import type { Peer } from "../options/peer.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import { withSecrets } from "../secrets/read.js";
import { AgentWorkload } from "../service/agent-workload.js";
import { describeWorkload } from "../service/describe.js";
import { CHART_NAME, CHART_REPOSITORY, chartText, chartValues } from "./chart.js";
import { GATEWAY_PORT } from "./config.js";
import { adaptWorkload, describeGateway, workloadProps } from "./describe.js";
import { drillCaller, FallbackDrill } from "./drill.js";
import { GatewayMigration } from "./migration.js";
import type { GatewayChart, ModelGatewayProps } from "./options.js";
import { requireReadable } from "../given/readable.js";

/** The pods by objects of ours. For what it makes see {@link AgentWorkload}. */
class GatewayPods extends AgentWorkload {
  constructor(scope: ModelGateway, id: string, name: string, props: ModelGatewayProps) {
    const adapt = (description: WorkloadDescription) => adaptWorkload(scope.node.path, props, description);
    super(scope, id, { system: "model-gateway", shape: "stream", adapt }, workloadProps(name, props));
  }
}

/**
 * LiteLLM as the gateway to models.
 *
 * Children: `Pods` (see {@link AgentWorkload}), or by the chart `Release` (helm_release), `Policy` (kubernetes_network_policy_v1) and
 * as far as asked for `Credentials` of its scaler (helm_release); `Callers` (kubernetes_network_policy_v1), which lets in who names it;
 * and as far as asked for `Migration`, `Drill`, and `Closed-<namespace>` (kubernetes_network_policy_v1).
 */
export class ModelGateway extends Construct implements IModelGateway {
  /** Address within the cluster, without the version of its interface. */
  readonly url: string;
  /** Where its pods are. */
  readonly peer: Peer;
  /** What is known of it, and judged. */
  readonly description: GatewayDescription;
  /** What has to be there before what uses it. */
  readonly dependencies: readonly ITerraformDependable[];
  readonly #callers = new Map<string, Peer>();
  readonly #namespace: AgentNamespace;

  constructor(scope: Construct, id: string, given: ModelGatewayProps) {
    requireReadable(scope, id, "ModelGatewayProps", given);
    super(scope, id);
    const { namespace, name = id, database, drill, closedNamespaces = [] } = given;
    this.#namespace = namespace;
    this.url = `http://${name}.${namespace.name}.svc:${GATEWAY_PORT}`;
    this.peer = { namespace: namespace.name, podLabels: { [NAME_LABEL]: name }, ports: [GATEWAY_PORT] };
    this.description = describeGateway(this.node.path, id, given);
    AgentPlatform.of(this).addGateway(this, this.description);

    const migrated =
      database === undefined ? [] : new GatewayMigration(this, "Migration", name, given, database).dependencies;
    const props = { ...given, prerequisites: [...(given.prerequisites ?? []), ...migrated] } as ModelGatewayProps;
    this.dependencies =
      props.chart === undefined
        ? new GatewayPods(this, "Pods", name, props).dependencies
        : this.#release(name, props, props.chart);

    this.#policy("Callers", namespace.name, `${name}-callers`, {
      podSelector: { matchLabels: { [NAME_LABEL]: name } },
      policyTypes: ["Ingress"],
      // who uses it is known when all workloads are; what is produced late is not renamed by the bindings
      ingress: Lazy.anyValue({
        produce: () =>
          [...this.#callers.values()].map((caller) =>
            prebuilt.ingressBlock(letIn({ ...caller, ports: caller.ports ?? [GATEWAY_PORT] })),
          ),
      }),
    });
    for (const closed of closedNamespaces) {
      this.admit({ namespace: closed });
      this.#policy(`Closed-${closed}`, closed, `only-through-${name}`, {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: egressRules({ network: { allowsDns: true, allowsInternet: false } }, { gateway: this }, namespace),
      });
    }
    if (drill !== undefined) {
      this.admit(drillCaller(name, namespace.name));
      const { url, peer, dependencies: dependsOn } = this;
      new FallbackDrill(this, "Drill", { name, gateway: given, drill, url, peer, dependsOn });
    }
  }

  /** Lets a caller in, at its port; one without a namespace is of the gateway's own. Whoever names the gateway is let in without. */
  admit(caller: Peer): void {
    this.#callers.set(JSON.stringify(caller), caller);
  }

  /** By the chart: the description is judged as that of our own objects, and the values are made from it. */
  #release(name: string, props: ModelGatewayProps, chart: GatewayChart): readonly ITerraformDependable[] {
    const { namespace } = props;
    const own = workloadProps(name, props);
    const nature = { path: this.node.path, id: name, system: "model-gateway", shape: "stream" } as const;
    const adapted = adaptWorkload(this.node.path, props, describeWorkload(nature, own));
    const description = withSecrets(adapted, props.agentSecrets);
    AgentPlatform.of(this).add(this, description);
    const dependsOn = neededBefore(this, description, props);
    const policy = this.#policy("Policy", namespace.name, name, {
      podSelector: { matchLabels: { [NAME_LABEL]: name } },
      policyTypes: ["Ingress", "Egress"],
      ingress: ingressRules(description, own),
      egress: egressRules(description, own, namespace),
    });
    // the chart makes the scaler, and not what lets it in
    const [scaler] = description.scale.scalers;
    const credentials =
      scaler === undefined || own.scaling === undefined ? [] : kedaCredentials(description, scaler, own.scaling);
    const beside = credentials.length === 0 ? [] : [this.#credentials(name, namespace, credentials)];
    const release = new prebuilt.Release(this, "Release", {
      name,
      namespace: namespace.name,
      repository: chart.repository ?? CHART_REPOSITORY,
      chart: CHART_NAME,
      version: chart.version,
      values: [chartText(chartValues(description, props, own.scaling))],
      wait: true,
      atomic: true,
      timeout: description.end.waitSeconds,
      provider: namespace.cluster.providers(this).helm,
      dependsOn: [...dependsOn, policy, ...beside],
    });
    return [release];
  }

  #credentials(name: string, namespace: AgentNamespace, objects: readonly object[]): ITerraformDependable {
    const release = { name: `${name}-scaler`, namespace: namespace.name, cluster: namespace.cluster, objects };
    return releaseObjects(this, "Credentials", { ...release, dependsOn: namespace.dependencies });
  }

  #policy(id: string, namespace: string, name: string, spec: PolicySpec): ITerraformDependable {
    const { cluster, dependencies } = this.#namespace;
    return new prebuilt.NetworkPolicyV1(this, id, {
      metadata: { name, namespace },
      spec,
      provider: cluster.providers(this).kubernetes,
      dependsOn: neededFirst(this, dependencies),
    });
  }
}

type PolicySpec = ConstructorParameters<typeof prebuilt.NetworkPolicyV1>[2]["spec"];
