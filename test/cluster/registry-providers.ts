// The real helm and kubernetes providers for tests on control planes: where Terraform takes them from, and the home in which they find
// their clusters. `npm run test:cluster -- --registry-providers` downloads them once, into the folder that CLUSTER_REGISTRY_PROVIDERS
// names, laid out as `terraform init` lays out `.terraform/providers`, which is also the layout of a filesystem mirror.
//
// Source: hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (`config_path` with `~` is below HOME; an address or a token in KUBE_* of the
// environment would count beside it: rehearsals pass none on); Terraform CLI configuration, `provider_installation`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addToMirror, fullAddresses, type MirroredProvider } from "../../src/rehearsal/index";
import type { ControlPlane } from "./control-plane";

/** Folder of the real providers; undefined for the stand-ins. */
export const REGISTRY_PROVIDERS = process.env.CLUSTER_REGISTRY_PROVIDERS;

/** Their addresses, without host. */
export const REAL_PROVIDERS = ["hashicorp/helm", "hashicorp/kubernetes"];

/**
 * Writes a CLI configuration by which our provider is the one that was built, the others come from a folder, and nothing comes from
 * anywhere else.
 *
 * @returns its path
 */
export function registryConfiguration(folder: string, ours: MirroredProvider, providers: string): string {
  const mirror = join(folder, "mirror");
  addToMirror(mirror, ours);
  const source = (path: string, addresses: readonly string[]): string =>
    `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n    include = ${JSON.stringify(addresses)}\n  }\n`;
  const others = REAL_PROVIDERS.flatMap((address) => fullAddresses({ address }));
  const path = join(folder, "terraform.tfrc");
  const sources = source(mirror, fullAddresses(ours)) + source(providers, others);
  writeFileSync(path, `disable_checkpoint = true\nprovider_installation {\n${sources}}\n`);
  return path;
}

interface Named {
  readonly name: string;
}
type Lists = Readonly<Record<"clusters" | "users", readonly Named[]>>;

/**
 * Writes the kubeconfig of a home, with the contexts of all control planes and none that is chosen by itself.
 *
 * @returns the home
 */
export function homeOf(folder: string, planes: readonly ControlPlane[]): string {
  const configs = planes.map(({ kubeconfig }) => JSON.parse(readFileSync(kubeconfig, "utf8")) as Lists);
  const clusters = configs.flatMap((config) => config.clusters);
  const users = planes.flatMap(
    ({ context }, index) => configs[index]?.users.map((user) => ({ ...user, name: context })) ?? [],
  );
  const contexts = planes.map(({ context }) => ({ name: context, context: { cluster: context, user: context } }));
  mkdirSync(join(folder, ".kube"));
  const merged = { apiVersion: "v1", kind: "Config", clusters, users, contexts };
  writeFileSync(join(folder, ".kube/config"), JSON.stringify(merged), { mode: 0o600 });
  return folder;
}
