// The life of a plugin process that a host has started: handshake, serving, and every way to end.
//
// - Shutdown ends the process inside the handler: an unanswered Shutdown with a living process would hang Terraform for ever,
//   and the host takes an exit for an answer
// - the last session closing ends it too: Terraform was killed and nobody will ever call again; so does a host that never comes
// - signals are left to Terraform while it is connected: Ctrl-C in a terminal, and many a service manager's SIGTERM, reach the
//   whole process group, and Terraform, which gets them too, says by StopProvider and Shutdown when to stop. A plugin that went
//   first would lose the answer of a creation that is under way
// - an uncaught error is written as `panic: ...`, which Terraform shows to its user even with logging off
// - what keeps the plugin from starting is one line on stdout, which Terraform shows as the handshake it did not understand
// - stdin is Terraform's own and never read
//
// Source: go-plugin; each behaviour measured with terraform 1.11.
import { createIdentity } from "./certificate.js";
import { redirectConsole } from "./console.js";
import { createGrpcServer } from "./grpc/server.js";
import { handshakeLine, readHostRequest } from "./handshake.js";
import { DEFAULT_NETWORK, type Endpoint, listen } from "./listen.js";
import { Logger, logLevelFrom } from "./log.js";
import type { ServeOptions } from "./options.js";
import { writeTo } from "./output.js";
import { panicText } from "./panic.js";

const CONNECT_GRACE_MS = 60_000;

/** Serves a provider to the host that started this process. Resolves once the handshake is out; the process ends by itself. */
export async function serve(options: ServeOptions): Promise<void> {
  const { name, provider, redact = (text: string): string => text, debug, network = DEFAULT_NETWORK } = options;
  if (debug && debug.args.length > 0) {
    const { serveDebug } = await import("./debug.js");
    await serveDebug(options, debug);
    return;
  }
  const host = readHostRequest(process.env);
  if (!host.startedByHost) {
    writeTo("stderr", startedByHand(name, debug !== undefined));
    process.exitCode = 1;
    return;
  }
  const logger = new Logger(name, (line) => writeTo("stderr", line), logLevelFrom(process.env));
  redirectConsole(logger);
  let endpoint: Endpoint | undefined;
  const end = (code: number): never => {
    endpoint?.remove();
    process.exit(code);
  };
  process.on("uncaughtException", (error) => {
    writeTo("stderr", panicText(error, redact));
    end(1);
  });

  let sessions = 0;
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => sessions === 0 && end(0));

  const identity = host.clientCertificate ? createIdentity(new Date()) : undefined;
  const tls =
    identity && host.clientCertificate
      ? { key: identity.key, certificate: identity.certificate, clientCertificate: host.clientCertificate }
      : undefined;
  const nobodyCame = setTimeout(() => end(1), options.connectGraceMs ?? CONNECT_GRACE_MS);
  const server = createGrpcServer((session) => {
    clearTimeout(nobodyCame);
    sessions++;
    endpoint?.remove();
    session.on("close", () => {
      if (--sessions === 0) end(0);
    });
    return import("./connection.js").then(({ connectionHandlers }) =>
      connectionHandlers(provider, logger, () => end(0)),
    );
  }, tls);

  try {
    endpoint = await listen(server, { network, socketDirectory: host.socketDirectory, ports: host.ports });
  } catch (error) {
    writeTo("stdout", `${name} ${error instanceof Error ? error.message : String(error)}\n`);
    end(1);
    return;
  }
  writeTo("stdout", handshakeLine(endpoint, identity?.der, host));
  // the host needs a moment to read the line and to connect: what will answer it is read meanwhile
  await import("./connection.js");
}

function startedByHand(name: string, canDebug: boolean): string {
  return `${name} is a plugin of Terraform and OpenTofu, which start it themselves; run by hand it does nothing.
Put it into a provider mirror, or name its folder in a dev_overrides block of the CLI configuration file.
${canDebug ? `To run it in a debugger: ${name} --debug\n` : ""}`;
}
