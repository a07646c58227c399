// Kubernetes quantities, "500m" or "64Gi", as numbers.
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
