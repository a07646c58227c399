// SHP: the longest step decides how an agent is run.
import { ERROR } from "../../rules/index.js";
import { isLater } from "../later.js";
import { type Inbound, SHAPES, shapeFor } from "../lifecycle/shapes.js";
import { each, orMilliseconds, when, type WorkloadRule } from "./rule.js";

/** The construct for a longest step: what is asked over a connection, and not answered at once, is taken from a queue. */
function fitting(longestStepSeconds: number, inbound: Inbound): string {
  const { construct, inbound: reached } = SHAPES[shapeFor(longestStepSeconds, inbound)];
  const article = /^[AEIOU]/.test(construct) ? "an" : "a";
  return `${article} ${construct}${inbound !== "none" && reached === "none" ? ", and answer with an id at once" : ""}`;
}

const step: WorkloadRule = {
  id: "SHP-01",
  source: "D1, D2",
  must: "The longest step is one that the shape can have.",
  otherwise: "A proxy, a rollout or the loss of a node cuts it, and nobody does it again.",
  severity: ERROR,
  check: each(({ shape, system, end: { drain } }) => {
    const { longestStepSeconds: most, longer, inbound } = SHAPES[shape];
    const { longestStepSeconds: value } = drain;
    const option = "drain.longestStepSeconds";
    return [
      // a gateway's calls are bounded by the timeouts of its models, and nothing stands before it (LLM-04)
      ...when(value > most && system !== "model-gateway", () => ({
        option,
        value,
        why: `shape ${shape} is for steps of at most ${most} s; what takes longer is cut`,
        fix: orMilliseconds(
          value,
          most,
          longer === undefined ? "split the step" : `make it ${fitting(value, inbound)}`,
        ),
      })),
      ...when(!(value > 0), () => ({
        option,
        value,
        why: "grace period, timeouts and windows follow from it",
        fix: "give whole seconds, 1 or more",
      })),
    ];
  }),
};

const lease: WorkloadRule = {
  id: "SHP-02",
  source: "D7",
  must: "A queue lends a task for longer than its longest step takes, and those before it that were fetched with it.",
  otherwise: "A second worker gets it while the first still works.",
  severity: ERROR,
  check: each(({ queue, end: { drain } }) => {
    if (queue === undefined || isLater(queue.visibilityTimeoutSeconds) || isLater(queue.prefetch)) return [];
    const { prefetch, visibilityTimeoutSeconds: value } = queue;
    const held = prefetch * drain.longestStepSeconds;
    return when(value <= held, () => ({
      option: "queue.visibilityTimeoutSeconds",
      value,
      why:
        prefetch > 1
          ? `of ${prefetch} tasks that are fetched together the last is done after ${held} s, and the queue hands it to a second worker before`
          : `the longest step takes ${held} s, and the queue hands the task to a second worker before`,
      fix: `leave it out, which is ${drain.visibilityTimeoutSeconds(prefetch)}`,
    }));
  }),
};

const spot: WorkloadRule = {
  id: "SHP-03",
  source: "D10",
  must: "On nodes that are taken back a step ends within their notice, or can be done again.",
  otherwise: "The node is gone before the call is.",
  severity: ERROR,
  check: each(({ nodes: { spotNoticeSeconds: notice }, end: { drain, isRestartable } }) => {
    const needed = (drain.preStopSeconds ?? 0) + drain.longestStepSeconds;
    return when(notice !== undefined && !isRestartable && needed >= notice, () => ({
      option: "nodes.spotNoticeSeconds",
      value: notice,
      why: `preStop and the longest step take ${needed} s, and such a node goes after ${notice ?? 0} s, whatever the grace period`,
      fix: "choose other nodes, or state restartable: true where the work is done again by another pod",
    }));
  }),
};

/** The rules of shapes. */
export const shapeRules: readonly WorkloadRule[] = [step, lease, spot];
