// All secrets that a plan or a configuration holds, wherever it says so or we know so, to take them out of everything that is shown. Nothing
// is shown from here: a copy that carries no mark (in an address, an id, a computed mirror, a Helm value) is found by being equal.
//
// Source: the 22 places of secrets in a plan, measured with Terraform 1.11.4. Not found: secrets under six characters; copies that are
// compressed, encrypted, reversed, in other letters or in UTF-16; deeper encodings within encodings than JSON in JSON and base64 in base64;
// parts of a secret, but for its lines.
import { at, blocks, isList, isObject, type Json, type JsonObject, text } from "../../synthesized/index.js";
import { assignedSecrets, documentIn, secretArguments } from "./assigned-secrets.js";
import { isOpenName, isSecretName, isSecretPair } from "./secret-names.js";
import { LEAST_SECRET_CHARS, Scrubber } from "./scrubber.js";

/** Attributes that are secret whatever the plan says, by type without version. */
const SECRET_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  agyn_runner: ["service_token", "encrypted_service_token"],
  agyn_service_token: ["service_token", "encrypted_service_token", "private_key"],
  kubernetes_secret: ["data", "data_wo", "string_data", "binary_data", "binary_data_wo"],
  helm_release: ["set_sensitive", "set_wo", "repository_password"],
  // whatever another stack put out comes without its mark
  terraform_remote_state: ["outputs", "config", "defaults", "workspace"],
};

/** Settings of providers that say where something is, not who one is. */
const OPEN_SETTINGS =
  /^(?:alias|region|config_path|config_paths|config_context|config_context_cluster|host|endpoint|gateway_url|version)$/;
/** A reference or calculation in a text of a configuration. */
const EXPRESSION = /\$\{(?:[^{}]|\{[^{}]*\})*\}/;

/** A type without its version: `kubernetes_secret_v1` is a `kubernetes_secret`. */
export function unversioned(type: string): string {
  return type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, "");
}

/** Attributes of a type that are secret whatever a plan says. */
export function secretAttributesOf(type: string): readonly string[] {
  // a type is what a plan says: `__proto__` is none
  const name = unversioned(type);
  return Object.hasOwn(SECRET_ATTRIBUTES, name) ? (SECRET_ATTRIBUTES[name] ?? []) : [];
}

/** Whether a mask can be read for a value: true and false anywhere, else the value's shape. */
export function isReadableMask(mask: Json | undefined, value: Json | undefined): boolean {
  if (value === null || value === undefined) return true;
  return fits(mask, value);
}

function fits(mask: Json | undefined, value: Json | undefined): boolean {
  if (typeof mask === "boolean") return true;
  if (mask === undefined || mask === null || typeof mask !== "object") return false;
  if (isList(mask)) {
    if (isObject(value)) return false;
    return mask.every((inner, index) => fits(inner, isList(value) ? value[index] : undefined));
  }
  if (isList(value)) return false;
  return Object.entries(mask).every(([key, inner]) => fits(inner, isObject(value) ? value[key] : undefined));
}

/** Collects secrets. */
export class Taint {
  private readonly secrets = new Set<string>();

  get size(): number {
    return this.secrets.size;
  }

  /** A text that is secret, and its lines: a copy of it may be indented. */
  add(secret: string): void {
    const trimmed = secret.trim();
    if (trimmed.length < LEAST_SECRET_CHARS || this.secrets.has(trimmed)) return;
    this.secrets.add(trimmed);
    if (trimmed.includes("\n")) for (const line of trimmed.split("\n")) this.add(line);
    this.within(trimmed);
  }

