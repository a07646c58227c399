// The clusters' side of the calls: an HTTP handler that the embedded gateway asks before its own routes, and the enrollment of
// runner pods, which is a real call to that gateway.
//
// Source: agyn API, RunnersGateway/EnrollRunner (the service token is a field of the message; no bearer is needed).
import type { IncomingMessage, ServerResponse } from "node:http";
import { GatewayClient, GatewayError, isNotFound } from "../../gateway/index.js";
import type { Json } from "../../synthesized/index.js";
import { type ClusterObject, ClusterRefusal, type Release } from "./objects.js";
import type { Operation, Operations, RefusalBody } from "./protocol.js";
import type { ClusterStore, StartPod } from "./store.js";

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const STATUS = { NotFound: 404, AlreadyExists: 409, Invalid: 422, BadRequest: 400, Internal: 500 } as const;

type Handlers = { [O in Operation]: (cluster: string, input: Operations[O]["input"]) => Promise<unknown> };

/** Clusters that carry out for real what the stand-ins ask for; the embedded store only keeps what they have accepted. */
export interface RealClusters {
  /**
   * Carries out a change.
   * @throws {ClusterRefusal} when the cluster refuses
   */
  carryOut<O extends Operation>(operation: O, cluster: string, input: Operations[O]["input"]): Promise<void>;
  /**
   * Whether an object that was accepted is still there.
   * @throws {ClusterRefusal} when it is no longer as it was written
   */
  hasObject(cluster: string, object: ClusterObject): Promise<boolean>;
  /**
   * Whether a release that was accepted is still there.
   * @throws {ClusterRefusal} when it is no longer as it was deployed
   */
  hasRelease(cluster: string, release: Release): Promise<boolean>;
  /** How the pod of a release starts there. */
  readonly startPod: StartPod;
}

/** Makes the handler. `prefix` is the path before the operation, its secret segment included. */
export function clusterHandler(
  store: ClusterStore,
  prefix: string,
  gatewayUrl: () => string,
  real?: RealClusters,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const handlers = handlersOf(store, (token) => enroll(gatewayUrl(), token), real);
  return (request, response) => {
    const path = request.url ?? "";
    if (!path.startsWith(`${prefix}/`)) return false;
    void answer(handlers, path.slice(prefix.length + 1), request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? null));
    });
    return true;
  };
}

function handlersOf(
  store: ClusterStore,
  enrollToken: (token: string) => Promise<string | undefined>,
  real: RealClusters | undefined,
): Handlers {
  const changing =
    <O extends Operation>(operation: O, keep: (cluster: string, input: Operations[O]["input"]) => unknown) =>
    async (cluster: string, input: Operations[O]["input"]): Promise<unknown> => {
      await real?.carryOut(operation, cluster, input);
      const answer = keep(cluster, input);
      // what was missing may be there now, so pods are started after every change
      await store.startPods(cluster, enrollToken, real?.startPod);
      return answer;
    };
  return {
    create: changing("create", (cluster, input) => store.create(cluster, input)),
    get: async (cluster, input) => {
      const object = store.get(cluster, input);
      if (object === undefined || real === undefined || (await real.hasObject(cluster, object))) return object;
      store.delete(cluster, input); // so that it can be created again
      return undefined;
    },
    update: changing("update", (cluster, input) => store.update(cluster, input)),
    delete: changing("delete", (cluster, input) => store.delete(cluster, input)),
    install: changing("install", (cluster, input) => store.deploy(cluster, "install", input)),
    upgrade: changing("upgrade", (cluster, input) => store.deploy(cluster, "upgrade", input)),
    release: async (cluster, { namespace, name }) => {
      const release = store.release(cluster, namespace, name);
      if (release === undefined || real === undefined || (await real.hasRelease(cluster, release))) return release;
      store.uninstall(cluster, namespace, name);
      return undefined;
    },
    uninstall: changing("uninstall", (cluster, { namespace, name }) => store.uninstall(cluster, namespace, name)),
  };
}

async function answer(handlers: Handlers, path: string, request: IncomingMessage): Promise<[number, unknown]> {
  try {
    if (request.method !== "POST" || !Object.hasOwn(handlers, path)) {
      return refused({ reason: "BadRequest", message: `no such operation: ${request.method ?? ""} ${path}` });
    }
    const { cluster, ...input } = JSON.parse(await bodyOf(request)) as { cluster: string } & Record<string, Json>;
    const handle = handlers[path as Operation] as (cluster: string, input: unknown) => Promise<unknown>;
    return [200, await handle(cluster, input)];
  } catch (error) {
    if (error instanceof ClusterRefusal) return refused({ reason: error.reason, message: error.message });
    return refused({ reason: "Internal", message: error instanceof Error ? error.message : String(error) });
  }
}

function refused(body: RefusalBody): [number, RefusalBody] {
  return [STATUS[body.reason], body];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`the request is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Presents a token as a runner does at start; answers why it was refused. */
export async function enroll(gatewayUrl: string, token: string): Promise<string | undefined> {
  const gateway = new GatewayClient({ url: gatewayUrl });
  try {
    await gateway.runners.enroll(token);
    return undefined;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const hint = isNotFound(error) ? "; its token belongs to no runner, or to one that was deleted" : "";
    return `the gateway refused enrollment (${error.code})${hint}`;
  } finally {
    await gateway.close();
  }
}
