// STA: any pod can serve any call, and what all pods share is counted once.
import { ERROR } from "../../rules/index.js";
import { mostPods } from "../budget.js";
import type { WorkloadDescription } from "../description.js";
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
    const why = `there may be ${processes} processes, and each would have its own`;
    const fix = "name a store that all reach, or have one pod with one process";
    return [
      ...when(sessions === "process", () => ({ option: "state.sessions", value: sessions, why, fix })),
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
  must: "All processes together take no more connections than the database has.",
  otherwise: "The last pods to start are refused, at the hour of most load.",
  severity: ERROR,
  check: each((workload) => {
    const { connections: pool } = workload.state;
    const processes = processesOf(workload);
    const all = (pool?.perProcess ?? 0) * processes;
    return when(pool !== undefined && all > pool.most, () => ({
      option: "state.connections.perProcess",
      value: pool?.perProcess,
      why: `${processes} processes may open ${all} connections, and the database takes ${pool?.most ?? 0}`,
      fix: `lower it to ${Math.floor((pool?.most ?? 0) / processes)}, or have fewer pods, or raise the limit of the database`,
    }));
  }),
};

/** The rules of state. */
export const stateRules: readonly WorkloadRule[] = [processLocal, shared, connections];
