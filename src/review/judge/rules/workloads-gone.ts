// Agent workloads that are destroyed, each told once: what it was made of goes with it.
//
// Source: the kubernetes provider deletes a Deployment, a StatefulSet and a CronJob without waiting for their pods
// (docs/agents/secrets.md#ending-a-workload).
import { at } from "../../../synthesized/index.js";
import { resourceAt } from "../../app/reviewed-app.js";
import { causeOf } from "../causes.js";
import type { Judged, JudgedChange } from "../judged.js";
import { endOf } from "./objects.js";
import { closedNamespace } from "./agent-namespaces.js";
import { ENDING, type Found, type ReviewRule } from "./rule.js";

/** What runs the pods of a workload, and what Terraform does not wait for among it. */
const PODS = /^kubernetes_(?:deployment|stateful_set|job|cron_job)(?:_v\d+)?$/;
const SERVING = /^kubernetes_(?:deployment|stateful_set)(?:_v\d+)?$/;

/** What belongs to a workload, and is lost with it: not what holds data, nor anything else that somebody put below it. */
const BELONGS = /^(?:kubernetes_(?!persistent_volume|storage_class)\w+|helm_release)$/;

/** The workload whose pods an object runs: the construct that the synthesis knows above it. */
function workloadOf(judged: Judged, { change }: JudgedChange): string | undefined {
  if (!PODS.test(change.type) || endOf(change) === undefined) return undefined;
  return aboveIn(judged.base?.workloads?.paths ?? new Set(), change.path);
}

function aboveIn(paths: ReadonlySet<string>, path: string | undefined): string | undefined {
  for (let above = path ?? ""; above.includes("/"); ) {
    above = above.slice(0, above.lastIndexOf("/"));
    if (paths.has(above)) return above;
  }
  return undefined;
}

/** The workload pods themselves; a migration beside them is an object of theirs. */
const isPodsOf = (path: string | undefined): boolean => /\/Workload$/.test(path ?? "");

/** Whether an object goes with the pods of its agent workload, which is told once. */
export function goesWithWorkload(judged: Judged): (entry: JudgedChange) => boolean {
  const ended = new Set(
    judged.changes.flatMap((entry) => (isPodsOf(entry.change.path) ? (workloadOf(judged, entry) ?? []) : [])),
  );
  return ({ change }) => ended.size > 0 && BELONGS.test(change.type) && aboveIn(ended, change.path) !== undefined;
}

/** Whether an object goes with its namespace of agents, which is told there. */
export function goesWithNamespace(judged: Judged): (entry: JudgedChange) => boolean {
  return (entry) => {
    const path = closedNamespace(entry);
    const namespace = path === undefined ? undefined : judged.changeOf(path)?.change;
    return namespace !== undefined && endOf(namespace) !== undefined;
  };
}

/** Whether nobody is left in it: it was scaled to zero before. */
function isEmpty(judged: Judged, { stack, change }: JudgedChange): boolean {
  const replicas = at(resourceAt(judged.base?.stacks.get(stack), change.address)?.body, "spec", "replicas");
  return replicas === "0" || replicas === 0; // the provider's schema has it as a text
}

const workloads: ReviewRule = {
  id: "review/workload-destroyed",
  risk: "high",
  unless: "medium when it has no pods (replicas: 0), or is a job",
  must: "No agent workload is destroyed, or destroyed and recreated, while it works.",
  otherwise:
    "Terraform does not wait for its pods, and takes away meanwhile what they depend on: what is in flight may be cut.",
  check: (judged) =>
    judged.changes.flatMap((entry): readonly Found[] => {
      const path = isPodsOf(entry.change.path) ? workloadOf(judged, entry) : undefined;
      if (path === undefined) return [];
      const end = endOf(entry.change) ?? "destroyed";
      const isRisky = SERVING.test(entry.change.type) && !isEmpty(judged, entry);
      return [
        {
          at: { ...judged.where(entry), path },
          ...(isRisky ? {} : { risk: "medium" as const }),
          name: path,
          what: `agent workload ${path} is ${end}`,
          many: `agent workloads are ${end}`,
          cause: causeOf(judged, entry),
          consequence: isRisky
            ? "Terraform does not wait for its pods, and takes away their policy and configuration meanwhile: what they have in flight may be cut."
            : "What it runs stops, and what belongs to it goes along.",
          fix: isRisky
            ? `for another name or namespace add the new one beside it first; then take scaling out, give replicas: 0, apply, and wait for its pods: ${ENDING}`
            : "make sure that nobody needs it",
        },
      ];
    }),
};

/** The rule about agent workloads that go. */
export const workloadGoneRules: readonly ReviewRule[] = [workloads];
