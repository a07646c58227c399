// What a call costs on our whole wire (HTTP/2, frames, protobuf, MessagePack by schema, and back), against a bare node:http2 server
// that answers the same bytes. One client for both, ten calls at a time as Terraform makes them, unix sockets without TLS,
// which would cost both the same. The time that passes is the client's for a good part; the second figure is the processor time
// of the servers alone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { runnerSchema } from "../../src/provider/resources/runner/schema.js";
import { frame } from "../../src/tfplugin/grpc/frame.js";
import { pb } from "../../src/tfplugin/index.js";
import { encodeMsgpack, type Value } from "../../src/values/index.js";
import { type Figure, median } from "./figure.js";

const CALLS = 10_000;
const AT_A_TIME = 10;
const WIRE_MARK = 3;
const EMPTY = frame(Buffer.alloc(0));

/** Answers one call's whole body. */
type Call = (path: string, body: Buffer) => Promise<Buffer>;

/** The request of a read: a runner as it is in state. */
function readRequest(): Buffer {
  const known: Record<string, Value> = {
    id: "0f8fad5b-d9cb-469f-a165-70867728950e",
    identity_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    name: "runner-4",
    organization_id: "16fd2706-8baf-433b-82eb-8c7fada847da",
    status: "enrolled",
    labels: { team: "ml", region: "eu-west-1", tier: "l4", pool: "pool-1" },
    capabilities: ["docker", "gpu", "cuda-12.4"],
  };
  const all = Object.fromEntries(Object.keys(runnerSchema.attributes).map((name) => [name, known[name] ?? null]));
  const state = encodeMsgpack(all, runnerSchema.type);
  return Buffer.from(
    pb.ReadResource_Request.encode({
      typeName: "agyn_runner",
      currentState: { msgpack: Buffer.from(state), json: Buffer.alloc(0) },
      private: Buffer.alloc(0),
      providerMeta: undefined,
      clientCapabilities: undefined,
      currentIdentity: undefined,
    }).finish(),
  );
}

function caller(session: ClientHttp2Session): Call {
  return (path, body) =>
    new Promise((done, fail) => {
      const stream = session.request({
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
      });
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", fail);
      stream.once("end", () => done(Buffer.concat(chunks)));
      stream.end(body);
    });
}

interface Sample {
  /** Milliseconds that passed. */
  readonly passed: number;
  /** Milliseconds of processor time that the server took. */
  readonly cpu: number;
}

async function timed(call: Call, path: string, body: Buffer): Promise<Sample> {
  const cpuMs = async (): Promise<number> => Number((await call("/cpu", EMPTY)).subarray(EMPTY.length).toString());
  const cpu = await cpuMs();
  const started = performance.now();
  let left = CALLS;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call(path, body);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return { passed: performance.now() - started, cpu: (await cpuMs()) - cpu };
}

/** Runs with a server in a process of its own. */
async function withServer<T>(folder: string, which: string, run: (call: Call) => Promise<T>): Promise<T> {
  const path = join(folder, which);
  const child = spawn(process.execPath, [join(folder, "server.cjs"), which, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(child.stdout, "data");
    const session = connect("http://localhost", { createConnection: () => connectSocket(path) });
    try {
      return await run(caller(session));
    } finally {
      session.destroy();
    }
  } finally {
    child.kill("SIGKILL");
  }
}

/** @param rounds of which medians are taken, each of 10,000 calls to both servers in turn */
export async function benchWire(rounds: number): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-wire-"));
  try {
    await build({
      entryPoints: [join(__dirname, "wire-server.ts")],
      outfile: join(folder, "server.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "warning",
    });
    const path = "/tfplugin6.Provider/ReadResource";
    const request = frame(readRequest());
    return await withServer(folder, "plugin", (plugin) =>
      withServer(folder, "bare", async (bare) => {
        await plugin("/tfplugin6.Provider/ConfigureProvider", EMPTY);
        const answer = await plugin(path, request);
        await bare("/answer", answer);
        const ours: Sample[] = [];
        const floor: Sample[] = [];
        for (let round = 0; round < rounds; round++) {
          floor.push(await timed(bare, path, request));
          ours.push(await timed(plugin, path, request));
        }
        const figure = (what: string, of: (sample: Sample) => number): Figure => ({
          what,
          ms: median(ours.map(of)),
          floorMs: median(floor.map(of)),
          mark: WIRE_MARK,
        });
        return [
          figure(`${CALLS} reads of a runner (${answer.length} bytes each) / bare node:http2`, ({ passed }) => passed),
          figure("their processor time in the server / bare node:http2", ({ cpu }) => cpu),
        ];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
