// The spelling of names, labels, annotations and quantities, with what is said of one that is wrong.
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

/** Hosts of ways in: names in lower case, the first part of which may be `*`; addresses are none. */
export const hostFaults = textRule(
  (host) =>
    host.length <= MAX_SUBDOMAIN_CHARS &&
    host.replace(/^\*\./, "").split(".").every(isDnsLabel) &&
    !/^[\d.]+$/.test(host),
  "a host is a DNS name in lower case, without scheme, port and path",
  "write it like agents.example.com; scheme and port go under url and port",
);

/** Quantities: a cluster refuses a wrong one only at apply. */
export const quantityFaults = textRule(
  (text) => quantityValue(text) !== undefined,
  "it is no Kubernetes quantity",
  'write it like "500m", "4" or "64Gi"',
);

/** What is wrong with a limit beside its request; quantities that are none are said elsewhere. `option` names the request. */
export function limitFaults(
  path: string,
  limit: string | undefined,
  request: string,
  option: string,
): readonly Fault[] {
  if ((quantityValue(limit) ?? Infinity) >= (quantityValue(request) ?? 0)) return [];
  const why = `a cluster refuses a limit below the request, here ${request}`;
  return [{ path, value: limit, why, fix: `raise it, or lower ${option}` }];
}

/** Keys in ConfigMaps and Secrets. */
export const dataKeyFaults = textRule(
  (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key),
  "a key of a ConfigMap or a Secret is letters, digits, '-', '_' and '.'",
  "leave it out for the usual one, or respell it",
);

const annotationKeyFaults = textRule(
  (key) => isLabelKey(key.toLowerCase()),
  "the annotation key is not [prefix/]name with at most 63 characters",
  "respell the key",
);
const keyFaults = textRule(
  isLabelKey,
  "the label key is not [prefix/]name with at most 63 characters",
  "respell the key",
);
/** Values of labels and of taints. */
const labelValueFaults = textRule(
  isLabelValue,
  "a label value is letters, digits, '.', '_' and '-', at most 63 characters",
  "respell the value",
);

/** Labels as a whole: each key and each value by the syntax of Kubernetes labels. */
export function labelFaults(path: string, labels: Readonly<Record<string, string>>): readonly Fault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyFaults(`${path}[${JSON.stringify(key)}]`, key),
    ...labelValueFaults(`${path}[${JSON.stringify(key)}]`, value),
  ]);
}

/** Annotations: keys have the syntax of label keys, in which capitals count as small letters; values are any text. */
export function annotationFaults(path: string, annotations: Readonly<Record<string, string>>): readonly Fault[] {
  return Object.keys(annotations).flatMap((key) => annotationKeyFaults(`${path}[${JSON.stringify(key)}]`, key));
}
