// What a release consists of, in the names and forms registries demand: a zip for each platform, the manifest, the checksums.
//
// Source: Terraform registry, "Publishing providers" (goreleaser's file names); OpenTofu reads the same.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { zip, type ZipEntry } from "./zip.js";

/** What of the repository goes into every archive. */
export interface Sources {
  readonly version: string;
  readonly launcher: string;
  readonly bundles: readonly string[];
  /** Licences of ours and of what the bundles hold: file name to text. */
  readonly licences: Readonly<Record<string, string>>;
}

/** A file of the release. */
export interface ReleaseFile {
  readonly name: string;
  readonly data: Buffer;
}

/** The archive of a platform, with an executable that has all in it. */
export function executableArchive(platform: string, executable: Buffer, sources: Sources): ReleaseFile {
  const suffix = platform.startsWith("windows_") ? ".exe" : "";
  return archive(platform, sources, [
    { name: `terraform-provider-agyn_v${sources.version}${suffix}`, data: executable, executable: true },
  ]);
}

/**
 * The archive of a platform, with the launcher and its bundles.
 *
 * @param node the node binary that lies beside the launcher and is started by it; without one, the user's own is
 */
export function launcherArchive(platform: string, sources: Sources, node?: Buffer): ReleaseFile {
  return archive(platform, sources, [
    {
      name: `terraform-provider-agyn_v${sources.version}`,
      data: readFileSync(sources.launcher),
      executable: true,
    },
    ...sources.bundles.map((path) => ({ name: basename(path), data: readFileSync(path) })),
    ...(node === undefined ? [] : [{ name: "node", data: node, executable: true }]),
  ]);
}

function archive(platform: string, { version, licences }: Sources, entries: readonly ZipEntry[]): ReleaseFile {
  const texts = Object.entries(licences).map(([name, text]) => ({ name, data: Buffer.from(text) }));
  return {
    name: `terraform-provider-agyn_${version}_${platform}.zip`,
    data: zip([...entries, ...texts].sort((a, b) => (a.name < b.name ? -1 : 1))),
  };
}

/** Manifest and checksums of the archives. Without a manifest a registry assumes protocol 5. */
export function registryFiles(version: string, archives: readonly ReleaseFile[]): ReleaseFile[] {
  const stem = `terraform-provider-agyn_${version}`;
  const document = { version: 1, metadata: { protocol_versions: ["6.0"] } };
  const manifest = { name: `${stem}_manifest.json`, data: Buffer.from(`${JSON.stringify(document, null, 2)}\n`) };
  const sums = [...archives, manifest]
    .map(({ name, data }) => `${createHash("sha256").update(data).digest("hex")}  ${name}\n`)
    .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return [manifest, { name: `${stem}_SHA256SUMS`, data: Buffer.from(sums.join("")) }];
}
