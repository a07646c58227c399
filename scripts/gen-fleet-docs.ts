// What is generated of the fleet: the JSON Schemas under api/ and the page of the rules. The descriptions in the schemas are the doc
// comments of src/fleet/schema, so that an editor of fleet.yaml shows what an editor of TypeScript shows.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { doctorJsonSchema } from "../src/cli/doctor/check.js";
import { rehearsalJsonSchema } from "../src/cli/rehearse-schema.js";
import { statusJsonSchema } from "../src/cli/status/model.js";
import {
  constructWarnings,
  fleetFileJsonSchema,
  fleetRules,
  fleetYamlJsonSchema,
  type JsonSchema,
} from "../src/fleet/index.js";
import { acknowledgementRules, findingsJsonSchema, type RuleDescription } from "../src/rules/index.js";
import { cell, severityInWords } from "./markdown-tables.js";

const SCHEMA_FOLDER = resolve(__dirname, "../src/fleet/schema");

/** The generated files by path. */
export function fleetPages(): Record<string, string> {
  return {
    "api/fleet.schema.json": schemaText(
      described(
        fleetYamlJsonSchema(),
        "Fleet",
        docsOf(["fleet", "pool", "operations", "region", "rotation", "tier", "token-delivery"]),
      ),
    ),
    "api/fleet-json.schema.json": schemaText(
      described(fleetFileJsonSchema(), "FleetFile", docsOf(["resolved", "resolved-rotation", "operations"])),
    ),
    "api/fleet-findings.schema.json": schemaText(findingsJsonSchema),
    "api/doctor.schema.json": schemaText(doctorJsonSchema),
    "api/rehearsal.schema.json": schemaText(rehearsalJsonSchema),
    "api/status.schema.json": schemaText(statusJsonSchema),
    "docs/fleet-rules.md": rulesPage(),
  };
}

function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Doc comments of one object of a schema. */
interface ObjectDocs {
  readonly description: string;
  /** By property. */
  readonly properties: ReadonlyMap<string, string>;
}

/** The doc comments of the schema's sources, by the id of each object. */
function docsOf(files: readonly string[]): ReadonlyMap<string, ObjectDocs> {
  const known = readdirSync(SCHEMA_FOLDER);
  const constants = files.flatMap((name) => {
    if (!known.includes(`${name}.ts`))
      throw new Error(`There is no src/fleet/schema/${name}.ts: correct the list of files.`);
    return constantsOf(join(SCHEMA_FOLDER, `${name}.ts`));
  });
  // a part that several objects have may stand in another file
  return new Map(docsOfConstants(constants));
}

interface Constant {
  readonly statement: ts.VariableStatement;
  readonly name: string;
  readonly initializer: ts.Expression | undefined;
}

function constantsOf(path: string): readonly Constant[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isVariableStatement).flatMap((statement) =>
    statement.declarationList.declarations.map(({ name, initializer }) => ({
      statement,
      name: name.getText(),
      initializer,
    })),
  );
}

function docsOfConstants(constants: readonly Constant[]): readonly (readonly [string, ObjectDocs])[] {
  const shared = new Map(constants.map(({ name, initializer }) => [name, initializer]));
  return constants.flatMap(({ statement, initializer }) => {
    const id = /\.meta\(\{ id: "(\w+)" \}\)$/.exec(initializer?.getText() ?? "")?.[1];
    const object = initializer === undefined ? undefined : firstObject(initializer);
    if (id === undefined || object === undefined) return [];
    return [[id, { description: commentOf(statement), properties: new Map(propertiesOf(object, shared)) }] as const];
  });
}

/** The object literal of `z.strictObject({...}).meta(...)`. */
function firstObject(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node)) return node;
  if (!ts.isCallExpression(node)) return undefined;
  const inner = ts.isPropertyAccessExpression(node.expression) ? firstObject(node.expression.expression) : undefined;
  const [argument] = node.arguments;
  return inner ?? (argument === undefined ? undefined : firstObject(argument));
}

