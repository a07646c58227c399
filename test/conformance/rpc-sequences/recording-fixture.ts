// The recorded provider as a plugin that writes down every call, one file a process: `RECORD_DIR/<start>-<pid>.jsonl`.
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProviderServer } from "../../../src/framework/index.js";
import { pb, type ProviderServer, serve } from "../../../src/tfplugin/index.js";
import { createRecordedProvider } from "./provider.js";

interface Codec {
  encode(message: unknown): { finish(): Uint8Array };
}

const directory = process.env["RECORD_DIR"] ?? "";
const file = join(directory, `${Date.now()}-${String(process.pid).padStart(10, "0")}.jsonl`);
if (directory !== "") writeFileSync(file, "");

/** The server, each of whose calls is written down first. */
function recorded(server: ProviderServer): ProviderServer {
  const methods = Object.entries(server) as [string, (request: unknown) => unknown][];
  const recording = methods.map(([rpc, method]) => {
    // the codec of a request has the RPC's name
    const codec = (pb as unknown as Record<string, Codec>)[`${rpc}_Request`];
    const call = (request: unknown): unknown => {
      const bytes = Buffer.from(codec?.encode(request).finish() ?? []);
      if (directory !== "") appendFileSync(file, `${JSON.stringify({ rpc, request: bytes.toString("base64") })}\n`);
      return method.call(server, request);
    };
    return [rpc, call];
  });
  return Object.fromEntries(recording) as ProviderServer;
}

void serve({
  name: "terraform-provider-recorded",
  provider: () => recorded(createProviderServer(createRecordedProvider())),
});
