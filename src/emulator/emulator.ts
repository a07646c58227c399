// The embedded gateway as a whole: what a request passes on its way, and what a program that started one holds in hand. The one
// place that knows all parts.
import type { IncomingMessage, ServerResponse } from "node:http";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { answerControl, CONTROL_PREFIX, type Controlled } from "./control/handler.js";
import { Directory } from "./directory.js";
import { isCarriedOut } from "./faults/fault.js";
import { FaultList, type Faults } from "./faults/fault-list.js";
import { deliver, sentOutcome } from "./faults/deliver.js";
import { OrganizationsGateway } from "./gen/agynio/api/gateway/v1/organizations_pb.js";
import { RunnersGateway } from "./gen/agynio/api/gateway/v1/runners_pb.js";
import { UsersGateway } from "./gen/agynio/api/gateway/v1/users_pb.js";
import { createIdentityResolver, type IdentityResolver } from "./identity.js";
import { assertOptions, type EmulatorOptions, type RequestHandler } from "./options.js";
import { RequestLog, type RequestRecord } from "./request-log.js";
import { LOOPBACK, type RunningServer, startServer } from "./server.js";
import type { ServiceDependencies } from "./services/context.js";
import { organizationsService } from "./services/organizations.js";
import { runnersService } from "./services/runners.js";
import { hashToken } from "./services/service-token.js";
import { usersService } from "./services/users.js";
import { prepareSimulation } from "./simulation/start.js";
import type { Simulation } from "./simulation/types.js";
import { createStamper } from "./store/clock.js";
import type { RunnerRow } from "./store/rows.js";
import { Store, type StoreSection } from "./store/store.js";
import { answerPreflight, withCors } from "./wire/cors.js";
import { type HttpRequest, type HttpResponse, isHttp2, pathOf, sendAnswer } from "./wire/exchange.js";
import { answerCall, answerUnknownPath, type CallResult } from "./wire/handler.js";
import { answerMe, ME_PATH } from "./wire/me.js";
import { mountService, type Target } from "./wire/routes.js";
import { WorkloadControl, type Workloads } from "./workload-control.js";

/** A running embedded gateway. */
export interface Emulator {
  /** Base URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** The cluster admin's token, as given. */
  readonly token: string;
  /** The calls so far, oldest first; the last 10,000 are kept. */
  readonly requests: readonly RequestRecord[];
  /** Forgets the calls so far. */
  clearRequests(): void;
  /** What goes wrong, on demand. */
  readonly faults: Faults;
  /** Workloads, which nobody can make through the gateway. */
  readonly workloads: Workloads;
  /** The simulated orchestrator; absent without the option. */
  readonly simulation?: Simulation;
  /** Where other layers of the process keep their data in the same state file. */
  readonly store: { section(name: string): StoreSection };
  /** Makes pending runners of these names enrolled, as if their processes had enrolled; for those that nothing can start here. */
  enrollByName(names: ReadonlySet<string>): void;
  /** The runners and organizations there are. */
  registered(): Registered;
  /** Tells of every change of the tables, before its caller has an answer; at most one listener. */
  onChanged(listener: (() => void) | undefined): void;
  /** The id of the runner that a service token is of. */
  runnerOfToken(token: string): string | undefined;
  /** How many rows there are. */
  snapshot(): { organizations: number; runners: number; workloads: number };
  /** Stops serving, finishes calls under way (at most one second), writes the state. Safe to call twice. */
  close(): Promise<void>;
}

/** Rows as a watcher sees them: copies, without hashes of tokens. */
export interface Registered {
  readonly runners: readonly Readonly<Omit<RunnerRow, "serviceTokenHash">>[];
  readonly organizations: readonly { readonly id: string; readonly slug: string }[];
}

