// Loading what makes policies, alerts and dashboards at the first pool that asks for any, so that importing the package stays quick.
// Synthesis is synchronous, so `import()` can't do it.
import type * as poolOperations from "./pool-operations.js";

/** What makes them. Node keeps a module once it is loaded. */
export function operationsModule(): typeof poolOperations {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the one synchronous way to load at first use
  return require("./pool-operations.js") as typeof poolOperations;
}
