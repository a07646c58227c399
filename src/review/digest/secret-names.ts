// Which names stand before secrets: keys of maps, variables of an environment, settings of a chart. A name errs on the side of hiding; what
// names a Secret (secretKeyRef, imagePullSecrets, tokenSecretName) or counts (tokenRevision, tokenTtl) is no secret, as long as what stands
// there is a name or a count.
import { isObject, type Json } from "../../synthesized/index.js";

const SECRET =
  /token|secret|passw|passphrase|pass(?![a-z])|pwd|credential|kubeconfig|bearer|cookie|api-?_?key|connection-?_?string|authorization|[a-z\d][._-]?webhook|webhook[._-]?ur[il]|dockercfg|dockerconfig|private(?![._-]?(?:ip|dns|subnet|network|zone|cidr|link|endpoint|cluster|topology|hosted|registry))/i;
/** Short words, that longer ones hold: by themselves, between separators. */
const SHORT_WORD = /(?:^|[^a-z])(?:o?auth|dsn|jwt|pat|salt|hmac|pin|otp|sas|sig|pgpass)(?:[^a-z]|$)/i;
const SHORT_HUMP = /[a-z\d](?:Auth|Dsn|DSN|Jwt|JWT|Pat|PAT|Salt|Hmac|HMAC|Pin|PIN|Otp)(?![a-z])/;
/** `key` only at the end of a name and not by itself: Kubernetes calls the name of a label or an item `key`. */
const KEY = /[A-Za-z\d](?:Key|[._-]key|_KEY)s?$|(?:^|\.)keys(?:\.|$)/;

/** No secret, whatever it holds. */
const OPEN = /public[._-]?keys?$|topologykeys?$|labelkeys?$|pull-?_?secrets$/i;
/** No secret, if what stands there is of this kind. */
const OPEN_IF: readonly (readonly [name: RegExp, value: RegExp])[] = [
  // the name of an object of Kubernetes
  [/refs?$|names?$/i, /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/],
  [/[_-]file$|path$/i, /^[.~]|\/|^[\w-]+\.\w{1,8}$/],
  [/revision$|ttl$|timeout$|enabled$/i, /^(?:true|false|\d{1,16}|(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,6})$/],
];
/** Beside secrets, below a name of one: `{type: service_account, project_id: acme}`. */
const WORD_BESIDE = [
  /_id$|type$|version$/i,
  /^(?:[A-Za-z]{1,40}(?:[_./-][A-Za-z\d]{1,20}){0,5}|v?\d{1,5}(?:\.\d{1,5}){0,3})$/,
] as const;

/**
 * Whether what a name stands for is a secret.
 *
 * @param value what stands there; a name that says "no secret" is not believed if that is none of its kind. @default - not known
 */
export function isSecretName(name: string, value?: Json): boolean {
  return namesSecret(name) && !isOpen(name, value, OPEN_IF);
}

/** Whether a name says that what it stands for is no secret, even below a name of one. */
export function isOpenName(name: string, value?: Json): boolean {
  return isOpen(name, value, [...OPEN_IF, WORD_BESIDE]);
}

/** Whether an item of a list `{name, value}` has a secret for its value: a variable of an environment, a setting of a chart. */
export function isSecretPair(item: Json | undefined): boolean {
  if (!isObject(item) || typeof item["name"] !== "string") return false;
  return isSecretName(item["name"], item["value"]);
}

function namesSecret(name: string): boolean {
  return SECRET.test(name) || SHORT_WORD.test(name) || SHORT_HUMP.test(name) || KEY.test(name);
}

function isOpen(name: string, value: Json | undefined, kinds: readonly (readonly [RegExp, RegExp])[]): boolean {
  if (OPEN.test(name)) return true;
  const kind = kinds.find(([ending]) => ending.test(name));
  if (kind === undefined) return false;
  return typeof value !== "string" || value === "" || isReference(value) || kind[1].test(value);
}

/** Whether a text only refers to a value: of Terraform, of the environment. */
function isReference(value: string): boolean {
  return /^\$\{[^}]*\}$|^\$\([\w]+\)$/.test(value);
}
