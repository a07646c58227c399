// The schema of an object as the sections of its page: required, optional, read-only, then what is nested, each in the words and with
// the anchors that readers of the registry know from tfplugindocs.
//
// Source: hashicorp/terraform-plugin-docs, whose pages these look like; the JSON is that of `terraform providers schema -json`.

/** A type as cty writes it: `"string"`, `["map", "string"]`, `["object", { "x": "number" }]`. */
export type TypeJson = unknown;

interface AttributeJson {
  readonly type?: TypeJson;
  readonly description?: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
  /** In the place of `type` where there are attributes inside. */
  readonly nested_type?: {
    readonly nesting_mode: string;
    readonly attributes: Readonly<Record<string, AttributeJson>>;
  };
}

interface NestedBlockJson {
  readonly nesting_mode?: string;
  readonly block: BlockJson;
}

/** A block of the schema: the object itself, or what is nested in it. */
export interface BlockJson {
  readonly attributes?: Readonly<Record<string, AttributeJson>>;
  readonly block_types?: Readonly<Record<string, NestedBlockJson>>;
  readonly description?: string;
}

/** Something with lines of its own further down, where its line links to. */
interface Inside {
  readonly path: string;
  readonly anchor: string;
  readonly block: BlockJson;
}

/** What comes after `## Schema`. */
export function schemaSections(block: BlockJson): string {
  const { text, inside } = linesOf({ path: "", anchor: "", block }, "### ");
  return `\n${text}${inside.map(nestedSection).join("")}`;
}

function nestedSection(nested: Inside): string {
  const { text, inside } = linesOf(nested, "");
  const about = nested.block.description === undefined ? "" : `${nested.block.description}\n\n`;
  const title = `\n<a id="${nested.anchor}"></a>\n### Nested Schema for \`${nested.path}\`\n\n`;
  return `${title}${about}${text}${inside.map(nestedSection).join("")}`;
}

/** The lines of a block by who sets what, and what is inside of them. */
function linesOf({ path, block }: Inside, heading: string): { readonly text: string; readonly inside: Inside[] } {
  const attributes = Object.entries(block.attributes ?? {});
  const inside: Inside[] = [];
  const within = (kind: string, name: string, nested: BlockJson): string => {
    const full = path === "" ? name : `${path}.${name}`;
    const anchor = `${kind}--${full.replaceAll(".", "--")}`;
    inside.push({ path: full, anchor, block: nested });
    return ` (see [below for nested schema](#${anchor}))`;
  };
  const attributeLine = ([name, attribute]: [string, AttributeJson]): string => {
    const { nested_type: nested, description = "" } = attribute;
    const more = nested ? within("nestedatt", name, { attributes: nested.attributes }) : "";
    return `- \`${name}\` (${marks(attribute).join(", ")}) ${description}${more}`;
  };
  const blockLine = ([name, { nesting_mode: mode, block: nested }]: [string, NestedBlockJson]): string =>
    `- \`${name}\` (Block${mode === undefined || mode === "single" ? "" : ` ${capital(mode)}`}) ${nested.description ?? ""}${within("nestedblock", name, nested)}`;
  const groups: [string, string[]][] = [
    ["Required", attributes.filter(([, { required }]) => required).map(attributeLine)],
    [
      "Optional",
      [
        ...attributes.filter(([, { optional }]) => optional).map(attributeLine),
        ...Object.entries(block.block_types ?? {}).map(blockLine),
      ],
    ],
    ["Read-Only", attributes.filter(([, { required, optional }]) => !required && !optional).map(attributeLine)],
  ];
  const text = groups
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${heading}${title}${heading === "" ? ":" : ""}\n\n${lines.join("\n")}\n`)
    .join("\n");
  return { text, inside };
}

function marks({ type, nested_type: nested, sensitive, deprecated, write_only: writeOnly }: AttributeJson): string[] {
  const mode = nested?.nesting_mode ?? "";
  return [
    nested ? `Attributes${mode === "single" ? "" : ` ${capital(mode)}`}` : typeName(type),
    ...(sensitive ? ["Sensitive"] : []),
    ...(writeOnly ? ["Write-only"] : []),
    ...(deprecated ? ["Deprecated"] : []),
  ];
}

/** `["map","string"]` as a reader says it: `Map of String`. */
export function typeName(type: TypeJson): string {
  if (typeof type === "string") return type === "bool" ? "Boolean" : capital(type);
  const [kind, inner] = type as [string, TypeJson];
  return kind === "object" || kind === "tuple" ? capital(kind) : `${capital(kind)} of ${typeName(inner)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
