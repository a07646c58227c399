// The spelling of names, labels and quantities, with what is said of one that is wrong.
import { type Fault, textRule } from "./fault.js";
import { isDnsLabel, isLabelKey, isLabelValue, MAX_LABEL_CHARS } from "./names.js";
import { quantityValue } from "./quantity.js";

const MAX_SUBDOMAIN_CHARS = 253;

/** Names of namespaces, accounts, services, pools and regions. */
export const dnsLabelFaults = textRule(
  (name) => isDnsLabel(name) && name.length <= MAX_LABEL_CHARS,
  `it must be lower-case letters, digits and inner hyphens, at most ${MAX_LABEL_CHARS} characters`,
  "shorten or respell it",
);

/** Names of Secrets, ConfigMaps and priority classes. */
export const subdomainFaults = textRule(
  (name) => name.split(".").every(isDnsLabel) && name.length <= MAX_SUBDOMAIN_CHARS,
  `it must be lower-case letters, digits, inner hyphens and dots, at most ${MAX_SUBDOMAIN_CHARS} characters`,
  "use the name of the object as kubectl shows it",
);

/** Quantities: a cluster refuses a wrong one only at apply. */
export const quantityFaults = textRule(
  (text) => quantityValue(text) !== undefined,
  "it is no Kubernetes quantity",
  'write it like "500m", "4" or "64Gi"',
);

const keyFaults = textRule(
  isLabelKey,
  "the label key is not [prefix/]name with at most 63 characters",
  "respell the key",
);
const valueFaults = textRule(
  isLabelValue,
  "a label value is letters, digits, '.', '_' and '-', at most 63 characters",
  "respell the value",
);

/** Labels as a whole: each key and each value by the syntax of Kubernetes labels. */
export function labelFaults(path: string, labels: Readonly<Record<string, string>>): readonly Fault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyFaults(`${path}[${JSON.stringify(key)}]`, key),
    ...valueFaults(`${path}[${JSON.stringify(key)}]`, value),
  ]);
}
