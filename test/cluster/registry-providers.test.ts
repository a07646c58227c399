// The way of `--registry-providers` without a registry: stand-ins lie where the real helm and kubernetes providers would, and all else is
// that way. What only the real binaries do is not shown here.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { addToMirror, rehearsalProviders } from "../../src/rehearsal/index";
import { VERSION } from "../support/workspace";
import type { ControlPlane } from "./control-plane";
import { closeAll, components, stageOf, startCluster } from "./harness";
import { homeOf, REAL_PROVIDERS } from "./registry-providers";

const CONTEXT = "quickstart";

describe("an example on providers of a registry", () => {
  let folder: string;
  let plane: ControlPlane;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-registry-"));
    plane = await startCluster(CONTEXT);
  });
  afterAll(async () => {
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is applied with those of the folder, and its Deployment starts the runner", async () => {
    const providers = join(folder, "providers");
    for (const provider of rehearsalProviders(resolve(__dirname, "../../dist"), VERSION)) {
      if (REAL_PROVIDERS.includes(provider.address)) addToMirror(providers, provider);
    }
    const stage = await stageOf("examples/quickstart/main.ts", [plane], { providers });

    expect(await stage.apply()).toEqual({ add: 10, change: 0, remove: 0 });
    expect(stage.started).toEqual([`${CONTEXT}/agyn-everyday/everyday-us-east-1-0`]);
    expect(stage.dialled).toEqual(["gateway.platform.svc.cluster.local:8080"]);
    await stage.planAgain();
    await stage.destroy();
  });

  it("is refused when the folder has none", async () => {
    const stage = await stageOf("examples/quickstart/main.ts", [plane], { providers: join(folder, "nothing") });

    await expect(stage.apply()).rejects.toThrow(/init failed/);
  });

  it("finds its cluster by its context in the kubeconfig of its home", async () => {
    const run = promisify(execFile);
    const env = { PATH: process.env.PATH, HOME: homeOf(folder, [plane]) };
    const get = ["get", "namespace", "default", "--output", "name"];

    const { stdout } = await run(components.kubectl, ["--context", CONTEXT, ...get], { env });
    expect(stdout).toBe("namespace/default\n");
    await expect(run(components.kubectl, get, { env })).rejects.toThrow();
  });
});
