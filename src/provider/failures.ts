// Failures of the gateway in words for a user: what was tried, what came back, what it means, what to do. Decided on the
// code in the answer, never on the HTTP status, because several codes share one.
//
// Source: the codes Agyn's services answer with per situation (agynio/runners and agynio/organizations, `internal/server`).
import { DiagnosticError } from "../framework/index.js";
import { GatewayError, type GatewayErrorCode } from "../gateway/index.js";

interface Words {
  readonly summary: string;
  /** What it means and what to do. */
  readonly advice: string;
}

const CHECK_URL =
  "Check api_url (or AGYN_API_URL): it is the gateway's base address, with /api at the end where the platform is served behind one host.";
const LATER = "The platform may be rolling out or overloaded; run the command again in a minute.";

const WORDS: Partial<Record<GatewayErrorCode, Words>> = {
  unauthenticated: {
    summary: "Agyn does not accept the token",
    advice:
      "The token in api_token (or AGYN_API_TOKEN) is missing, expired or revoked. Create a new one and set it there.",
  },
  permission_denied: {
    summary: "Agyn refused permission",
    advice:
      "Either the identity behind the token lacks the right (an org-scoped runner needs an owner of its organization, for whom being cluster admin is not enough; a cluster-scoped one needs the cluster admin), or the organization does not exist: the platform answers both alike. Check organization_id, and use a token of an owner.",
  },
  not_found: {
    summary: "Agyn does not know the object",
    advice: "It may have been deleted outside Terraform; run a plan to see.",
  },
  already_exists: { summary: "Already taken", advice: "Choose another value, or import what exists." },
  invalid_argument: { summary: "Agyn refused a value", advice: "Correct the value named above." },
  unimplemented: {
    summary: "This gateway does not offer the call",
    advice: `${CHECK_URL} An older platform may also lack it.`,
  },
  connection_refused: {
    summary: "Gateway can not be reached",
    advice: `Nothing was sent. ${CHECK_URL} Is the gateway running, and is it reachable from here?`,
  },
  dns: { summary: "Gateway's name can not be resolved", advice: `Nothing was sent. ${CHECK_URL}` },
  tls: {
    summary: "No trusted connection to the gateway",
    advice:
      "Nothing was sent. If the gateway serves plain HTTP, its address begins with http://. A private CA can be trusted through the environment variable NODE_EXTRA_CA_CERTS.",
  },
  proxy: {
    summary: "The proxy did not let the call through",
    advice: "Nothing reached the platform. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the proxy's own rules.",
  },
  redirect: {
    summary: "Gateway redirects elsewhere",
    advice: `Redirects are not followed, because they could carry the token away. ${CHECK_URL}`,
  },
  not_agyn: {
    summary: "Answer is not from an Agyn gateway",
    advice: `Something else answers at this address. ${CHECK_URL}`,
  },
  timeout: { summary: "Gateway did not answer in time", advice: LATER },
  connection_lost: { summary: "Connection to the gateway was lost", advice: LATER },
  unavailable: { summary: "Agyn is not available", advice: LATER },
  resource_exhausted: { summary: "Agyn asks to slow down", advice: LATER },
  aborted_locally: { summary: "Interrupted", advice: "Terraform was asked to stop." },
};

/**
 * The diagnostic for a failed call.
 *
 * @param action begins a sentence: `register runner "a"`
 * @param advice per code, where the call itself says more than the code
 */
export function describeFailure(
  error: GatewayError,
  action: string,
  advice: Partial<Record<GatewayErrorCode, string>> = {},
): DiagnosticError {
  const words = WORDS[error.code] ?? { summary: "Agyn could not carry out the call", advice: LATER };
  const facts = [`${error.rpc} answered ${error.code}`];
  if (!error.fromServer) facts[0] = `${error.rpc}: ${error.code}`;
  if (error.status !== undefined) facts.push(`HTTP ${error.status}`);
  if (error.requestId !== undefined) facts.push(`request ${error.requestId}`);
  const said = error.detail === "" ? "" : `: ${error.detail}`;
  return new DiagnosticError(
    words.summary,
    `Could not ${action}${said.replace(/[.\s]+$/, "")}. ${advice[error.code] ?? words.advice} (${facts.join(", ")})`,
  );
}

/** Whether the same read may succeed a little later. */
export function isTransient(error: unknown): boolean {
  return error instanceof GatewayError && (error.transient || error.code === "timeout");
}