  /** Everything in a value is secret. */
  all(value: Json | undefined): void {
    if (typeof value === "string") this.add(value);
    else if (typeof value === "number") this.add(String(value));
    else if (isList(value)) for (const item of value) this.all(item);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (inner !== undefined) this.all(inner);
        // a map may be keyed by what it hides
        if (!isFieldName(key)) this.add(key);
      }
    }
  }

  /** What a mask marks, or all where the mask can't be read. */
  marked(value: Json | undefined, mask: Json | undefined): void {
    if (value === null || value === undefined || mask === false) return;
    if (mask === true || !isReadableMask(mask, value)) this.all(value);
    else if (isList(mask) && isList(value)) mask.forEach((inner, index) => this.marked(value[index], inner));
    else if (isObject(mask) && isObject(value)) {
      for (const [key, inner] of Object.entries(mask)) this.marked(value[key], inner);
    }
  }

  /** What stands under names of secrets. */
  named(value: Json | undefined, isSecret = false): void {
    if (typeof value === "string") {
      if (isSecret) this.add(value);
      else this.within(value);
    } else if (typeof value === "number") {
      if (isSecret) this.add(String(value));
    } else if (isList(value)) {
      for (const item of value) this.named(item, isSecret);
      for (const argument of secretArguments(value)) this.add(argument);
    } else if (isObject(value)) {
      const isPair = isSecretPair(value);
      for (const [key, inner] of Object.entries(value)) {
        // a map under a name of a secret may be keyed by it
        if (isSecret && !isFieldName(key)) this.add(key);
        this.named(
          inner,
          isSecretName(key, inner) || (isSecret && !isOpenName(key, inner)) || (isPair && key === "value"),
        );
      }
    }
  }

  /** What an object of a type holds: by its marks, by its type, by names. */
  object(type: string, values: Json | undefined, mask: Json | undefined): void {
    this.marked(values, mask);
    this.known(type, values);
    this.named(values);
  }

  /** What is secret in an object whatever the plan says. */
  known(type: string, values: Json | undefined): void {
    if (!isObject(values)) return;
    const isRelease = type === "helm_release";
    for (const name of secretAttributesOf(type)) {
      const value = values[name];
      // a setting's name is public, what it sets is not
      if (isRelease && isList(value)) for (const item of value) this.all(at(item, "value"));
      else this.all(value);
    }
    if (type.startsWith("kubernetes_secret")) this.decoded(values["binary_data"]);
  }

  /** A literal of a configuration: what stands between its references. */
  literal(value: Json | undefined): void {
    if (typeof value === "string") for (const part of value.split(EXPRESSION)) this.add(part);
    else if (typeof value === "number") this.add(String(value));
    else if (isList(value)) for (const item of value) this.literal(item);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        // a plan says beside an expression what it refers to
        if (key === "references") continue;
        this.literal(inner);
        if (!isFieldName(key)) this.add(key);
      }
    }
  }

  /** Literals under names of secrets, and those of attributes that are secret by type. */
  literalsOf(type: string, body: JsonObject): void {
    for (const name of secretAttributesOf(type)) this.literal(body[name]);
    const collect = (value: Json | undefined, isSecret: boolean): void => {
      if (typeof value === "string" || typeof value === "number") {
        if (isSecret) this.literal(String(value));
        else if (typeof value === "string") for (const secret of assignedSecrets(value)) this.literal(secret);
      } else if (isList(value)) {
        for (const item of value) collect(item, isSecret);
        for (const argument of secretArguments(value)) this.literal(argument);
      } else if (isObject(value)) {
        const isPair = isSecretPair(value);
        for (const [key, inner] of Object.entries(value)) {
          if (key === "//" || key === "depends_on" || key === "references") continue;
          collect(
            inner,
            isSecretName(key, inner) || (isSecret && !isOpenName(key, inner)) || (isPair && key === "value"),
          );
        }
      }
    };
    collect(body, false);
  }

  /** Settings of a provider, as literals of a plan's `expressions` or of a configuration. */
  providerSettings(settings: JsonObject): void {
    for (const [name, value] of Object.entries(settings)) {
      if (OPEN_SETTINGS.test(name)) continue;
      for (const block of blocks(value)) this.providerSettings(block);
      if (isObject(value) && "constant_value" in value) this.literal(value["constant_value"]);
      if (typeof value === "string" || typeof value === "number") this.literal(value);
    }
  }

  /**
   * What finds the secrets in texts.
   *
   * @param except words that are public, and stay: a plan may mark what everybody knows
   */
  scrubber(except: ReadonlySet<string> = new Set()): Scrubber {
    return new Scrubber([...this.secrets].filter((secret) => !except.has(secret)));
  }

  /** A text may be a document of its own, as Helm values are. */
  private within(written: string): void {
    const document = documentIn(written);
    if (document !== undefined && document !== written) this.named(document);
    for (const secret of assignedSecrets(written)) this.add(secret);
  }

  private decoded(value: Json | undefined): void {
    if (!isObject(value)) return;
    for (const inner of Object.values(value)) this.add(Buffer.from(text(inner), "base64").toString("utf8"));
  }
}

/** Whether a key is a word that names a field, not something made: such words stand in every text. */
function isFieldName(key: string): boolean {
  return key.length < 20 && /^\.?(?:[a-z]+(?:[._-][a-z]+)*|[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+(?:_[A-Z]+)*)$/.test(key);
}
