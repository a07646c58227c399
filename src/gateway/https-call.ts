// A call to an HTTPS API that is not the gateway's, such as a host of pull requests, on the same ways: the proxies of the environment,
// and whom Node.js trusts (NODE_EXTRA_CA_CERTS too). Redirects are not followed, so that a token goes nowhere else.
//
// One connection for each call, made by node:http: the few calls there are need no pool, and a proxy that hangs up is told once.
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { connect } from "node:tls";
import { type Proxy, proxyFor, type ProxySettings } from "./proxy.js";

/** A call. */
export interface HttpsCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string;
  readonly proxy: ProxySettings;
  readonly signal: AbortSignal;
}

/** Its answer, whatever its status. */
export interface HttpsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Makes a call.
 *
 * @throws {GatewayConfigurationError} when the address of the proxy can't be used
 * @throws in a sentence about the connection, without what was sent
 */
export async function callHttps({ url, method, headers, body, proxy, signal }: HttpsCall): Promise<HttpsAnswer> {
  const way = proxyFor(url, proxy);
  const isTls = url.protocol === "https:";
  const socket = way === undefined ? undefined : await tunnel(url, way, signal);
  const options = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) },
    signal,
    // an agent would connect by itself
    ...(socket === undefined
      ? { agent: false }
      : { createConnection: () => (isTls ? connect({ socket, servername: url.hostname }) : socket) }),
  };
  const sent = (isTls ? httpsRequest : httpRequest)(url, options);
  try {
    const answer = await answered(sent, body);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString("utf8") };
  } finally {
    sent.destroy();
    socket?.destroy();
  }
}

async function answered(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    sent.once("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A connection to the host that the proxy makes. */
async function tunnel(url: URL, { origin, authorization }: Proxy, signal: AbortSignal): Promise<Socket> {
  const host = `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
  const headers = {
    host,
    ...(authorization === undefined ? {} : { "proxy-authorization": authorization.reveal() }),
  };
  const make = origin.startsWith("https:") ? httpsRequest : httpRequest;
  const asked = make(origin, { method: "CONNECT", path: host, headers, signal, agent: false });
  return await new Promise((resolve, reject) => {
    asked.once("connect", (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      return reject(new Error(`the proxy ${origin} answered ${answer.statusCode ?? 0}`));
    });
    asked.on("error", (error) => reject(new Error(`the proxy ${origin} can't be reached: ${error.message}`)));
    asked.end();
  });
}
