// The way in from outside the cluster: a route of the Gateway API, whose timeout is part of the standard, or an Ingress, whose timeout
// is an annotation of its controller.
//
// Source: Gateway API HTTPRoute (`timeouts.request`, `timeouts.backendRequest`, `sectionName`). Which controllers read which annotation
// of an Ingress is in ingress-annotations.ts.
import {
  annotationOverrides,
  ingressAnnotations,
  type IngressController,
  type IngressNeeds,
} from "./ingress-annotations.js";
import type { Override } from "./overrides.js";

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

/** A way in. */
export class Exposure {
  private constructor(
    readonly kind: "route" | "ingress",
    readonly options: RouteOptions | IngressOptions,
  ) {}

  /** By the Gateway API. */
  static route(options: RouteOptions): Exposure {
    return new Exposure("route", options);
  }

  /** By an Ingress. */
  static ingress(options: IngressOptions): Exposure {
    return new Exposure("ingress", options);
  }

  /** The same with the largest body of a request, bytes, where the controller has a limit of its own: nginx refuses more than 1 MiB. */
  withLargestBody(bytes: number): Exposure {
    const { options } = this;
    if (!("controller" in options) || options.controller !== "nginx") return this;
    const annotations = { "nginx.ingress.kubernetes.io/proxy-body-size": String(bytes), ...options.annotations };
    return new Exposure(this.kind, { ...options, annotations });
  }

  /** The same for one pod, whose name is the first label of its host; `{pod}` stands for it in a url. */
  forPod(pod: string): Exposure {
    const { host, url } = this.options;
    const own = { host: `${pod}.${host}`, ...(url !== undefined && { url: url.replaceAll("{pod}", pod) }) };
    return new Exposure(this.kind, { ...this.options, ...own });
  }

  /** Annotations of the Ingress. */
  annotations(needs: IngressNeeds): Readonly<Record<string, string>> {
    return "controller" in this.options ? ingressAnnotations(this.options, needs) : {};
  }

  /** Annotations that were given and say otherwise than what follows from options. */
  overrides(needs: IngressNeeds): readonly Override[] {
    return "controller" in this.options ? annotationOverrides(this.options, needs) : [];
  }
}
