// Failures of the gateway in words for a user: what was tried, what came back, whether it reached the platform, what to do in
// terms of the provider's attributes. Decided on the code in the answer, never on the HTTP status, because several codes share
// one; what was seen underneath (`reason`) says more where a code has several causes.
//
// What was seen, and what to do where that names no option, are the gateway client's words (docs/gateway.md). Here stands what
// an attribute, a variable or a command of Terraform is the answer to.
//
// Source: the codes Agyn's services answer with per situation (agynio/runners and agynio/organizations, `internal/server`).
import { DiagnosticError } from "../framework/index.js";
import { GatewayError, type GatewayErrorCode } from "../gateway/index.js";

interface Words {
  readonly summary: string;
  /**
   * What it means and what to do.
   * @default - the gateway client's words
   */
  readonly advice?: string;
}

const CHECK_URL =
  "Check api_url (or AGYN_API_URL): it is the gateway's base address, with /api at the end where the platform is served behind one host.";
const ELSEWHERE = `Something else answers at this address. ${CHECK_URL}`;

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
  invalid_argument: { summary: "Agyn refused a value" },
  unimplemented: {
    summary: "This gateway does not offer the call",
    advice: `${CHECK_URL} An older platform may also lack it.`,
  },
  connection_refused: {
    summary: "Gateway can not be reached",
    advice: `${CHECK_URL} Is the gateway running, and is it reachable from here?`,
  },
  dns: { summary: "Gateway's name can not be resolved", advice: CHECK_URL },
  tls: {
    summary: "No trusted connection to the gateway",
    advice:
      "If the gateway serves plain HTTP, api_url begins with http://. A private authority is trusted by ca_certificate or ca_certificate_file.",
  },
  proxy: {
    summary: "The proxy did not let the call through",
    advice: "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the proxy's own rules.",
  },
  redirect: {
    summary: "Gateway redirects elsewhere",
    advice: `Redirects are not followed, because they could carry the token away. ${CHECK_URL}`,
  },
  not_agyn: { summary: "Answer is not from an Agyn gateway", advice: ELSEWHERE },
  timeout: {
    summary: "Gateway did not answer in time",
    advice: "The platform may be rolling out or overloaded: try again in a minute. Or raise request_timeout.",
  },
  connection_lost: { summary: "Connection to the gateway was lost" },
  unavailable: { summary: "Agyn is not available" },
  resource_exhausted: { summary: "Agyn asks to slow down" },
  aborted_locally: { summary: "Interrupted", advice: "Terraform was asked to stop." },
};

const OTHER: Words = { summary: "Agyn could not carry out the call" };

const GIVE_CA =
  "Give the certificate of the authority that signed it, in PEM, as ca_certificate, or its path as ca_certificate_file. (insecure_skip_verify would let whoever is on the way read the token.)";
const NO_TLS = "If the gateway serves plain HTTP, begin api_url with http://.";
const NO_PROXY_NEEDED = "If the gateway needs no proxy, add its host to NO_PROXY.";
const IN_FRONT =
  "It was not the platform that answered, but something in front of it: does it want one of headers, such as the token of an access proxy, or does a firewall or mesh rule refuse the call?";

/** What to do, by what was seen underneath; a name that ends in `*` stands for all that begin so. */
const ADVICE_BY_REASON: Readonly<Record<string, string>> = {
  "UNABLE_TO_*": GIVE_CA,
  SELF_SIGNED_CERT_IN_CHAIN: GIVE_CA,
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "Give this very certificate, in PEM, as ca_certificate (or its path as ca_certificate_file), or give the gateway one of an authority.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "Use a name in api_url that stands in the certificate, or give the gateway a certificate for this one.",
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  "ERR_SSL_TLSV13_ALERT_CERTIFICATE_*":
    "The gateway asks for a certificate of the client, which the provider can not give: use an address that does without.",
  "proxy 407":
    "Put user and password into the proxy's address, as in HTTPS_PROXY=http://user:password@host:port (percent-encoded).",
  "proxy unavailable": `${NO_PROXY_NEEDED} Otherwise: can the proxy of HTTPS_PROXY or HTTP_PROXY reach api_url?`,
  "proxy refused": `${NO_PROXY_NEEDED} Otherwise allow the gateway in the proxy.`,
  "proxy hung up": `${NO_PROXY_NEEDED} Otherwise: is HTTPS_PROXY or HTTP_PROXY the address of an HTTP proxy?`,
  "HTTP 401": IN_FRONT,
  "HTTP 403": IN_FRONT,
};

