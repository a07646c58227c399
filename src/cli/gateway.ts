// `cdktf-agyn gateway`: serves the embedded gateway until it is told to stop.
//
// Contract: exactly one line on stdout, `{"url":...,"token":...}`, when it is ready; everything for people goes to stderr;
// SIGINT or SIGTERM ends it with the state written and exit code 0.
import { randomBytes } from "node:crypto";
import {
  EmulatorError,
  type EmulatorOptions,
  FAULT_KINDS,
  readSimulationPlan,
  type SimulationEvent,
  startEmulator,
} from "../emulator/index.js";
import { parseWords } from "./words.js";

/** Random bytes of a token made here. */
const TOKEN_BYTES = 24;
const MAX_PORT = 65_535;
const MAX_LATENCY_MS = 600_000;

const HELP = `Usage: cdktf-agyn gateway [options]

Serves the embedded Agyn gateway on 127.0.0.1 and prints one JSON line, {"url":...,"token":...}, when it is ready.
Stop it with Ctrl-C.

Options:
  --port N      TCP port, 0 to 65535; a taken one gives way to a free one
                (default: the port of the last run over the same data, else a free one)
  --data FILE   keep the state in this file, mode 0600 (default: in memory only)
  --token T     the cluster admin's token (default: a random one)
  --latency MS  wait before each call, 0 to 600000 milliseconds (default: 0)
  --fault SPEC  let something go wrong, TARGET:KIND[=VALUE][,OPTION]...; may be given again
  --simulate FILE
                let the agents of a YAML or JSON file work on the registered runners, in real time;
                the fleet.json of a synthesized fleet is such a file
  --cors        let web pages of any origin call it, as the platform does
  --help        this text

Faults:
  TARGET   *, RegisterRunner, RunnersGateway/RegisterRunner, RunnersGateway/* or /me
  KIND     ${wrapped(FAULT_KINDS)}
  OPTION   times=N, after=N, for=DURATION, carried-out

Examples:
  npx cdktf-agyn gateway --port 2496 --data .cdktf-agyn/gateway.json
  npx cdktf-agyn gateway --token secret --latency 250
  npx cdktf-agyn gateway --simulate cdktf.out/fleet.json
  npx cdktf-agyn gateway --fault "RegisterRunner:cut-after-send,times=1" --fault "*:error=unavailable,for=5s"
`;

/** Runs the subcommand; resolves when the gateway has stopped. */
export async function runGateway(args: readonly string[]): Promise<number> {
  const values = parse(args);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const options: EmulatorOptions = {
    token: values.token ?? randomBytes(TOKEN_BYTES).toString("base64url"),
    port: wholeNumber("--port", values.port, MAX_PORT),
    latencyMs: wholeNumber("--latency", values.latency, MAX_LATENCY_MS),
    dataFile: values.data,
    faults: values.fault,
    cors: values.cors,
  };
  if (!/^[\x21-\x7e]+$/.test(options.token)) {
    throw new Error("gateway: --token has to be one word of printable ASCII, without blanks.");
  }
  if (options.dataFile === "") {
    throw new Error("gateway: --data is empty; allowed: the path of a file.");
  }
  if (values.simulate === "") {
    throw new Error("gateway: --simulate is empty; allowed: the path of a YAML or JSON file.");
  }

  const simulation =
    values.simulate === undefined
      ? undefined
      : { plan: await readSimulationPlan(values.simulate), follow: true, onEvent: printEvent };

  // Before the start: a signal during it must not be lost.
  const stopped = untilSignal();
  const emulator = await startEmulator({ ...options, ...(simulation && { simulation }) }).catch((error: unknown) => {
    throw error instanceof EmulatorError && error.code === "bad_fault"
      ? new Error(`gateway: --fault: ${error.message}`)
      : error;
  });
  if (options.port !== undefined && options.port !== 0 && options.port !== emulator.port) {
    process.stderr.write(`Port ${options.port} is taken; serving on ${emulator.port}.\n`);
  }
  const kept = options.dataFile === undefined ? "in memory only" : options.dataFile;
  process.stderr.write(`Embedded Agyn gateway on ${emulator.url}, state: ${kept}. Stop it with Ctrl-C.\n`);
  process.stdout.write(`${JSON.stringify({ url: emulator.url, token: emulator.token })}\n`);

  const signal = await stopped;
  process.stderr.write(`Stopping on ${signal}.\n`);
  await emulator.close();
  return 0;
}

function parse(args: readonly string[]) {
  const allowed =
    "Allowed: --port N, --data FILE, --token T, --latency MS, --fault SPEC, --simulate FILE, --cors, --help.";
  return parseWords("gateway", allowed, args, {
    options: {
      port: { type: "string" },
      data: { type: "string" },
      token: { type: "string" },
      latency: { type: "string" },
      fault: { type: "string", multiple: true },
      simulate: { type: "string" },
      cors: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
}

/** What a person who watches has to know: work that finds no runner, fails, or loses its runner. */
function printEvent({ at, kind, agent, workloadId, runnerName, reason, message }: SimulationEvent): void {
  if (kind === "unplaced") {
    process.stderr.write(`${at} agent ${agent}: ${message ?? ""}\n`);
  } else if (kind === "failed" || kind === "left_behind") {
    const why = [reason, message].filter((text) => text !== undefined).join(": ");
    process.stderr.write(`${at} agent ${agent}: workload ${workloadId ?? ""} on ${runnerName ?? ""}: ${why}\n`);
  }
}

/** Words of the help text, a few to a line. */
function wrapped(words: readonly string[]): string {
  const half = Math.ceil(words.length / 2);
  return `${words.slice(0, half).join(", ")},\n           ${words.slice(half).join(", ")}`;
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) {
    throw new Error(`gateway: ${option} is ${JSON.stringify(text)}; allowed: a whole number from 0 to ${max}.`);
  }
  return value;
}

function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, resolve);
    }
  });
}
