// By which way the pods of a tier get its nodes and its accelerator: the runner makes those pods itself, its chart has no selector
// for them and a flavor knows cpu and memory only, so something in the cluster has to change each pod on its way in.
//
// Source: measured on Kubernetes 1.35 and 1.36, see docs/tiers.md for each way.

/** What happens to a pod when the policy itself fails. `Ignore` lets it through unchanged. */
export type FailurePolicy = "Fail" | "Ignore";

/** A container runtime that a workload can ask for, by `dockerImplementation` of the pool only. */
export type KataHandler = "kata-qemu" | "kata-fc";

/** Settings of the ways that change each pod. */
export interface MutationOptions {
  /**
   * What happens to a pod when the policy fails; the guard then still refuses what came through unchanged.
   *
   * @default "Fail"
   */
  readonly failurePolicy?: FailurePolicy;
}

/** Settings of the ways that can give an accelerator only to every container alike. */
export interface WastefulOptions {
  /**
   * Accepts that every container of a workload takes the accelerators that one needs: the agent, the overlay's side-car, and each
   * MCP, hook and docker side-car. Without it a GPU tier is refused.
   *
   * @default false
   */
  readonly wasteAccepted?: boolean;
}

/** Settings of the annotations. */
export interface AnnotationOptions extends WastefulOptions {
  /**
   * Whether pods may tolerate nothing else than the tier's taint and what Kubernetes adds by itself. Kubernetes answers a pod that
   * does with HTTP 500.
   *
   * @default false
   */
  readonly strictTolerations?: boolean;
}

/** A way, with its settings. */
export type SteeringWay =
  | { readonly way: "auto"; readonly failurePolicy: FailurePolicy }
  | { readonly way: "mutatingAdmissionPolicy"; readonly failurePolicy: FailurePolicy }
  | { readonly way: "kyverno"; readonly failurePolicy: FailurePolicy }
  | { readonly way: "annotations"; readonly wasteAccepted: boolean; readonly strictTolerations: boolean }
  | { readonly way: "limitRange"; readonly wasteAccepted: boolean }
  | { readonly way: "runtimeClass"; readonly handler: KataHandler };

/** A way by which pods reach a tier's nodes. It is a property of the cluster: `Cluster.fromKubeconfig({ steering, ... })`. */
export class Steering {
  private constructor(
    /** The way and its settings. */
    readonly chosen: SteeringWay,
  ) {}

  /** The mutating admission policy where the cluster has it, else none: then the choice is yours. */
  static auto({ failurePolicy = "Fail" }: MutationOptions = {}): Steering {
    return new Steering({ way: "auto", failurePolicy });
  }

  /** Policies of the API server itself: selector, toleration, and the accelerator on the agent's container alone. */
  static mutatingAdmissionPolicy({ failurePolicy = "Fail" }: MutationOptions = {}): Steering {
    return new Steering({ way: "mutatingAdmissionPolicy", failurePolicy });
  }

  /** The same policy as a MutatingPolicy of Kyverno, which you installed. */
  static kyverno({ failurePolicy = "Fail" }: MutationOptions = {}): Steering {
    return new Steering({ way: "kyverno", failurePolicy });
  }

  /** Annotations of the namespace, for API servers with PodNodeSelector and PodTolerationRestriction. */
  static annotations({ wasteAccepted = false, strictTolerations = false }: AnnotationOptions = {}): Steering {
    return new Steering({ way: "annotations", wasteAccepted, strictTolerations });
  }

  /** Accelerators as a default of every container, and tolerations from ExtendedResourceToleration. */
  static limitRange({ wasteAccepted = false }: WastefulOptions = {}): Steering {
    return new Steering({ way: "limitRange", wasteAccepted });
  }

  /** Scheduling of the RuntimeClass that workloads with docker in a Kata container name; its name has one meaning in a cluster. */
  static runtimeClass({ handler }: { readonly handler: KataHandler }): Steering {
    return new Steering({ way: "runtimeClass", handler });
  }
}
