// The form of cdktf.out/agents.json, which src/workloads writes and src/review reads; neither layer knows the other. Published as
// api/agents-json.schema.json.
import { findingsJsonSchema, type JsonReport } from "./json.js";
import type { Stage } from "./rule.js";

/** Name of the file in the output folder. */
export const AGENTS_JSON = "agents.json";

/** One agent workload, as far as the file tells of it. */
export interface JsonWorkload {
  /** Construct path. */
  readonly path: string;
  readonly system: string;
  readonly shape: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** The file's content. */
export interface AgentsFile extends JsonReport {
  readonly stage: Stage;
  /** Sorted by path. */
  readonly workloads: readonly JsonWorkload[];
}

const described = (description: string) => ({ type: "string", description });

/** JSON Schema of the file; readers have to expect more fields. */
export const agentsFileJsonSchema = {
  $schema: findingsJsonSchema.$schema,
  title: "cdktf.out/agents.json of cdktf-agyn",
  type: "object",
  required: ["formatVersion", "stage", "workloads", "counts", "findings"],
  properties: {
    formatVersion: findingsJsonSchema.properties.formatVersion,
    stage: { enum: ["dev", "prod"], description: "What the workloads are for: dev asks less." },
    workloads: {
      type: "array",
      description: "The agent workloads of the app, sorted by path.",
      items: {
        type: "object",
        required: ["path", "system", "shape", "cluster", "namespace", "name"],
        properties: {
          path: described("Construct path; paths of findings begin with it."),
          system: described("Whose workload it is: agent-service, unpod, agentflow or model-gateway."),
          shape: described("How it is run: http, stream, bridge-serve, dial-out, queue-worker or job."),
          cluster: described("What its cluster is known by; equal for workloads of one cluster."),
          namespace: described("Namespace of its objects."),
          name: described("Name of its objects."),
        },
      },
    },
    counts: findingsJsonSchema.properties.counts,
    findings: findingsJsonSchema.properties.findings,
  },
} as const;
