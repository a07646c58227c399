// Whom TLS trusts: the roots of this Node.js, and the authorities a user adds to them.
//
// `ca` of node:tls replaces the roots, so both are given together. Node.js 22.15 and newer can say what it trusts by default,
// which holds NODE_EXTRA_CA_CERTS and, where asked for, the store of the system; older ones only name their built-in roots.
// One context for all connections: reading about 150 certificates takes some 10 milliseconds.
// Source: Node.js documentation of tls.createSecureContext, tls.getCACertificates, tls.rootCertificates.
import { X509Certificate } from "node:crypto";
import * as tls from "node:tls";
import { GatewayConfigurationError } from "./errors.js";

/** How the certificate of the other side is checked. */
export interface Trust {
  /** PEM of single certificates, beyond the roots. */
  readonly authorities: readonly string[];
  /** False: any certificate is taken, and anybody on the way can read the token. */
  readonly verify: boolean;
}

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * The single certificates in PEM texts. Text around them is passed over, as in bundles with comments.
 * @throws {GatewayConfigurationError} for a text without one, or with one that can't be read; never with what it holds
 */
export function parseAuthorities(ca: string | readonly string[]): readonly string[] {
  const texts = typeof ca === "string" ? [ca] : ca;
  return texts.flatMap((text, index) => {
    const name = typeof ca === "string" ? "ca" : `ca[${index}]`;
    const found: readonly string[] = text.match(CERTIFICATE) ?? [];
    if (found.length === 0) throw new GatewayConfigurationError("ca", `${name} ${whatElse(text)}`);
    found.forEach((certificate, place) => {
      try {
        new X509Certificate(certificate);
      } catch {
        throw new GatewayConfigurationError(
          "ca",
          `certificate ${place + 1} of ${found.length} in ${name} can't be read: it is damaged or cut. Export it anew, in PEM.`,
        );
      }
    });
    return found;
  });
}

function whatElse(text: string): string {
  const wanted = 'give the text of the authority\'s certificate, which begins with "-----BEGIN CERTIFICATE-----"';
  const block = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (block?.endsWith("CERTIFICATE") === true) return `holds a certificate without its end: it was cut; ${wanted}.`;
  if (block !== undefined) return `holds no certificate but "${block}": ${wanted}.`;
  if (text.trim() === "") return `is empty: ${wanted}, or leave it out.`;
  if (/^\S*[/\\]\S+$|\.(pem|crt|cer)\s*$/i.test(text.trim()))
    return `looks like the name of a file: read the file and ${wanted}.`;
  return `holds no certificate in PEM: ${wanted}. A binary one (DER) becomes PEM with: openssl x509 -inform der -in FILE.`;
}

/** Settings for node:tls; the same object for every connection. */
export function tlsSettings({ authorities, verify }: Trust): tls.ConnectionOptions {
  const settings: tls.ConnectionOptions = verify ? {} : { rejectUnauthorized: false };
  if (authorities.length === 0) return settings;
  return { ...settings, secureContext: tls.createSecureContext({ ca: [...trustedBeside(authorities)] }) };
}

/** The given authorities and those Node.js trusts without them, in PEM. */
export function trustedBeside(authorities: readonly string[]): readonly string[] {
  // newer than the types of the oldest Node.js that is supported
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => readonly string[] };
  return [...(getCACertificates?.("default") ?? tls.rootCertificates), ...authorities];
}
