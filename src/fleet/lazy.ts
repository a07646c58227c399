// Loading zod and the YAML reader at the first use of a fleet, so that importing the package costs neither. Synthesis is synchronous,
// so `import()` can't do it.

import type * as yamlTypes from "yaml";
import type * as zodTypes from "zod";
import type * as fleetSchemaTypes from "./schema/fleet.js";
import type * as resolvedSchemaTypes from "./schema/resolved.js";

/** A module that is loaded once, when it is first asked for. */
function once<T>(load: () => T): () => T {
  let loaded: { readonly module: T } | undefined;
  return () => (loaded ??= { module: load() }).module;
}

/** The schema of what users write, and with it zod. */
export const fleetSchemaModule = once(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the one synchronous way to load at first use
  () => require("./schema/fleet.js") as typeof fleetSchemaTypes,
);

/** The schema of the fleet when it is spelled out, and zod with it. */
export const resolvedSchemaModule = once(() => ({
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  ...(require("./schema/resolved.js") as typeof resolvedSchemaTypes),
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  ...(require("zod") as typeof zodTypes),
}));

/** The YAML reader. */
export const yamlModule = once(
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  () => require("yaml") as typeof yamlTypes,
);
