import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { VERSION } from "../../src/provider/version";

const ROOT = resolve(__dirname, "../..");

/** The files a fresh process has loaded after it has run a line of code; needs the built dist/. */
function loadedBy(code: string): string[] {
  const script = `${code}; console.log(JSON.stringify(Object.keys(require.cache)))`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: "" };
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: ROOT, env, encoding: "utf8" })) as string[];
}

const ofPackage = (files: readonly string[], name: string): string[] =>
  files.filter((file) => file.includes(join("node_modules", name) + "/"));

describe("what the provider loads", () => {
  it("is neither undici nor cdktf nor another heavy package, until it is configured", () => {
    const files = loadedBy('require("./dist/provider/provider.js").createAgynProvider({})');

    expect(files.some((file) => file.endsWith("dist/provider/resources/runner/resource.js"))).toBe(true);
    for (const name of ["undici", "age-encryption", "cdktf", "constructs", "@cdktf"])
      expect(ofPackage(files, name)).toEqual([]);
    expect(files.filter((file) => file.includes("dist/gateway/") || file.includes("dist/emulator/"))).toEqual([]);
  });

  it("is four bundles: what the handshake needs, what answers Terraform, undici and age, each read when it is needed", () => {
    const [start = "", plugin = ""] = ["agyn.cjs", "plugin.cjs"].map((name) =>
      readFileSync(join(ROOT, "dist/provider", name), "utf8"),
    );

    expect(start).toContain('require("./plugin.cjs")');
    expect(start).not.toContain("agyn_runner");
    expect(start.length).toBeLessThan(plugin.length / 10);
    expect(plugin).toContain('require("./undici.cjs")');
    expect(plugin).not.toContain("llhttp");
    expect(plugin).toContain('require("./age.cjs")');
    expect(plugin).not.toContain("age-encryption.org/v1/X25519");
  });

  it("has the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

    expect(VERSION).toBe(version);
  });
});

describe("what the constructs load", () => {
  it("is the cdktf core and the classes they use, no client and no server", () => {
    const files = loadedBy('require("cdktf-agyn")');

    expect(ofPackage(files, "cdktf").length).toBeGreaterThan(0);
    for (const name of ["undici", "@bufbuild"]) expect(ofPackage(files, name)).toEqual([]);
    expect(files.filter((file) => file.endsWith("provider-kubernetes/lib/index.js"))).toEqual([]);
  });
});
