// `npm run package [-- [--platform OS_ARCH]... [--out DIR]]`: the files of a release, as registries take them, in dist/package: a
// zip for each platform, the manifest and the checksums. Beside them, in `launcher/`, the same for machines that have Node.js
// already, which is a hundredth of the size. Signing is left to whoever holds the key: docs/guides/distribution.md says how.
//
// The same sources give the same bytes. Node binaries come from the npm registry, pinned, into .cdktf-agyn/package; a platform
// whose package is not served is left out and named.
// Exit codes: 0 all platforms, 1 nothing was made, 2 platforms were left out.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { builtProvider } from "../src/rehearsal/index.js";
import { singleExecutable } from "./package/executable.js";
import { dependencyLicences } from "./package/licences.js";
import { CACHE, nodeIn, nodeOfThisMachine } from "./package/host.js";
import { npmPackage, PackageMissingError } from "./package/npm-package.js";
import { type NpmPackage, PLATFORMS, POSTJECT, type ReleasePlatform } from "./package/platforms.js";
import {
  executableArchive,
  launcherArchive,
  registryFiles,
  type ReleaseFile,
  type Sources,
} from "./package/release.js";

const ROOT = resolve(__dirname, "..");

function sourcesOf(version: string): Sources {
  const { launcher, bundles } = builtProvider(join(ROOT, "dist"), version);
  return {
    version,
    launcher,
    bundles,
    licences: {
      LICENSE: readFileSync(join(ROOT, "LICENSE"), "utf8"),
      "LICENSE.dependencies": dependencyLicences(ROOT),
    },
  };
}

/** @throws {PackageMissingError} when the registry does not serve what it is made of */
function archiveOf({ name, form, node }: ReleasePlatform, sources: Sources, hostNode: NpmPackage): ReleaseFile {
  const binary = nodeIn(npmPackage(CACHE, node));
  const host = npmPackage(CACHE, hostNode);
  // the packages for Windows come without it; the text is the same for all
  const licences = { ...sources.licences, "LICENSE.node": readFileSync(join(host, "LICENSE"), "utf8") };
  if (form === "launcher") return launcherArchive(name, { ...sources, licences }, readFileSync(binary));
  const executable = singleExecutable({
    node: binary,
    hostNode: nodeIn(host),
    postject: npmPackage(CACHE, POSTJECT),
    bundles: sources.bundles,
  });
  return executableArchive(name, executable, { ...sources, licences });
}

function writeRelease(folder: string, version: string, archives: readonly ReleaseFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, data } of [...archives, ...registryFiles(version, archives)])
    writeFileSync(join(folder, name), data);
}

function wantedPlatforms(names: readonly string[] | undefined): readonly ReleasePlatform[] {
  if (names === undefined) return PLATFORMS;
  return names.map((name) => {
    const found = PLATFORMS.find((platform) => platform.name === name);
    const allowed = PLATFORMS.map((platform) => platform.name).join(", ");
    if (!found) throw new Error(`--platform is ${JSON.stringify(name)}; allowed: ${allowed}`);
    return found;
  });
}

function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: { platform: { type: "string", multiple: true }, out: { type: "string" } },
  });
  const platforms = wantedPlatforms(values.platform);
  const out = resolve(values.out ?? join(ROOT, "dist", "package"));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const sources = sourcesOf(version);
  const hostNode = nodeOfThisMachine();

  const archives: ReleaseFile[] = [];
  for (const platform of platforms) {
    try {
      const made = archiveOf(platform, sources, hostNode);
      archives.push(made);
      console.log(`${made.name.padEnd(56)}${(made.data.length / 1e6).toFixed(1).padStart(8)} MB`);
    } catch (error) {
      if (!(error instanceof PackageMissingError)) throw error;
      console.error(`package: ${platform.name} is left out: ${error.message}.`);
    }
  }
  if (archives.length === 0) throw new Error("no platform could be made");
  const light = platforms
    .filter(({ name }) => !name.startsWith("windows_"))
    .map(({ name }) => launcherArchive(name, sources));
  rmSync(out, { recursive: true, force: true });
  writeRelease(out, version, archives);
  if (light.length > 0) writeRelease(join(out, "launcher"), version, light);
  console.log(`Written to ${out}. Sign the checksums before you publish: docs/guides/distribution.md.`);
  return archives.length === platforms.length ? 0 : 2;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
