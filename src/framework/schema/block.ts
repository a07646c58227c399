// Blocks of a schema, written `name { ... }`. Nested attributes say the same with less surprise; blocks are for what
// practitioners know as blocks (`timeouts`) and for schemas that already have them.
import { listOf, mapOf, type ObjectType, objectOf, setOf, type Type } from "../../values/index.js";
import { type Attributes, typesOf } from "./attribute.js";

/**
 * How often a block may stand there.
 *
 * | nesting | in configuration | in plan and state |
 * |---|---|---|
 * | `single` | at most once | an object, or null |
 * | `group` | at most once | an object, never null: of nulls where it is left out |
 * | `list` | any number, in order | a list, never null |
 * | `set` | any number, without order | a set, never null |
 * | `map` | any number, each with a label | a map by label, never null |
 */
export type BlockNesting = "single" | "group" | "list" | "set" | "map";

/** A block, written `name { ... }`. */
export interface Block<
  A extends Attributes = Attributes,
  N extends BlockNesting = BlockNesting,
  B extends Blocks = Blocks,
> {
  readonly nesting: N;
  readonly attributes: A;
  readonly blocks: B;
  readonly description: string;
  readonly deprecated: string | undefined;
  readonly minItems: number;
  /** 0 is no limit. */
  readonly maxItems: number;
}

/** Blocks by name. */
export type Blocks = { readonly [name: string]: Block };

/** No blocks at all. */
export type NoBlocks = { readonly [name in never]: never };

/** What stands at one level: the attributes and blocks of a schema, a nested attribute or a block. */
export interface Level {
  readonly attributes: Attributes;
  readonly blocks: Blocks;
}

/** What a block says of itself, beside its attributes. */
export interface BlockOptions {
  readonly description: string;
  /** @default - no blocks inside */
  readonly blocks?: Blocks;
  /**
   * Why not to use it any more and what to use instead; shown as a warning.
   * @default - not deprecated
   */
  readonly deprecated?: string;
  /** Least number of a list or set; 1 makes a single block required. @default 0 */
  readonly minItems?: number;
  /** Greatest number of a list or set, 0 is no limit. @default 0 */
  readonly maxItems?: number;
}

type BlocksOf<O> = O extends { readonly blocks: infer B extends Blocks } ? B : NoBlocks;

/** Makes a block. */
export function block<const A extends Attributes, N extends BlockNesting, const O extends BlockOptions>(
  nesting: N,
  attributes: A,
  options: O,
): Block<A, N, BlocksOf<O>> {
  return {
    nesting,
    attributes,
    blocks: (options.blocks ?? {}) as BlocksOf<O>,
    description: options.description,
    deprecated: options.deprecated,
    minItems: options.minItems ?? 0,
    maxItems: options.maxItems ?? 0,
  };
}

/** The object type of what stands at a level. */
export function levelType({ attributes, blocks }: Level): ObjectType {
  const types: Record<string, Type> = typesOf(attributes);
  for (const [name, inner] of Object.entries(blocks)) types[name] = blockType(inner, levelType(inner));
  return objectOf(types);
}

/** The type of a block around the type of its inside. */
export function blockType({ nesting }: Block, inside: Type): Type {
  return { single: inside, group: inside, list: listOf(inside), set: setOf(inside), map: mapOf(inside) }[nesting];
}
