// What is a key as text in the settings of a gateway: by what it is called, at any depth, or by its form.
//
// Source: LiteLLM's settings of providers (aws_secret_access_key, vertex_credentials, extra_headers), of stores and of alerting.
import { secretIn } from "../../rules/index.js";
import { isPublished, isSecretByName } from "../rules/secrets.js";

/** Names whose values are secrets here, beside those that are everywhere. */
const KEY_NAME =
  /(api_?key|master_?key|salt_?key|access_?key|private_?key|password|passwd|credentials?|database_url|direct_url|redis_url|secret|token|cookie|authorization|webhook|webhook_url)$/i;
/** What holds the addresses of webhooks by names of one's own. */
const HOLDS_KEYS = /(^|_)webhooks?(_urls?)?$/i;
/** What names a Secret, or a key in it, a price, or an account. */
const NO_KEY_NAME = /(Secret(Name|Key)|^secret(Name|Key)|_per_token|_id)$|^existing/;
/** Whoever has the address of a webhook may post there. */
const WEBHOOK =
  /\bhttps:\/\/(hooks\.slack\.com\/(services|workflows)\/|discord(app)?\.com\/api\/webhooks\/|[\w.-]*webhook\.office\.com\/|outlook\.office\.com\/webhook\/)\S/i;
/** What names a variable, or another Secret, and is none. */
const REFERENCE = /^(Bearer )?os\.environ\/[A-Za-z_][A-Za-z0-9_]*$/;
/** What nobody has as a secret: a switch, a number, the path of a file. */
const NO_KEY = /^(|true|false|none|null|\d{1,9}(\.\d+)?|(\/[\w.-]+){2,})$/i;

/**
 * Whether a text is a key.
 *
 * @param names what it is called, and what that is within, from the outermost
 */
export function isKeyAsText(names: readonly string[], text: string): boolean {
  if (REFERENCE.test(text) || NO_KEY.test(text)) return false;
  const name = names.at(-1) ?? "";
  const isNamed = KEY_NAME.test(name) && !NO_KEY_NAME.test(name);
  const isWithin = names.slice(0, -1).some((one) => HOLDS_KEYS.test(one));
  const isKnown = secretIn(text) !== undefined || isPublished({ name, value: text });
  return isNamed || isWithin || isSecretByName(name, text) || isKnown || WEBHOOK.test(text);
}
