// The service token in a runner's state: in clear, or sealed for a public key, and what a change of that key means.
//
// - it is given once, in clear, and sealed before it reaches state: what is sealed can only be opened with the private key
// - a key that is added seals the token that is in state, in place. The clear one stays in older copies of the state
// - another key, or none, after one that sealed a token asks for a replacement: nobody here can open it to seal it anew
// - no token (an imported runner): the key changes in place and seals nothing, which is said
import { type Diagnostics, type ModifyPlanContext, UNKNOWN, Unknown } from "../../../framework/index.js";
import { quoted } from "../../quoted.js";
import { type Seal, sealFor } from "../../sealing/age.js";
import type { Session } from "../../session.js";
import type { RunnerState, runnerSchema } from "./schema.js";

const KEY = "service_token_public_key";

/** What state holds of a token. */
export type TokenState = Pick<RunnerState, "service_token" | "encrypted_service_token">;

/**
 * Plans both forms of the token.
 *
 * @returns whether a replacement was asked for
 * @throws {DiagnosticError} for a key that no token can be sealed for
 */
export async function planToken(context: ModifyPlanContext<typeof runnerSchema, Session>): Promise<boolean> {
  const { state, plan } = context;
  const key = plan[KEY];
  if (typeof key === "string" && key !== state?.[KEY]) await sealFor(key, KEY);
  if (state && key === state[KEY]) return false;
  if (!state || state.encrypted_service_token !== null || state.service_token !== null) context.set(tokenOfNew(key));
  else if (key !== null) warnOfNoToken(state, context.diagnostics);
  if (!state || state.encrypted_service_token === null) return false;
  warnOfAnotherKey(state, key, context.diagnostics);
  context.requireReplace(KEY);
  return true;
}

/** As far as it is known beforehand which form the token has. */
function tokenOfNew(key: string | null | Unknown): {
  service_token: null | Unknown;
  encrypted_service_token: null | Unknown;
} {
  return {
    service_token: typeof key === "string" ? null : UNKNOWN,
    encrypted_service_token: key === null ? null : UNKNOWN,
  };
}

/**
 * Makes ready to keep a token, before there is one: afterwards nothing may go wrong.
 *
 * @throws {DiagnosticError} for a key that no token can be sealed for
 */
export async function tokenKeeper(key: string | null): Promise<(token: string) => Promise<TokenState>> {
  const seal: Seal | undefined = key === null ? undefined : await sealFor(key, KEY);
  return async (token) =>
    seal
      ? { service_token: null, encrypted_service_token: await seal(token) }
      : { service_token: token, encrypted_service_token: null };
}

/** The token of a runner that changes in place: sealed now, if a key was added; else as it was. */
export async function keptToken(state: RunnerState, key: string | null): Promise<TokenState> {
  const { service_token, encrypted_service_token } = state;
  if (key === null || service_token === null) return { service_token, encrypted_service_token };
  return await (await tokenKeeper(key))(service_token);
}

/** Milliseconds since 1970 of the registration, while a token, clear or sealed, is known. */
export function tokenRevision(
  { service_token, encrypted_service_token }: TokenState,
  createdAt: Date | undefined,
  known: number | null,
): number | null {
  if (service_token === null && encrypted_service_token === null) return null;
  return createdAt?.getTime() ?? known;
}

function warnOfAnotherKey({ name, id }: RunnerState, key: string | null | Unknown, diagnostics: Diagnostics): void {
  const open = key instanceof Unknown;
  const why = key === null ? "is left out" : open ? "has a value that is known only after apply" : "has another value";
  const keep = open ? "apply what its value comes from first (terraform apply -target=...)" : "keep the key it has";
  diagnostics.warning(
    "Another key for the service token replaces the runner",
    `${KEY} ${why}, and the token of runner ${quoted(name)} (${id ?? ""}) is sealed for the key it has, which nobody here can open. It will be registered anew: new id, new service token, and its process has to enroll again. To keep the runner, ${keep}.`,
    KEY,
  );
}

function warnOfNoToken({ name, id }: RunnerState, diagnostics: Diagnostics): void {
  diagnostics.warning(
    "No token to seal",
    `Runner ${quoted(name)} (${id ?? ""}) has no service token in state, because it was imported: ${KEY} seals nothing, encrypted_service_token stays null. To get a token that is sealed, replace the runner: terraform apply -replace=ADDRESS.`,
    KEY,
  );
}
