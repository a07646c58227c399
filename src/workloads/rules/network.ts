// NET: who reaches a workload, by which way, and where it may go itself.
import { peerFaults } from "../../kubernetes/index.js";
import { ERROR, ERROR_IN_PROD, redactText, WARNING } from "../../rules/index.js";
import type { Drain } from "../lifecycle/drain.js";
import { ALB_LONGEST_LEAVING_SECONDS } from "../exposure/ingress-annotations.js";
import { isServed } from "../lifecycle/shapes.js";
import { isLater } from "../later.js";
import { each, isOpenByDefault, when, type WorkloadRule } from "./rule.js";

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const SECURE = new Set(["https", "wss"]);

const schemeOf = (url: string): string => SCHEME.exec(url)?.[1]?.toLowerCase() ?? "";

/** What a browser sends: scheme, host and port. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/i;
/** All subdomains of one domain of at least two parts. */
const SUBDOMAINS = /^https:\/\/\*\.[^*.]+\.[^*]+$/;

/** Port of an address: the one it names, or that of its scheme. */
function portOf(url: string): number | undefined {
  const [, scheme = "", named] = /^([a-z]+):\/\/(?:\[[^\]]*\]|[^/:?#]*)(?::(\d+))?/i.exec(url) ?? [];
  if (named !== undefined) return Number(named);
  return SECURE.has(scheme.toLowerCase()) ? 443 : scheme === "" ? undefined : 80;
}

const encrypted: WorkloadRule = {
  id: "NET-01",
  source: "U3",
  must: "An address at which a workload is reached from outside is https or wss.",
  otherwise: "What is said, and who says it, is read on the way.",
  severity: ERROR,
  check: each(({ network: { exposure } }) => {
    const scheme = schemeOf(exposure?.url ?? "");
    return when(exposure !== undefined && !isLater(exposure.url) && !SECURE.has(scheme), () => ({
      option: "network.exposure.url",
      value: exposure?.url,
      why: `${scheme === "" ? "it has no scheme" : `it is ${scheme}`}, so calls and their tokens may travel in clear text`,
      fix: "write it with https:// or wss://",
    }));
  }),
};

const ports: WorkloadRule = {
  id: "NET-02",
  source: "U2, U3",
  must: "The port in a public address is the one its way in listens on.",
  otherwise: "Callers knock where nobody is.",
  severity: ERROR,
  check: each(({ network: { exposure } }) => {
    const { url = "", port } = exposure ?? {};
    const named = portOf(url);
    // an address of another scheme names no port of its own that is meant: NET-01 says what to write
    const isMeant = SECURE.has(schemeOf(url)) || /^[a-z]+:\/\/[^/]*:\d+/i.test(url);
    return when(exposure !== undefined && isMeant && !isLater(url) && !isLater(port) && named !== port, () => ({
      option: "network.exposure.url",
      value: exposure?.url,
      why: `it leads to port ${named ?? "(none)"}, and the way in listens on ${exposure?.port ?? "(none)"}`,
      fix: "name the same port in both",
    }));
  }),
};

const policy: WorkloadRule = {
  id: "NET-03",
  source: "U1",
  must: "A workload has a network policy, which lets it ask for names and reach the models it calls.",
  otherwise: "Everything in the cluster reaches it, or nothing resolves, or every call to a model fails.",
  severity: ERROR,
  check: each(({ models, network: { hasPolicy, allowsDns, allowsInternet, ...network } }) => [
    ...when(!hasPolicy, () => ({
      option: "network.policy",
      value: false,
      why: "without one everything in the cluster may reach it, and it everything",
      fix: "leave it out, which is a policy from what is declared",
    })),
    ...when(
      hasPolicy && models.length > 0 && !allowsInternet && !network.allowsModels && !network.allowsEverywhere,
      () => ({
        option: "network.models",
        why: `it calls ${models.map(({ model }) => model).join(", ")}, and nothing says where the policy is to let it go for that`,
        fix: "give the gateway to models as gateway, or write internet: true, or name where they are under network.models",
      }),
    ),
    ...when(hasPolicy && !allowsDns, () => ({
      option: "network.dns",
      value: false,
      why: "its egress has no DNS rule, so no name resolves",
      fix: "leave it out",
    })),
  ]),
};

const polled: WorkloadRule = {
  id: "NET-04",
  source: "U1",
  must: "What dials out or polls has no Service and no way in.",
  otherwise: "It would lead to a port that nobody opens.",
  severity: ERROR,
  check: each(({ shape, network: { hasService, exposure } }) =>
    when(!isServed(shape) && (hasService || exposure !== undefined), () => ({
      option: "network.exposure",
      value: exposure?.url ?? "a Service",
      why: `shape ${shape} opens no port, so it would point at nothing`,
      fix: "leave it out, or choose a shape that is served",
    })),
  ),
};

/** Durations that Terraform knows later are DRN-01's where they are the drain's. */
function isCutBy(seconds: number | undefined, { longestStepSeconds }: Drain): boolean {
  return seconds !== undefined && !isLater(seconds) && !isLater(longestStepSeconds) && seconds <= longestStepSeconds;
}

const timeout: WorkloadRule = {
  id: "NET-05",
  source: "D2",
  must: "What stands before a workload waits longer than its longest step.",
  otherwise: "The proxy cuts the answer that it waits for.",
  severity: ERROR,
  check: each(({ end: { drain }, network: { exposure } }) => [
    ...when(isCutBy(exposure?.timeoutSeconds, drain), () => ({
      option: "network.exposure.timeoutSeconds",
      value: exposure?.timeoutSeconds,
      why: `the longest step takes ${drain.longestStepSeconds} s, and the proxy cuts it before`,
      fix: `set ${Math.max(drain.ingressTimeoutSeconds, drain.longestStepSeconds + 1)} or more`,
    })),
    ...when(exposure?.controller === "alb" && isCutBy(ALB_LONGEST_LEAVING_SECONDS + 1, drain), () => ({
      option: "network.exposure",
      value: "alb",
      why: `the longest step takes ${drain.longestStepSeconds} s, and the balancer cuts what a pod that ends still has after ${ALB_LONGEST_LEAVING_SECONDS} s at most`,
      fix: "choose another way in, as Exposure.route or a controller that runs in the cluster, or split the step",
    })),
  ]),
};

const origins: WorkloadRule = {
  id: "NET-06",
  source: "A7",
  must: "Origins and hosts that a workload answers are named.",
  otherwise: "Every page that a user opens may call it in the user's name.",
  severity: ERROR_IN_PROD,
  check: each(({ network: { origins: given, exposure } }) => [
    ...given.flatMap((origin, index) =>
      when((origin.includes("*") && !SUBDOMAINS.test(origin)) || origin === "null", () => ({
        option: `network.origins[${index}]`,
        value: origin,
        why: "every page that a user opens may call it in the user's name",
        fix: "list the origins, as https://app.example.com",
      })),
    ),
    ...given.flatMap((origin, index) =>
      when(!ORIGIN.test(origin) && !origin.includes("*") && origin !== "null" && !isLater(origin), () => ({
        option: `network.origins[${index}]`,
        value: redactText(origin),
        why: "a browser sends scheme, host and port and nothing else, so this one is never answered",
        fix: "write it as https://app.example.com, without a path and without a slash behind it",
      })),
    ),
    ...when(/^[a-z]+:\/\/[^/]*\*/i.test(exposure?.url ?? ""), () => ({
      option: "network.exposure.url",
      value: exposure?.url,
      why: "its way in answers for hosts that nobody has named",
      fix: "name one host, as agents.example.com",
    })),
  ]),
};

const aroundGateway: WorkloadRule = {
  id: "NET-07",
  source: "D16",
  must: "Where there is a gateway to models, agents reach providers through it only.",
  otherwise: "Budgets, fallbacks and logs of the gateway hold for some calls.",
  severity: WARNING,
  check: each((workload, { gateways }) => {
    const { cluster, system, models, network } = workload;
    const gateway = gateways.find((one) => one.cluster === cluster);
    if (gateway === undefined || system === "model-gateway" || models.length === 0) return [];
    const why = `it may reach providers around ${gateway.path}, whose budgets and fallbacks then do not hold`;
    const fix = "leave it out, and name what it has to reach under network.egress";
    return [
      ...when(network.allowsInternet, () => ({
        option: "network.internet",
        ...(isOpenByDefault(workload)
          ? {
              why: `without them ${why}`,
              fix: "name the addresses of the orchestrator there, or accept it until Unpod tells you some",
            }
          : { value: true, why, fix }),
      })),
      ...when(network.allowsEverywhere, () => ({ option: "network.egress", value: "every address", why, fix })),
    ];
  }),
};

const allowList: WorkloadRule = {
  id: "NET-08",
  source: "Contour's annotations of Ingress",
  must: "Who may come is named to a controller that has a list of addresses.",
  otherwise: "Everybody comes: the list is in nothing that is deployed.",
  severity: ERROR,
  unacknowledgeable: "leave it out, or choose another controller",
  check: each(({ network: { exposure } }) =>
    when(exposure?.controller === "contour" && exposure.allowedCidrs.length > 0, () => ({
      option: "network.exposure.allowedCidrs",
      value: exposure?.allowedCidrs,
      why: "an Ingress of Contour knows no list of addresses, so everybody may come",
      fix: "choose controller nginx, haproxy or alb, or leave it out and close the balancer before Contour",
    })),
  ),
};

const peers: WorkloadRule = {
  id: "NET-09",
  source: "NetworkPolicy of Kubernetes",
  must: "A peer of a policy, or of a way in, is addresses or pods, as Kubernetes takes them.",
  otherwise: "The cluster refuses it at apply, or reads an empty list as everything.",
  severity: ERROR,
  unacknowledgeable: "write it as Kubernetes takes it",
  check: each(({ network: { peers: given } }) =>
    given.flatMap(({ option, peer }) =>
      peerFaults("", peer, true)
        .filter(({ value }) => !isLater(value))
        .map(({ path, value, why, fix }) => ({ option, value: path === "" ? peer : value, why, fix })),
    ),
  ),
};

/** The rules of the network. */
export const networkRules: readonly WorkloadRule[] = [
  encrypted,
  ports,
  policy,
  polled,
  timeout,
  origins,
  aroundGateway,
  allowList,
  peers,
];
