// Rebuilds the schemas of the helm and kubernetes providers from the installed prebuilt CDKTF bindings, so that the stand-ins
// check what the real providers would, without a registry. Writes src/rehearsal/stand-ins/schemas/*.generated.json;
// `--check` writes nothing and exits 1 with the names of the files that differ.
//
// Each binding's JavaScript carries its TypeScript source in its source map. That source is machine-made and regular: every
// attribute has a comment with its computed/optional/required marks, and `toHclTerraform` functions tell its type and whether
// it is a block. Anything this reader does not know is an error, never a guess. What the bindings do not hold is in `marks.ts`.
//
// Source: @cdktf/provider-generator 0.21 (resource emitter), read and measured on the bindings of helm 3.1.1 and kubernetes 2.38.0.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Mark, STAND_IN_SOURCES, type StandInSource } from "../src/rehearsal/stand-ins/schemas/marks.js";
import type {
  AttributeJson,
  BlockJson,
  BlockTypeJson,
  SchemaFileJson,
  SchemaJson,
} from "../src/rehearsal/stand-ins/schemas/schema-json.js";

const ROOT = resolve(__dirname, "..");
const SCHEMAS_DIR = join(ROOT, "src", "rehearsal", "stand-ins", "schemas");
const COMMAND = "npm run gen";
const SHORT = 100;

const SIMPLE: Readonly<Record<string, unknown>> = { string: "string", number: "number", boolean: "bool" };
const GETTERS: Readonly<Record<string, unknown>> = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getListAttribute: ["list", "string"],
  getStringMapAttribute: ["map", "string"],
};

/** The generated TypeScript of one type's bindings. */
class Binding {
  private readonly source: string;
  /** What it declares, from `export` to the closing brace, by name. */
  private readonly declarations: ReadonlyMap<string, string>;

