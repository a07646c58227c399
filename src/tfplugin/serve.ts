// The life of a plugin process: handshake, serving, and every way to end.
//
// - Shutdown ends the process inside the handler: an unanswered Shutdown with a living process would hang Terraform for ever,
//   and the host takes an exit for an answer
// - the last session closing ends it too: Terraform was killed and nobody will ever call again
// - SIGINT is ignored: a terminal's Ctrl-C reaches the whole process group, and Terraform, not the signal, says when to stop
// - an uncaught error is written as `panic: ...`, which Terraform shows to its user even with logging off
// - stdin is Terraform's own and never read; console output goes to the log, because stdout belongs to the handshake
//
// Source: go-plugin; each behaviour measured with terraform 1.11.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity } from "./certificate.js";
import { createGrpcServer } from "./grpc/server.js";
import { handshakeLine, readHostRequest } from "./handshake.js";
import { Logger, type LogLevel, logLevelFrom } from "./log.js";
import { type ProviderServer, providerHandlers } from "./provider-service.js";

/** What is served. */
export interface ServeOptions {
  /** The executable's base name, which Terraform shows before log lines. */
  readonly name: string;
  readonly provider: ProviderServer;
}

const STARTED_BY_HAND = `This executable is a plugin of Terraform and OpenTofu, which start it themselves; run by hand it does nothing.
Put it into a provider mirror, or name its folder in a dev_overrides block of the CLI configuration file.
`;

/** Serves a provider to the host that started this process. Resolves once the handshake is out; the process ends by itself. */
export async function serve({ name, provider }: ServeOptions): Promise<void> {
  const host = readHostRequest(process.env);
  if (!host.startedByHost) {
    process.stderr.write(STARTED_BY_HAND);
    process.exitCode = 1;
    return;
  }
  const logger = new Logger(name, (line) => process.stderr.write(line), logLevelFrom(process.env));
  redirectConsole(logger);
  process.on("uncaughtException", (error) => {
    process.stderr.write(`panic: ${error.stack ?? String(error)}\n`);
    end(1);
  });

  const directory =
    process.platform === "win32" ? undefined : mkdtempSync(join(host.socketDirectory ?? tmpdir(), "plugin"));
  const end = (code: number): never => {
    if (directory) rmSync(directory, { recursive: true, force: true });
    process.exit(code);
  };
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => end(0));

  const identity = host.clientCertificate ? createIdentity(new Date()) : undefined;
  const handlers = providerHandlers(provider, (rpc, milliseconds, error) => {
    const fields = { tf_rpc: rpc, tf_req_duration_ms: Math.round(milliseconds), tf_proto_version: "6" };
    if (error)
      logger.log("error", "call failed", { ...fields, error: error instanceof Error ? error.name : "unknown" });
    else logger.log("trace", "call served", fields);
  });
  handlers.set("/plugin.GRPCController/Shutdown", () => end(0));

  const tls =
    identity && host.clientCertificate
      ? { key: identity.key, certificate: identity.certificate, clientCertificate: host.clientCertificate }
      : undefined;
  const server = createGrpcServer(handlers, tls);
  let sessions = 0;
  server.on("session", (session) => {
    sessions++;
    session.on("error", () => undefined); // always followed by close
    session.on("close", () => {
      if (--sessions === 0) end(0);
    });
  });

  const socket = directory ? join(directory, "provider") : undefined;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if (socket) server.listen(socket, resolve);
    else server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const address =
    typeof bound === "object" && bound !== null
      ? ({ network: "tcp", address: `127.0.0.1:${bound.port}` } as const)
      : ({ network: "unix", address: String(bound) } as const);
  process.stdout.write(handshakeLine(address, identity?.der, host));
}

/** A stray `console.log` before the handshake would be read as the handshake. */
function redirectConsole(logger: Logger): void {
  const levels: Record<"log" | "info" | "debug" | "warn" | "error", LogLevel> = {
    log: "debug",
    info: "info",
    debug: "debug",
    warn: "warn",
    error: "error",
  };
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, { [method]: (...parts: unknown[]) => logger.log(level, parts.map(String).join(" ")) });
  }
}
