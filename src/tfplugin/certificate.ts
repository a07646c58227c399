// The plugin's one-time TLS certificate: an ECDSA P-256 key and a self-signed X.509 certificate for `localhost`, written in
// DER by hand, because node:crypto reads certificates but makes none and a library would cost more than the whole start-up.
//
// Source: RFC 5280; which variants terraform's client accepts was measured (SAN localhost is the minimum; a certificate that
// is not valid yet is refused, hence the generous `notBefore`).
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate and its private key. */
export interface Identity {
  readonly key: string;
  /** PEM, for Node's TLS. */
  readonly certificate: string;
  /** DER, for the handshake line. */
  readonly der: Buffer;
}

const HOST = "localhost";
/** Clocks of virtual machines step back; go-plugin itself allows 30 seconds. */
const BACKDATED_MS = 60 * 60 * 1000;
const VALID_YEARS = 30;

const OID = {
  commonName: [0x55, 0x04, 0x03],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  subjectAltName: [0x55, 0x1d, 0x11],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
} as const;

/** Makes a fresh identity. */
export function createIdentity(now: Date): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const name = sequence(set(sequence(oid(OID.commonName), der(0x0c, Buffer.from(HOST)))));
  const expires = new Date(now);
  expires.setUTCFullYear(expires.getUTCFullYear() + VALID_YEARS);
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber()),
    algorithm,
    name, // issuer
    sequence(time(new Date(now.getTime() - BACKDATED_MS)), time(expires)),
    name, // subject
    publicKey.export({ type: "spki", format: "der" }),
    explicit(
      3,
      sequence(
        extension(OID.basicConstraints, sequence(der(0x01, Buffer.from([0xff]))), true),
        extension(OID.keyUsage, der(0x03, Buffer.from([0x07, 0x80])), true), // digitalSignature
        extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth), oid(OID.clientAuth))), // as go-plugin's own
        extension(OID.subjectAltName, sequence(der(0x82, Buffer.from(HOST)))),
      ),
    ),
  );
  const signature = sign("sha256", toBeSigned, { key: privateKey, dsaEncoding: "der" });
  const certificate = sequence(toBeSigned, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const base64 = certificate.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    der: certificate,
  };
}

/** 127 bits: positive, and with no leading zero byte that DER would forbid. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function der(tag: number, content: Buffer): Buffer {
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, Buffer.concat(parts));
const explicit = (tag: number, content: Buffer): Buffer => der(0xa0 | tag, content);
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const oid = (bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const octets = (content: Buffer): Buffer => der(0x04, content);

/** UTCTime up to 2049, GeneralizedTime from 2050, as RFC 5280 demands. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

function extension(id: readonly number[], content: Buffer, critical = false): Buffer {
  return critical
    ? sequence(oid(id), der(0x01, Buffer.from([0xff])), octets(content))
    : sequence(oid(id), octets(content));
}
