// A Kubernetes cluster as a value: how the kubernetes and helm providers reach it, and what is stated about its API server. No
// address and no credential is ever written; both stay in the kubeconfig of whoever runs Terraform.
//
// Source: provider blocks of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (`config_path`, `config_context`; `~` is expanded);
// flags of kube-apiserver 1.34 to 1.36.
import { prebuilt } from "./prebuilt.js";
import { type IConstruct, type TerraformProvider, TerraformStack } from "./core.js";
import { checkText, type Problem } from "./problems.js";
import { Steering } from "./tiers/steering.js";

/** Who runs the API server, which decides what can be switched on in it. */
export type ClusterKind = "eks" | "gke" | "aks" | "openshift" | "selfManaged";

/** What is stated about a cluster. Nothing is looked up: what is stated decides what is rendered and what is refused. */
export interface ClusterFacts {
  /**
   * Who runs the API server.
   *
   * @default - not stated; enough for pools whose tier has no nodes of its own
   */
  readonly kind?: ClusterKind;

  /**
   * Minor version of the API server, like "1.36".
   *
   * @default - not stated; enough for pools whose tier has no nodes of its own
   */
  readonly version?: string;

  /**
   * Feature gates that are switched on beyond the defaults, like "MutatingAdmissionPolicy".
   *
   * @default - none
   */
  readonly featureGates?: readonly string[];

  /**
   * API versions that are switched on beyond the defaults (`--runtime-config`), like "admissionregistration.k8s.io/v1beta1".
   *
   * @default - none
   */
  readonly runtimeConfig?: readonly string[];

  /**
   * Admission plugins that are switched on beyond the defaults, like "PodNodeSelector".
   *
   * @default - none; "ExtendedResourceToleration" on EKS, GKE and AKS, which have it on
   */
  readonly admissionPlugins?: readonly string[];

  /**
   * By which way pods reach the nodes of a tier.
   *
   * @default Steering.auto() - the mutating admission policy
   */
  readonly steering?: Steering;

  /**
   * Whether nobody but those who apply these stacks may edit labels of namespaces and admission policies: whoever may can lift a
   * tier's limits.
   *
   * @default false - a pool with nodes of its own warns of it
   */
  readonly tierLabelsProtected?: boolean;
}

/** How to find a cluster in a kubeconfig file. */
export interface KubeconfigOptions extends ClusterFacts {
  /** Name of the context. */
  readonly context: string;

  /**
   * Path of the file on the machine that runs Terraform. Keep it relative or below `~`: it goes into the synthesized JSON.
   *
   * @default "~/.kube/config"
   */
  readonly path?: string;
}

const checkContext = checkText(
  (name) => name.trim() !== "",
  "a context name may not be blank",
  "name a context of the kubeconfig",
);

const MINOR_VERSION = /^1\.(\d{1,3})$/;
const checkVersion = checkText(
  (version) => MINOR_VERSION.test(version),
  "a minor version of Kubernetes decides what is rendered",
  'write it like "1.36", without a patch number',
);

/** A cluster that runners are deployed to. */
export class Cluster {
  private constructor(
    /** Context of the kubeconfig. */
    readonly context: string,
    /** Path of the kubeconfig. */
    readonly path: string,
    /** What is stated about it. */
    readonly facts: ClusterFacts,
  ) {}

  /** A context of a kubeconfig file. */
  static fromKubeconfig({ context, path = "~/.kube/config", ...facts }: KubeconfigOptions): Cluster {
    return new Cluster(context, path, facts);
  }

  /** By which way pods reach the nodes of a tier. */
  get steering(): Steering {
    return this.facts.steering ?? Steering.auto();
  }

  /** Minor version as a number, 36 for "1.36"; undefined when it is not stated. */
  get minorVersion(): number | undefined {
    const found = MINOR_VERSION.exec(this.facts.version ?? "")?.[1];
    return found === undefined ? undefined : Number(found);
  }

  /** Whether the API server runs an admission plugin that Kubernetes has off by default. */
  hasAdmissionPlugin(name: string): boolean {
    const { kind, admissionPlugins = [] } = this.facts;
    const managed = kind === "eks" || kind === "gke" || kind === "aks";
    return admissionPlugins.includes(name) || (managed && name === "ExtendedResourceToleration");
  }

  /** Its provider blocks in the stack of a construct, made at first use: for resources of your own in this cluster. */
  providers(scope: IConstruct): ClusterProviders {
    return clusterProviders(scope, this);
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [...checkContext(`${path}.context`, this.context), ...checkVersion(`${path}.version`, this.facts.version)];
  }
}

/** The two provider blocks by which a cluster is changed. */
export interface ClusterProviders {
  /** Block of hashicorp/kubernetes. */
  readonly kubernetes: TerraformProvider;
  /** Block of hashicorp/helm. */
  readonly helm: TerraformProvider;
}

const providersOfStack = new WeakMap<TerraformStack, Map<string, ClusterProviders>>();

/** The provider blocks of a cluster in a stack, made at first use: without alias for the stack's own cluster, else with one. */
export function clusterProviders(
  scope: IConstruct,
  cluster: Cluster,
  options: { asDefault?: boolean } = {},
): ClusterProviders {
  const stack = TerraformStack.of(scope);
  const known = providersOfStack.get(stack) ?? new Map<string, ClusterProviders>();
  providersOfStack.set(stack, known);
  const key = JSON.stringify([cluster.path, cluster.context]);
  const existing = known.get(key);
  if (existing !== undefined) {
    return existing;
  }
  const alias = options.asDefault === true ? undefined : identifier(cluster.context);
  const suffix = alias === undefined ? "" : `-${alias}`;
  const config = { configPath: cluster.path, configContext: cluster.context };
  const made = {
    kubernetes: new prebuilt.KubernetesProvider(stack, `kubernetes${suffix}`, { ...config, alias }),
    helm: new prebuilt.HelmProvider(stack, `helm${suffix}`, { kubernetes: config, alias }),
  };
  known.set(key, made);
  return made;
}

/** A Terraform identifier for a context name, which may hold any character (an ARN, an address). */
function identifier(context: string): string {
  const cleaned = context.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return cleaned === "" ? "cluster" : cleaned;
}
