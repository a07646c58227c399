// What may not stand in anything a person is shown: service tokens (64 hex digits; the secret segment of the clusters' address has
// that form too) and API tokens. Resource types such as `agyn_runner` stay readable.
//
// Source: agyn API (service token: 64 lower-case hex digits; API token: `agyn_` and 44 base62 characters; the embedded gateway
// takes `agyn_` and a UUID).

const SECRETS = /\b[0-9a-f]{64}\b|\bagyn_(?:[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{44})\b/gi;

/**
 * The text without secrets.
 *
 * @param known secrets of no particular form, such as an admin's token
 */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  const rest = text.replace(SECRETS, "(secret)");
  return known.reduce((shown, secret) => (secret === "" ? shown : shown.replaceAll(secret, "(secret)")), rest);
}
