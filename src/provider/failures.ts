// Failures of the gateway in words for a user: what was tried, what came back, what it means, what to do in terms of the
// provider's attributes. Decided on the code in the answer, never on the HTTP status, because several codes share one; what was
// seen underneath (`reason`) says more where a code has several causes.
//
// Source: the codes Agyn's services answer with per situation (agynio/runners and agynio/organizations, `internal/server`); the
// reasons are those of docs/gateway.md.
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
      "Nothing was sent. If the gateway serves plain HTTP, api_url begins with http://. A private authority is trusted by ca_certificate or ca_certificate_file.",
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
  timeout: { summary: "Gateway did not answer in time", advice: `${LATER} Or raise request_timeout.` },
  connection_lost: { summary: "Connection to the gateway was lost", advice: LATER },
  unavailable: { summary: "Agyn is not available", advice: LATER },
  resource_exhausted: { summary: "Agyn asks to slow down", advice: LATER },
  aborted_locally: { summary: "Interrupted", advice: "Terraform was asked to stop." },
};

const OTHER: Words = { summary: "Agyn could not carry out the call", advice: LATER };

const GIVE_CA =
  "Nothing was sent. Give the certificate of the authority that signed it, in PEM, as ca_certificate, or its path as ca_certificate_file. (insecure_skip_verify would let whoever is on the way read the token.)";
const NO_TLS = "Nothing was sent. If the gateway serves plain HTTP, begin api_url with http://.";
const NO_PROXY_NEEDED = "Nothing reached the platform. If the gateway needs no proxy, add its host to NO_PROXY.";
const IN_FRONT =
  "It was not the platform that answered, but something in front of it: does it want one of headers, such as the token of an access proxy, or does a firewall or mesh rule refuse the call?";

/** What to do, by what was seen underneath; a name that ends in `*` stands for all that begin so. */
const ADVICE_BY_REASON: Readonly<Record<string, string>> = {
  "UNABLE_TO_*": GIVE_CA,
  SELF_SIGNED_CERT_IN_CHAIN: GIVE_CA,
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "Nothing was sent. Give this very certificate, in PEM, as ca_certificate (or its path as ca_certificate_file), or give the gateway one of an authority.",
  CERT_HAS_EXPIRED: "Nothing was sent. Renew it at the gateway, or set the clock of this machine.",
  CERT_NOT_YET_VALID: "Nothing was sent. Set the clock of this machine, or of the one that signed it.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "Nothing was sent. Use a name in api_url that stands in the certificate, or give the gateway a certificate for this one.",
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  "ERR_SSL_TLSV13_ALERT_CERTIFICATE_*":
    "The gateway asks for a certificate of the client, which the provider can not give: use an address that does without.",
  "proxy 407":
    "Nothing reached the platform. Put user and password into the proxy's address, as in HTTPS_PROXY=http://user:password@host:port (percent-encoded).",
  "proxy unavailable": `${NO_PROXY_NEEDED} Otherwise: can the proxy of HTTPS_PROXY or HTTP_PROXY reach api_url?`,
  "proxy refused": `${NO_PROXY_NEEDED} Otherwise allow the gateway in the proxy.`,
  "proxy hung up": `${NO_PROXY_NEEDED} Otherwise: is HTTPS_PROXY or HTTP_PROXY the address of an HTTP proxy?`,
  "HTTP 401": IN_FRONT,
  "HTTP 403": IN_FRONT,
  EMFILE: "Nothing was sent. Raise the limit of open files of this machine (ulimit -n).",
};

/** Who may make a call, where the platform refuses permission; several of these stand for different rights. */
const PERMISSION_BY_METHOD: Readonly<Record<string, string>> = {
  UpdateOrganization:
    "Either the identity behind the token is not an owner of the organization (being cluster admin is not enough), or the organization does not exist: the platform answers both alike. Use the token that created it, or one of another owner.",
  ListOrganizations:
    "Only the cluster admin may list every organization of the platform: use that token, or leave out all.",
  CreateMembership:
    "Either the identity behind the token is neither an owner of the organization nor the cluster admin, or the organization does not exist: the platform answers both alike. Check organization_id, and use a token of an owner.",
  ListMembers:
    "Either the identity behind the token is neither an owner of the organization nor the cluster admin, or the organization does not exist: the platform answers both alike. Check organization_id, and use a token of an owner.",
  UpdateMembershipRole:
    "Members are managed by owners of the organization and by the cluster admin: use one of their tokens.",
  RemoveMembership:
    "Members are managed by owners of the organization and by the cluster admin: use one of their tokens.",
  ListRunners:
    "Either the identity behind the token is no member of the organization, or the organization does not exist: the platform answers both alike. Check organization_id.",
  ListWorkloads:
    "Either the identity behind the token is neither an owner of the organization nor the cluster admin, or the organization does not exist: the platform answers both alike. Check organization_id.",
};

/** What the cause says, else what the call says, else what the code says. */
function adviceFor(
  { reason, code, rpc, fromServer }: GatewayError,
  advice: Partial<Record<GatewayErrorCode, string>>,
): string {
  const byReason = Object.entries(ADVICE_BY_REASON).find(
    ([name]) => reason === name || (name.endsWith("*") && reason.startsWith(name.slice(0, -1))),
  )?.[1];
  const method = rpc.split("/")[1] ?? "";
  const byMethod = fromServer && code === "permission_denied" ? PERMISSION_BY_METHOD[method] : undefined;
  return byReason ?? advice[code] ?? byMethod ?? (WORDS[code] ?? OTHER).advice;
}

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
  const { summary } = WORDS[error.code] ?? OTHER;
  const facts = [`${error.rpc} answered ${error.code}`];
  if (!error.fromServer) facts[0] = `${error.rpc}: ${error.code}`;
  if (error.status !== undefined) facts.push(`HTTP ${error.status}`);
  if (error.requestId !== undefined) facts.push(`request ${error.requestId}`);
  if (error.tries > 1) facts.push(`tried ${error.tries} times`);
  const said = error.detail === "" ? "" : `: ${error.detail}`;
  return new DiagnosticError(
    summary,
    `Could not ${action}${said.replace(/[.\s]+$/, "")}. ${adviceFor(error, advice)} (${facts.join(", ")})`,
  );
}

/** Whether the same read may succeed a little later. */
export function isTransient(error: unknown): boolean {
  return error instanceof GatewayError && (error.transient || error.code === "timeout");
}
