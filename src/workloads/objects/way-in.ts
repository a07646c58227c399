// The objects of a way in: a route of the Gateway API by the local chart, or an Ingress.
import type { IngressV1Config } from "@cdktf/provider-kubernetes/lib/ingress-v1";
import type { IngressOptions, RouteOptions } from "../exposure/options.js";
import { textOf } from "../later.js";

/** A Service that a way leads to. */
export interface Destination {
  readonly name: string;
  readonly namespace: string;
  readonly port: number | undefined;
}

/** The route. */
export function routeObject(
  { name, namespace, port }: Destination,
  options: RouteOptions,
  timeoutSeconds: number,
): object {
  const { gateway, gatewayNamespace = options.fromNamespace, host, listener } = options;
  const timeout = `${textOf(timeoutSeconds)}s`;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace },
    spec: {
      parentRefs: [
        {
          name: gateway,
          ...(gatewayNamespace === undefined ? {} : { namespace: gatewayNamespace }),
          ...(listener === undefined ? {} : { sectionName: listener }),
        },
      ],
      hostnames: [host],
      rules: [
        {
          backendRefs: [{ name, port }],
          timeouts: { request: timeout, backendRequest: timeout },
        },
      ],
    },
  };
}

/** The Ingress. */
export function ingressConfig(
  { name, namespace, port }: Destination,
  { host, className, tlsSecret }: IngressOptions,
  annotations: Readonly<Record<string, string>>,
): Pick<IngressV1Config, "metadata" | "spec"> {
  return {
    metadata: { name, namespace, annotations: { ...annotations } },
    spec: {
      ingressClassName: className,
      ...(tlsSecret === undefined ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
      rule: [
        {
          host,
          http: {
            path: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { number: port ?? 0 } } } }],
          },
        },
      ],
    },
  };
}
