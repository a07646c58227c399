// What one attribute does beyond its schema; the table is behaviours.ts.

/** How one attribute behaves. */
export interface Behaviour {
  readonly default?: string | boolean | number;
  /** A change makes a new object. */
  readonly replaces?: true;
  /** An update leaves the computed value alone. */
  readonly keeps?: true;
}
