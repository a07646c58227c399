// The address at which Unpod reaches a runner, and the port that the runner listens on because of it.
//
// Source: facts 1.1, port and bind rules (SDK 0.2.1): the port is the one written in the URL, else 8765; a host name binds all
// interfaces, an IP literal exactly that IP; the process speaks ws, so a wss URL needs TLS ended before it.

/** Port that a runner listens on when its URL names none. */
const BRIDGE_PORT = 8765;

/** What stands for the pod's name in a serving URL. */
export const POD_PLACEHOLDER = "{pod}";

/** Parts of a serving URL; undefined when it has no form that the SDK could read. */
export function servingParts(url: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:?#@\s]+)(?::(\d+))?(?:[/?#]\S*)?$/i.exec(url);
  if (match === null) return undefined;
  const [, host = "", port] = match;
  return { host: host.toLowerCase(), port: port === undefined ? undefined : Number(port) };
}

/** Port that a runner listens on. */
export function listenPort(servingUrl: string | undefined): number {
  return (servingUrl === undefined ? undefined : servingParts(servingUrl)?.port) ?? BRIDGE_PORT;
}

/** The serving URL of one pod. */
export function servingUrlOf(servingUrl: string, pod: string): string {
  return servingUrl.replaceAll(POD_PLACEHOLDER, pod);
}

/** Why nobody outside the cluster finds a host; undefined when somebody may. */
export function hiddenHost(host: string): string | undefined {
  if (host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host))
    return "an IP literal makes the runner bind that address only";
  if (host === "localhost" || host.endsWith(".localhost")) return "it is the machine itself, and nobody else finds it";
  if (/\.(svc|local|internal|cluster)$/.test(host) || host.includes(".svc.")) {
    return "it is a name within the cluster, which Unpod does not resolve";
  }
  return host.includes(".") ? undefined : "it is a name without a domain, which Unpod does not resolve";
}
