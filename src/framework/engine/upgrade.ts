// Saved states and identities of any age as current ones. Core asks for every object of a state, whether or not its version
// is the current one; then the text is only read anew.
import { decodeJson, type Value } from "../../values/index.js";
import { DiagnosticError } from "../diagnostics.js";
import type { Resource } from "../resource.js";
import { savedState } from "../state-upgrader.js";
import { withoutWriteOnly } from "./transform.js";

/** What core saved of an object, or of its identity. */
export interface Saved {
  readonly version: number;
  /** Undefined for the flat form of Terraform 0.11 and earlier. */
  readonly json: string | undefined;
}

/** @throws {DiagnosticError} when no upgrader leads from the saved version to the current one */
export async function upgradeState(typeName: string, resource: Resource, saved: Saved): Promise<Value> {
  const { schema, stateUpgraders = {} } = resource;
  const json = jsonOf(typeName, "state", saved);
  // an attribute may have become write-only since, which is no other version
  if (saved.version === schema.version) return withoutWriteOnly(schema, savedState(schema, json));
  const upgrader = Object.hasOwn(stateUpgraders, saved.version) ? stateUpgraders[saved.version] : undefined;
  if (!upgrader) throw noWay(typeName, "state", saved.version, schema.version, Object.keys(stateUpgraders));
  return withoutWriteOnly(schema, (await upgrader.upgrade(json)) as Value);
}

/** @throws {DiagnosticError} when no upgrader leads from the saved version to the current one */
export async function upgradeIdentity(typeName: string, { identity }: Resource, saved: Saved): Promise<Value> {
  if (!identity) throw new DiagnosticError("No identity", `Objects of ${typeName} have no identity in this release.`);
  const json = jsonOf(typeName, "identity", saved);
  const { schema, upgraders = {} } = identity;
  if (saved.version === schema.version) return decodeJson(json, schema.type);
  const upgrader = Object.hasOwn(upgraders, saved.version) ? upgraders[saved.version] : undefined;
  if (!upgrader) throw noWay(typeName, "identity", saved.version, schema.version, Object.keys(upgraders));
  return (await upgrader.upgrade(json)) as Value;
}

function jsonOf(typeName: string, what: string, { json }: Saved): string {
  if (json !== undefined) return json;
  throw new DiagnosticError(
    "State is too old",
    `The ${what} of this ${typeName} was saved by Terraform 0.11 or earlier, in a form this provider never wrote. Apply once with Terraform 0.12 to 0.15 and the provider that wrote it, then upgrade.`,
  );
}

function noWay(typeName: string, what: string, from: number, to: number, known: readonly string[]): DiagnosticError {
  const ways = known.length > 0 ? `versions ${known.join(", ")} and ${to}` : `version ${to}`;
  return new DiagnosticError(
    `The ${what} is of another version`,
    `The ${what} of this ${typeName} has version ${from}, and this release of the provider reads ${ways}. Apply once with a release of the provider that reads version ${from}, then upgrade.`,
  );
}
