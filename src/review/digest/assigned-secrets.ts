// What is assigned to names of secrets within a text: YAML, JSON, HCL, XML, a command, a connection string, a header, a .netrc.
//
// Every pattern begins at the start of a word or is bounded, so that a long text costs one pass.
import { isList, isObject, type Json } from "../../synthesized/index.js";
import { readDocument } from "./helm-values.js";
import { isOpenName, isSecretName, isSecretPair } from "./secret-names.js";

/** A longer text is not read as a document: its assignments are found by their form. */
const MOST_DOCUMENT_CHARS = 300_000;

/** Most texts name nothing, and pass nothing on. */
const HINT =
  /token|secret|pass|pwd|credential|key|auth|dsn|jwt|pat\b|salt|hmac|pin\b|otp|sas|sig|bearer|basic|cookie|webhook|kubeconfig|docker|connection|private|(?:^|\s)-[up]|:\d+:/i;

const ASSIGNMENT = /(?<![\w.-])([\w.-]{1,200})\\{0,3}["']?[ \t]{0,8}[:=][ \t]{0,8}/g;
/** Sticky: at the end of an assignment. */
const VALUE = /\\"([^"\\\n]+)|"((?:[^"\\\n]|\\.)+)|'([^'\n]+)'|([^\s"'{[;&,|>\\][^\s;&,"\\]*)/y;
const ARGUMENT = /(?<![\w-])--?([\w.-]{1,200})[ \t=,]{1,8}["']?([^\s"',}]+)/g;
/** `password: |` and `password:` with what stands deeper in the lines below. */
const BLOCK =
  /^([ \t]*(?:- )?)["']?([\w.-]{1,200})["']?:[ \t]*(?:[|>][-+\d]{0,3})?[ \t]*\r?\n((?:[ \t]+\S.*(?:\r?\n|$)|[ \t]*\r?\n)+)/gm;
const PAIRED =
  /\bname:[ \t]{0,8}["']?([\w.-]{1,80})["']?[ \t]*\r?\n[ \t]*value:[ \t]*(?:[|>][-+\d]{0,3}[ \t]*\r?\n[ \t]*)?["']?([^\s"'][^\n"']*)/g;
const ELEMENT = /<([\w.:-]{1,100})>([^<]{1,4000})<\//g;
/** Places that say by themselves that a secret follows. */
const KNOWN_PLACES: readonly RegExp[] = [
  /\b(?:bearer|basic)[ \t]+([\w.+/=~-]{6,})/gi,
  /\blogin[ \t\n]+\S{1,200}[ \t\n]+password[ \t\n]+(\S+)/g,
  // .pgpass: host, port, database, user
  /^[^\s:]{1,200}:\d{1,5}:[^\s:]{0,200}:[^\s:]{0,200}:(\S+)$/gm,
  // curl -u user:password
  /(?<!\S)(?:-u|--user)[ \t=]{0,4}[^\s:'"]{0,200}:([^\s'"]+)/g,
  // mysql -ppassword
  /\b(?:mysql|mariadb)\w*\b[^\n|;]{0,200}? -p([^\s'"]+)/g,
];

/** What is assigned to names of secrets in a text. */
export function assignedSecrets(written: string): string[] {
  if (!HINT.test(written)) return [];
  const found = new Set<string>();
  const add = (name: string, value: string): void => {
    const trimmed = value.trim();
    const isNothing = /^(?:\$\{|\$\(|null$|true$|false$|~$|\d{1,5}$|$)/.test(trimmed);
    if (isNothing || !isSecretName(name, trimmed)) return;
    found.add(trimmed);
    found.add(unescaped(trimmed));
  };
  let from = 0;
  for (const { 0: all, 1: name = "", index } of written.matchAll(ASSIGNMENT)) {
    // only what is assigned to a name of a secret is read on: an address may hold an assignment further on
    if (index < from || !isSecretName(name, "?")) continue;
    VALUE.lastIndex = index + all.length;
    const values = VALUE.exec(written);
    if (values === null) continue;
    from = index + all.length + values[0].length;
    add(name, values.slice(1).find(Boolean) ?? "");
  }
  for (const [, name = "", value = ""] of written.matchAll(PAIRED)) add(name, value);
  for (const [, name = "", value = ""] of written.matchAll(ELEMENT)) add(name, value);
  for (const [, name = "", value = ""] of written.matchAll(ARGUMENT)) if (isArgument(name, value)) found.add(value);
  for (const places of KNOWN_PLACES) {
    // prose says "basic authentication"
    for (const [, value = ""] of written.matchAll(places))
      if (/[\dA-Z=]/.test(value) && !value.startsWith("$")) found.add(value);
  }
  if (written.includes("\n")) for (const secret of blockSecrets(written)) found.add(secret);
  return [...found];
}

/** Items of a list of arguments that follow one that says that they are secret: `["--token", "x"]`. */
export function secretArguments(list: readonly Json[]): string[] {
  return list.flatMap((item, index) => {
    const [, name] = typeof item === "string" ? (/^--?([\w.-]{1,200})$/.exec(item) ?? []) : [];
    const value = list[index + 1];
    return name !== undefined && typeof value === "string" && isArgument(name, value) ? [value] : [];
  });
}

/** Whether any text of a value, or a document within one, assigns something to the name of a secret: `--token=x`, `password: x`. */
export function holdsAssignment(value: Json | undefined): boolean {
  if (typeof value === "string") {
    if (assignedSecrets(value).length > 0) return true;
    const document = documentIn(value);
    return document !== undefined && (holdsNamed(document) || holdsAssignment(document));
  }
  if (isList(value)) return secretArguments(value).length > 0 || value.some(holdsAssignment);
  return isObject(value) && Object.values(value).some(holdsAssignment);
}

/** The document that a text is: JSON, also in JSON, or YAML in more than one line; undefined when it is none, or names no secret. */
export function documentIn(written: string): Json | undefined {
  if (written.length > MOST_DOCUMENT_CHARS || !HINT.test(written)) return undefined;
  if (/^\s*[{["]/.test(written)) {
    try {
      return JSON.parse(written) as Json;
    } catch {
      // flow style of YAML, perhaps
    }
  }
  return /\n|^\s*\{/.test(written.trim()) && written.includes(":") ? readDocument(written) : undefined;
}

/** Whether a value has something under a name of a secret. */
export function holdsNamed(value: Json | undefined): boolean {
  if (isList(value)) return value.some(holdsNamed);
  if (!isObject(value)) return false;
  if (isSecretPair(value) && isThere(value["value"])) return true;
  return Object.entries(value).some(
    ([key, inner]) => (isSecretName(key, inner) && isThere(inner) && typeof inner !== "boolean") || holdsNamed(inner),
  );
}

function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Whether an option is followed by a secret: by its name, or as the short one of a user or password, which also stand for ports and paths. */
function isArgument(name: string, value: string): boolean {
  if (/^-|^\$/.test(value) || /^(?:true|false|null|\d{1,5})$/.test(value)) return false;
  if (name === "p") return !/^[\d:.]+(?:\/\w+)?$|^[./~]/.test(value);
  if (name === "u" || name === "user") return value.includes(":");
  return isSecretName(name, value);
}

/** Lines below the name of a secret. */
function blockSecrets(written: string): string[] {
  return [...written.matchAll(BLOCK)].flatMap(([, indent = "", name = "", block = ""]) => {
    if (!isSecretName(name)) return [];
    const secrets: string[] = [];
    for (const line of block.split(/\r?\n/)) {
      if (line.trim() === "") continue;
      if (/^[ \t]*/.exec(line)?.[0].length === 0 || (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= indent.length) break;
      const [, key, value = line] = /^[ \t]*(?:- )?["']?([\w.-]{1,200})["']?:[ \t]+(.+)$/.exec(line) ?? [];
      const text = value
        .trim()
        .replace(/^- /, "")
        .replace(/^(["'])(.*)\1$/, "$2");
      if (key !== undefined && isOpenName(key, text)) continue;
      if (!/^(?:\$\{|null$|true$|false$|~$|\d{1,5}$|[\w.-]{1,200}:$)/.test(text)) secrets.push(text);
    }
    return secrets;
  });
}

/** A text of HCL, JSON or YAML in double quotes, without its escapes; as it is when it has others. */
function unescaped(value: string): string {
  if (!value.includes("\\")) return value;
  try {
    return String(JSON.parse(`"${value}"`))
      .replaceAll("$${", "${")
      .replaceAll("%%{", "%{");
  } catch {
    return value;
  }
}
