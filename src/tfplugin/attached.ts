// A provider served by a process that Terraform did not start and does not end, because it does other things too or because a person
// started it: Terraform finds it by TF_REATTACH_PROVIDERS.
//
// Other than a plugin that Terraform starts, it speaks without TLS and cookie (the socket's folder is what protects it) and stays
// when connections close, since every command opens several and ends none of them in order. Each connection gets a provider of its
// own, as each process has one otherwise: what a command configured, or an interrupt stopped, is nothing to the next.
//
// Source: go-plugin's test mode; measured with terraform 1.11.
import type { ProviderSource } from "./connection.js";
import { createGrpcServer } from "./grpc/server.js";
import { DEFAULT_NETWORK, type Endpoint, listen } from "./listen.js";
import { Logger } from "./log.js";
import { reattachValue } from "./reattach.js";

/** What is attached, and how. */
export interface AttachOptions {
  /** What users write in `required_providers`: `agynio/agyn`, or with a registry before it. */
  readonly source: string;
  readonly provider: ProviderSource;
  /** @default - calls are not logged */
  readonly logger?: Logger;
  /** @default - TCP on Windows, a unix socket elsewhere */
  readonly network?: Endpoint["network"];
}

/** A provider that listens. */
export interface Attached {
  /** The value of TF_REATTACH_PROVIDERS by which it is found: a JSON object. */
  readonly reattach: string;
  /** Stops listening and removes the socket; connections stay. */
  close(): void;
}

/** Serves until it is closed. @throws {Error} in words for the user when it can not listen */
export async function attach({
  source,
  provider,
  logger,
  network = DEFAULT_NETWORK,
}: AttachOptions): Promise<Attached> {
  const log = logger ?? new Logger(source, () => undefined, "off");
  const server = createGrpcServer(async () => {
    const { connectionHandlers } = await import("./connection.js");
    return await connectionHandlers(provider, log, () => undefined);
  }, undefined);
  const endpoint = await listen(server, { network, socketDirectory: undefined, ports: undefined });
  return {
    reattach: reattachValue(source, endpoint, process.pid),
    close: () => {
      server.close();
      endpoint.remove();
    },
  };
}
