// A Kubernetes cluster as a value: how the kubernetes and helm providers reach it. No address and no credential is ever written;
// both stay in the kubeconfig of whoever runs Terraform.
//
// Source: provider blocks of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (`config_path`, `config_context`; `~` is expanded).
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type IConstruct, type TerraformProvider, TerraformStack } from "./core.js";
import { checkText, type Problem } from "./problems.js";

/** How to find a cluster in a kubeconfig file. */
export interface KubeconfigOptions {
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

/** A cluster that runners are deployed to. */
export class Cluster {
  private constructor(
    /** Context of the kubeconfig. */
    readonly context: string,
    /** Path of the kubeconfig. */
    readonly path: string,
  ) {}

  /** A context of a kubeconfig file. */
  static fromKubeconfig(options: KubeconfigOptions): Cluster {
    return new Cluster(options.context, options.path ?? "~/.kube/config");
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return checkContext(`${path}.context`, this.context);
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
    kubernetes: new KubernetesProvider(stack, `kubernetes${suffix}`, { ...config, alias }),
    helm: new HelmProvider(stack, `helm${suffix}`, { kubernetes: config, alias }),
  };
  known.set(key, made);
  return made;
}

/** A Terraform identifier for a context name, which may hold any character (an ARN, an address). */
function identifier(context: string): string {
  const cleaned = context.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return cleaned === "" ? "cluster" : cleaned;
}
