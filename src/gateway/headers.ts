// Headers a user adds to every call, such as those of an access proxy in front of the platform: which are allowed, and why not.
// Their values are secrets: access proxies take tokens in them.
//
// Source: RFC 9110 §5.1 (tokens), §5.5 (values); what the Connect protocol and the HTTP client set themselves.
import { GatewayConfigurationError } from "./errors.js";
import { Secret } from "./secret.js";

/** Headers that this client sets, or that belong to the connection. */
const RESERVED: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

/** What to use instead of a reserved header, where there is something. */
const INSTEAD: Readonly<Record<string, string>> = {
  authorization: "use token",
  "user-agent": "use userAgent",
  "proxy-authorization": "put user and password into the proxy's address",
  host: "it follows from url",
};

/**
 * Checked headers, by lower-case name.
 * @throws {GatewayConfigurationError} with the name, never with the value
 */
export function resolveHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, Secret>> {
  const resolved = new Map<string, Secret>();
  for (const [name, value] of Object.entries(headers)) {
    const shown = `headers[${JSON.stringify(name)}]`;
    const key = name.toLowerCase();
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key)) {
      throw wrong(`${shown} is not a header's name: allowed are letters, digits and !#$%&'*+.^_\`|~-, at least one.`);
    }
    if (RESERVED.has(key) || key.startsWith("connect-")) {
      throw wrong(`${shown} is set by this client and can't be given: ${INSTEAD[key] ?? "leave it out"}.`);
    }
    if (resolved.has(key)) {
      throw wrong(`${shown} is there twice, in another spelling: names do not differ by case; leave one out.`);
    }
    if (typeof value !== "string" || !/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(value)) {
      throw wrong(
        `${shown} has a value that is empty, has blanks at an end, or holds a line break or a character outside ASCII; one line of printable ASCII can be sent. Was it read from a file with its line end?`,
      );
    }
    resolved.set(key, new Secret(value));
  }
  return Object.fromEntries(resolved);
}

function wrong(message: string): GatewayConfigurationError {
  return new GatewayConfigurationError("headers", message);
}
