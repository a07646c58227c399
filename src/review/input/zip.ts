// Members of a zip, as far as saved plans need them: stored or deflated, in one file, without encryption.
//
// Why by hand: it is one table of fixed fields, node has the inflation, and no dependency of this package reads zips. Whatever is not as
// expected is refused, never guessed. Source: PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16; Go's archive/zip writes data descriptors, so
// that sizes are taken from the central directory.
import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
/** Largest member that is taken out: a state. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A zip's members by name, each read when it is asked for. Of two with one name neither is trusted. */
export class Zip {
  readonly #places = new Map<string, { readonly method: number; readonly packed: number; readonly at: number }>();
  readonly #size = new Map<string, number>();

  /** @throws when it is no zip, or none that can be read */
  constructor(private readonly bytes: Buffer) {
    const end = endOf(bytes);
    const count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    for (let index = 0; index < count; index += 1) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw new Error("its directory is broken");
      const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
        number,
        number,
        number,
      ];
      const name = bytes.toString("utf8", at + 46, at + 46 + nameBytes);
      if (this.#places.has(name)) throw new Error("two of its members have one name");
      if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new Error("its members are encrypted");
      this.#size.set(name, bytes.readUInt32LE(at + 24));
      this.#places.set(name, {
        method: bytes.readUInt16LE(at + 10),
        packed: bytes.readUInt32LE(at + 20),
        at: bytes.readUInt32LE(at + 42),
      });
      at += 46 + nameBytes + extraBytes + commentBytes;
    }
  }

  get names(): readonly string[] {
    return [...this.#places.keys()];
  }

  /**
   * The text of a member; undefined when there is none.
   *
   * @throws when it can't be taken out
   */
  text(name: string): string | undefined {
    const place = this.#places.get(name);
    const size = this.#size.get(name) ?? 0;
    if (place === undefined) return undefined;
    const { bytes } = this;
    const { method, packed, at } = place;
    if (size > MAX_BYTES || at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL)
      throw new Error("a member of it is broken or too large");
    const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const content = bytes.subarray(from, from + packed);
    if (method !== 0 && method !== 8) throw new Error("a member of it is packed in an unknown way");
    const whole = method === 0 ? content : inflateRawSync(content, { maxOutputLength: size + 1 });
    if (whole.length !== size) throw new Error("a member of it is not as long as it says");
    return whole.toString("utf8");
  }
}

function endOf(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= least; at -= 1) if (bytes.readUInt32LE(at) === END) return at;
  throw new Error("it is no zip, or broken off");
}
