// What an Ingress says to its controller beside the standard: how long to wait, who may come, that nothing travels in clear text, that a
// connection may become a web socket.
//
// Source, as of 2026: ingress-nginx (retired in March 2026, facts 7) docs/user-guide/nginx-configuration/annotations.md; HAProxy
// haproxytech/kubernetes-ingress documentation/annotations.md: `timeout-server` and `backend-config-snippet` are read on an Ingress,
// `timeout-tunnel` of the ConfigMap only (1 h), and a Secret for TLS redirects by itself; Contour internal/annotation/annotations.go, all
// that it knows of an Ingress, which is no list of addresses; AWS load balancer controller docs/guide/ingress/annotations.md: targets
// are nodes unless said otherwise, which takes no ClusterIP, health is asked at `/`; idle timeout of a balancer at most 4,000 s; Elastic Load
// Balancing, TargetGroupAttribute: a target that is taken out keeps its connections for 300 s, from 0 to 3,600.
import { own } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { IngressController, IngressOptions } from "./options.js";
import { isLater, textOf } from "../later.js";
import { type Override, overridesIn } from "../description/overrides.js";

/** What a workload needs of its way in. */
export interface IngressNeeds {
  readonly timeoutSeconds: number;
  /** Port at which the way in listens. */
  readonly port: number;
  /** Whether a connection may become a web socket. */
  readonly webSockets: boolean;
  /** Where readiness is asked over HTTP; undefined: nowhere. */
  readonly readiness: { readonly path: string; readonly port: number | undefined } | undefined;
}

/** What a workload needs of its way in; undefined: it has none. */
export function ingressNeeds({ shape, network, probes }: WorkloadDescription): IngressNeeds | undefined {
  if (network.exposure === undefined) return undefined;
  const { timeoutSeconds, port } = network.exposure;
  const action = probes.readiness?.action;
  return {
    timeoutSeconds,
    port,
    webSockets: shape !== "http",
    readiness: action !== undefined && "path" in action ? { path: action.path, port: action.port } : undefined,
  };
}

type Annotations = Readonly<Record<string, string>>;

/** It counts from the last byte, so pings of a web socket keep longer calls. */
const ALB_LONGEST_IDLE_SECONDS = 4_000;
/** How long it leaves a pod that ends its connections, if nothing is said, and at most. */
const ALB_LEAVING_SECONDS = 300;
/** @see ALB_LEAVING_SECONDS */
export const ALB_LONGEST_LEAVING_SECONDS = 3_600;

const ALB_TARGETS = "alb.ingress.kubernetes.io/target-group-attributes";

const CONTROLLERS: Readonly<Record<IngressController, (needs: IngressNeeds) => Annotations>> = {
  nginx: ({ timeoutSeconds }) => ({
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": textOf(timeoutSeconds),
    "nginx.ingress.kubernetes.io/proxy-send-timeout": textOf(timeoutSeconds),
  }),
  haproxy: ({ timeoutSeconds, webSockets }) => ({
    "haproxy.org/timeout-server": `${textOf(timeoutSeconds)}s`,
    ...(webSockets ? { "haproxy.org/backend-config-snippet": `timeout tunnel ${textOf(timeoutSeconds)}s` } : {}),
  }),
  contour: ({ timeoutSeconds, webSockets }) => ({
    "projectcontour.io/response-timeout": `${textOf(timeoutSeconds)}s`,
    "ingress.kubernetes.io/force-ssl-redirect": "true",
    ...(webSockets ? { "projectcontour.io/websocket-routes": "/" } : {}),
  }),
  alb: ({ timeoutSeconds, port, readiness }) => ({
    "alb.ingress.kubernetes.io/load-balancer-attributes": `idle_timeout.timeout_seconds=${textOf(
      isLater(timeoutSeconds) ? timeoutSeconds : Math.min(timeoutSeconds, ALB_LONGEST_IDLE_SECONDS),
    )}`,
    ...(isLater(timeoutSeconds) || timeoutSeconds <= ALB_LEAVING_SECONDS
      ? {}
      : {
          [ALB_TARGETS]: `deregistration_delay.timeout_seconds=${Math.min(timeoutSeconds, ALB_LONGEST_LEAVING_SECONDS)}`,
        }),
    "alb.ingress.kubernetes.io/target-type": "ip",
    "alb.ingress.kubernetes.io/listen-ports": `[{"HTTPS": ${textOf(port)}}]`,
    ...(readiness === undefined ? {} : { "alb.ingress.kubernetes.io/healthcheck-path": readiness.path }),
    ...(readiness?.port === undefined ? {} : { "alb.ingress.kubernetes.io/healthcheck-port": textOf(readiness.port) }),
  }),
};

