// The shapes of agent workloads, as one table: how long a step each may have, who comes to it, what it runs as.
//
// Source: facts 8 and rule D1 (under 30 s stateless; to 5 min streaming; to an hour a queue; beyond that jobs).

/** How an agent is run. */
export type Shape = "http" | "stream" | "bridge-serve" | "dial-out" | "queue-worker" | "job";

/** Who opens the connection that work comes by. */
export type Inbound = "http" | "bridge" | "none";

/** What is true of a shape. */
export interface ShapeFacts {
  /** Longest step that it may have, seconds. */
  readonly longestStepSeconds: number;
  readonly inbound: Inbound;
  /** Whether it may have no pod at all until there is work. */
  readonly scalesToZero: boolean;
  /** What a scaler looks at. */
  readonly signal: string;
  /** Shape for a longer step. */
  readonly longer: Shape | undefined;
  /** Name of the construct. */
  readonly construct: string;
}

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** The shapes. Calls of a bridge or a runner that dials out last as long as they last; the table bounds them by a day. */
export const SHAPES: Readonly<Record<Shape, ShapeFacts>> = {
  http: {
    longestStepSeconds: 29, // below 30
    inbound: "http",
    scalesToZero: false,
    signal: "requests in flight",
    construct: "HttpService",
    longer: "stream",
  },
  stream: {
    longestStepSeconds: 300,
    inbound: "http",
    scalesToZero: false,
    signal: "open streams",
    construct: "StreamService",
    longer: "queue-worker",
  },
  "bridge-serve": {
    longestStepSeconds: DAY_SECONDS,
    inbound: "bridge",
    scalesToZero: false,
    signal: "sessions",
    construct: "BridgeService",
    longer: undefined,
  },
  "dial-out": {
    longestStepSeconds: DAY_SECONDS,
    inbound: "none",
    scalesToZero: false,
    signal: "sessions",
    construct: "DialOutService",
    longer: undefined,
  },
  "queue-worker": {
    longestStepSeconds: HOUR_SECONDS,
    inbound: "none",
    scalesToZero: true,
    signal: "backlog",
    construct: "QueueWorker",
    longer: "job",
  },
  job: {
    longestStepSeconds: WEEK_SECONDS,
    inbound: "none",
    scalesToZero: true,
    signal: "backlog",
    construct: "AgentJob",
    longer: undefined,
  },
};

/** Whether somebody connects to the pods of a shape. */
export function isServed(shape: Shape): boolean {
  return SHAPES[shape].inbound !== "none";
}

/** The shape for a longest step, by who opens the connection: what is asked over HTTP and takes longer is parked on a queue. */
export function shapeFor(longestStepSeconds: number, inbound: Inbound = "http"): Shape {
  if (inbound === "bridge") return "bridge-serve";
  const candidates: readonly Shape[] = inbound === "http" ? ["http", "stream", "queue-worker"] : ["queue-worker"];
  return candidates.find((shape) => longestStepSeconds <= SHAPES[shape].longestStepSeconds) ?? "job";
}
