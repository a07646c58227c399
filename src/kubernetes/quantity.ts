// Kubernetes quantities, "500m" or "64Gi", as numbers, and numbers as quantities.
//
// Source: Kubernetes API conventions, `resource.Quantity` (decimal number, then m, k, M, G, T, P, E, Ki .. Ei, or an exponent).

const QUANTITY = /^(\d+(\.\d+)?|\.\d+)(m|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  ...Object.fromEntries(["M", "G", "T", "P", "E"].map((unit, index) => [unit, 1000 ** (index + 2)])),
  ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, index) => [unit, 1024 ** (index + 1)])),
};

/** The number that a Kubernetes quantity stands for; undefined for what is none, and for what is left out. */
export function quantityValue(text: string | undefined): number | undefined {
  const [, digits = "", , unit = ""] = (text !== undefined && QUANTITY.exec(text)) || [];
  if (digits === "") return undefined;
  return /^[eE][+-]?\d/.test(unit) ? Number(digits + unit) : Number(digits) * (FACTORS[unit] ?? 1);
}

/** Suffixes of decimal quantities, each a thousand times the one before. */
const DECIMAL_SUFFIXES = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const FRACTION_DIGITS = 9;

/**
 * A number as an API server writes it: no fraction, the largest suffix that leaves a whole number. Another spelling of the same number is
 * a difference that each plan shows again.
 */
export function quantityText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole = "", fraction = ""] = value.toFixed(FRACTION_DIGITS).split(".");
  if (fraction === "") return String(value); // too large for digits
  let digits = BigInt(whole + fraction);
  if (digits === 0n) return "0";
  let suffix = 0;
  while (digits % 1_000n === 0n && suffix < DECIMAL_SUFFIXES.length - 1) {
    digits /= 1_000n;
    suffix += 1;
  }
  return `${digits}${DECIMAL_SUFFIXES[suffix] ?? ""}`;
}
