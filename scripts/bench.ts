// `npm run bench`: what the plugin's start costs, as ratios to bare node in the same run, so that figures hold on any machine.
//
// Cold starts in turn (A B C A B C ...), medians. "start to handshake" is from spawning to the handshake line, with TLS;
// "schema -json" is the whole terraform command that starts the plugin once.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createIdentity } from "../src/tfplugin/certificate.js";

const ROOT = resolve(__dirname, "..");
const BUNDLE = join(ROOT, "dist/provider/agyn.cjs");
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? "21");
const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

const client = createIdentity(new Date());
/** Extra CA certificates make every node start slower, the floor too, and would flatter the ratio. */
const { NODE_EXTRA_CA_CERTS: _extra, NODE_OPTIONS: _options, ...cleanEnv } = process.env;
const pluginEnv = { ...cleanEnv, TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE, PLUGIN_CLIENT_CERT: client.certificate };

interface Started {
  readonly child: ChildProcess;
  readonly line: string;
  readonly milliseconds: number;
}

function firstLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Started> {
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    child.once("error", fail);
    child.stdout.once("data", (data: Buffer) =>
      done({ child, line: data.toString(), milliseconds: performance.now() - started }),
    );
  });
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}

async function startMs(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { child, milliseconds } = await firstLine(args, env);
  await stopped(child);
  return milliseconds;
}

/** Resident memory in MB once the schema has been served. Linux only. */
async function residentWithSchema(): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  const { child, line } = await firstLine([BUNDLE], pluginEnv);
  const [, , , path = "", , certificate = ""] = line.trim().split("|");
  const der = Buffer.from(certificate, "base64").toString("base64").replace(/.{64}/g, "$&\n");
  const session = connect("https://localhost", {
    path,
    ca: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
    key: client.key,
    cert: client.certificate,
  } as Parameters<typeof connect>[1]);
  const stream = session.request({
    ":method": "POST",
    ":path": "/tfplugin6.Provider/GetProviderSchema",
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.end(Buffer.alloc(5));
  await new Promise<void>((done, fail) => {
    stream.once("error", fail);
    stream.once("end", done);
    stream.resume();
  });
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  await stopped(child);
  session.destroy();
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function terraformSchemaMs(folder: string, providerFolder: string | undefined): number {
  const config = join(folder, "cli.tfrc");
  const overrides = providerFolder ? `dev_overrides { "agynio/agyn" = ${JSON.stringify(providerFolder)} }` : "";
  writeFileSync(config, `provider_installation {\n  ${overrides}\n  direct {}\n}\n`);
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.env["TERRAFORM_BINARY_NAME"] || "terraform",
    providerFolder ? ["providers", "schema", "-json"] : ["version", "-json"],
    { cwd: folder, env: { ...cleanEnv, TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: "1" }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`terraform failed: ${stderr}`);
  return performance.now() - started;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-bench-"));
  try {
    writeFileSync(
      join(folder, "main.tf"),
      'terraform {\n  required_providers {\n    agyn = { source = "agynio/agyn" }\n  }\n}\n',
    );
    const samples: Record<string, number[]> = {};
    const sample = (name: string, value: number): void => void (samples[name] ??= []).push(value);
    for (let round = 0; round < ROUNDS; round++) {
      sample("bare node, to its first line", await startMs(["-e", "console.log(1)"], cleanEnv));
      sample("plugin, start to handshake", await startMs([BUNDLE], pluginEnv));
      sample("terraform alone (version -json)", terraformSchemaMs(folder, undefined));
      sample("terraform providers schema -json", terraformSchemaMs(folder, join(ROOT, "dist/provider")));
    }
    const floor = median(samples["bare node, to its first line"] ?? []);
    console.log(`node ${process.version}, ${ROUNDS} rounds, medians`);
    console.log(`${"what".padEnd(36)} ${"ms".padStart(8)} ${"min".padStart(8)} ${"x bare node".padStart(12)}`);
    for (const [name, values] of Object.entries(samples)) {
      const ms = median(values);
      console.log(
        `${name.padEnd(36)} ${ms.toFixed(1).padStart(8)} ${Math.min(...values)
          .toFixed(1)
          .padStart(8)} ${(ms / floor).toFixed(2).padStart(12)}`,
      );
    }
    const resident = await residentWithSchema();
    if (resident !== undefined)
      console.log(`${"resident with the schema served, MB".padEnd(36)} ${resident.toFixed(1).padStart(8)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
