// A server on a free port that answers what a test tells it to, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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

export async function fakeServer(...answers: [Answer, ...Answer[]]): Promise<FakeServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
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
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** An answer of status, content type and body. */
export function answer(
  status: number,
  type: string | undefined,
  body: string,
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
