// `npm run test:tofu [-- [--binary PATH] [jest arguments]]`: the acceptance tests on OpenTofu. Without a path, OpenTofu is built
// from its published modules by the `go` on this machine (about five minutes the first time) and kept under .cdktf-agyn/tofu.
//
// OpenTofu replaces one of its dependencies in its own go.mod, which `go install` does not honour; so it is built from a module
// of ours that says the same.
// Exit codes: 0 all tests passed, 1 a test failed or OpenTofu can not be had.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { build, ensureInstalled, ROOT } from "./prepare.mjs";

const VERSION = "1.12.6";
const PACKAGE = "github.com/opentofu/opentofu";
const GO_MOD = `module cdktf-agyn.test/tofu

go 1.25

godebug (
	tlsmlkem=0
	winsymlink=0
)

replace github.com/hashicorp/hcl/v2 v2.20.1 => github.com/opentofu/hcl/v2 v2.20.2-0.20251021132045-587d123c2828
`;

/** @returns {Promise<number>} the exit code */
function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}

/** The path of the OpenTofu built here; builds it when there is none. */
async function builtTofu() {
  const binary = join(ROOT, ".cdktf-agyn", "tofu", VERSION, "tofu");
  if (existsSync(binary)) return binary;
  if (spawnSync("go", ["version"]).status !== 0) {
    throw new Error(
      `OpenTofu is built with Go, and "go" was not found: install Go (go.dev), or name a binary with --binary PATH.`,
    );
  }
  console.log(`Building OpenTofu ${VERSION} from its modules (about five minutes, once) ...`);
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-tofu-"));
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod" };
  try {
    writeFileSync(join(folder, "go.mod"), GO_MOD);
    mkdirSync(dirname(binary), { recursive: true });
    const flags = `-s -w -X ${PACKAGE}/version.dev=no`;
    const steps = [
      ["get", "-tool", `${PACKAGE}/cmd/tofu@v${VERSION}`],
      ["build", "-trimpath", "-ldflags", flags, "-o", `${binary}.part`, `${PACKAGE}/cmd/tofu`],
    ];
    for (const args of steps) {
      if ((await run("go", args, { cwd: folder, env })) !== 0) {
        throw new Error(`go ${args[0]} failed (see above); name a binary with --binary PATH instead.`);
      }
    }
    renameSync(`${binary}.part`, binary);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return binary;
}

/** The binary the command line names, and what is left for jest. */
function parse(args) {
  const at = args.indexOf("--binary");
  if (at < 0) return { rest: args };
  const named = args[at + 1];
  if (named === undefined) throw new Error("--binary needs a path, such as --binary /usr/local/bin/tofu");
  const path = isAbsolute(named) ? named : resolve(named);
  if (!existsSync(path)) throw new Error(`--binary: there is no file at ${path}`);
  return { binary: path, rest: args.filter((_, i) => i !== at && i !== at + 1) };
}

try {
  const { binary: named, rest } = parse(process.argv.slice(2));
  await ensureInstalled();
  const binary = named ?? (await builtTofu());
  await build();
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  process.exitCode = await run(process.execPath, [jest, ...rest, "--selectProjects", "acceptance"], {
    env: { ...process.env, TERRAFORM_BINARY_NAME: binary },
  });
} catch (error) {
  console.error(`test:tofu: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
