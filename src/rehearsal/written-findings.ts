// What a synthesized app says of itself beside its stacks: its agent workloads, and the warnings of its fleet and of them, which nobody
// sees where a rehearsal synthesizes.
//
// Contract: api/fleet-resolved.schema.json and api/agents-json.schema.json, as far as both have findings. What is not of that form is
// left out: other commands refuse it, and it does not touch what is proved.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, isList, type Json, objectsOf, text } from "../synthesized/index.js";

/** What is written of an app. */
export interface WrittenFindings {
  /** Agent workloads: services, pools of Unpod, AgentFlow, gateways to models. */
  readonly agentWorkloads: number;
  /** Warnings that nobody accepted, a line each. */
  readonly warnings: readonly string[];
}

/** Reads it. */
export function readWrittenFindings(outDirectory: string): WrittenFindings {
  const [fleet, agents] = ["fleet.json", "agents.json"].map((name) => jsonIn(join(outDirectory, name)));
  const workloads = at(agents, "workloads");
  return {
    agentWorkloads: isList(workloads) ? workloads.length : 0,
    warnings: [fleet, agents].flatMap((file) =>
      objectsOf(at(file, "findings"))
        .filter(({ severity, acknowledged }) => severity === "warning" && acknowledged === undefined)
        .map(({ rule, path, why, fix }) => `[${text(rule)}] ${text(path)}: ${text(why)}. Fix: ${text(fix)}.`),
    ),
  };
}

function jsonIn(path: string): Json | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch {
    return undefined;
  }
}
