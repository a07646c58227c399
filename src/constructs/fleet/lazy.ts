// Loading the judgement of fleets at the first fleet, so that who imports the package for a pool does not load all rules. Synthesis is
// synchronous, so `import()` can't do it.
import type * as fleetTypes from "../../fleet/index.js";

/** What judges fleets. Node keeps a module once it is loaded. */
export function fleetModule(): typeof fleetTypes {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the one synchronous way to load at first use
  return require("../../fleet/index.js") as typeof fleetTypes;
}
