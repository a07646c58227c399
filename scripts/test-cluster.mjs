// `npm run test:cluster [-- --registry-providers] [-- jest arguments]`: the examples on a real Kubernetes control plane of this machine:
// etcd, API server, controller manager, scheduler and kwok, with the real helm and kubectl. All are built from their modules the first
// time, about ten minutes (go-binaries.mjs). Servers listen on loopback and end with the tests; what they took is printed last.
//
// The stand-ins hand their objects to the API server. With --registry-providers the helm and kubernetes providers are the real ones,
// downloaded once from the Terraform registry, and the chart is the published one, which the helm provider takes from its own.
//
// Exit codes: 0 all tests passed, 1 a test failed, or a component can't be had (one sentence says why).
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { built, CLUSTER_COMPONENTS } from "./go-binaries.mjs";
import { build, ensureInstalled, ROOT } from "./prepare.mjs";

const FROM_REGISTRY = "--registry-providers";
/** What runs on real providers: the stand-ins' own tests have nothing to say there. */
const REGISTRY_TESTS = ["test/cluster/examples.test.ts"];

const args = process.argv.slice(2).filter((argument) => argument !== FROM_REGISTRY);
const fromRegistry = process.argv.includes(FROM_REGISTRY);
const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-test-cluster-"));
const figures = join(folder, "figures");
try {
  const providers = fromRegistry ? downloadedProviders() : undefined;
  if (spawnSync("openssl", ["version"]).status !== 0) {
    throw new Error(
      'certificates are made with openssl, and "openssl" was not found: install it, or run this where there is one.',
    );
  }
  await ensureInstalled();
  await build();
  const components = { helm: await built("helm") };
  if (fromRegistry) requireChart(components.helm);
  for (const name of Object.keys(CLUSTER_COMPONENTS)) components[name] ??= await built(name);
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const asked = fromRegistry && args.length === 0 ? REGISTRY_TESTS : args;
  const { TF_CLI_CONFIG_FILE: _foreign, ...env } = process.env;
  const child = spawn(process.execPath, [jest, "--config", "test/cluster/jest.config.cjs", ...asked], {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...env,
      CLUSTER_COMPONENTS: JSON.stringify(components),
      CLUSTER_FIGURES: figures,
      ...(providers !== undefined && { CLUSTER_REGISTRY_PROVIDERS: providers }),
    },
  });
  process.exitCode = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
  printFigures();
} catch (error) {
  console.error(`test:cluster did not run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The real providers, in the newest versions that constructs ask for.
 *
 * @returns the folder, laid out as a filesystem mirror
 * @throws {Error} when terraform can't have them
 */
function downloadedProviders() {
  const required_providers = {
    helm: { source: "hashicorp/helm", version: "~> 3.1" },
    kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
  };
  const config = join(folder, "terraform.tfrc");
  writeFileSync(config, "provider_installation {\n  direct {}\n}\n");
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
  const terraform = process.env.TERRAFORM_BINARY_NAME || "terraform";
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith("TF_"));
  const { status, stderr, error } = spawnSync(terraform, ["init", "-backend=false", "-input=false", "-no-color"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...Object.fromEntries(env), TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: "1" },
  });
  if (status === 0) return join(folder, ".terraform", "providers");
  const [, why = `${terraform} can't be started`] = /Error: ([^\n]*)/.exec(stderr ?? "") ?? [];
  throw new Error(
    `${FROM_REGISTRY} needs hashicorp/helm and hashicorp/kubernetes from a Terraform registry, and terraform could not have them (${error?.code ?? why}): run it where one can be reached, or without ${FROM_REGISTRY}.`,
  );
}

/** @throws {Error} when helm can't have the chart that runners are deployed with by default */
function requireChart(helm) {
  const { RunnerChart } = createRequire(import.meta.url)("cdktf-agyn");
  const { repository, chart, version } = RunnerChart.envList();
  const { status, stderr } = spawnSync(helm, ["show", "chart", `${repository}/${chart}`, "--version", version], {
    encoding: "utf8",
    env: { ...process.env, HOME: folder },
  });
  if (status === 0) return;
  const why = stderr.trim().split("\n").at(-1);
  throw new Error(
    `${FROM_REGISTRY} deploys runners with the published chart, and helm could not have ${repository}/${chart} ${version} (${why}): run it where that registry can be reached, or without ${FROM_REGISTRY}.`,
  );
}

function printFigures() {
  if (!existsSync(figures)) return;
  console.log("\nFigures:");
  for (const line of readFileSync(figures, "utf8").trim().split("\n")) {
    const { what, seconds, objects } = JSON.parse(line);
    console.log(
      `  ${seconds.toFixed(1).padStart(6)} s  ${what}${objects === undefined ? "" : `, ${objects} objects written`}`,
    );
  }
}
