// Core's rules about every other answer: read, import, upgrade, move, data sources, ephemeral resources and identities.
// None of them compares with what was before, but an ephemeral result, which has to agree with its configuration.
//
// Source: Terraform 1.11.4: refresh, readDataSource and importState of a resource instance, upgradeResourceState,
// applyCrossTypeMove, openEphemeralResourceInstance. Identities: Terraform 1.12, validateIdentity and validateIdentityKnown.
import { type ObjectType, Path, type Value } from "../../values/index.js";
import type { Schema } from "../schema/schema.js";
import { arrived, arrivedIdentity, findUnknown, findWriteOnly } from "./every-answer.js";
import { Findings, type RuleFault } from "./findings.js";
import { comparePlanned } from "./plan-valid.js";

/** The state that an RPC answers. */
export interface StateToJudge {
  readonly schema: Schema;
  /** Null where nothing exists. */
  readonly state: Value;
}

/** A state that may wait for what is not known yet. */
export interface DeferrableState extends StateToJudge {
  /**
   * The answer is deferred, so it may hold unknown values.
   * @default false
   */
  readonly deferred?: boolean;
}

/** The rules of core that the answer of a read breaks. Null is legal: the object is gone. */
export function readFaults({ schema, state, deferred = false }: DeferrableState): readonly RuleFault[] {
  return storedFaults(new Findings("read"), { schema, state }, deferred);
}

/** The rules of core that an upgraded state breaks. */
export function upgradeFaults(answer: StateToJudge): readonly RuleFault[] {
  return storedFaults(new Findings("upgrade"), answer);
}

/** The rules of core that a state moved from another type breaks. `schema` is that of the target. */
export function moveFaults(answer: StateToJudge): readonly RuleFault[] {
  return storedFaults(new Findings("move"), answer);
}

function storedFaults(
  findings: Findings<"read" | "upgrade" | "move">,
  { schema, state }: StateToJudge,
  deferred = false,
): readonly RuleFault[] {
  const value = arrived(state, schema, findings);
  if (value === undefined) return findings.faults;
  if (!deferred) findUnknown(value, schema.type, findings);
  findWriteOnly(value, schema, findings);
  return findings.faults;
}

/** What an import answers. */
export interface ImportToJudge {
  readonly schema: Schema;
  /** The imported objects, in the order answered. */
  readonly imported: readonly { readonly typeName: string; readonly state: Value }[];
  /**
   * What asked for it: an import block takes one object, the import command takes several.
   * @default "block"
   */
  readonly by?: "block" | "command";
  /**
   * The answer is deferred, so there may be no object yet.
   * @default false
   */
  readonly deferred?: boolean;
}

/** The rules of core that the answer of an import breaks. Unknown values are judged by the read that follows. */
export function importFaults({
  schema,
  imported,
  by = "block",
  deferred = false,
}: ImportToJudge): readonly RuleFault[] {
  const findings = new Findings("import");
  if (imported.length === 0 && by === "block" && !deferred) findings.add("none", Path.root, "no object was answered");
  if (imported.length > 1 && by === "block") {
    findings.add("several", Path.root, `${imported.length} objects were answered`);
  }
  for (const { typeName, state } of imported) {
    if (typeName === "") findings.add("type-name", Path.root, "the type is empty");
    const value = arrived(state, schema, findings);
    if (value === undefined) continue;
    if (value === null && !deferred) findings.add("null", Path.root, "is null");
    findWriteOnly(value, schema, findings);
  }
  return findings.faults;
}

/** The rules of core that the answer of a data source breaks. */
export function dataFaults({ schema, state, deferred = false }: DeferrableState): readonly RuleFault[] {
  const findings = new Findings("data");
  const value = arrived(state, schema, findings);
  if (value === undefined || deferred) return findings.faults;
  if (value === null) findings.add("null", Path.root, "is null");
  findUnknown(value, schema.type, findings);
  return findings.faults;
}

/** What opening an ephemeral resource answers. */
export interface EphemeralToJudge {
  readonly schema: Schema;
  readonly config: Value;
  readonly result: Value;
  /**
   * The answer is deferred, so the result does not count.
   * @default false
   */
  readonly deferred?: boolean;
}

/** The rules of core that an ephemeral result breaks: those of the plan of an object that did not exist before. */
export function ephemeralFaults({ schema, config, result, deferred = false }: EphemeralToJudge): readonly RuleFault[] {
  const findings = new Findings("ephemeral");
  const planned = arrived(result, schema, findings);
  if (planned === undefined || deferred) return findings.faults;
  comparePlanned(schema, { path: Path.root, type: schema.type, config, prior: null, planned }, findings);
  return findings.faults;
}

/** An identity that an RPC answers. */
export interface IdentityToJudge {
  /** The shape of the identity. */
  readonly schema: { readonly type: ObjectType };
  /** Null where none was answered. */
  readonly identity: Value;
  /** It is that of an object still to be made, in the plan of a create or of a replacement. */
  readonly planned: boolean;
  /**
   * The answer is that of an import by identity, which has to have one.
   * @default false
   */
  readonly imported?: boolean;
}

/** The rules of core that an identity breaks. That it never changes is a rule of providers, not of core. */
export function identityFaults({ schema, identity, planned, imported = false }: IdentityToJudge): readonly RuleFault[] {
  const findings = new Findings("identity");
  const value = arrivedIdentity(identity, schema.type, findings);
  if (value === undefined) return findings.faults;
  if (value === null && imported) findings.add("missing", Path.root, "is null");
  if (!planned) findUnknown(value, schema.type, findings);
  return findings.faults;
}