function propertiesOf(
  object: ts.ObjectLiteralExpression,
  shared: ReadonlyMap<string, ts.Expression | undefined>,
): readonly (readonly [string, string])[] {
  return object.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) {
      const spread = shared.get(property.expression.getText());
      return spread !== undefined && ts.isObjectLiteralExpression(spread) ? propertiesOf(spread, shared) : [];
    }
    const comment = commentOf(property);
    return comment === "" ? [] : [[property.name.getText(), comment] as const];
  });
}

/** The doc comment as one line, with its default at the end. */
function commentOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  if (comment === undefined) return "";
  const text = ts.getTextOfJSDocComment(comment.comment) ?? "";
  const preset = comment.tags?.find(({ tagName }) => tagName.text === "default");
  const value =
    preset === undefined ? "" : ` Default: ${(ts.getTextOfJSDocComment(preset.comment) ?? "").replace(/^- /, "")}.`;
  return `${text}${value}`.replace(/\s+/g, " ");
}

/** The schema with the doc comments as descriptions. */
function described(schema: JsonSchema, rootId: string, docs: ReadonlyMap<string, ObjectDocs>): JsonSchema {
  const key = "definitions" in schema ? "definitions" : "$defs";
  const { [key]: parts, ...root } = schema;
  return {
    ...withDescriptions(root, rootId, docs),
    [key]: Object.fromEntries(
      Object.entries(parts as Readonly<Record<string, JsonSchema>>).map(([id, part]) => [
        id,
        withDescriptions(part, id, docs),
      ]),
    ),
  };
}

function withDescriptions(schema: JsonSchema, id: string, docs: ReadonlyMap<string, ObjectDocs>): JsonSchema {
  const found = docs.get(id);
  if (found === undefined)
    throw new Error(`No object of src/fleet/schema has the id ${id}: give its constant .meta({ id }).`);
  const {
    id: _,
    $id: __,
    properties,
    ...rest
  } = schema as { id?: unknown; $id?: unknown; properties: Record<string, JsonSchema> };
  return {
    ...rest,
    description: found.description,
    properties: Object.fromEntries(
      Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, property]) => {
        const description = found.properties.get(name);
        return [name, description === undefined ? property : { ...property, description }];
      }),
    ),
  };
}

function rulesPage(): string {
  const row = (rule: RuleDescription, severe: string): string =>
    `| \`${rule.id}\` | ${severe} | ${cell(rule.must)} | ${cell(rule.otherwise)} | ${rule.unacknowledgeable === undefined ? "yes" : "no"} |`;
  const rows = fleetRules.map((rule) => row(rule, severityInWords(rule)));
  const own = acknowledgementRules.map((rule) => row(rule, rule.id.endsWith("-unused") ? "warning" : "error"));
  const warnings = constructWarnings.map(
    ({ id, must, otherwise }) => `| \`${id}\` | ${cell(must)} | ${cell(otherwise)} |`,
  );
  return `<!-- Generated by "npm run gen"; never edited by hand. -->

# Fleet rules

A fleet is judged as a whole before anything is made of it, and everything that is found is shown at once. An error stops; a warning
is shown. What can be acknowledged is accepted under \`acknowledge\` with the rule's id, a path and a reason
([Fleets](fleet.md#acknowledging)). Ids stay as they are from release to release.

Every rule is tried by a test with a fleet that breaks it and one that does not.

| rule | severity | what must hold | when it does not | can be acknowledged |
|---|---|---|---|---|
${[...rows, ...own].join("\n")}

## Warnings of constructs

Constructs warn when pools are made, so a fleet does not find these. They are acknowledged in the same way, with the path of a pool, its
region, its tier or its team; for a pool without a fleet by its option \`acknowledgedWarnings\`.

| warning | what had better hold | when it does not |
|---|---|---|
${warnings.join("\n")}
`;
}
