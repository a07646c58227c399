// Every declared agent has a pool that takes it; a fleet that declares none proves nothing.
import { explainNoPlace } from "../placing/explain.js";
import { pausedPools } from "../placing/paused.js";
import { hasPlace } from "../placing/work.js";
import type { ResolvedPool } from "../resolved.js";
import { type Breach, ERROR, WARNING } from "../../rules/index.js";
import type { FleetRule } from "./rule.js";

/** Every declared agent has a pool that takes it. */
const unplaced: FleetRule = {
  id: "fleet/agent-unplaced",
  must: "Some pool takes the work of every declared agent: its scope, labels and capabilities meet the agent's requirements.",
  otherwise: "The agent never starts, and the platform says no more than that no runner is eligible.",
  severity: ERROR,
  check: ({ fleet, work }) => {
    if (fleet.placement === "environments") return [];
    const pausedFor = pausedPools(fleet);
    return work.kinds
      .filter((kind) => !hasPlace(kind))
      .flatMap((kind) => {
        const value = { organization: kind.organization, labels: kind.labels, capabilities: kind.capabilities };
        const paused = pausedFor(kind);
        const explanation = paused.length > 0 ? waits(paused) : explainNoPlace(work.index, kind);
        return kind.agents.map(({ path }) => ({ path, value, ...explanation }));
      });
  },
};

/** A pause that is meant stops no synth, and says whom it stops. */
function waits(paused: readonly ResolvedPool[]): Omit<Breach, "path"> {
  const why = `every pool that takes its work is paused (${paused.map(({ id }) => id).join(", ")}), so it waits`;
  return { why, fix: "give another pool its labels, or take paused out when the work may go on", severity: "warning" };
}

/** Fleets in production declare whom they are for. */
const noAgents: FleetRule = {
  id: "fleet/nothing-proved",
  must: "A fleet in prod declares the agents it has to take.",
  otherwise: "Nothing is proved of placement and capacity.",
  severity: WARNING,
  check: ({ fleet }) =>
    fleet.stage === "dev" || fleet.agents.length > 0
      ? []
      : [
          {
            path: "agents",
            why: "no agent is declared, so nothing is proved of placement and capacity",
            fix: "declare the agents the fleet has to take",
          },
        ],
};

/** The rules about agents and the pools that take them. */
export const agentRules: readonly FleetRule[] = [unplaced, noAgents];
