// The control calls: faults, the request log, workloads and the simulation over HTTP, for tests that run in another process than the emulator.
//
//   GET POST DELETE /_emulator/faults      DELETE /_emulator/faults/<id>
//   GET DELETE      /_emulator/requests
//   GET POST        /_emulator/workloads   PATCH DELETE /_emulator/workloads/<id>
//   GET POST DELETE /_emulator/simulation
//
// JSON in and out; a refusal is {"error": text}. They meet no faults and are not in the log.
import { EmulatorError } from "../errors.js";
import type { Faults } from "../faults/fault-list.js";
import type { RequestLog } from "../request-log.js";
import { RpcError } from "../rpc-error.js";
import type { Simulation } from "../simulation/types.js";
import { readBody } from "../wire/body.js";
import { type Answer, type HttpRequest, pathOf, textAnswer } from "../wire/exchange.js";
import type { NewWorkload, WorkloadChange, Workloads } from "../workload-control.js";
import { controlRefusal } from "./guard.js";

/** What every control path begins with. */
export const CONTROL_PREFIX = "/_emulator/";

/** What the control calls control. */
export interface Controlled {
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly workloads: Workloads;
  /** `undefined` when nothing is simulated. */
  readonly simulation: Simulation | undefined;
}

/** A control call: its answer's JSON, or nothing for 204. */
type Operation = (controlled: Controlled, id: string, body: unknown) => unknown;

const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  faults: {
    GET: ({ faults }) => ({ faults: faults.list() }),
    POST: ({ faults }, _id, body) => ({ id: faults.add(faultText(body)) }),
    DELETE: ({ faults }) => faults.clear(),
  },
  "faults/": {
    DELETE: ({ faults }, id) => {
      if (!faults.remove(Number(id))) {
        throw new ControlError(404, `There is no fault ${id}.`);
      }
    },
  },
  requests: {
    GET: ({ log }) => ({ requests: log.records }),
    DELETE: ({ log }) => log.clear(),
  },
  workloads: {
    GET: ({ workloads }) => ({ workloads: workloads.list() }),
    POST: ({ workloads }, _id, body) => ({ workload: workloads.create(body as NewWorkload) }),
  },
  "workloads/": {
    PATCH: ({ workloads }, id, body) => ({ workload: workloads.update(id, body as WorkloadChange) }),
    DELETE: ({ workloads }, id) => ({ workload: workloads.remove(id) }),
  },
  simulation: {
    GET: (controlled) => ({ simulation: requireSimulation(controlled).state() }),
    POST: (controlled, _id, body) => {
      const simulation = requireSimulation(controlled);
      const events = simulation.tick(tickText(body));
      return { events, simulation: simulation.state() };
    },
    DELETE: (controlled) => requireSimulation(controlled).stop(),
  },
};

/** Answers one request below {@link CONTROL_PREFIX}. Rejects only when the connection is gone. */
export async function answerControl(controlled: Controlled, request: HttpRequest): Promise<Answer> {
  const refusal = controlRefusal(request);
  if (refusal !== undefined) {
    return failure(403, refusal);
  }
  const [collection = "", id] = pathOf(request).slice(CONTROL_PREFIX.length).split("/", 2);
  const resource = id === undefined ? collection : `${collection}/`;
  const operations = Object.hasOwn(OPERATIONS, resource) ? OPERATIONS[resource] : undefined;
  if (operations === undefined) {
    return failure(404, `There are the control paths ${Object.keys(OPERATIONS).map(shownPath).join(", ")}.`);
  }
  const method = request.method ?? "";
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (operation === undefined) {
    const allow = Object.keys(operations).join(", ");
    return failure(405, `${shownPath(resource)} takes ${allow}.`, { allow });
  }
  try {
    const hasBody = method === "POST" || method === "PATCH";
    const result = operation(controlled, id ?? "", hasBody ? await readJson(request) : undefined);
    return result === undefined
      ? { status: 204, headers: {}, body: Buffer.alloc(0) }
      : textAnswer(method === "POST" ? 201 : 200, "application/json", JSON.stringify(result));
  } catch (error) {
    if (error instanceof ControlError) {
      return failure(error.status, error.message);
    }
    if (error instanceof EmulatorError || error instanceof RpcError) {
      return failure(400, error.message);
    }
    throw error;
  }
}

/** A control call that is refused. */
class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function readJson(request: HttpRequest): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new ControlError(415, "Control calls take application/json.");
  }
  const text = (await readBody(request)).toString();
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, "The body is not JSON.");
  }
}

function faultText(body: unknown): string {
  const text = typeof body === "object" && body !== null && "fault" in body ? body.fault : undefined;
  if (typeof text !== "string") {
    throw new ControlError(400, 'The body has to be {"fault": "TARGET:KIND..."}.');
  }
  return text;
}

function requireSimulation({ simulation }: Controlled): Simulation {
  if (simulation === undefined) {
    throw new ControlError(404, "Nothing is simulated: start the gateway with --simulate FILE.");
  }
  return simulation;
}

function tickText(body: unknown): string {
  const text = typeof body === "object" && body !== null && "tick" in body ? body.tick : undefined;
  if (typeof text !== "string") {
    throw new ControlError(400, 'The body has to be {"tick": "DURATION"}, such as {"tick": "90s"}.');
  }
  return text;
}

function failure(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return textAnswer(status, "application/json", JSON.stringify({ error }), headers);
}

function shownPath(resource: string): string {
  return `${CONTROL_PREFIX}${resource}${resource.endsWith("/") ? "<id>" : ""}`;
}
