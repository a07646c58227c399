// Sealing a service token for a public key, and opening it again: the age format (X25519 and its post-quantum hybrid), armored, so
// that `age -d` opens it too. The library is by age's author and is loaded only here, only when a key is configured.
//
// Whatever the library says is dropped: its texts quote what they could not read, which may be a private key.
//
// Source: https://age-encryption.org/v1; npm age-encryption (FiloSottile/typage).
import { DiagnosticError, Path, type Validator } from "../../framework/index.js";

/** Seals texts for one public key. */
export type Seal = (text: string) => Promise<string>;

const HOW_TO_MAKE =
  'Make a pair with age-keygen: the public key, "age1...", goes here; the private key, "AGE-SECRET-KEY-1...", goes where tokens are opened and nowhere else.';

/** Accepts what looks like a public key of age. Never quotes the value, which may be the private one by mistake. */
export function agePublicKey(): Validator<string> {
  return {
    description: "A public key of age (`age1...`).",
    check: (value) => {
      // bech32; a kind other than X25519 stands before a second 1
      if (/^age1(?:[a-z]+1)?[02-9ac-hj-np-z]{20,}$/.test(value)) return undefined;
      return /^AGE-SECRET-KEY-/i.test(value.trim())
        ? {
            summary: "A private key where a public one belongs",
            detail: `Found a private key of age, which must be in no configuration: take it for known to others, and make a new pair. ${HOW_TO_MAKE}`,
          }
        : {
            summary: "Not a public key of age",
            detail: `Found ${value.length} characters that are no public key of age; without one the token can not be sealed. SSH keys and passphrases are not taken. ${HOW_TO_MAKE}`,
          };
    },
  };
}

/**
 * Checks a public key and makes ready to seal for it.
 *
 * @throws {DiagnosticError} for a key with a typing error
 */
export async function sealFor(publicKey: string, attribute: string): Promise<Seal> {
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(publicKey);
  } catch {
    throw new DiagnosticError(
      "Public key of age is damaged",
      `${attribute} begins like a public key of age, but its check sum does not fit: a character is wrong or missing, and nobody could open what is sealed for it. Copy it anew. ${HOW_TO_MAKE}`,
      Path.of(attribute),
    );
  }
  return async (text) => armor.encode(await encrypter.encrypt(text));
}

/**
 * Opens what was sealed.
 *
 * @param sealed armored; `name` is where it stands, for messages
 * @param privateKey `AGE-SECRET-KEY-1...`, or a whole key file as age-keygen writes it
 * @throws {DiagnosticError} which quotes neither
 */
export async function open(
  sealed: { readonly name: string; readonly value: string },
  privateKey: { readonly name: string; readonly value: string },
): Promise<string> {
  const { armor, Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  const keys = privateKey.value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  try {
    if (keys.length === 0) throw new Error("no key");
    for (const key of keys) decrypter.addIdentity(key);
  } catch {
    throw new DiagnosticError(
      "Not a private key of age",
      `${privateKey.name} holds no private key of age that can be read, so nothing can be opened. Give one line "AGE-SECRET-KEY-1...", or the whole file that age-keygen wrote, through an ephemeral variable. (It is not shown.)`,
      Path.of(privateKey.name),
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = armor.decode(sealed.value);
  } catch {
    throw new DiagnosticError(
      "Not a sealed token",
      `${sealed.name} is not an armored age file ("-----BEGIN AGE ENCRYPTED FILE-----"). Give the encrypted_service_token of a runner as it is, line breaks included.`,
      Path.of(sealed.name),
    );
  }
  try {
    return await decrypter.decrypt(bytes, "text");
  } catch {
    throw new DiagnosticError(
      "Private key does not open the token",
      `${privateKey.name} is a private key of age, but not the one of the public key that ${sealed.name} was sealed for, or the sealed token is damaged. Give the key of service_token_public_key. If that key is lost, so is the token: give the runner a new public key, which replaces it.`,
      Path.of(privateKey.name),
    );
  }
}
