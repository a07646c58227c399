// The spelling rules of names: construct ids, Kubernetes names and labels, Helm releases, Terraform identifiers, addresses.
//
// Source: Kubernetes "Object Names and IDs" (RFC 1123 label, label syntax), Helm's limit of 53 characters for a release,
// `makeUniqueId` of cdktf 0.21, which drops every other character and so may merge two ids into one resource.
import type { Problem } from "./problems.js";
import { checkText } from "./problems.js";

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_PART = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Longest name of a Helm release, in characters. */
const MAX_RELEASE_NAME_CHARS = 53;
/** Longest RFC 1123 label, so of a namespace, a service or an account, in characters. */
const MAX_DNS_LABEL_CHARS = 63;

/** Construct ids: what cdktf keeps of them in a Terraform address. */
export const checkConstructId = checkText(
  (id) => /^[A-Za-z0-9_-]+$/.test(id),
  "a construct id may hold letters, digits, _ and - only (others are dropped from the address, and two ids become one resource)",
  "use letters, digits, _ and -",
);

/** Names of namespaces, accounts, services, pools and regions. */
export const checkDnsLabel = checkText(
  (name) => DNS_LABEL.test(name) && name.length <= MAX_DNS_LABEL_CHARS,
  `it must be lower-case letters, digits and inner hyphens, at most ${MAX_DNS_LABEL_CHARS} characters`,
  "shorten or respell it",
);

/** Names of Helm releases. */
export const checkReleaseName = checkText(
  (name) => DNS_LABEL.test(name) && name.length <= MAX_RELEASE_NAME_CHARS,
  `a Helm release name is lower-case letters, digits and inner hyphens, at most ${MAX_RELEASE_NAME_CHARS} characters`,
  "shorten the pool or region name, or give a name of your own",
);

/** Team names, which also name a Terraform variable and a provider alias. */
export const checkTeamName = checkText(
  (name) => /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= MAX_DNS_LABEL_CHARS,
  "a team name is lower-case letters, digits and inner hyphens and starts with a letter",
  "respell it",
);

/** Organization slugs, as the platform takes them. */
export const checkSlug = checkText(
  (slug) => DNS_LABEL.test(slug) && slug.length <= 63,
  "a slug is lower-case letters, digits and inner hyphens, at most 63 characters",
  "use the slug shown by the platform",
);

/** Host names, without scheme and port. */
export const checkHost = checkText(
  (host) => HOST.test(host),
  "it must be a host name alone, without scheme, port or path",
  'write it like "gateway.example.com"',
);

/** Labels as a whole: each key and each value by the syntax of Kubernetes labels. */
export function checkLabels(path: string, labels: Readonly<Record<string, string>>): readonly Problem[] {
  const checkKey = checkText(
    isLabelKey,
    "the label key is not [prefix/]name with at most 63 characters",
    "respell the key",
  );
  const checkValue = checkText(
    (value) => value === "" || (LABEL_PART.test(value) && value.length <= 63),
    "a label value is letters, digits, '.', '_' and '-', at most 63 characters",
    "respell the value",
  );
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkKey(`${path}[${JSON.stringify(key)}]`, key),
    ...checkValue(`${path}[${JSON.stringify(key)}]`, value),
  ]);
}

function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const prefix = key.slice(0, Math.max(slash, 0));
  const name = key.slice(slash + 1);
  const prefixFine = slash < 0 || (prefix.split(".").every((part) => DNS_LABEL.test(part)) && prefix.length <= 253);
  return prefixFine && LABEL_PART.test(name) && name.length <= 63;
}
