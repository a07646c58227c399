// The two servers of the wire's figures, each a process of its own: `plugin` is our wire and framework with a runner resource
// that reads what it is given; `bare` is node:http2 that collects a request and answers the same bytes, and nothing else.
import { createServer, type ServerHttp2Stream } from "node:http2";
import { createProviderServer, defineProvider, defineSchema } from "../../src/framework/index.js";
import { runnerSchema } from "../../src/provider/resources/runner/schema.js";
import { frame } from "../../src/tfplugin/grpc/frame.js";
import { createGrpcServer } from "../../src/tfplugin/grpc/server.js";
import { providerHandlers } from "../../src/tfplugin/provider-service.js";

const notCalled = (): never => {
  throw new Error("only reads are measured");
};

/** Processor time this process has taken, as text. */
const cpuMs = (): Buffer => {
  const { user, system } = process.cpuUsage();
  return Buffer.from(String((user + system) / 1000));
};

function plugin(): ReturnType<typeof createGrpcServer> {
  const provider = defineProvider({
    name: "bench",
    version: "1.0.0",
    schema: defineSchema({ description: "A provider.", attributes: {} }),
    configure: () => ({}),
    resources: {
      agyn_runner: {
        schema: runnerSchema,
        create: notCalled,
        read: ({ state }) => Promise.resolve(state),
        delete: notCalled,
      },
    },
    dataSources: {},
  });
  const server = createProviderServer(provider);
  const handlers = new Map([...providerHandlers(server, () => undefined), ["/cpu", cpuMs] as const]);
  return createGrpcServer(() => handlers, undefined);
}

/** Answers with what it was last told to by a request to `/answer`. */
function bare(): ReturnType<typeof createGrpcServer> {
  let answer = Buffer.alloc(0);
  const server = createServer();
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const request = Buffer.concat(chunks);
      if (headers[":path"] === "/answer") answer = request;
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.end(headers[":path"] === "/cpu" ? frame(cpuMs()) : answer);
    });
  });
  return server;
}

const [, , which = "", path = ""] = process.argv;
(which === "plugin" ? plugin() : bare()).listen(path, () => process.stdout.write("listening\n"));
