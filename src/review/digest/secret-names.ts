// Which names stand before secrets: keys of maps, variables of an environment, settings of a chart. A name errs on the side of hiding; what
// names a Secret (secretKeyRef, imagePullSecrets, tokenSecretName) or counts (tokenRevision, tokenTtl) is no secret.
import { isObject, type Json } from "../../synthesized/index.js";

const SECRET = /token|secret|passw|passphrase|credential|kubeconfig|bearer|cookie|api-?_?key|connection-?_?string/i;
/** `key` only at the end of a name and not by itself: Kubernetes calls the name of a label or an item `key`. */
const KEY = /[a-z\d](?:Key|[._-]key|_KEY)$/;
const NO_SECRET =
  /refs?$|name$|names$|revision$|public_?key$|_file$|path$|ttl$|timeout$|topologykey$|labelkey$|imagepullsecrets$|_id$|enabled$|mountpath$|type$|version$/i;

/** Whether what a name stands for is a secret. */
export function isSecretName(name: string): boolean {
  return (SECRET.test(name) || KEY.test(name)) && !NO_SECRET.test(name);
}

/** Whether a name says that what it stands for is none, wherever it stands. */
export function isOpenName(name: string): boolean {
  return NO_SECRET.test(name);
}

/** Whether an item of a list `{name, value}` has a secret for its value: a variable of an environment, a setting of a chart. */
export function isSecretPair(item: Json | undefined): boolean {
  if (!isObject(item) || typeof item["name"] !== "string") return false;
  return isSecretName(item["name"]);
}

/** From the word on, so that a long text without it costs one pass; what the name begins with is looked up backwards. */
const ASSIGNED =
  /(?:token|secret|passw|passphrase|credential|api_?key|private_?key|access_?key|[_.-]key)[\w.-]{0,40}\\?["']?[ \t]{0,8}[:=][ \t]{0,8}(?:\\"([^"\\\n]+)|"((?:[^"\\\n]|\\.)+)|'([^'\n]+)'|([^\s"'{[;&,|>\\][^\s;&,"\\]*))/gi;
const PAIRED = /\bname:[ \t]{0,8}["']?([\w.-]{1,80})["']?[ \t]*\r?\n[ \t]*value:[ \t]*["']?([^\s"'][^\n"']*)/g;
const NAME_BEFORE = /[\w.-]{0,60}$/;

/** What is assigned to names of secrets in a text that is YAML, HCL, a command or a connection string. */
export function assignedSecrets(written: string): string[] {
  // most texts name nothing
  if (!/token|secret|passw|passphrase|credential|key/i.test(written)) return [];
  const assigned = [...written.matchAll(ASSIGNED)].flatMap((match) => {
    const before = NAME_BEFORE.exec(written.slice(Math.max(0, match.index - 60), match.index))?.[0] ?? "";
    const name = before + (/^[\w.-]+/.exec(match[0])?.[0] ?? "");
    return [{ name, value: match.slice(1).find(Boolean) ?? "" }];
  });
  const paired = [...written.matchAll(PAIRED)].map(([, name = "", value = ""]) => ({ name, value }));
  return [...assigned, ...paired].flatMap(({ name, value }) => {
    const isReference = /^(?:\$\{|null$|true$|false$|~$|\d{1,5}$)/.test(value);
    return isReference || !isSecretName(name) ? [] : [...new Set([value.trim(), unescaped(value)])];
  });
}

/** A text of HCL, JSON or YAML in double quotes, without its escapes; as it is when it has others. */
function unescaped(value: string): string {
  if (!value.includes("\\")) return value.trim();
  try {
    return String(JSON.parse(`"${value}"`))
      .replaceAll("$${", "${")
      .replaceAll("%%{", "%{");
  } catch {
    return value;
  }
}
