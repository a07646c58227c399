// Private state: what a resource remembers of an object beside its state, seen by no user. Core keeps it as opaque bytes and
// hands it to every later read, plan and apply of the object.
//
// One JSON object whose values are JSON documents in base64, which is how HashiCorp's Go framework stores it: a provider in Go
// takes over objects of one written with this framework, and the other way round. Keys that start with "." belong to the
// framework.
//
// Source: terraform-plugin-framework, private state data.

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The framework's own mark of an object that was imported and not read yet. */
const IMPORTED = ".import_before_read";

/** The private data of one object during one call. */
export class PrivateState {
  /** JSON documents: what can not be written fails where it is set, and what is changed afterwards changes nothing here. */
  private readonly entries: Map<string, string>;
  private changed = false;

  /** @param bytes what core kept; bytes of another form count as none, and stay as they are until something is set */
  constructor(private readonly bytes: Uint8Array = NONE) {
    this.entries = parse(bytes);
  }

  get(key: string): Json | undefined {
    const document = this.entries.get(key);
    return document === undefined ? undefined : (JSON.parse(document) as Json);
  }

  /** @throws {TypeError} for a key that starts with ".", which only the framework may use, and for what JSON can not hold */
  set(key: string, value: Json): void {
    requireOwn(key);
    this.put(key, value);
  }

  /** @throws {TypeError} for a key that starts with "." */
  delete(key: string): void {
    requireOwn(key);
    this.drop(key);
  }

  /** Takes over all that another object's private data holds: for an object that moves, with what the framework keeps of it. */
  takeOver(other: PrivateState): void {
    for (const [key, document] of other.entries) this.entries.set(key, document);
    this.changed ||= other.entries.size > 0;
  }

  /** Marks an object that was imported and not read yet. */
  markImported(): void {
    this.put(IMPORTED, true);
  }

  /** Whether the object was imported and not read yet; it counts as read from now on. */
  takeImported(): boolean {
    return this.drop(IMPORTED);
  }

  toBytes(): Buffer {
    if (!this.changed) return Buffer.from(this.bytes);
    if (this.entries.size === 0) return NONE;
    const encoded = [...this.entries].map(([key, document]) => [key, Buffer.from(document).toString("base64")]);
    return Buffer.from(JSON.stringify(Object.fromEntries(encoded)));
  }

  private put(key: string, value: Json): void {
    const document = JSON.stringify(value) as string | undefined;
    if (document === undefined) throw new TypeError(`private key ${JSON.stringify(key)}: JSON can not hold its value`);
    this.entries.set(key, document);
    this.changed = true;
  }

  private drop(key: string): boolean {
    const dropped = this.entries.delete(key);
    this.changed ||= dropped;
    return dropped;
  }
}

const NONE = Buffer.alloc(0);

function requireOwn(key: string): void {
  if (key.startsWith("."))
    throw new TypeError(`private key ${JSON.stringify(key)}: keys with a leading "." are the framework's`);
}

function parse(bytes: Uint8Array): Map<string, string> {
  const entries = new Map<string, string>();
  if (bytes.length === 0) return entries;
  try {
    const json = JSON.parse(Buffer.from(bytes).toString()) as Json;
    if (typeof json !== "object" || json === null || Array.isArray(json)) return entries;
    for (const [key, value] of Object.entries(json)) {
      if (typeof value !== "string") return new Map();
      const document = Buffer.from(value, "base64").toString();
      JSON.parse(document); // else it is another provider's
      entries.set(key, document);
    }
    return entries;
  } catch {
    return new Map();
  }
}
