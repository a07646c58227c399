// Where a plugin listens: a unix socket in a private temporary folder, or a TCP port of the loopback address on Windows.
//
// The folder can be read by the user alone, which is what protects a socket without TLS. It can go as soon as the host is
// connected, for it opens one connection only: then nothing is left behind even by a process that is killed.
//
// Source: go-plugin's server; the path limit is that of sockaddr_un.
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PortRange } from "./handshake.js";

/** How a plugin listens when nothing is said; Node has no unix sockets on Windows. */
export const DEFAULT_NETWORK: Endpoint["network"] = process.platform === "win32" ? "tcp" : "unix";
/** The shortest `sun_path` of the systems node runs on, macOS's, without its final zero byte. */
const MAX_SOCKET_PATH_BYTES = 103;
const LOOPBACK = "127.0.0.1";
const ANY_PORT: PortRange = { min: 0, max: 0 };

/** What a host connects to. */
export interface Endpoint {
  readonly network: "unix" | "tcp";
  /** A path, or `127.0.0.1:PORT`. */
  readonly address: string;
  /** Removes the socket and its folder; connections stay. May be called again. */
  remove(): void;
}

/** Where to listen. */
export interface ListenOptions {
  readonly network: "unix" | "tcp";
  /** @default - the system's temporary folder */
  readonly socketDirectory: string | undefined;
  /** @default - any port */
  readonly ports: PortRange | undefined;
}

/** Starts listening. @throws {Error} in words for the user */
export async function listen(server: Server, { network, socketDirectory, ports }: ListenOptions): Promise<Endpoint> {
  return network === "unix" ? await listenUnix(server, socketDirectory) : await listenTcp(server, ports ?? ANY_PORT);
}

async function listenUnix(server: Server, directory = tmpdir()): Promise<Endpoint> {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(join(directory, "plugin"));
    const address = join(folder, "provider");
    // node 20 would cut it and listen elsewhere
    if (Buffer.byteLength(address) > MAX_SOCKET_PATH_BYTES) throw new Error("the path is too long");
    await bound(server, (ready) => server.listen(address, ready));
    return { network: "unix", address, remove };
  } catch (error) {
    remove();
    throw new Error(
      `can not listen on a unix socket in ${directory} (${reasonOf(error)}): it must be a folder one may write to, with a path of at most 80 bytes. Set TMPDIR to another one.`,
      { cause: error },
    );
  }
}

/** The first free port, as go-plugin looks for it. */
async function listenTcp(server: Server, { min, max }: PortRange): Promise<Endpoint> {
  for (let port = min; port <= max; port++) {
    try {
      await bound(server, (ready) => server.listen(port, LOOPBACK, ready));
    } catch (error) {
      if (codeOf(error) === "EADDRINUSE" || codeOf(error) === "EACCES") continue;
      throw error;
    }
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("a TCP server without a port");
    return { network: "tcp", address: `${LOOPBACK}:${address.port}`, remove: () => undefined };
  }
  throw new Error(
    `can not listen on ${LOOPBACK}: none of the ports ${min} to ${max} is free, which the host allows by PLUGIN_MIN_PORT and PLUGIN_MAX_PORT.`,
  );
}

function bound(server: Server, start: (ready: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    start(() => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;
const reasonOf = (error: unknown): string => codeOf(error) ?? (error as Error).message;
