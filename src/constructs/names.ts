// The spelling rules of names: construct ids, Kubernetes names and labels, Helm releases, Terraform identifiers, addresses.
//
// Source: `makeUniqueId` of cdktf 0.21 drops every character it does not take from a construct id, and so may merge two ids into
// one resource; for Kubernetes and Helm see `kubernetes/names.ts`.
import {
  dnsLabelFaults,
  isDnsLabel,
  labelFaults,
  MAX_LABEL_CHARS,
  MAX_RELEASE_NAME_CHARS,
  subdomainFaults,
} from "../kubernetes/index.js";
import type { TerraformResource } from "./core.js";
import { checkText, type Problem, problemsOf } from "./problems.js";

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Construct ids: what cdktf keeps of them in a Terraform address. */
export const checkConstructId = checkText(
  (id) => /^[A-Za-z0-9_-]+$/.test(id),
  "a construct id may hold letters, digits, _ and - only (others are dropped from the address, and two ids become one resource)",
  "use letters, digits, _ and -",
);

/** Names of namespaces, accounts, services, pools and regions. */
export const checkDnsLabel = (path: string, name: string | undefined): readonly Problem[] =>
  problemsOf(dnsLabelFaults(path, name));

/** Names of Secrets. */
export const checkSubdomain = (path: string, name: string | undefined): readonly Problem[] =>
  problemsOf(subdomainFaults(path, name));

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
  return problemsOf(labelFaults(path, labels));
}
