// A script in kubectl's place, for what no real one does on demand.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The environment in which a script of these lines of shell is kubectl. */
export function kubectlOf(folder: string, lines: string): NodeJS.ProcessEnv {
  const path = join(folder, "kubectl");
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return { PATH: process.env["PATH"], HOME: folder, KUBECTL: path };
}
