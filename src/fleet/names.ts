// How an entry of a runner's catalog may be named, and numbers as quantities.
//
// Source: a catalog entry's name as the platform's runners service takes it.

/** Longest name of an entry of a runner's catalog, in characters. */
export const MAX_CATALOG_NAME_CHARS = 64;

/** Whether it can name an entry of a runner's catalog. */
export function isCatalogName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name) && name.length <= MAX_CATALOG_NAME_CHARS;
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
