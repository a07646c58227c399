// An emulator per test, and calls as a stranger to our client would make them: plain fetch, so that nothing is smoothed over.
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/index.js";

export const ADMIN = "admin-token";
/** A user of the platform who is no cluster admin. */
export const USER = "agyn_99999999-9999-4999-8999-999999999999";
export const OTHER_USER = "agyn_88888888-8888-4888-8888-888888888888";
export const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

/** What came back: status, Connect code and message, or the JSON of a success. */
export interface Reply {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Calls one method; `token` is a bearer, `undefined` sends none. */
export async function call(emulator: Emulator, rpc: string, message: unknown, token?: string): Promise<Reply> {
  const response = await raw(emulator, rpc, {
    body: JSON.stringify(message),
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const body = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    headers: response.headers,
    body,
    ...(response.status === 200 ? {} : { code: String(body.code), message: String(body.message) }),
  };
}

/** A request with everything as given. */
export async function raw(emulator: Emulator, rpc: string, init: RequestInit): Promise<Response> {
  return await fetch(`${emulator.url}/agynio.api.gateway.v1.${rpc}`, { method: "POST", ...init });
}

/** Runs with an emulator that is closed at the end. */
export async function withEmulator(
  run: (emulator: Emulator) => Promise<void>,
  options: Partial<EmulatorOptions> = {},
): Promise<void> {
  const emulator = await startEmulator({ token: ADMIN, ...options });
  try {
    await run(emulator);
  } finally {
    await emulator.close();
  }
}

/** Creates an organization and returns its id. */
export async function newOrganization(emulator: Emulator, token: string, name = "Acme"): Promise<string> {
  const { body } = await call(emulator, "OrganizationsGateway/CreateOrganization", { name }, token);
  return (body.organization as { id: string }).id;
}

/** Registers a runner and returns its id and token. */
export async function newRunner(
  emulator: Emulator,
  token: string,
  message: { name?: string; organizationId?: string; labels?: object; capabilities?: string[] } = {},
): Promise<{ id: string; serviceToken: string }> {
  const { body } = await call(emulator, "RunnersGateway/RegisterRunner", { name: "r", ...message }, token);
  return { id: (body.runner as { identityId: string }).identityId, serviceToken: body.serviceToken as string };
}