/** Contour has none. */
const ALLOWED: Readonly<Partial<Record<IngressController, string>>> = {
  nginx: "nginx.ingress.kubernetes.io/allowlist-source-range",
  haproxy: "haproxy.org/allow-list",
  alb: "alb.ingress.kubernetes.io/inbound-cidrs",
};

/** Options by the ends of the annotations that follow from them. */
const FOLLOWS: Readonly<Record<string, string>> = {
  "proxy-read-timeout": "exposure.timeoutSeconds",
  "proxy-send-timeout": "exposure.timeoutSeconds",
  "timeout-server": "exposure.timeoutSeconds",
  "backend-config-snippet": "exposure.timeoutSeconds",
  "response-timeout": "exposure.timeoutSeconds",
  "load-balancer-attributes": "exposure.timeoutSeconds",
  "target-group-attributes": "exposure.timeoutSeconds",
  "listen-ports": "exposure.port",
  "certificate-arn": "exposure.certificateArn",
  "healthcheck-path": "probes.readiness",
  "healthcheck-port": "probes.readiness",
  "allowlist-source-range": "exposure.allowedCidrs",
  "allow-list": "exposure.allowedCidrs",
  "inbound-cidrs": "exposure.allowedCidrs",
};

/** Annotations that hold several settings: what separates them, and which is ours. */
const LISTS: Readonly<Record<string, { readonly separator: string; readonly ours: RegExp }>> = {
  "alb.ingress.kubernetes.io/load-balancer-attributes": { separator: ",", ours: /idle_timeout\./ },
  [ALB_TARGETS]: { separator: ",", ours: /deregistration_delay\./ },
  "haproxy.org/backend-config-snippet": { separator: "\n", ours: /timeout\s+tunnel/ },
};

/** What follows from the options of an Ingress and from what the workload needs. */
function derivedAnnotations(options: IngressOptions, needs: IngressNeeds): Annotations {
  const { controller, allowedCidrs = [], certificateArn } = options;
  const list = ALLOWED[controller];
  return {
    ...CONTROLLERS[controller](needs),
    ...(certificateArn === undefined ? {} : { "alb.ingress.kubernetes.io/certificate-arn": certificateArn }),
    ...(list === undefined || allowedCidrs.length === 0 ? {} : { [list]: allowedCidrs.join(",") }),
  };
}

/** Whether a given annotation is a list that does not say what is derived. */
function isBeside(name: string, value: string): boolean {
  return own(LISTS, name)?.ours.test(value) === false;
}

/** All annotations of an Ingress: what is given wins, but for lists, which hold both. */
export function ingressAnnotations(options: IngressOptions, needs: IngressNeeds): Annotations {
  const derived = derivedAnnotations(options, needs);
  const given = Object.entries(options.annotations ?? {}).map(([name, value]) => {
    const ours = own(derived, name);
    const isBoth = ours !== undefined && isBeside(name, value);
    return [name, isBoth ? `${ours}${own(LISTS, name)?.separator ?? ""}${value}` : value] as const;
  });
  return { ...derived, ...Object.fromEntries(given) };
}

/** Annotations that were given and say otherwise than what is derived. */
export function annotationOverrides(options: IngressOptions, needs: IngressNeeds): readonly Override[] {
  const derived = derivedAnnotations(options, needs);
  const follows = Object.keys(derived).flatMap((name) => {
    const option = FOLLOWS[name.slice(name.indexOf("/") + 1)];
    return option === undefined ? [] : [[name, option] as const];
  });
  const given = Object.entries(options.annotations ?? {}).filter(([name, value]) => !isBeside(name, value));
  return overridesIn("exposure.annotations", derived, Object.fromEntries(given), Object.fromEntries(follows));
}
