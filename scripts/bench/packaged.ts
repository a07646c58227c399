// What the start of the packaged provider costs: one executable, from spawning to the handshake line, against the node binary it is
// made from. Linux only: that is where a release has an executable that can be started here.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { builtProvider } from "../../src/rehearsal/index.js";
import { singleExecutable } from "../package/executable.js";
import { CACHE, nodeIn, nodeOfThisMachine } from "../package/host.js";
import { npmPackage } from "../package/npm-package.js";
import { POSTJECT } from "../package/platforms.js";
import { type Figure, median } from "./figure.js";
import { cleanEnv, pluginEnv, startMs } from "./start.js";

const MARK = 1.6;

/** @param rounds of which medians are taken */
export async function benchPackaged(rounds: number): Promise<readonly Figure[]> {
  if (process.platform !== "linux") return [];
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-bench-"));
  try {
    const node = nodeIn(npmPackage(CACHE, nodeOfThisMachine()));
    const { bundles } = builtProvider(join(resolve(__dirname, "../.."), "dist"), "0.0.0");
    const postject = npmPackage(CACHE, POSTJECT);
    const executable = join(folder, "terraform-provider-agyn");
    writeFileSync(executable, singleExecutable({ node, hostNode: node, postject, bundles }));
    chmodSync(executable, 0o755);
    const samples = { node: [] as number[], plugin: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      samples.node.push(await startMs(["-e", "console.log(1)"], cleanEnv, node));
      samples.plugin.push(await startMs([], pluginEnv, executable));
    }
    const what = "packaged, start to handshake / its own bare node";
    return [{ what, ms: median(samples.plugin), floorMs: median(samples.node), mark: MARK }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
