// What the plugin's start costs: from spawning to the handshake line, with TLS, against bare node to its first line; and a
// whole terraform command that starts the plugin once. Cold starts in turn (A B C A B C ...), medians.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createIdentity } from "../../src/tfplugin/certificate.js";
import { type Figure, median } from "./figure.js";

const ROOT = resolve(__dirname, "../..");
const BUNDLE = join(ROOT, "dist/provider/agyn.cjs");
/** A plugin that needs more than this loads what it should not. Marks differ because bare nodes do. */
const START_MARK = Number(process.versions.node.split(".")[0]) >= 22 ? 1.75 : 2.2;
/** Resident with the schema, in MB; newer versions of node need more for themselves. */
export const RESIDENT_MARK_MB = 55;
const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

const client = createIdentity(new Date());
/** Extra CA certificates make every node start slower, the floor too, and would flatter the ratio. */
const { NODE_EXTRA_CA_CERTS: _extra, NODE_OPTIONS: _options, ...environment } = process.env;
export const cleanEnv = environment;
export const pluginEnv = { ...cleanEnv, TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE, PLUGIN_CLIENT_CERT: client.certificate };

interface Started {
  readonly child: ChildProcess;
  readonly line: string;
  readonly milliseconds: number;
}

function firstLine(args: readonly string[], env: NodeJS.ProcessEnv, command = process.execPath): Promise<Started> {
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    child.once("error", fail);
    child.stdout.once("data", (data: Buffer) =>
      done({ child, line: data.toString(), milliseconds: performance.now() - started }),
    );
  });
}

/** Ends a process that has no host; the plugin then takes its socket with it. */
function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}

/** From spawning to the first line on stdout. @param command what is started; @default - this node */
export async function startMs(args: readonly string[], env: NodeJS.ProcessEnv, command?: string): Promise<number> {
  const { child, milliseconds } = await firstLine(args, env, command);
  await stopped(child);
  return milliseconds;
}

/** Resident memory in MB once the schema has been served. NaN where there is no /proc. */
export async function residentWithSchema(): Promise<number> {
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
  const status = process.platform === "linux" ? readFileSync(`/proc/${child.pid}/status`, "utf8") : "";
  const ended = once(child, "exit");
  session.destroy(); // the end of its last session is the plugin's
  await ended;
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

/** @param rounds of which medians are taken */
export async function benchStart(rounds: number): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-bench-"));
  try {
    writeFileSync(
      join(folder, "main.tf"),
      'terraform {\n  required_providers {\n    agyn = { source = "agynio/agyn" }\n  }\n}\n',
    );
    const samples = { node: [] as number[], plugin: [] as number[], terraform: [] as number[], schema: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      samples.node.push(await startMs(["-e", "console.log(1)"], cleanEnv));
      samples.plugin.push(await startMs([BUNDLE], pluginEnv));
      samples.terraform.push(terraformSchemaMs(folder, undefined));
      samples.schema.push(terraformSchemaMs(folder, join(ROOT, "dist/provider")));
    }
    const node = median(samples.node);
    return [
      { what: "plugin, start to handshake / bare node", ms: median(samples.plugin), floorMs: node, mark: START_MARK },
      {
        what: "providers schema -json / terraform and the plugin's start",
        ms: median(samples.schema),
        floorMs: median(samples.terraform) + median(samples.plugin),
        mark: START_MARK,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
