// Values of TF_REATTACH_PROVIDERS, which say by address where a running provider is found: several as one.

/** Joins values; of two that have an address the later holds. */
export function joinReattach(...values: readonly string[]): string {
  return JSON.stringify(Object.assign({}, ...values.map((value) => JSON.parse(value) as object)));
}
