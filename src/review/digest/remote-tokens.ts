// Token fields that are fed from another stack's state. What comes out of there has lost its mark: Terraform shows it in plans, in logs
// and to everyone who may read the state, so a token belongs in a store of secrets instead.
//
// Source: `data.terraform_remote_state` marks nothing as sensitive (measured; hashicorp/terraform#29544).
import { isList, isObject, type Json, text } from "../../synthesized/index.js";
import { isSecretName, isSecretPair } from "./secret-names.js";
import { secretAttributesOf } from "./taint.js";

const REMOTE =
  /(?:^|[^\w.])data\.terraform_remote_state\.[\w-]+\.outputs(?:\.([\w-]+)|\["([^"]+)"\])?|^data\.terraform_remote_state\./;

/** Attributes of an object that take a token from another stack, given its expressions or its body in a configuration. */
export function remoteTokenAttributes(type: string, body: Json | undefined): string[] {
  if (!isObject(body)) return [];
  const secrets = secretAttributesOf(type);
  return Object.entries(body).flatMap(([attribute, value]) => {
    if (attribute === "//" || attribute === "depends_on") return [];
    const isToken = secrets.includes(attribute) || isSecretName(attribute);
    return feeds(value, isToken) ? [attribute] : [];
  });
}

/** Whether a value of another stack gets to a token: by the field's name, the setting's, or the output's. */
function feeds(value: Json | undefined, isToken: boolean): boolean {
  if (typeof value === "string") {
    const found = REMOTE.exec(value);
    if (found === null) return false;
    return isToken || isSecretName(found[1] ?? found[2] ?? "");
  }
  if (isList(value)) return value.some((item) => feeds(item, isToken));
  if (!isObject(value)) return false;
  const name = isObject(value["name"]) ? text(value["name"]["constant_value"]) : text(value["name"]);
  const isPair = isSecretPair({ name });
  return Object.entries(value).some(([key, inner]) =>
    feeds(inner, isToken || isSecretName(key) || (isPair && key === "value")),
  );
}
