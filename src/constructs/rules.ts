// Loading what is known of findings when something is found, or a fleet is made: a pool that is all right needs none of it.
// Synthesis is synchronous, so `import()` can't do it.
import type * as findings from "../rules/index.js";

/** What judges and prints findings. Node keeps a module once it is loaded. */
export function rulesModule(): typeof findings {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the one synchronous way to load at first use
  return require("../rules/index.js") as typeof findings;
}
