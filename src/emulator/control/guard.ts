// Who may use the control calls: programs on this machine, and no web page that runs in a browser on it.
//
// A page of a rebound name (its DNS entry now says 127.0.0.1) reaches the port with its own name as Host; a page of another origin
// reaches it with Origin or Sec-Fetch-Site. Programs send neither.
import type { HttpRequest } from "../wire/exchange.js";

const LOOPBACK_PEER = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** Why a request is refused, `undefined` when it is not. */
export function controlRefusal(request: HttpRequest): string | undefined {
  const peer = request.socket.remoteAddress ?? "";
  if (!LOOPBACK_PEER.test(peer)) {
    return `Control calls are taken from this machine only; this one comes from ${peer}.`;
  }
  const { headers } = request;
  const host = headers[":authority"] ?? headers.host;
  if (typeof host !== "string" || !LOOPBACK_HOST.test(host)) {
    return `Control calls have to name the emulator localhost, 127.0.0.1 or [::1]; this one names ${JSON.stringify(host)}.`;
  }
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) {
    return "Control calls are not taken from web pages: send neither Origin nor Sec-Fetch-Site.";
  }
  return undefined;
}
