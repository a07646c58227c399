// The only place a rehearsal's Terraform gets providers from: a filesystem mirror with ours and the two stand-ins, under the
// registry names of Terraform and OpenTofu, and the CLI configuration that knows nothing else.
//
// Source: Terraform CLI configuration, `provider_installation` (unpacked layout HOST/NAMESPACE/TYPE/VERSION/OS_ARCH); regular
// files, because directories in between may not be symbolic links. Measured with terraform 1.11: a launcher beside its bundle works.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
const SYSTEMS: Readonly<Record<string, string>> = { win32: "windows" };

/** A provider of the mirror. */
export interface MirroredProvider {
  /** `agynio/agyn` */
  readonly address: string;
  readonly version: string;
  readonly launcher: string;
  /** The bundles, which keep their names: the launcher looks for them beside itself. */
  readonly bundles: readonly string[];
}

/** The providers of a rehearsal: ours in the given version, the stand-ins in the versions they stand in for. */
export function rehearsalProviders(dist: string, agynVersion: string): MirroredProvider[] {
  const standIn = (name: string, version: string): MirroredProvider => ({
    address: `hashicorp/${name}`,
    version,
    launcher: join(dist, "stand-ins", `terraform-provider-${name}`),
    bundles: [join(dist, "stand-ins", "stand-ins.cjs")],
  });
  return [
    {
      address: "agynio/agyn",
      version: agynVersion,
      launcher: join(dist, "provider", "terraform-provider-agyn"),
      bundles: ["agyn.cjs", "plugin.cjs", "undici.cjs"].map((name) => join(dist, "provider", name)),
    },
    standIn("helm", "3.1.1"),
    standIn("kubernetes", "2.38.0"),
  ];
}

/**
 * Lays out the mirror anew and writes the CLI configuration beside it.
 *
 * @returns the path of the CLI configuration
 */
export function layOutMirror(directory: string, providers: readonly MirroredProvider[]): string {
  const mirror = join(directory, "mirror");
  rmSync(mirror, { recursive: true, force: true });
  for (const host of HOSTS) {
    for (const { address, version, launcher, bundles } of providers) {
      const folder = join(mirror, host, ...address.split("/"), version, platform());
      mkdirSync(folder, { recursive: true });
      // Terraform takes the first file named `terraform-provider-<type>`, then nothing, `.` or `_`: a bundle must not be named so
      copyFileSync(launcher, join(folder, `${fileName(launcher)}_v${version}`)); // keeps the executable bit
      for (const bundle of bundles) copyFileSync(bundle, join(folder, fileName(bundle)));
    }
  }
  const config = join(directory, "terraform.tfrc");
  writeFileSync(config, cliConfig(mirror, providers));
  return config;
}

function cliConfig(mirror: string, providers: readonly MirroredProvider[]): string {
  const names = HOSTS.flatMap((host) =>
    providers.map(({ address }) => `      ${JSON.stringify(`${host}/${address}`)},\n`),
  );
  return `# Made by a rehearsal: providers come from this mirror and from nowhere else.
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
    include = [
${names.join("")}    ]
  }
}
`;
}

/** This machine as Terraform names it: `linux_amd64`. */
function platform(): string {
  return `${SYSTEMS[process.platform] ?? process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
