// How tests start the command as it stands in the sources, in a process of its own: nothing has to be built for it.
import { join, resolve } from "node:path";

/** Node's arguments; words of the command follow. */
export const CLI_FROM_SOURCES: readonly string[] = [
  "--require",
  join(__dirname, "source-loader.cjs"),
  resolve(__dirname, "../../src/cli/main.ts"),
];
