// Damage to bytes that were whole: what a defect or a broken connection makes of them.
import fc from "fast-check";

/** One change, at a place that is taken modulo the length. */
interface Damage {
  readonly kind: "set" | "drop" | "insert" | "repeat" | "cut";
  readonly at: number;
  readonly byte: number;
}

/** Some changes, one after the other. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "drop", "insert", "repeat", "cut"),
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0x22, 0x5c, 0x7b, 0x7d, 0xc0, 0xc7, 0xdd, 0xdf, 0xff)),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The bytes after some damage. */
export function damaged(bytes: Uint8Array, edits: readonly Damage[]): Uint8Array {
  let all = [...bytes];
  for (const { kind, at: place, byte } of edits) {
    const at = place % (all.length + 1);
    if (kind === "set" && at < all.length) all[at] = byte;
    else if (kind === "drop") all.splice(at, 1);
    else if (kind === "insert") all.splice(at, 0, byte);
    else if (kind === "repeat") all.splice(at, 0, ...all.slice(at, at + (byte % 16)));
    else if (kind === "cut") all = all.slice(0, at);
  }
  return Uint8Array.from(all);
}

/** The same for text, which is damaged in its UTF-8. */
export function damagedText(text: string, edits: readonly Damage[]): string {
  return Buffer.from(damaged(Buffer.from(text), edits)).toString("utf8");
}
