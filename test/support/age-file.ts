// Opens an age file by the format's own words, with Node's cryptography only: what `age -d` does, for a test that seals with a
// library and must not open with the same one.
//
// Source: https://age-encryption.org/v1 (C2SP age.md): armor, header, X25519 stanza, payload of one chunk.
import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from "node:crypto";

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/** What comes before the 32 bytes of a key in DER. */
const PRIVATE_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/** @param privateKey `AGE-SECRET-KEY-1...` @throws when anything in the file is not as the format says */
export function openAgeFile(armored: string, privateKey: string): string {
  const [, body = ""] =
    /^-----BEGIN AGE ENCRYPTED FILE-----\n([A-Za-z0-9+/=\n]+)\n-----END AGE ENCRYPTED FILE-----\n?$/.exec(armored) ??
    [];
  if (body.split("\n").some((line) => line.length > 64)) throw new Error("armor lines are longer than 64 columns");
  const file = Buffer.from(body, "base64");
  const text = file.toString("latin1");
  const header = /^age-encryption\.org\/v1\n-> X25519 (\S{43})\n(\S{43})\n--- (\S{43})\n/.exec(text);
  if (!header) throw new Error("not a header of version 1 with one X25519 stanza");
  const [whole, share = "", wrapped = "", mac = ""] = header;

  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_PREFIX, secretOf(privateKey)]),
    format: "der",
    type: "pkcs8",
  });
  const ephemeral = Buffer.from(share, "base64");
  const recipient = rawOf(createPublicKey(key));
  const shared = diffieHellman({ privateKey: key, publicKey: publicKeyOf(ephemeral) });
  const salt = Buffer.concat([ephemeral, recipient]);
  const wrapKey = derived(shared, salt, "age-encryption.org/v1/X25519");
  const fileKey = unsealed(wrapKey, Buffer.alloc(12), Buffer.from(wrapped, "base64"));

  const macKey = derived(fileKey, Buffer.alloc(0), "header");
  const expected = createHmac("sha256", macKey)
    .update(whole.slice(0, whole.indexOf("\n--- ") + 4))
    .digest();
  if (!expected.equals(Buffer.from(mac, "base64"))) throw new Error("the header's MAC does not fit");

  const payload = file.subarray(whole.length);
  const streamKey = derived(fileKey, payload.subarray(0, 16), "payload");
  const firstAndLast = Buffer.concat([Buffer.alloc(11), Buffer.of(1)]);
  return unsealed(streamKey, firstAndLast, payload.subarray(16)).toString();
}

function derived(secret: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}

function unsealed(key: Buffer, nonce: Buffer, box: Buffer): Buffer {
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(box.subarray(-16));
  return Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()]);
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: "der", type: "spki" });
}

function rawOf(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(-32);
}

/** The 32 bytes in a bech32 text, without its check sum of six characters. */
function secretOf(privateKey: string): Buffer {
  const digits = privateKey.toLowerCase().slice(privateKey.lastIndexOf("1", "AGE-SECRET-KEY-1".length) + 1, -6);
  const bits = Array.from(digits, (digit) => BECH32.indexOf(digit).toString(2).padStart(5, "0")).join("");
  return Buffer.from(Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2)));
}
