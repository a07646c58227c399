// Binaries that tests need and that no package registry has: built from their published modules by the `go` on this machine, once,
// and kept under .cdktf-agyn. They are for tests and must not be passed on: Terraform 1.6 and later are under the BUSL.
//
// A module whose go.mod replaces dependencies can't be installed by `go install`; it is built from a module of ours that says the
// same. Kubernetes replaces each of its staging modules, and is told its version by the linker.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./prepare.mjs";

const TERRAFORM = { binary: "terraform", folder: "terraform", package: "github.com/hashicorp/terraform" };
const OPENTOFU = { binary: "tofu", folder: "tofu", package: "github.com/opentofu/opentofu/cmd/tofu" };

const kubernetes = (component, version) => ({
  binary: component,
  folder: "kubernetes",
  package: `k8s.io/kubernetes/cmd/${component}`,
  version,
  flags: [
    "-s -w",
    ...Object.entries({
      gitVersion: `v${version}`,
      gitMajor: version.split(".")[0],
      gitMinor: version.split(".")[1],
      gitTreeState: "clean",
      gitCommit: "0000000000000000000000000000000000000000",
      buildDate: "1970-01-01T00:00:00Z",
    }).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
  ].join(" "),
  goMod: () => kubernetesModule(version),
});

/** @typedef {{ binary: string, folder: string, package: string, version: string, flags: string, goMod?: () => string }} Binary */

/** Terraform and OpenTofu beside the one on PATH. @type {Record<string, Binary>} */
export const TERRAFORM_VERSIONS = {
  "terraform-1.5.7": { ...TERRAFORM, version: "1.5.7", flags: "-s -w" },
  "terraform-1.8.5": {
    ...TERRAFORM,
    version: "1.8.5",
    flags: "-s -w -X github.com/hashicorp/terraform/version.dev=no",
  },
  "tofu-1.6.3": { ...OPENTOFU, version: "1.6.3", flags: "-s -w -X github.com/opentofu/opentofu/version.dev=no" },
  "tofu-1.12.6": {
    ...OPENTOFU,
    version: "1.12.6",
    flags: "-s -w -X github.com/opentofu/opentofu/version.dev=no",
    goMod: () => `module cdktf-agyn.test/tofu

go 1.25

godebug (
	tlsmlkem=0
	winsymlink=0
)

replace github.com/hashicorp/hcl/v2 v2.20.1 => github.com/opentofu/hcl/v2 v2.20.2-0.20251021132045-587d123c2828
`,
  },
};

/** What a Kubernetes control plane of this machine consists of, and what talks to it. @type {Record<string, Binary>} */
export const CLUSTER_COMPONENTS = {
  etcd: {
    binary: "etcd",
    folder: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    version: "3.6.16",
    flags: "-s -w",
    goMod: () => "module cdktf-agyn.test/etcd\n\ngo 1.25\n\nrequire go.etcd.io/etcd/server/v3 v3.6.16\n",
  },
  ...Object.fromEntries(
    ["1.35.4", "1.36.0"].flatMap((version) =>
      ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((component) => [
        `${component}-${version}`,
        kubernetes(component, version),
      ]),
    ),
  ),
  kubectl: kubernetes("kubectl", "1.36.0"),
  kwok: { binary: "kwok", folder: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", version: "0.7.0", flags: "-s -w" },
  helm: { binary: "helm", folder: "helm", package: "helm.sh/helm/v3/cmd/helm", version: "3.20.2", flags: "-s -w" },
};

/**
 * The path of a binary; builds it when there is none.
 *
 * @param {string} name a key of TERRAFORM_VERSIONS or CLUSTER_COMPONENTS
 * @param {string} into the folder in which binaries are kept
 * @returns {Promise<string>}
 * @throws {Error} when there is no go, a module can't be had, or the build failed
 */
export async function built(name, into = join(ROOT, ".cdktf-agyn")) {
  const {
    binary,
    folder,
    package: path,
    version,
    flags,
    goMod,
  } = { ...TERRAFORM_VERSIONS, ...CLUSTER_COMPONENTS }[name];
  const kept = join(into, folder, version, binary);
  if (existsSync(kept)) return kept;
  if (spawnSync("go", ["version"]).status !== 0) {
    throw new Error(
      `${name} is built with Go, and "go" was not found: install Go (go.dev), or run this where there is one.`,
    );
  }
  console.log(`Building ${name} ${version} from its modules (up to a few minutes, once) ...`);
  mkdirSync(into, { recursive: true });
  const work = mkdtempSync(join(into, "build-")); // not in /tmp: a rename can't leave a file system
  const env = { ...process.env, CGO_ENABLED: "0", GOBIN: work, ...(goMod && { GOFLAGS: "-mod=mod" }) };
  const compile = ["-trimpath", "-ldflags", flags];
  const steps = goMod
    ? [
        ["get", ...(path.startsWith("k8s.io/") ? [] : ["-tool"]), `${path}@v${version}`],
        ["build", ...compile, "-o", join(work, binary), path],
      ]
    : [["install", ...compile, `${path}@v${version}`]];
  try {
    if (goMod) writeFileSync(join(work, "go.mod"), goMod());
    for (const args of steps) {
      if ((await run("go", args, { cwd: work, env })) !== 0)
        throw new Error(`go ${args[0]} failed for ${name} (see above)`);
    }
    mkdirSync(dirname(kept), { recursive: true });
    renameSync(join(work, binary), kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return kept;
}

/** Kubernetes as a dependency: each staging module it replaces by a folder is published under a version of its own. */
function kubernetesModule(kubernetesVersion) {
  const download = ["mod", "download", "-json", `k8s.io/kubernetes@v${kubernetesVersion}`];
  const { status, stdout, stderr } = spawnSync("go", download, { encoding: "utf8" });
  const { GoMod, Error: why } = stdout.trim() === "" ? {} : JSON.parse(stdout);
  if (status !== 0 || GoMod === undefined) {
    const reason = why ?? stderr.trim();
    throw new Error(`Kubernetes ${kubernetesVersion} could not be had from the module proxy: ${reason}`);
  }
  const staging = [...readFileSync(GoMod, "utf8").matchAll(/^\t(k8s\.io\/\S+) => \.\/staging\//gm)].map(
    ([, name]) => name,
  );
  const version = `v0${kubernetesVersion.slice(1)}`;
  return [
    "module cdktf-agyn.test/kubernetes",
    "go 1.25.0",
    "godebug default=go1.25",
    `require k8s.io/kubernetes v${kubernetesVersion}`,
    `replace (\n${staging.map((name) => `\t${name} => ${name} ${version}`).join("\n")}\n)`,
    "",
  ].join("\n\n");
}

/** @returns {Promise<number>} the exit code */
function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}
