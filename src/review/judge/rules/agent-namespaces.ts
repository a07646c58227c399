// Namespaces that the app made for agent workloads: an AgentNamespace has its closed policy beside it, a namespace of a pool has none.
import type { Judged, JudgedChange } from "../judged.js";

const CLOSED = "/DenyAll";

/** Whether it is a namespace of agent workloads, as the app before says. */
export function isOfAgents(judged: Judged, { stack, change: { path } }: JudgedChange): boolean {
  if (path === undefined) return false;
  const resources = judged.base?.stacks.get(stack)?.resources.values() ?? [];
  return [...resources].some((resource) => resource.path === path + CLOSED);
}

/** The construct path of the namespace that a closed policy is beside. */
export function closedNamespace({ change: { type, path } }: JudgedChange): string | undefined {
  const isClosed = /^kubernetes_network_policy(?:_v\d+)?$/.test(type) && path?.endsWith(CLOSED) === true;
  return isClosed ? path.slice(0, -CLOSED.length) : undefined;
}
