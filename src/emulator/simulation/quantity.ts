// Kubernetes quantities as a workload's record shows them: CPU in thousandths, memory in bytes.
import { quantityValue } from "../../kubernetes/index.js";
import type { Check } from "./fields.js";

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
  return quantityValue(typeof value === "number" ? String(value) : typeof value === "string" ? value : undefined);
}

function within(value: number, max: number): number | undefined {
  return value <= max ? value : undefined;
}
