// How names, labels and quantities have to be spelled, and what a pool calls its runners and namespaces.
//
// Source: Kubernetes "Object Names and IDs" (RFC 1123 label, label syntax) and `resource.Quantity`; Helm's limit of 53 characters
// for a release; a catalog entry's name as the platform's runners service takes it. RunnerPool of the constructs names alike.

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_PART = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const QUANTITY = /^(\d+(\.\d+)?|\.\d+)(m|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

/** Longest name of a Helm release, in characters. */
export const MAX_RELEASE_NAME_CHARS = 53;
/** Longest RFC 1123 label, and longest part of a label, in characters. */
export const MAX_LABEL_CHARS = 63;
/** Longest name of an entry of a runner's catalog, in characters. */
export const MAX_CATALOG_NAME_CHARS = 64;

/** Whether it is lower-case letters, digits and inner hyphens. */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

/** Whether it is `[prefix/]name` as Kubernetes labels have it. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const prefix = key.slice(0, Math.max(slash, 0));
  const name = key.slice(slash + 1);
  const prefixFine = slash < 0 || (prefix.split(".").every(isDnsLabel) && prefix.length <= 253);
  return prefixFine && LABEL_PART.test(name) && name.length <= MAX_LABEL_CHARS;
}

/** Whether it can be the value of a Kubernetes label. */
export function isLabelValue(value: string): boolean {
  return value === "" || (LABEL_PART.test(value) && value.length <= MAX_LABEL_CHARS);
}

/** Whether it names an accelerator with its vendor's domain: `nvidia.com/gpu`. */
export function isAcceleratorName(name: string): boolean {
  return /^[a-z0-9.-]+\.[a-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(name) && !name.startsWith("requests.");
}

/** Whether it can name an entry of a runner's catalog. */
export function isCatalogName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name) && name.length <= MAX_CATALOG_NAME_CHARS;
}

/** Runner `index` of a pool. */
export function runnerName(pool: string, region: string, index: number): string {
  return `${pool}-${region}-${index}`;
}

/** Namespace of a pool's runners and their tokens. */
export function runnerNamespace(pool: string): string {
  return `agyn-${pool}`;
}

/** Namespace of a pool's workloads. */
export function workloadNamespace(pool: string): string {
  return `agyn-${pool}-workloads`;
}

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  ...Object.fromEntries(["M", "G", "T", "P", "E"].map((unit, index) => [unit, 1000 ** (index + 2)])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, index) => [unit, 1024 ** (index + 1)])),
};

/** The number that a Kubernetes quantity stands for; undefined for what is none. */
export function quantityValue(text: string): number | undefined {
  const [, digits = "", , unit = ""] = QUANTITY.exec(text) ?? [];
  if (digits === "") return undefined;
  return /^[eE][+-]?\d/.test(unit) ? Number(digits + unit) : Number(digits) * (FACTORS[unit] ?? 1);
}

/** A number of cpus or things as a quantity, rounded up to thousandths: `2500m`, `8`. */
export function cpuText(cpus: number): string {
  const thousandths = Math.ceil(cpus * 1000 - 1e-6);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

/** A number of bytes as a quantity, rounded up to Mi: `1536Mi`, `64Gi`. */
export function memoryText(bytes: number): string {
  const mebibytes = Math.ceil(bytes / 1024 ** 2 - 1e-6);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}
