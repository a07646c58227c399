// The page of all options of agent workloads, from the types that the package offers and their doc comments.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";
import { cell } from "./markdown-tables.js";

const WORKLOADS = resolve(__dirname, "../src/workloads");
const INDEX = join(WORKLOADS, "index.ts");
/** What the rules know of a workload is no option. */
const NO_OPTIONS =
  /Description$|^(AgentFlowBuild|BuildNote|GeneratedFault|GeneratedFiles|IModelGateway|ITaskQueue|ModelDeployment|SecretSource)$/;

/** Folders, and what stands above their types. */
const CHAPTERS: readonly (readonly [folder: string, title: string])[] = [
  ["", "Every app"],
  ["options", "Every workload"],
  ["lifecycle", "Probes and drains"],
  ["exposure", "Ways in"],
  ["secrets", "Secrets"],
  ["capacity", "Budgets"],
  ["description", "Models and placement"],
  ["service", "Shapes"],
  ["scaling", "Scalers"],
  ["queue", "Queues"],
  ["model-gateway", "The gateway to models"],
  ["unpod", "Unpod"],
  ["agentflow", "AgentFlow"],
];

interface Option {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly standard: string;
}

interface OptionType {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly from: readonly string[];
  readonly options: readonly Option[];
}

/** The page. */
export function optionsPage(head: string): string {
  const types = optionTypes();
  const lacks = lacksOf(types);
  if (lacks.length > 0) throw new Error(`src/workloads: options that the page can't tell of:\n${lacks.join("\n")}`);
  const chapters = CHAPTERS.flatMap(([folder, title]) => {
    const own = types.filter((type) => type.folder === folder);
    return [`## ${title}`, ...own.map(section)];
  });
  return `${head}

# Options of agent workloads

Every option of the types of \`cdktf-agyn/workloads\`, as an editor shows them. [start.md](start.md) shows the first app, [shapes.md](shapes.md)
what to give when.

${chapters.join("\n\n")}
`;
}

/** What keeps a type or an option from being told: a folder without a chapter, an option without words or without a default. */
function lacksOf(types: readonly OptionType[]): readonly string[] {
  const folders = CHAPTERS.map(([folder]) => folder);
  return types.flatMap(({ name, folder, options }) => [
    ...(folders.includes(folder) ? [] : [`${name}: its folder ${folder} is no chapter`]),
    ...options.flatMap((one) => [
      ...(one.text === "" ? [`${name}.${one.name}: write a doc comment with its shape and unit`] : []),
      ...(one.standard === "" ? [`${name}.${one.name}: write its @default`] : []),
    ]),
  ]);
}

function section({ name, text, from, options }: OptionType): string {
  const also = from.length === 0 ? "" : ` Beside the options of ${from.map((one) => `\`${one}\``).join(", ")}:`;
  const rows = options.map(
    (one) =>
      `| \`${one.name}\` | ${one.type === "" ? "" : `\`${cell(one.type)}\``} | ${cell(one.text)} | ${cell(one.standard)} |`,
  );
  return `### ${name}

${text}${also}

| option | type | what it is | unless given |
|---|---|---|---|
${rows.join("\n")}`;
}

/** The types of the package's door that have options, in the order of their files. */
function optionTypes(): readonly OptionType[] {
  const offered = new Set(parsed(INDEX).statements.filter(ts.isExportDeclaration).flatMap(namesOf));
  const files = readdirSync(WORKLOADS, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files.sort().flatMap((path) =>
    parsed(join(WORKLOADS, path))
      .statements.filter((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one))
      .filter(({ name }) => offered.has(name.text) && !NO_OPTIONS.test(name.text))
      .map((node) => optionType(node, relative(".", path).split("/").slice(0, -1).join("/")))
      .filter(({ options }) => options.length > 0),
  );
}

function namesOf({ exportClause }: ts.ExportDeclaration): readonly string[] {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map(({ name }) => name.text);
}

function optionType(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, folder: string): OptionType {
  const from = ts.isInterfaceDeclaration(node)
    ? (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText()))
    : namedIn(node.type);
  const members = ts.isInterfaceDeclaration(node) ? node.members : membersIn(node.type);
  const options = new Map<string, Option>();
  for (const member of members.filter(ts.isPropertySignature)) {
    const one = option(member);
    // a union says of the others what can't be given with one
    if (!["undefined", "never"].includes(one.type) && !options.has(one.name)) options.set(one.name, one);
  }
  return { name: node.name.text, folder, text: docOf(node).text, from, options: [...options.values()] };
}

/** Properties that stand in a type itself, in whichever part of a union or an intersection. */
function membersIn(type: ts.TypeNode): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(type)) return [...type.members];
  if (ts.isParenthesizedTypeNode(type)) return membersIn(type.type);
  return ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type) ? type.types.flatMap(membersIn) : [];
}

/** Other types whose properties it has. */
function namedIn(type: ts.TypeNode): readonly string[] {
  if (ts.isParenthesizedTypeNode(type)) return namedIn(type.type);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return [...new Set(type.types.flatMap(namedIn))];
  if (!ts.isTypeReferenceNode(type)) return [];
  const [of] = type.typeArguments ?? [];
  return [of === undefined ? type.getText() : of.getText().replaceAll(/\s+/g, " ")];
}

function option(member: ts.PropertySignature): Option {
  const { text, standard } = docOf(member);
  const type = (member.type?.getText() ?? "").replaceAll("readonly ", "").replaceAll(/\s+/g, " ");
  return {
    name: member.name.getText(),
    type: type.includes("/*") ? "" : type,
    text,
    standard: member.questionToken === undefined ? "required" : standard.replace(/^- /, ""),
  };
}

function docOf(node: ts.Node): { readonly text: string; readonly standard: string } {
  const plain = (text: string): string =>
    text
      .replaceAll(/\{@link ([^}]+)\}/g, "`$1`")
      .replaceAll(/\s+/g, " ")
      .trim();
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const tag = (doc?.tags ?? []).find(({ tagName }) => tagName.text === "default");
  return {
    text: plain(ts.getTextOfJSDocComment(doc?.comment) ?? ""),
    standard: plain(ts.getTextOfJSDocComment(tag?.comment) ?? ""),
  };
}

function parsed(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}
