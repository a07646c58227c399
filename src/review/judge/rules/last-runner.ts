// Whose last place goes.
import { type Judged, placeOf, poolOrName } from "../judged.js";
import { nameOf } from "../runners.js";
import { counted, listed, named, sentences } from "../texts.js";
import { type LastRunners, lastRunners, namesOf, workOn } from "./losses.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";

const lastRunner: ReviewRule = {
  id: "review/last-runner",
  risk: "critical",
  must: "Every declared agent keeps a runner that takes its work; without declared agents, every set of organization, labels and capabilities that had a runner keeps one.",
  otherwise: "The work waits for ever, and the platform says no more than that no runner is eligible.",
  check: (judged) => lastRunners(judged).map((last) => found(judged, last)),
};

function found(judged: Judged, last: LastRunners): Found {
  const { runners, agents, like } = last;
  const [first] = runners;
  const pools = [...new Set(runners.map(poolOrName))];
  const gone = named(runners.map(nameOf), "runner");
  const verb = runners.length === 1 ? "is destroyed, the last" : "are destroyed, the last";
  const at =
    first === undefined
      ? {}
      : {
          ...judged.whereRunner(first),
          ...placeOf(first.pool),
          ...(runners.length > 1 ? withoutRunner(judged, first) : {}),
        };
  const work = workOn(judged, runners);
  if (like !== undefined) {
    return {
      at,
      name: nameOf(first ?? { runner: { address: like.id, action: "delete" } }),
      what: `${gone} ${verb} with ${wordsOf(like)}`,
      consequence: sentences(
        "Work that asks for this has no place any more; no agents are declared that would say who does.",
        work,
      ),
      fix: `leave a runner with these labels and capabilities, or declare the agents in the fleet, so that it is told who needs it; to stop it without loss see ${RUNBOOKS.drain}`,
    };
  }
  const names = namesOf(agents);
  return {
    at,
    name: pools.join(", "),
    subject: [runners.map(nameOf), names],
    what: `${gone} ${verb} that ${runners.length === 1 ? "takes" : "take"} the work of ${named(names, "agent")}`,
    consequence: sentences(
      `${names.length === 1 ? "The agent has" : `${counted(names.length, "agent")} have`} no place any more: ${agents[0]?.placement.why ?? "no runner is left"}.`,
      work,
    ),
    fix: `keep a runner in ${listed(pools)}, give another pool what ${names.length === 1 ? "the agent requires" : "they require"}, or take ${names.length === 1 ? "the agent" : "them"} out of the fleet; to renew a token rotate instead: ${RUNBOOKS.rotate}`,
  };
}

/** Several runners are no one address. */
function withoutRunner(judged: Judged, first: LastRunners["runners"][number]): Pick<Found["at"], "path" | "address"> {
  const path = first.pool?.path;
  return path === undefined ? {} : { path, address: judged.whereRunner(first).address ?? "" };
}

function wordsOf({ organization, labels, capabilities }: NonNullable<LastRunners["like"]>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [
    organization === undefined ? "any organization" : `organization ${organization}`,
    pairs.length === 0 ? "no label" : `labels ${pairs.sort().join(", ")}`,
    ...(capabilities.length === 0 ? [] : [`capabilities ${capabilities.join(", ")}`]),
  ].join(", ");
}

/** The rule about last places. */
export const lastRunnerRules: readonly ReviewRule[] = [lastRunner];
