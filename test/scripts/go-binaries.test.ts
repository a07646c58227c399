// How the binaries of tests come to be, with a script in the place of go: the real one downloads and compiles for minutes.
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const SCRIPT = pathToFileURL(resolve(__dirname, "../../scripts/go-binaries.mjs")).href;
const MODULE = "k8s.io/kubernetes@v1.36.0";
/** Makes what it is told to build. */
const BUILDS = `case "$1 $2" in
"mod download") printf '{"GoMod": "%s"}' "$0.mod" ;;
"build "*) while [ "$1" != -o ]; do shift; done; echo binary > "$2" ;;
esac`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "go-binaries-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds kubectl with a go of these lines of shell; answers what the build says of itself. */
function built(go: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const path = join(folder, "go");
  writeFileSync(path, `#!/bin/sh\n${go}\n`);
  writeFileSync(`${path}.mod`, "\tk8s.io/api => ./staging/src/k8s.io/api\n");
  chmodSync(path, 0o755);
  const into = join(folder, "kept");
  const code = `import { built } from ${JSON.stringify(SCRIPT)};
await built("kubectl", ${JSON.stringify(into)}).then((path) => console.log(path), (error) => console.log("failed:", error.message));`;
  const options = { env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}`, ...env } };
  return new Promise((done) => {
    execFile(process.execPath, ["--input-type=module", "-e", code], options, (_error, stdout, stderr) =>
      done(stdout.trimEnd().split("\n").at(-1) ?? stderr),
    );
  });
}

it("builds beside where a binary is kept, whatever file system temporary files are on", async () => {
  const path = await built(BUILDS, { TMPDIR: join(folder, "no-such-folder") });

  expect(path).toBe(join(folder, "kept/kubernetes/1.36.0/kubectl"));
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(join(folder, "kept"))).toEqual(["kubernetes"]);
});

it.each([
  [
    "refuses",
    `case "$1" in mod) printf '{"Error": "${MODULE}: reading proxy: 403 Forbidden"}'; exit 1;; esac`,
    `${MODULE}: reading proxy: 403 Forbidden`,
  ],
  ["can't be asked", `case "$1" in mod) echo "go: no such tool" >&2; exit 2;; esac`, "go: no such tool"],
])("says why there is no Kubernetes when the module proxy %s", async (_what, go, why) => {
  expect(await built(go)).toBe(`failed: Kubernetes 1.36.0 could not be had from the module proxy: ${why}`);
  expect(readdirSync(join(folder, "kept"))).toEqual([]);
});
