// A filesystem mirror: a folder Terraform takes providers from as from a registry. A rehearsal's holds ours and the two stand-ins,
// under the registry names of Terraform and OpenTofu, with a CLI configuration that knows nothing else.
//
// Source: Terraform CLI configuration, `provider_installation` (unpacked layout HOST/NAMESPACE/TYPE/VERSION/OS_ARCH); regular
// files, because directories in between may not be symbolic links. Measured with terraform 1.11: a launcher beside its bundle works.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
const SYSTEMS: Readonly<Record<string, string>> = { win32: "windows" };

/** The bundle a launcher starts. */
const START = "agyn.cjs";

/** A provider of the mirror. */
export interface MirroredProvider {
  /** `agynio/agyn`, for the registries of Terraform and of OpenTofu, or with a host: `agyn.local/agynio/agyn` */
  readonly address: string;
  readonly version: string;
  readonly launcher: string;
  /** The bundles, the one that is started first; they keep their names: the launcher looks for them beside itself. */
  readonly bundles: readonly string[];
}

/**
 * Our provider as it was built.
 *
 * @param dist the folder of the build
 */
export function builtProvider(dist: string, version: string, address = "agynio/agyn"): MirroredProvider {
  const folder = join(dist, "provider");
  const found = readdirSync(folder).filter((name) => name.endsWith(".cjs"));
  const bundles = [START, ...found.filter((name) => name !== START)];
  return {
    address,
    version,
    launcher: join(folder, "terraform-provider-agyn"),
    bundles: bundles.map((name) => join(folder, name)),
  };
}

/** The providers of a rehearsal: ours in the given version, the stand-ins in the versions they stand in for. */
export function rehearsalProviders(dist: string, agynVersion: string): MirroredProvider[] {
  const standIn = (name: string, version: string): MirroredProvider => ({
    address: `hashicorp/${name}`,
    version,
    launcher: join(dist, "stand-ins", `terraform-provider-${name}`),
    bundles: [join(dist, "stand-ins", "stand-ins.cjs")],
  });
  return [builtProvider(dist, agynVersion), standIn("helm", "3.1.1"), standIn("kubernetes", "2.38.0")];
}

/**
 * Lays out the mirror anew and writes the CLI configuration beside it.
 *
 * @returns the path of the CLI configuration
 */
export function layOutMirror(directory: string, providers: readonly MirroredProvider[]): string {
  const mirror = join(directory, "mirror");
  rmSync(mirror, { recursive: true, force: true });
  for (const provider of providers) addToMirror(mirror, provider);
  const config = join(directory, "terraform.tfrc");
  const comment = "Made by a rehearsal: providers come from this mirror and from nowhere else.";
  writeFileSync(config, cliConfiguration({ comment, mirror, addresses: providers.flatMap(fullAddresses) }));
  return config;
}

/** Puts a provider into a mirror, in the place of the same version. */
export function addToMirror(mirror: string, provider: MirroredProvider): void {
  const { version, launcher, bundles } = provider;
  for (const address of fullAddresses(provider)) {
    const folder = join(mirror, ...address.split("/"), version, terraformPlatform());
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Terraform takes the first file named `terraform-provider-<type>`, then nothing, `.` or `_`: a bundle must not be named so
    copyFileSync(launcher, join(folder, `terraform-provider-${fileName(address)}_v${version}`)); // keeps the executable bit
    for (const bundle of bundles) copyFileSync(bundle, join(folder, fileName(bundle)));
  }
}

/** The addresses with their hosts under which a provider is found: an address without a host is one of either registry. */
export function fullAddresses({ address }: Pick<MirroredProvider, "address">): string[] {
  return address.split("/").length === 3 ? [address] : REGISTRIES.map((host) => `${host}/${address}`);
}

/**
 * A CLI configuration by which providers come from a mirror.
 *
 * @param addresses with their hosts
 * @param othersFromRegistries whether all other providers come from their registries; @default false, from nowhere, and
 * nothing else is asked of the network either
 */
export function cliConfiguration({
  comment,
  mirror,
  addresses,
  othersFromRegistries = false,
}: {
  readonly comment: string;
  readonly mirror: string;
  readonly addresses: readonly string[];
  readonly othersFromRegistries?: boolean;
}): string {
  const list = addresses.map((address) => `      ${JSON.stringify(address)},\n`).join("");
  const direct = `  direct {\n    exclude = [\n${list}    ]\n  }\n`;
  return `# ${comment}
${othersFromRegistries ? "" : "disable_checkpoint = true\n"}provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
    include = [
${list}    ]
  }
${othersFromRegistries ? direct : ""}}
`;
}

/** This machine as Terraform names it: `linux_amd64`. */
export function terraformPlatform(): string {
  return `${SYSTEMS[process.platform] ?? process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
