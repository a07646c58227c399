// STA: any pod can serve any call, and what all pods share is counted once.
import { ERROR } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { mostPods, podsInRollout } from "../lifecycle/rollout.js";
import { isLater } from "../later.js";
import { each, when, type WorkloadRule } from "./rule.js";

/** Most processes; as if it were one where Terraform knows the pods later. */
const processesOf = (workload: WorkloadDescription): number =>
  (mostPods(workload) ?? 1) * workload.scale.processesPerPod;

const processLocal: WorkloadRule = {
  id: "STA-01",
  source: "A4, A5, D6",
  must: "What more than one process needs is in none of them: sessions, rate limits, uploads, ids.",
  otherwise: "The second call of a session finds another memory.",
  severity: ERROR,
  check: each((workload) => {
    const processes = processesOf(workload);
    if (processes <= 1) return [];
    const { sessions, processLocal: others } = workload.state;
    const kept = workload.agentflow?.checkpointer;
    const why = `there may be ${processes} processes, and each would have its own`;
    const fix = "name a store that all reach, or have one pod with one process";
    return [
      ...when(sessions === "process", () => ({
        option: "state.sessions",
        why,
        ...(kept === undefined
          ? { value: sessions, fix }
          : {
              value: `Checkpointer.${kept}()`,
              fix: "write Checkpointer.postgres({ ... }), or have one pod with one process",
            }),
      })),
      ...others.map(({ what, path }) => ({ option: path, value: what, why, fix })),
    ];
  }),
};

const shared: WorkloadRule = {
  id: "STA-02",
  source: "LiteLLM",
  must: "Limits that hold for all processes are kept by something that all reach.",
  otherwise: "The provider sees the limit as often as there are processes.",
  severity: ERROR,
  check: each((workload) => {
    const processes = processesOf(workload);
    return workload.state.sharedLimits.flatMap(({ what, through }) =>
      when(processes > 1 && through === undefined, () => ({
        option: "redis",
        why: `each of ${processes} processes would allow the full ${what}, together ${processes} times as much`,
        fix: "give a Redis that all reach, or have one pod with one process",
      })),
    );
  }),
};

const connections: WorkloadRule = {
  id: "STA-03",
  source: "LiteLLM",
  must: "All processes together take no more connections than the database has, in a rollout too, when pods that end keep theirs.",
  otherwise: "The last pods to start are refused, at the hour of most load.",
  severity: ERROR,
  check: each((workload) => {
    const { connections: pool } = workload.state;
    const { processesPerPod } = workload.scale;
    const pods = mostPods(workload) ?? 1;
    const most = podsInRollout(workload, pods);
    const processes = most * processesPerPod;
    const all = (pool?.perProcess ?? 0) * processes;
    const known = [pool?.perProcess, pool?.most].every((count) => !isLater(count));
    return when(pool !== undefined && known && all > pool.most, () => ({
      option: "state.connections.perProcess",
      value: pool?.perProcess,
      why: `${processes} processes may open ${all} connections${most > pods ? ` while a rollout exchanges ${pods} pods` : ""}, and the database takes ${pool?.most ?? 0}`,
      fix: fixFor(Math.floor((pool?.most ?? 0) / processes)),
    }));
  }),
};

const fixFor = (most: number): string =>
  `${most < 1 ? "have fewer pods" : `lower it to ${most}, or have fewer pods`}, or raise the limit of the database`;

/** Ways to write that sessions are in the process, and that there are none, which are words for it here. */
const OTHER_WORDS: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    "process",
    new Set(
      "process processmemory inprocess memory mem inmemory inmem localmemory ram heap local locally localfile localdisk disk file filesystem emptydir tmp pod dict".split(
        " ",
      ),
    ),
  ],
  ["none", new Set(["", "none", "no", "nothing", "nowhere", "null", "undefined", "false", "na", "stateless"])],
];

const otherWord: WorkloadRule = {
  id: "STA-04",
  source: "D6",
  must: 'Where sessions are is "none", "process", or the name of a store.',
  otherwise: "The memory of a process passes for a store that all pods reach.",
  severity: ERROR,
  unacknowledgeable: "write the word",
  check: each(({ state: { sessions } }) => {
    if (isLater(sessions)) return [];
    const letters = sessions.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    return OTHER_WORDS.flatMap(([word, others]) =>
      when(sessions !== word && others.has(letters), () => ({
        option: "state.sessions",
        value: sessions,
        why: `it is no name of a store that another pod reaches, and would be taken for one`,
        fix: `write "${word}", or the name of the store`,
      })),
    );
  }),
};

/** The rules of state. */
export const stateRules: readonly WorkloadRule[] = [processLocal, shared, connections, otherWord];
