// Is there a terraform that can run what is synthesized, and does it find the agyn provider by the user's own CLI configuration?
//
// The second is asked of terraform itself, in an empty folder: only it knows mirrors, overrides and registries as they will be used.
// With development overrides `init` still asks the registry for the overridden provider, so `validate` answers then. Source: measured
// with terraform 1.11.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redact } from "../../gateway/index.js";
import { findTerraform, type TerraformBinary, TerraformMissingError } from "../../rehearsal/index.js";
import { type Check, ok, problem, skipped } from "./check.js";

/** What stacks ask for; a test compares both, because constructs are not loaded here. */
const REQUIRED = { source: "agynio/agyn", version: "~> 0.7" };
/** Oldest with write-only arguments, by which tokens reach Secrets. */
const OLDEST_MINOR = 11;
const INIT_WITHIN_MS = 60_000;
/** Settings that would change what is run; those that say where providers come from stay. */
const DROPPED = /^(TF_CLI_ARGS|TF_DATA_DIR$|TF_WORKSPACE$|TF_LOG|TF_VAR_|TF_REATTACH_PROVIDERS$|AGYN_)/;

/** The checks `terraform` and `provider`. */
export async function checkTerraform(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  let binary: TerraformBinary;
  try {
    binary = await findTerraform(env);
  } catch (error) {
    if (!(error instanceof TerraformMissingError)) throw error;
    return [
      problem("terraform", error.found, "nothing can be planned or applied without it", error.fix),
      skipped("provider", "there is no terraform to ask"),
    ];
  }
  const { product, version, path } = binary;
  const found = `${product} ${version} (${path})`;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const old = major < 1 || (major === 1 && minor < OLDEST_MINOR);
  return [
    old
      ? problem(
          "terraform",
          found,
          "write-only arguments, by which tokens reach Secrets, came with 1.11",
          `install ${product} 1.11 or newer, or name it in TERRAFORM_BINARY_NAME`,
        )
      : ok("terraform", found),
    await checkProvider(binary, env),
  ];
}

async function checkProvider(binary: TerraformBinary, env: NodeJS.ProcessEnv): Promise<Check> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-doctor-"));
  try {
    const configuration = { terraform: { required_providers: { agyn: REQUIRED } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
    const init = await run(binary, ["init", "-backend=false", "-input=false", "-no-color"], folder, env);
    const overridden = OVERRIDES.test(init.output) && init.output.includes(`- ${REQUIRED.source}`);
    const asked = overridden ? await run(binary, ["validate", "-no-color"], folder, env) : init;
    const source = env["TF_CLI_CONFIG_FILE"] ? ` by ${env["TF_CLI_CONFIG_FILE"]}` : "";
    if (asked.ok) {
      const version = /Install(?:ed|ing) \S*agynio\/agyn v([^\s.]+\.[^\s.]+\.\d+)/.exec(init.output)?.[1];
      return ok(
        "provider",
        `${REQUIRED.source} ${overridden ? "is a development override" : (version ?? "")}${source}`,
      );
    }
    return problem(
      "provider",
      asked.late
        ? `${REQUIRED.source} ${REQUIRED.version} was not there within ${INIT_WITHIN_MS / 1000} s${source}`
        : `${REQUIRED.source} ${REQUIRED.version} can't be had${source}: ${lastError(asked.output)}`,
      "no stack can be initialized without it",
      'run eval "$(npx cdktf-agyn provider install)" in this shell, or put the archive of a release into your mirror (docs/guides/distribution.md)',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const OVERRIDES = /Provider development overrides are in effect/;

/** The summary of an error and its first sentence, on one line. */
function lastError(output: string): string {
  const text = output.replaceAll(/[│╷╵]/g, " ");
  const error = /Error: ([\s\S]*)/.exec(text)?.[1] ?? text;
  const line = error.replaceAll(/\s+/g, " ").trim();
  return redact(line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}...` : line);
}

const MOST_CHARACTERS = 300;

interface Asked {
  readonly ok: boolean;
  readonly late: boolean;
  readonly output: string;
}

function run({ path }: TerraformBinary, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Asked> {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !DROPPED.test(name)));
  const options = {
    cwd,
    timeout: INIT_WITHIN_MS,
    env: { ...kept, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" },
  };
  return new Promise((done) => {
    execFile(path, args, options, (error, stdout, stderr) => {
      done({ ok: error === null, late: error?.killed === true, output: `${stdout}\n${stderr}` });
    });
  });
}
