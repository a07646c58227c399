// What can be said of a way in from outside the cluster.
//
// Source: Gateway API HTTPRoute (`timeouts.request`, `timeouts.backendRequest`, `sectionName`). Which controllers read which annotation
// of an Ingress is in ingress-annotations.ts.

/** What all ways in need. */
export interface ExposureOptions {
  /** Host name under which it is reached. */
  readonly host: string;

  /**
   * Address as its users write it; with a host per pod `{pod}` stands for the pod's name.
   *
   * @default - https and the host
   */
  readonly url?: string;

  /**
   * Port at which the way in listens.
   *
   * @default 443
   */
  readonly port?: number;

  /**
   * How long it waits for an answer, seconds.
   *
   * @default - derived from the drain
   */
  readonly timeoutSeconds?: number;
}

/** Who calls the pods: the only ones that are let in. */
export type WayInSource =
  | {
      /** Namespace of the pods of the way in. */
      readonly fromNamespace: string;
      readonly fromCidrs?: undefined;
    }
  | {
      /**
       * Addresses of a way in that is no pod, as CIDRs: the subnets of a load balancer, and who checks health (of GKE the subnet of its
       * proxies, 35.191.0.0/16 and 130.211.0.0/22). It is let in at the port that readiness asks too.
       */
      readonly fromCidrs: readonly string[];
      readonly fromNamespace?: undefined;
    };

/** A route of the Gateway API. */
export type RouteOptions = ExposureOptions &
  WayInSource & {
    /** Name of the Gateway. */
    readonly gateway: string;
    /** Its namespace. @default - that of its pods, or where those are none, the workload's */
    readonly gatewayNamespace?: string;
    /** Name of its listener, so that the route is not attached to one without TLS too. @default - all that take the host */
    readonly listener?: string;
  };

/** The controllers whose annotations are known. */
export type IngressController = "nginx" | "haproxy" | "contour" | "alb";

/** An Ingress. */
export type IngressOptions = ExposureOptions & {
  /** Class of the Ingress. */
  readonly className: string;

  /**
   * Who may come, as CIDRs; NET-08 refuses it of Contour. A route has no such thing, its Gateway may.
   *
   * @default - anybody who is known
   */
  readonly allowedCidrs?: readonly string[];

  /** More annotations; SET-01 refuses those that follow from other options. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
} & (
    | (WayInSource & {
        /** Which controller serves the class: it decides which annotation is the timeout. */
        readonly controller: Exclude<IngressController, "alb">;
        /** Name of the Secret with the certificate. */
        readonly tlsSecret: string;
        readonly certificateArn?: undefined;
      })
    | (Extract<WayInSource, { readonly fromCidrs: readonly string[] }> & {
        /** The AWS load balancer controller: a balancer outside of the cluster, which sends to the pods themselves. */
        readonly controller: "alb";
        /** ARN of the certificate in ACM or IAM. */
        readonly certificateArn: string;
        readonly tlsSecret?: undefined;
      })
  );