/**
 * Starts an embedded gateway on the loopback address.
 * @throws {EmulatorError} for a bad option, fault or simulation, a taken port with `exactPort`, or a state file that is damaged, foreign or in use
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  assertOptions(options);
  const ownClock = options.clock ?? (() => new Date());
  const prepared = options.simulation === undefined ? undefined : prepareSimulation(options.simulation, ownClock);
  const clock = prepared?.clock ?? ownClock;
  const faults = new FaultList(clock);
  for (const fault of options.faults ?? []) {
    faults.add(fault);
  }
  const store = new Store(options.dataFile === undefined ? undefined : resolve(options.dataFile));
  const stamp = createStamper(clock);
  const directory = new Directory(store, stamp, clock);
  const workloads = new WorkloadControl(store, stamp);
  const simulated = prepared?.over({ store, stamp, workloads });
  const gateway: Gateway = {
    clock,
    faults,
    log: new RequestLog(),
    workloads,
    simulation: simulated?.simulation,
    targets: mountServices({ store, stamp, clock, directory }),
    resolveIdentity: createIdentityResolver(options.token, directory),
    latencyMs: options.latencyMs ?? 0,
    cors: options.cors === true,
  };

  let server: RunningServer;
  try {
    server = await startServer(
      (request, response) => {
        if (!isTaken(options.handlers ?? [], request, response)) {
          serve(gateway, request, response).catch(() => response.destroy());
        }
      },
      { port: options.port ?? store.lastPort ?? 0, exact: options.exactPort === true },
    );
  } catch (error) {
    store.close();
    throw error;
  }
  store.rememberPort(server.port);
  simulated?.run();

  let closing: Promise<void> | undefined;
  return {
    url: `http://${LOOPBACK}:${server.port}`,
    port: server.port,
    token: options.token,
    requests: gateway.log.records,
    clearRequests: () => gateway.log.clear(),
    faults,
    workloads,
    ...(simulated === undefined ? {} : { simulation: simulated.simulation }),
    store: { section: (name) => store.section(name) },
    enrollByName: (names) => {
      for (const runner of store.runners) {
        if (runner.status !== "pending" || !names.has(runner.name)) continue;
        runner.status = "enrolled";
        runner.updatedAt = stamp();
        store.changed();
      }
    },
    registered: () => ({
      runners: [...store.runners].map(({ serviceTokenHash: _, ...runner }) => runner),
      organizations: [...store.organizations].map(({ id, slug }) => ({ id, slug })),
    }),
    onChanged: (listener) => {
      store.onChanged = listener;
    },
    runnerOfToken: (token) => {
      const hash = hashToken(token);
      return store.runners.find(({ serviceTokenHash }) => serviceTokenHash === hash)?.id;
    },
    snapshot: () => ({
      organizations: store.organizations.size,
      runners: store.runners.size,
      workloads: store.workloads.size,
    }),
    close: () => {
      simulated?.end();
      return (closing ??= server.close().finally(() => store.close()));
    },
  };
}

/** What serving a request takes. */
interface Gateway extends Controlled {
  readonly clock: () => Date;
  readonly faults: FaultList;
  readonly targets: ReadonlyMap<string, Target>;
  readonly resolveIdentity: IdentityResolver;
  readonly latencyMs: number;
  readonly cors: boolean;
}

function mountServices(dependencies: ServiceDependencies): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  mountService(targets, OrganizationsGateway, organizationsService(dependencies));
  mountService(targets, RunnersGateway, runnersService(dependencies));
  mountService(targets, UsersGateway, usersService(dependencies));
  return targets;
}

function isTaken(handlers: readonly RequestHandler[], request: HttpRequest, response: HttpResponse): boolean {
  if (isHttp2(request)) {
    return false;
  }
  try {
    // The two come from the same server.
    const pair: [IncomingMessage, ServerResponse] = [request, response as ServerResponse];
    return handlers.some((handler) => handler(...pair));
  } catch {
    // One broken request of another layer must not end the process that serves all.
    response.destroy();
    return true;
  }
}

async function serve(gateway: Gateway, request: HttpRequest, response: HttpResponse): Promise<void> {
  if (pathOf(request).startsWith(CONTROL_PREFIX)) {
    sendAnswer(response, await answerControl(gateway, request));
    return;
  }
  const preflight = gateway.cors ? answerPreflight(request) : undefined;
  if (preflight !== undefined) {
    sendAnswer(response, preflight);
    return;
  }
  const at = gateway.clock();
  const started = performance.now();
  const target = gateway.targets.get(pathOf(request));
  const rpc = target === undefined ? pathOf(request) : target.served ? target.route.rpc : target.rpc;
  const { fault, latencyMs, texts } = gateway.faults.meet(rpc);
  const waitMs = gateway.latencyMs + latencyMs;
  const result =
    fault !== undefined && !isCarriedOut(fault)
      ? await skip(rpc, waitMs)
      : await answer(gateway, target, request, waitMs, fault === undefined);
  gateway.log.add({
    ...sentOutcome(fault?.effect, result.answer, result.outcome),
    method: request.method ?? "",
    protocol: isHttp2(request) ? "HTTP/2" : "HTTP/1.1",
    ...(texts.length === 0 ? {} : { faults: texts }),
    at,
    durationMs: performance.now() - started,
  });
  await deliver(request, response, gateway.cors ? withCors(request, result.answer) : result.answer, fault?.effect);
}

/** A call that is not carried out: a fault makes its answer, if there is one. */
async function skip(rpc: string, waitMs: number): Promise<CallResult> {
  await delay(waitMs);
  return { answer: { status: 0, headers: {}, body: Buffer.alloc(0) }, outcome: { rpc, status: 0 } };
}

async function answer(
  { resolveIdentity }: Gateway,
  target: Target | undefined,
  request: HttpRequest,
  latencyMs: number,
  mayPack: boolean,
): Promise<CallResult> {
  if (target !== undefined) {
    return await answerCall({ resolveIdentity, latencyMs, mayPack }, target, request);
  }
  return pathOf(request) === ME_PATH ? answerMe(resolveIdentity, request) : answerUnknownPath(request);
}
