import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { generateSchemas } from "../../scripts/gen-stand-in-schemas";
import type { Attributes, Block } from "../../src/framework/index";
import { BEHAVIOURS } from "../../src/rehearsal/stand-ins/behaviours";
import { helmStandIn } from "../../src/rehearsal/stand-ins/helm";
import { kubernetesStandIn } from "../../src/rehearsal/stand-ins/kubernetes";
import { schemaFromJson } from "../../src/rehearsal/stand-ins/schema-from-json";

const SCHEMAS = resolve(__dirname, "../../src/rehearsal/stand-ins/schemas");
const helm = helmStandIn(undefined);
const kubernetes = kubernetesStandIn(undefined);

const schemaOf = (type: string) => {
  const schema = (helm.resources[type] ?? kubernetes.resources[type])?.schema;
  if (!schema) throw new Error(`no stand-in for ${type}`);
  return schema;
};
const blockOf = (type: string, name: string): Block => {
  const found = schemaOf(type).blocks[name];
  if (!found) throw new Error(`${type} has no block ${name}`);
  return found;
};
/** Every path of a schema's attributes, blocks included. */
const paths = (attributes: Attributes, blocks: Readonly<Record<string, Block>>, at: string): string[] => [
  ...Object.entries(attributes).flatMap(([name, member]) => [
    `${at}.${name}`,
    ...paths(member.nested?.attributes ?? {}, {}, `${at}.${name}`),
  ]),
  ...Object.entries(blocks).flatMap(([name, inner]) => paths(inner.attributes, inner.blocks, `${at}.${name}`)),
];

describe("generated schemas", () => {
  it.each([...generateSchemas()])("%s is what the installed bindings make", (name, text) => {
    expect(readFileSync(join(SCHEMAS, name), "utf8")).toBe(text);
  });

  it("stand in for the pinned versions", () => {
    expect([helm.version, kubernetes.version]).toEqual(["3.1.1", "2.38.0"]);
  });
});

describe("schemas of the stand-ins", () => {
  it("knows every attribute that the table of behaviours names", () => {
    const all = Object.entries({ ...helm.resources, ...kubernetes.resources }).flatMap(([type, { schema }]) =>
      paths(schema.attributes, schema.blocks, type),
    );

    expect(Object.keys(BEHAVIOURS).filter((path) => !all.includes(path))).toEqual([]);
  });

  it("gives helm_release nested attributes where the real provider has them", () => {
    const { attributes, blocks } = schemaOf("helm_release");

    expect(blocks).toEqual({});
    expect(attributes["set"]?.nested?.nesting).toBe("list");
    expect(attributes["metadata"]).toMatchObject({ presence: "computed", nested: { nesting: "single" } });
    expect(attributes["resources"]?.type).toEqual({ kind: "map", element: "string" });
  });

  it("gives the helm provider one kubernetes object, and the kubernetes provider exec blocks", () => {
    expect(helm.schema.attributes["kubernetes"]?.nested?.nesting).toBe("single");
    expect(kubernetes.schema.blocks).toMatchObject({ exec: { nesting: "list" } });
    expect(Object.keys(kubernetes.schema.attributes)).not.toContain("alias");
  });

  it("gives kubernetes objects one metadata block with computed attributes inside", () => {
    expect(blockOf("kubernetes_secret_v1", "metadata")).toMatchObject({
      nesting: "list",
      minItems: 1,
      maxItems: 1,
      attributes: {
        name: { presence: "optional+computed" },
        uid: { presence: "computed" },
        namespace: { defaultValue: "default" },
      },
    });
  });

  it("tells sets from lists, in attributes and blocks", () => {
    expect(blockOf("kubernetes_role_v1", "rule").attributes["verbs"]?.type).toEqual({ kind: "set", element: "string" });
    expect(blockOf("kubernetes_role_v1", "rule").nesting).toBe("list");
    expect(blockOf("kubernetes_service_account_v1", "image_pull_secret").nesting).toBe("set");
  });

  it.each([
    ["kubernetes_secret_v1", "data", { sensitive: true, writeOnly: false }],
    ["kubernetes_secret_v1", "data_wo", { sensitive: false, writeOnly: true }],
    ["kubernetes_secret_v1", "binary_data_wo", { sensitive: false, writeOnly: true }],
    ["helm_release", "repository_password", { sensitive: true, writeOnly: false }],
    ["helm_release", "set_wo", { sensitive: false, writeOnly: true }],
  ])("marks %s.%s", (type, name, marks) => {
    expect(schemaOf(type).attributes[name]).toMatchObject(marks);
  });

  it("takes defaults and replacement from the table", () => {
    const { attributes } = schemaOf("helm_release");

    expect(attributes["timeout"]).toMatchObject({ presence: "optional+computed", defaultValue: 300 });
    expect(attributes["name"]?.modifiers).toHaveLength(1);
    expect(attributes["chart"]?.modifiers).toHaveLength(0);
  });

  it("fails when a nesting mode is not known", () => {
    const json = { version: 0, block: { block_types: { odd: { nesting_mode: "group", block: {} } } } };

    expect(() => schemaFromJson(json, "x", {})).toThrow(
      'x.odd: the nesting mode "group" is not one the stand-ins know',
    );
  });
});
