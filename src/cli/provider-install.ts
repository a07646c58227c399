// `cdktf-agyn provider install`: puts the provider of this package into a filesystem mirror and writes the CLI configuration
// that uses it.
//
// Contract: exactly one line on stdout, the `export` for a POSIX shell; everything for people goes to stderr. The mirror may hold
// other providers too, and all of them are found by the configuration written here. A configuration that was not written here is
// never touched.
//
// Source: Terraform CLI configuration, `provider_installation`; TF_CLI_CONFIG_FILE takes the place of the user's own file.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { addToMirror, builtProvider, cliConfiguration, fullAddresses } from "../rehearsal/index.js";
import { PACKAGE_FOLDER, packageVersion } from "./package-folder.js";
import { parseWords, shellWord } from "./words.js";

const DEFAULT_MIRROR = ".cdktf-agyn/provider-mirror";
const DEFAULT_SOURCE = "agynio/agyn";
/** [HOST/]NAMESPACE/TYPE as `required_providers` takes it. */
const SOURCE = /^([a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?\/)?[a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/;
/** The first line of a configuration written here. */
const COMMENT = "Made by cdktf-agyn provider install, which writes it anew; changes made by hand are lost.";

export const PROVIDER_HELP = `Usage: cdktf-agyn provider install [options]

Puts the provider of this package into a filesystem mirror, and writes a CLI configuration by which Terraform and OpenTofu
take it from there and all other providers from their registries. Prints what to export. May be repeated.

Options:
  --mirror DIR   the mirror; the configuration is written beside it, as DIR.tfrc
                 (default: ${DEFAULT_MIRROR})
  --source ADDR  the source address to install under: NAMESPACE/TYPE, which is found under the host names of both registries,
                 or HOST/NAMESPACE/TYPE (default: ${DEFAULT_SOURCE})
  --help         this text

Exit codes: 0 installed; 1 nothing was changed, and the message says why.

Examples:
  eval "$(npx cdktf-agyn provider install)" && terraform init
  npx cdktf-agyn provider install --source agyn.local/agynio/agyn
  npx cdktf-agyn provider install --mirror /opt/terraform/mirror
`;

/** Runs the subcommand. */
export function runProviderInstall(args: readonly string[]): Promise<number> {
  const { mirror, source, help } = parse(args);
  if (help) {
    process.stdout.write(PROVIDER_HELP);
    return Promise.resolve(0);
  }
  if (process.platform === "win32") {
    throw new Error(
      "provider install: on Windows Terraform starts .exe files only, and this package has a shell script. Take the zip for windows_amd64 or windows_arm64 that `npm run package` makes, and put it into a mirror as docs/guides/distribution.md says.",
    );
  }
  const dist = join(PACKAGE_FOLDER, "dist");
  if (!existsSync(join(dist, "provider", "agyn.cjs"))) {
    throw new Error(
      `provider install: there is no built provider in ${dist}. Run npm run build in ${PACKAGE_FOLDER} first.`,
    );
  }
  const config = `${mirror}.tfrc`;
  refuseForeign(config, mirror);

  const provider = builtProvider(dist, packageVersion(), source);
  addToMirror(mirror, provider);
  const addresses = addressesIn(mirror);
  writeFileSync(config, cliConfiguration({ comment: COMMENT, mirror, addresses, othersFromRegistries: true }));

  const installed = fullAddresses(provider).map((address) => `  ${address} ${provider.version}\n`);
  process.stderr.write(`Installed into ${mirror}:\n${installed.join("")}`);
  process.stderr.write(
    `A .terraform.lock.hcl with the checksum of another build of this version is refused by terraform init (-upgrade does not help):\nremove this provider's block from it, and init again.\n${noteOnOwnConfiguration(config)}`,
  );
  process.stdout.write(`export TF_CLI_CONFIG_FILE=${shellWord(config)}\n`);
  return Promise.resolve(0);
}

function parse(args: readonly string[]): { mirror: string; source: string; help: boolean } {
  const { values } = parseWords("provider install", "Allowed: --mirror DIR, --source ADDR, --help.", args, {
    options: { mirror: { type: "string" }, source: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const { mirror = DEFAULT_MIRROR, source = DEFAULT_SOURCE, help = false } = values;
  if (mirror === "") throw new Error("provider install: --mirror is empty; allowed: the path of a folder.");
  if (!SOURCE.test(source)) {
    throw new Error(
      `provider install: --source is ${JSON.stringify(source)}; allowed: NAMESPACE/TYPE or HOST/NAMESPACE/TYPE in lower case, such as ${DEFAULT_SOURCE} or agyn.local/agynio/agyn.`,
    );
  }
  return { mirror: resolve(mirror), source, help };
}

/** @throws when the configuration is someone else's */
function refuseForeign(config: string, mirror: string): void {
  if (!existsSync(config) || readFileSync(config, "utf8").startsWith(`# ${COMMENT}\n`)) return;
  throw new Error(
    `provider install: ${config} was not written by this command and stays as it is. Move it away, or name another folder with --mirror, such as --mirror ${shellWord(`${mirror}-agyn`)}.`,
  );
}

/** The addresses of all providers in a mirror: its folders HOST/NAMESPACE/TYPE. */
function addressesIn(mirror: string, path: readonly string[] = []): string[] {
  if (path.length === 3) return [path.join("/")];
  return readdirSync(join(mirror, ...path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => addressesIn(mirror, [...path, name]))
    .sort();
}

/** What the user loses by the export: settings and credentials of a configuration of their own. */
function noteOnOwnConfiguration(config: string): string {
  const own = [process.env["TF_CLI_CONFIG_FILE"] ?? "", join(homedir(), ".terraformrc"), join(homedir(), ".tofurc")];
  const found = own.find((path) => path !== "" && path !== config && existsSync(path));
  if (found === undefined) return "";
  return `Your own configuration ${found} is not read while TF_CLI_CONFIG_FILE names another file. To keep both, copy the\nprovider_installation block of ${config} into it instead of the export.\n`;
}
