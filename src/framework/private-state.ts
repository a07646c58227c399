// Private state: what a resource remembers of an object beside its state, seen by no user. One JSON object, kept by core as
// opaque bytes and handed to every later read, plan and apply of the object.

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The private data of one object during one call. */
export class PrivateState {
  private readonly entries: Map<string, Json>;

  /** @param bytes what core kept; bytes that are not ours (another provider's) count as none */
  constructor(bytes: Uint8Array) {
    this.entries = new Map(parse(bytes));
  }

  get(key: string): Json | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: Json): void {
    this.entries.set(key, value);
  }

  toBytes(): Buffer {
    if (this.entries.size === 0) return Buffer.alloc(0);
    return Buffer.from(JSON.stringify(Object.fromEntries(this.entries)));
  }
}

function parse(bytes: Uint8Array): [string, Json][] {
  if (bytes.length === 0) return [];
  try {
    const json = JSON.parse(Buffer.from(bytes).toString()) as Json;
    return typeof json === "object" && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
  } catch {
    return [];
  }
}
