// Generates src/bindings/ (the CDKTF L1 classes of our own provider) from api/provider-schema.json.
//
// Uses the official generator of cdktf as a library, so neither terraform nor a registry is needed; what it makes is kept
// as it is, under a header, with an index.ts that is the layer's door. The generated code leaves out `override`, which is why
// it is compiled by tsconfig.bindings.json. `--check` writes nothing and exits 1 with the list of files that differ.
//
// Source: @cdktf/provider-generator 0.21 (`TerraformProviderGenerator`), read and measured.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { ProviderSchema } from "@cdktf/commons";

const ROOT = resolve(__dirname, "..");
const SCHEMA_FILE = join(ROOT, "api", "provider-schema.json");
const BINDINGS_DIR = join(ROOT, "src", "bindings");
const PROVIDER = { name: "agyn", source: "agynio/agyn", fqn: "registry.terraform.io/agynio/agyn" };
const HEADER =
  "// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.\n";

/** Makes the bindings in memory: path below src/bindings to content. */
export async function generateBindings(schemaText: string, version: string): Promise<Map<string, string>> {
  // The generator asks for the terraform version while it loads (for a debug line): no look-ups, no foreign CLI configuration.
  process.env.CHECKPOINT_DISABLE = "1";
  process.env.TF_CLI_CONFIG_FILE = devNull;
  const { CodeMaker, TerraformProviderConstraint, TerraformProviderGenerator } = await import(
    "@cdktf/provider-generator"
  );
  const { ConstructsMakerProviderTarget, Language } = await import("@cdktf/commons");

  const schema = { ...(JSON.parse(schemaText) as ProviderSchema), provider_versions: { [PROVIDER.fqn]: version } };
  const [major, minor] = version.split(".");
  const constraint = new TerraformProviderConstraint({ ...PROVIDER, version: `~> ${major}.${minor}` });
  const code = new CodeMaker();
  new TerraformProviderGenerator(code, schema).generate(
    ConstructsMakerProviderTarget.from(constraint, Language.TYPESCRIPT),
  );

  const directory = mkdtempSync(join(tmpdir(), "agyn-bindings-"));
  try {
    await code.save(directory);
    return withDoor(readTree(join(directory, "providers", PROVIDER.name)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Keeps one file per resource and adds the index; the generator's own indexes and READMEs are left out. */
function withDoor(made: Map<string, string>): Map<string, string> {
  const kept = [...made].filter(([path]) => /^[^/]+\/index\.ts$/.test(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = new Map(kept.map(([path, text]) => [`${PROVIDER.name}/${path}`, HEADER + text]));
  const exports = [...files.keys()].map((path) => `export * from "./${path.replace(/\.ts$/, ".js")}";\n`);
  return files.set("index.ts", HEADER + exports.join(""));
}

function readTree(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(directory, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}

/** Paths below src/bindings that are missing, different or no longer made. */
export function driftedFiles(made: Map<string, string>, committed: Map<string, string>): string[] {
  const paths = new Set([...made.keys(), ...committed.keys()]);
  return [...paths].filter((path) => made.get(path) !== committed.get(path)).sort();
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const made = await generateBindings(readFileSync(SCHEMA_FILE, "utf8"), version);
  mkdirSync(BINDINGS_DIR, { recursive: true });
  const drifted = driftedFiles(made, readTree(BINDINGS_DIR));
  if (process.argv.includes("--check")) {
    if (drifted.length > 0) {
      console.error("src/bindings differs from what api/provider-schema.json makes; run `npm run gen:bindings`:");
      drifted.forEach((path) => console.error(`  src/bindings/${path}`));
      process.exitCode = 1;
    }
    return;
  }
  for (const path of drifted) {
    const text = made.get(path);
    const target = join(BINDINGS_DIR, path);
    if (text === undefined) {
      rmSync(target);
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    console.log(`${text === undefined ? "removed" : "wrote"} src/bindings/${path}`);
  }
}

if (process.argv[1] !== undefined && /gen-bindings\.[cm]?[jt]s$/.test(process.argv[1])) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
