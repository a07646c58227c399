// The part of `terraform providers schema -json` that the stand-ins are described in.
//
// Source: Terraform's documentation of that command, format_version 1.0.

/** An attribute: of a type, or with attributes inside it. */
export interface AttributeJson {
  /** In cty's notation: `"string"`, `["map","string"]`. */
  readonly type?: unknown;
  readonly nested_type?: {
    readonly attributes: Readonly<Record<string, AttributeJson>>;
    readonly nesting_mode: string;
  };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly write_only?: boolean;
}

/** A block type: how often it may stand there, and what is inside. */
export interface BlockTypeJson {
  readonly nesting_mode: string;
  readonly block: BlockJson;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** What is inside a block. */
export interface BlockJson {
  readonly attributes?: Readonly<Record<string, AttributeJson>>;
  readonly block_types?: Readonly<Record<string, BlockTypeJson>>;
}

/** A schema with its version. */
export interface SchemaJson {
  readonly version: number;
  readonly block: BlockJson;
}

/** One provider's schemas. */
export interface ProviderSchemaJson {
  readonly provider: SchemaJson;
  readonly resource_schemas: Readonly<Record<string, SchemaJson>>;
}

/** A whole file, with its header: where it is from, and which release it describes. */
export interface SchemaFileJson {
  readonly "//": string;
  readonly format_version: string;
  readonly provider_versions: Readonly<Record<string, string>>;
  readonly provider_schemas: Readonly<Record<string, ProviderSchemaJson>>;
}