/** Where the code has advice of its own, and the gateway client's, which names no option, is the better one. */
const CLIENT_KNOWS: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "EACCES",
  "EAI_AGAIN",
  "EMFILE",
  "EPERM",
]);

const ALIKE = "or the organization does not exist: the platform answers both alike. Check organization_id";
const OWNERS_AND_ADMIN = `Either the identity behind the token is neither an owner of the organization nor the cluster admin, ${ALIKE}`;
const MANAGES_MEMBERS =
  "Members are managed by owners of the organization and by the cluster admin: use one of their tokens.";

/** Who may make a call, where the platform refuses permission; several of these stand for different rights. */
const PERMISSION_BY_METHOD: Readonly<Record<string, string>> = {
  CreateOrganization:
    "Any identity may create organizations, so this is a rule of this very platform: ask who runs it, or use another token.",
  UpdateOrganization:
    "Either the identity behind the token is not an owner of the organization (being cluster admin is not enough), or the organization does not exist: the platform answers both alike. Use the token that created it, or one of another owner.",
  ListOrganizations:
    "Only the cluster admin may list every organization of the platform: use that token, or leave out all.",
  CreateMembership: `${OWNERS_AND_ADMIN}, and use a token of an owner.`,
  ListMembers: `${OWNERS_AND_ADMIN}, and use a token of an owner.`,
  UpdateMembershipRole: MANAGES_MEMBERS,
  RemoveMembership: MANAGES_MEMBERS,
  ListRunners: `Either the identity behind the token is no member of the organization, ${ALIKE}.`,
  ListWorkloads: `${OWNERS_AND_ADMIN}.`,
};

/** What the cause says, else what the call says, else what the code says. */
function adviceFor(error: GatewayError, advice: Partial<Record<GatewayErrorCode, string>>): string {
  const { reason, code, rpc, fromServer, status } = error;
  if (CLIENT_KNOWS.has(reason)) return error.advice;
  const byReason = Object.entries(ADVICE_BY_REASON).find(
    ([name]) => reason === name || (name.endsWith("*") && reason.startsWith(name.slice(0, -1))),
  )?.[1];
  const method = rpc.split("/")[1] ?? "";
  const byMethod = fromServer && code === "permission_denied" ? PERMISSION_BY_METHOD[method] : undefined;
  // an answer of nobody we know, by a status of its own
  const foreign = WORDS[code] === undefined && !fromServer && status !== undefined ? ELSEWHERE : undefined;
  return byReason ?? advice[code] ?? byMethod ?? WORDS[code]?.advice ?? foreign ?? error.advice;
}

/** What is certain of a call that the platform itself did not refuse. */
function untouched({ sent, fromServer, code, status }: GatewayError): string {
  if (sent === "maybe" || fromServer) return "";
  return code === "proxy" || status !== undefined ? "Nothing reached the platform. " : "Nothing was sent. ";
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
    `Could not ${action}${said.replace(/[.\s]+$/, "")}. ${untouched(error)}${adviceFor(error, advice)} (${facts.join(", ")})`,
  );
}

/** Whether the same read may succeed a little later. */
export function isTransient(error: unknown): boolean {
  return error instanceof GatewayError && (error.transient || error.code === "timeout");
}
