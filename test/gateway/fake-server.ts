// Servers on free ports for tests of the client: one that answers what a test tells it to, over HTTP or TLS, and an HTTP proxy.
// Both remember what they were asked.
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";

/** One request as it came in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A running server; every request goes to the answers in turn, the last one repeats. */
export interface FakeServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Writes one answer. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** What a server of TLS shows. */
interface TlsIdentity {
  readonly key: string;
  readonly certificate: string;
}

export async function fakeServer(...answers: [Answer, ...Answer[]]): Promise<FakeServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(listener(seen, answers));
  return { url: `http://127.0.0.1:${await listen(server)}`, seen, close: () => closing(server) };
}

/** The same over TLS, by the name its certificate is for. */
export async function fakeTlsServer(
  { key, certificate }: TlsIdentity,
  ...answers: [Answer, ...Answer[]]
): Promise<FakeServer> {
  const seen: SeenRequest[] = [];
  const server = createTlsServer({ key, cert: certificate }, listener(seen, answers));
  return { url: `https://localhost:${await listen(server)}`, seen, close: () => closing(server) };
}

/** What a fake proxy was asked for: `CONNECT host:port` or `POST http://host:port/path`. */
export interface FakeProxy extends FakeServer {
  /** Most connections that stood at a time. */
  readonly mostOpen: () => number;
}

/**
 * A proxy. Where it leads to is not the name it is asked for but `target`, so that names that do not exist can be asked for.
 * @param refuse status it answers instead of leading there
 */
export async function fakeProxy(target: string, refuse?: number | "hang up"): Promise<FakeProxy> {
  const seen: SeenRequest[] = [];
  const { hostname, port } = new URL(target);
  let open = 0;
  let most = 0;
  const sockets = new Set<Socket>();
  const record = ({ method = "", url = "", headers }: IncomingMessage): void => {
    seen.push({ method, path: url, headers, body: "" });
  };
  const server = createServer((incoming, outgoing) => {
    record(incoming);
    if (refuse === "hang up") return void incoming.socket.destroy();
    if (refuse !== undefined) return void outgoing.writeHead(refuse).end();
    const { pathname } = new URL(incoming.url ?? "");
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    const passed = request({ hostname, port, path: pathname, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
    return undefined;
  });
  server.on("connect", (incoming: IncomingMessage, client: Socket) => {
    record(incoming);
    client.on("error", () => undefined);
    if (refuse === "hang up") return void client.destroy();
    if (refuse !== undefined) return void client.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
    most = Math.max(most, ++open);
    const upstream = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream.on("error", () => client.destroy()));
    sockets.add(client.once("close", () => open--));
    return undefined;
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    seen,
    mostOpen: () => most,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await closing(server);
    },
  };
}

function listener(seen: SeenRequest[], answers: [Answer, ...Answer[]]): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const record = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(record);
      const answer = answers[Math.min(seen.length, answers.length) - 1] ?? answers[0];
      answer(response, record);
    });
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

async function closing(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}

/** An answer of status, content type and body. */
export function answer(
  status: number,
  type: string | undefined,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Answer {
  return (response) => {
    response.writeHead(status, { ...(type === undefined ? {} : { "content-type": type }), ...headers });
    response.end(body);
  };
}

/** A successful Connect answer. */
export function json(body: object, status = 200, headers: Record<string, string> = {}): Answer {
  return answer(status, "application/json", JSON.stringify(body), headers);
}
