// Kubernetes quantities as numbers: what a workload's record shows of CPU and memory.
//
// Source: Kubernetes API conventions, `resource.Quantity` (decimal number, then m, k, M, G, T, P, E, Ki .. Ei, or an exponent).
import type { Check } from "./fields.js";

const QUANTITY = /^(\d+(?:\.\d+)?|\.\d+)(m|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,3})?$/;
const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  ...Object.fromEntries(["M", "G", "T", "P", "E"].map((unit, index) => [unit, 1000 ** (index + 2)])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, index) => [unit, 1024 ** (index + 1)])),
};
/** The record's CPU is a 32-bit number on the wire. */
const MAX_MILLICORES = 2 ** 31 - 1;

/** CPU, in thousandths of one. */
export const MilliQuantity: Check<number> = {
  allowed: 'a Kubernetes quantity, such as "500m" or 4',
  read: (value) => within((numberOf(value) ?? Number.NaN) * 1000, MAX_MILLICORES),
};

/** Memory, in bytes. */
export const ByteQuantity: Check<number> = {
  allowed: 'a Kubernetes quantity, such as "512Mi" or "64Gi"',
  read: (value) => within(numberOf(value) ?? Number.NaN, Number.MAX_SAFE_INTEGER),
};

function numberOf(value: unknown): number | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value : "";
  const [, digits = "", unit = ""] = QUANTITY.exec(text) ?? [];
  if (digits === "") {
    return undefined;
  }
  return Object.hasOwn(FACTORS, unit) ? Number(digits) * (FACTORS[unit] ?? 1) : Number(digits + unit);
}

function within(value: number, max: number): number | undefined {
  return value <= max ? value : undefined;
}
