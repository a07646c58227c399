// The way in from outside the cluster: a route of the Gateway API, whose timeout is part of the standard, or an Ingress, whose timeout
// is an annotation of its controller.
//
// Source: Gateway API HTTPRoute (`timeouts.request`, `timeouts.backendRequest`); annotations of ingress-nginx (retired in March 2026,
// facts 7), HAProxy, Contour and the AWS load balancer controller, whose idle timeout is at most 4,000 s.

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

  /** Namespace of the pods of the way in, from which alone calls are let in. */
  readonly fromNamespace: string;
}

/** A route of the Gateway API. */
export interface RouteOptions extends ExposureOptions {
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Its namespace. @default - that of its pods */
  readonly gatewayNamespace?: string;
}

/** The controllers whose timeout is known. */
export type IngressController = "nginx" | "haproxy" | "contour" | "alb";

/** An Ingress. */
export interface IngressOptions extends ExposureOptions {
  /** Class of the Ingress. */
  readonly className: string;
  /** Name of the Secret with the certificate. */
  readonly tlsSecret: string;
  /** Which controller serves the class: it decides which annotation is the timeout. */
  readonly controller: IngressController;
  /**
   * Who may come, as CIDRs; a route has no such thing, its Gateway may.
   *
   * @default - anybody who is known
   */
  readonly allowedCidrs?: readonly string[];

  /** More annotations. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** It counts from the last byte, so pings of a web socket keep longer calls. */
const ALB_LONGEST_IDLE_SECONDS = 4_000;

/** Annotations by which a controller waits, and streams answers as they come. */
const TIMEOUT: Readonly<Record<IngressController, (seconds: number) => Readonly<Record<string, string>>>> = {
  nginx: (seconds) => ({
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": String(seconds),
    "nginx.ingress.kubernetes.io/proxy-send-timeout": String(seconds),
  }),
  haproxy: (seconds) => ({ "haproxy.org/timeout-server": `${seconds}s`, "haproxy.org/timeout-tunnel": `${seconds}s` }),
  contour: (seconds) => ({ "projectcontour.io/response-timeout": `${seconds}s` }),
  alb: (seconds) => ({
    "alb.ingress.kubernetes.io/load-balancer-attributes": `idle_timeout.timeout_seconds=${Math.min(seconds, ALB_LONGEST_IDLE_SECONDS)}`,
  }),
};

const ALLOWED: Readonly<Record<IngressController, string>> = {
  nginx: "nginx.ingress.kubernetes.io/allowlist-source-range",
  haproxy: "haproxy.org/allow-list",
  contour: "projectcontour.io/allow-list",
  alb: "alb.ingress.kubernetes.io/inbound-cidrs",
};

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
  annotations(timeoutSeconds: number): Readonly<Record<string, string>> {
    if (!("controller" in this.options)) return {};
    const { controller, annotations, allowedCidrs = [] } = this.options;
    const allowed = allowedCidrs.length === 0 ? {} : { [ALLOWED[controller]]: allowedCidrs.join(",") };
    return { ...TIMEOUT[controller](timeoutSeconds), ...allowed, ...annotations };
  }
}
