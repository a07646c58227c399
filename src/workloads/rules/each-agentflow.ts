// What rules of AgentFlow are made of.
import type { AgentFlowDescription } from "../agentflow/description.js";
import type { WorkloadDescription } from "../description/workload.js";
import { each, type OwnBreach, type WorkloadRule } from "./rule.js";

/** A workload that is an AgentFlow service. */
export type AgentFlow = WorkloadDescription & { readonly agentflow: AgentFlowDescription };

/** Judges each AgentFlow service by itself. */
export const eachAgentFlow = (find: (workload: AgentFlow) => readonly OwnBreach[]): WorkloadRule["check"] =>
  each((workload) => (workload.agentflow === undefined ? [] : find(workload as AgentFlow)));
