// What the platform tells browsers: pages of any origin may call it. Only on request here, because an emulator on somebody's desk
// would otherwise let any page delete organizations, which asks for no rights.
//
// Source: agynio/gateway `cmd/gateway/main.go` at a89acd4 (any origin, any header, five methods); github.com/rs/cors (how those
// options become headers).
import type { Answer, HttpRequest } from "./exchange.js";

const METHODS = ["GET", "POST", "PATCH", "DELETE", "OPTIONS"];

/** The answer to a preflight request, `undefined` for any other request. */
export function answerPreflight(request: HttpRequest): Answer | undefined {
  const method = header(request, "access-control-request-method");
  if (request.method !== "OPTIONS" || method === undefined) {
    return undefined;
  }
  const asked = header(request, "access-control-request-headers");
  const isAllowed = header(request, "origin") !== undefined && METHODS.includes(method);
  return {
    status: 204,
    headers: {
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      ...(isAllowed ? { "access-control-allow-origin": "*", "access-control-allow-methods": method } : {}),
      ...(isAllowed && asked !== undefined ? { "access-control-allow-headers": asked } : {}),
    },
    body: Buffer.alloc(0),
  };
}

/** An answer with what lets a page read it. */
export function withCors(request: HttpRequest, answer: Answer): Answer {
  const isAllowed = header(request, "origin") !== undefined && METHODS.includes(request.method ?? "");
  return {
    ...answer,
    headers: { ...answer.headers, vary: "Origin", ...(isAllowed ? { "access-control-allow-origin": "*" } : {}) },
  };
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