  constructor(
    private readonly provider: StandInSource,
    private readonly folder: string,
    private readonly path: string,
  ) {
    this.source = sourceOf(join(ROOT, "node_modules", provider.package, "lib", folder));
    const declared = this.source.matchAll(/^export (interface|class|function) (\w+)[\s\S]*?\n\}/gm);
    this.declarations = new Map([...declared].map(([text, kind, name]) => [`${kind} ${name}`, text]));
  }

  version(): string {
    return this.one(/providerVersion: '([\d.]+)'/, "providerVersion")[1] ?? "";
  }

  /** The schema of the resource or provider that this file is about. */
  schema(): SchemaJson {
    const kind = this.one(
      /export class (\w+) extends cdktf\.Terraform(?:Resource|Provider) /,
      "a resource or provider",
    );
    const [, members = ""] = this.one(
      /protected synthesizeHclAttributes\(\)[^\n]*\{\n([\s\S]*?)\n\}/,
      "synthesizeHclAttributes",
    );
    const version = this.provider.versions[this.path] ?? 0;
    return { version, block: this.block(kind[1] ?? "", members, `${kind[1]}Config`, this.path) };
  }

  /** Attributes and blocks inside a class, in the order of their names. */
  private block(className: string, members: string, interfaceName: string, path: string): BlockJson {
    const attributes: Record<string, AttributeJson> = {};
    const blocks: Record<string, BlockTypeJson> = {};
    const docs = this.interfaceMembers(interfaceName);
    const marks = this.classMarks(className);
    const known = new Set<string>();

    for (const [, name = "", value = "", type = "", storage = ""] of members.matchAll(
      /^ +(\w+): \{\n +value: (.*),\n +isBlock: (?:true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",\n +\},/gm,
    )) {
      known.add(name);
      if (name === "alias" && className.endsWith("Provider")) continue; // Terraform's own, no part of the schema
      const doc = docs.get(name);
      const presence = marks.get(name)?.presence ?? (doc?.optional === true ? { optional: true } : { required: true });
      const about = {
        ...presence,
        ...this.mark(`${path}.${name}`),
      };
      const inner = /(\w+)ToHclTerraform(?:, (true|false)\))?\(/.exec(value.replace("cdktf.", ""));
      const struct = inner?.[1] !== undefined && !(inner[1] in SIMPLE) ? inner[1] : undefined;
      if (struct === undefined) {
        attributes[name] = { type: simpleType(type, storage, `${path}.${name}`), ...about };
        continue;
      }
      const inside = this.struct(struct, `${path}.${name}`);
      const many = inner?.[2] !== undefined;
      const nested = many ? inner[2] === "false" : type === "struct" && this.provider.objects === "attributes";
      if (nested) {
        attributes[name] = {
          nested_type: { attributes: inside.attributes ?? {}, nesting_mode: many ? type : "single" },
          ...about,
        };
        continue;
      }
      const bounds = { ...("required" in presence ? { min_items: 1 } : {}), ...(many ? {} : { max_items: 1 }) };
      blocks[name] =
        type === "struct"
          ? { nesting_mode: "single", block: inside }
          : { nesting_mode: type, block: inside, ...bounds };
    }

    for (const [name, { presence, rest }] of marks) {
      if (known.has(name)) continue;
      const object = /new (\w+)OutputReference\(this/.exec(rest)?.[1];
      attributes[name] =
        object === undefined
          ? { type: this.computedType(rest, `${path}.${name}`), ...presence, ...this.mark(`${path}.${name}`) }
          : {
              nested_type: {
                attributes: this.block(`${object}OutputReference`, "", object, `${path}.${name}`).attributes ?? {},
                nesting_mode: "single",
              },
              ...presence,
            };
    }
    return {
      attributes: sorted(attributes),
      ...(Object.keys(blocks).length > 0 ? { block_types: sorted(blocks) } : {}),
    };
  }

  private struct(functionName: string, path: string): BlockJson {
    const name = functionName.charAt(0).toUpperCase() + functionName.slice(1);
    const members = this.declarations.get(`function ${functionName}ToHclTerraform`);
    if (members === undefined) throw this.unknown(`${functionName}ToHclTerraform`);
    return this.block(`${name}OutputReference`, members, name, path);
  }

  /** The type of what only the provider sets, by the code that reads it; lists of objects may be inside each other. */
  private computedType(code: string, path: string): unknown {
    const [, object, wrapsSet] = /new (\w+)List\(this, "\w+", (true|false)\)/.exec(code) ?? [];
    if (object !== undefined) {
      const members = [...this.classMarks(`${object}OutputReference`)].map(
        ([name, { rest }]) => [name, this.computedType(rest, `${path}.${name}`)] as const,
      );
      return [wrapsSet === "true" ? "set" : "list", ["object", sorted(Object.fromEntries(members))]];
    }
    if (code.includes("new cdktf.StringMap(")) return ["map", "string"];
    const getter = /return (cdktf\.Fn\.tolist\()?this\.(\w+)\('/.exec(code);
    const type = GETTERS[getter?.[2] ?? ""];
    if (type === undefined) throw new Error(`${path}: its accessor is not known to this script`);
    return getter?.[1] === undefined ? type : ["set", "string"];
  }

  /** Who sets each attribute of a class, and the code after the comment that says so. */
  private classMarks(className: string): Map<string, { presence: AttributeJson; rest: string }> {
    const body = this.declarations.get(`class ${className}`) ?? "";
    const marks = new Map<string, { presence: AttributeJson; rest: string }>();
    const comments = [...body.matchAll(/\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n/g)];
    comments.forEach((found, i) => {
      const [text, name = "", computed, optional, required] = found;
      const presence = {
        ...(required === "true" ? { required: true } : {}),
        ...(optional === "true" ? { optional: true } : {}),
        ...(computed === "true" ? { computed: true } : {}),
      };
      marks.set(name, { presence, rest: body.slice(found.index + text.length, comments[i + 1]?.index) });
    });
    return marks;
  }

  /** Which members of an interface are optional, by the attribute's own name (the last word of its documentation link). */
  private interfaceMembers(name: string): Map<string, { optional: boolean }> {
    const body = this.declarations.get(`interface ${name}`) ?? "";
    const members = new Map<string, { optional: boolean }>();
    for (const [, comment = "", optional] of body.matchAll(
      /\/\*\*([\s\S]*?)\*\/(?:\s*\/\/[^\n]*\n)*\s*readonly \w+(\?)?:/g,
    )) {
      const link = /#(\w+)\}/.exec(comment)?.[1];
      if (link === undefined) continue;
      members.set(link, { optional: optional === "?" });
    }
    return members;
  }

  private mark(path: string): { [M in Mark]?: true } {
    const mark = this.provider.marks[path];
    return mark === undefined ? {} : { [mark]: true };
  }

  private one(pattern: RegExp, what: string): RegExpExecArray {
    const found = pattern.exec(this.source);
    if (found) return found;
    throw this.unknown(what);
  }

  private unknown(what: string): Error {
    const where = `${this.provider.package}/lib/${this.folder}`;
    return new Error(`${where}: ${what} not found; the generator of these bindings changed`);
  }
}

/** The TypeScript of a folder of bindings; what is long is split over files below it. */
function sourceOf(folder: string): string {
  const structs = join(folder, "index-structs");
  const files = existsSync(structs) ? readdirSync(structs).filter((name) => /^structs\d*\.js$/.test(name)) : [];
  return [join(folder, "index.js"), ...files.map((name) => join(structs, name))].map(embeddedSource).join("\n");
}

function embeddedSource(path: string): string {
  const map = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(readFileSync(path, "utf8"))?.[1];
  if (map === undefined) throw new Error(`${path} has no embedded source map, from which its TypeScript is read`);
  const { sourcesContent } = JSON.parse(Buffer.from(map, "base64").toString("utf8")) as { sourcesContent?: string[] };
  const source = sourcesContent?.[0];
  if (source === undefined) throw new Error(`the source map of ${path} holds no source`);
  return source;
}

function simpleType(type: string, storage: string, path: string): unknown {
  if (type === "simple" && storage in SIMPLE) return SIMPLE[storage];
  const element = SIMPLE[/^(\w+?)(?:List|Map)$/.exec(storage)?.[1] ?? ""];
  if ((type === "list" || type === "set" || type === "map") && element !== undefined) return [type, element];
  throw new Error(`${path}: type ${type} with storage ${storage} is not known to this script`);
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON whose short objects are on one line: the template of a pod stands in four types, most of it indentation otherwise. */
function printed(value: unknown, indent = ""): string {
  const short = JSON.stringify(value);
  if (typeof value !== "object" || value === null || Array.isArray(value) || short.length <= SHORT) return short;
  const inner = `${indent} `;
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${printed(member, inner)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

/** Makes the schema files in memory: file name to text. */
export function generateSchemas(): Map<string, string> {
  return new Map(
    STAND_IN_SOURCES.map((provider) => {
      const address = `registry.terraform.io/hashicorp/${provider.name}`;
      const configuration = new Binding(provider, "provider", provider.name);
      const file: SchemaFileJson = {
        "//": `Made by \`${COMMAND}\` from ${provider.package}. Do not edit: the next run writes it anew.`,
        format_version: "1.0",
        provider_versions: { [address]: configuration.version() },
        provider_schemas: {
          [address]: {
            provider: configuration.schema(),
            resource_schemas: Object.fromEntries(
              Object.entries(provider.resources).map(([type, folder]) => [
                type,
                new Binding(provider, folder, type).schema(),
              ]),
            ),
          },
        },
      };
      return [`${provider.name}.generated.json`, `${printed(file)}\n`];
    }),
  );
}

function main(): void {
  const drifted = [...generateSchemas()].filter(([name, text]) => readIfThere(join(SCHEMAS_DIR, name)) !== text);
  if (process.argv.includes("--check")) {
    if (drifted.length === 0) return;
    console.error(`src/rehearsal/stand-ins/schemas differs from the installed bindings; run \`${COMMAND}\`:`);
    drifted.forEach(([name]) => console.error(`  ${name}`));
    process.exitCode = 1;
    return;
  }
  for (const [name, text] of drifted) {
    writeFileSync(join(SCHEMAS_DIR, name), text);
    console.log(`wrote src/rehearsal/stand-ins/schemas/${name}`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

if (process.argv[1] !== undefined && /gen-stand-in-schemas\.[cm]?[jt]s$/.test(process.argv[1])) main();
