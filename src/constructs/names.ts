// The spelling rules of names: construct ids, Kubernetes names and labels, Helm releases, Terraform identifiers, addresses.
//
// Source: `makeUniqueId` of cdktf 0.21 drops every character it does not take from a construct id, and so may merge two ids into
// one resource; for Kubernetes and Helm see `kubernetes/names.ts`.
import { isDnsLabel, isLabelKey, isLabelValue, MAX_LABEL_CHARS, MAX_RELEASE_NAME_CHARS } from "../kubernetes/index.js";
import type { TerraformResource } from "./core.js";
import { checkText, type Problem } from "./problems.js";

const MAX_SUBDOMAIN_CHARS = 253;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Construct ids: what cdktf keeps of them in a Terraform address. */
export const checkConstructId = checkText(
  (id) => /^[A-Za-z0-9_-]+$/.test(id),
  "a construct id may hold letters, digits, _ and - only (others are dropped from the address, and two ids become one resource)",
  "use letters, digits, _ and -",
);

/** Names of namespaces, accounts, services, pools and regions. */
export const checkDnsLabel = checkText(
  (name) => isDnsLabel(name) && name.length <= MAX_LABEL_CHARS,
  `it must be lower-case letters, digits and inner hyphens, at most ${MAX_LABEL_CHARS} characters`,
  "shorten or respell it",
);

/** Names of Secrets. */
export const checkSubdomain = checkText(
  (name) => name.split(".").every(isDnsLabel) && name.length <= MAX_SUBDOMAIN_CHARS,
  `it must be lower-case letters, digits, inner hyphens and dots, at most ${MAX_SUBDOMAIN_CHARS} characters`,
  "use the name of the object as kubectl shows it",
);

/** Keys in ConfigMaps and Secrets. */
export const checkDataKey = checkText(
  (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key),
  "a key of a ConfigMap or a Secret is letters, digits, '-', '_' and '.'",
  "leave it out for the usual one, or respell it",
);

/** Names of Helm releases. */
export const checkReleaseName = checkText(
  (name) => isDnsLabel(name) && name.length <= MAX_RELEASE_NAME_CHARS,
  `a Helm release name is lower-case letters, digits and inner hyphens, at most ${MAX_RELEASE_NAME_CHARS} characters`,
  "shorten the pool or region name, or give a name of your own",
);

/** Team names, which also name a Terraform variable and a provider alias. */
export const checkTeamName = checkText(
  (name) => /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= MAX_LABEL_CHARS,
  "a team name is lower-case letters, digits and inner hyphens and starts with a letter",
  "respell it",
);

/** Organization slugs, as the platform takes them. */
export const checkSlug = checkText(
  (slug) => isDnsLabel(slug) && slug.length <= MAX_LABEL_CHARS,
  "a slug is lower-case letters, digits and inner hyphens, at most 63 characters",
  "use the slug shown by the platform",
);

/** Host names, without scheme and port. */
export const checkHost = checkText(
  (host) => HOST.test(host),
  "it must be a host name alone, without scheme, port or path",
  'write it like "gateway.example.com"',
);

/** Address of a resource in the configuration of its stack. */
export function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

/** Labels as a whole: each key and each value by the syntax of Kubernetes labels. */
export function checkLabels(path: string, labels: Readonly<Record<string, string>>): readonly Problem[] {
  const checkKey = checkText(
    isLabelKey,
    "the label key is not [prefix/]name with at most 63 characters",
    "respell the key",
  );
  const checkValue = checkText(
    isLabelValue,
    "a label value is letters, digits, '.', '_' and '-', at most 63 characters",
    "respell the value",
  );
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkKey(`${path}[${JSON.stringify(key)}]`, key),
    ...checkValue(`${path}[${JSON.stringify(key)}]`, value),
  ]);
}

/** Annotations: keys have the syntax of label keys, in which capitals count as small letters; values are any text. */
export function checkAnnotations(path: string, annotations: Readonly<Record<string, string>>): readonly Problem[] {
  const checkKey = checkText(
    (key) => isLabelKey(key.toLowerCase()),
    "the annotation key is not [prefix/]name with at most 63 characters",
    "respell the key",
  );
  return Object.keys(annotations).flatMap((key) => checkKey(`${path}[${JSON.stringify(key)}]`, key));
}
