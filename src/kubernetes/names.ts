// How Kubernetes and Helm spell names and labels.
//
// Source: Kubernetes "Object Names and IDs" (RFC 1123 label, label syntax); Helm's limit of 53 characters for a release.

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_PART = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Longest name of a Helm release, in characters. */
export const MAX_RELEASE_NAME_CHARS = 53;
/** Longest RFC 1123 label, so of a namespace, a service or an account, and longest part of a label, in characters. */
export const MAX_LABEL_CHARS = 63;
const MAX_LABEL_PREFIX_CHARS = 253;

/** Whether it is lower-case letters, digits and inner hyphens; how long it may be depends on what it names. */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

/** Whether it is `[prefix/]name` as Kubernetes labels have it. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const prefix = key.slice(0, Math.max(slash, 0));
  const name = key.slice(slash + 1);
  const prefixFine = slash < 0 || (prefix.split(".").every(isDnsLabel) && prefix.length <= MAX_LABEL_PREFIX_CHARS);
  return prefixFine && LABEL_PART.test(name) && name.length <= MAX_LABEL_CHARS;
}

/** Whether it can be the value of a Kubernetes label. */
export function isLabelValue(value: string): boolean {
  return value === "" || (LABEL_PART.test(value) && value.length <= MAX_LABEL_CHARS);
}

/** Whether it names an accelerator with its vendor's domain, `nvidia.com/gpu`, and not a quota's key of one. */
export function isAcceleratorName(name: string): boolean {
  return /^[a-z0-9.-]+\.[a-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(name) && !name.startsWith("requests.");
}
