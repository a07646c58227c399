// Which rules of agent workloads are newly broken, and what is newly accepted of them.
import type { AppStack, ReviewedApp } from "../../app/reviewed-app.js";
import type { Judged } from "../judged.js";
import type { Whereabouts } from "../model.js";
import { type FindingsDocument, foundOf, newFindings } from "./documents.js";
import type { ReviewRule } from "./rule.js";

/** agents.json. */
export const WORKLOADS: FindingsDocument = {
  rules: "Rules of agent workloads",
  subject: "the AgentPlatform",
  ruleInWords: (rule) => `The rule ${rule} of agent workloads`,
  // rules about acknowledgements are those of fleets, too, and have no page of their own
  page: (rule) => (/^[A-Z]{3}-\d{2}$/.test(rule) ? `docs/agents/rules/${rule}.md` : "docs/agents/rules.md"),
  of: ({ workloads }) => workloads,
  where: whereIs,
};

const workloadRule: ReviewRule = {
  id: "review/workload-rule",
  risk: "low",
  unless: "high for an error that nobody acknowledged",
  must: "No rule of agent workloads is newly broken.",
  otherwise: "What the rule says of its breach (docs/agents/rules.md).",
  check: (judged) => newFindings(WORKLOADS, judged).map((one) => foundOf(WORKLOADS, judged, one)),
};

/** The construct that a path of an option begins with: the longest beginning below which one stack has resources. */
function whereIs({ head }: Judged, option: string): Whereabouts {
  const constructs = head === undefined ? undefined : constructsOf(head);
  for (let path = option; path !== ""; path = path.slice(0, Math.max(0, path.search(/[./[][^./[]*$/)))) {
    const stacks = constructs?.get(path);
    if (stacks === undefined) continue;
    const [stack, ...others] = stacks;
    return stack === undefined || others.length > 0 ? {} : { stack, path };
  }
  return {};
}

const constructsOfApp = new WeakMap<ReadonlyMap<string, AppStack>, ReadonlyMap<string, ReadonlySet<string>>>();

/** Names of the stacks that have resources at or below each construct path. */
function constructsOf({ stacks }: ReviewedApp): ReadonlyMap<string, ReadonlySet<string>> {
  const known = constructsOfApp.get(stacks);
  if (known !== undefined) return known;
  const found = new Map<string, Set<string>>();
  for (const { name, resources } of stacks.values()) {
    for (const { path: of = "" } of resources.values()) {
      for (let path = of; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
        found.set(path, (found.get(path) ?? new Set()).add(name));
      }
    }
  }
  constructsOfApp.set(stacks, found);
  return found;
}

/** The rule about agent workloads. */
export const workloadFindingRules: readonly ReviewRule[] = [workloadRule];
