// A way in from outside the cluster: a route of the Gateway API, whose timeout is part of the standard, or an Ingress, whose timeout is an
// annotation of its controller.
import type { IngressOptions, RouteOptions } from "./options.js";
import { annotationOverrides, ingressAnnotations, type IngressNeeds } from "./ingress-annotations.js";
import type { Override } from "../description/overrides.js";
import { requireKind } from "../given/readable.js";

/** A way in. */
export class Exposure {
  private constructor(
    readonly kind: "route" | "ingress",
    readonly options: RouteOptions | IngressOptions,
  ) {}

  /** By the Gateway API. */
  static route(options: RouteOptions): Exposure {
    requireKind("Exposure.route", "RouteOptions", options);
    return new Exposure("route", options);
  }

  /** By an Ingress. */
  static ingress(options: IngressOptions): Exposure {
    requireKind("Exposure.ingress", "IngressOptions", options);
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
