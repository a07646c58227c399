// A saved plan, the file that `apply` takes: which file it is, which state it was made for, and from which JSON. Its state holds secrets in
// clear, so that nothing else is taken out of it.
//
// Source: measured with Terraform 1.11.4: a zip of tfplan, tfstate (with serial and lineage of the state that was there; 0 and empty for a
// first plan), tfstate-prev (without), tfconfig/m-/ (the root module's files as they were) and .terraform.lock.hcl. OpenTofu's is the same,
// or with encryption JSON with `encrypted_data`, which only it can read.
import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../../synthesized/index.js";
import { Zip } from "./zip.js";

/** Where a state stands. */
export interface StatePosition {
  /** 0: there is none yet. */
  readonly serial: number;
  /** Empty: there is none yet. */
  readonly lineage: string;
}

/** What can be told of a saved plan. */
export interface SavedPlan {
  /** Of the file, hex. */
  readonly sha256: string;
  /** The state it was made for. @default - can't be read */
  readonly state?: StatePosition;
  /** The root module's JSON it was made from. @default - can't be read, or it has more files than that */
  readonly configuration?: JsonObject;
  /** It has files beside cdk.tf.json, which change what that says. */
  readonly hasOtherFiles: boolean;
  /** Why the file can't be looked into, as a clause. @default - it can */
  readonly closed?: string;
  /** It can't, because it is encrypted. */
  readonly isEncrypted?: true;
}

const ROOT = "tfconfig/m-/";

/** Reads a saved plan. Never throws for what is in it. */
export function readSavedPlan(bytes: Buffer): SavedPlan {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const closed = (why: string): SavedPlan => ({ sha256, hasOtherFiles: false, closed: why });
  if (bytes.subarray(0, 1).toString("latin1") === "{") {
    const json = parsed(bytes.toString("utf8"));
    return json?.["encrypted_data"] === undefined
      ? closed("it is JSON, and no saved plan")
      : { ...closed("it is encrypted"), isEncrypted: true };
  }
  try {
    const zip = new Zip(bytes);
    if (!zip.names.includes("tfplan")) return closed("it is a zip, and no saved plan");
    const state = statePosition(zip.text("tfstate") ?? "");
    const configuration = parsed(zip.text(`${ROOT}cdk.tf.json`) ?? "");
    const hasOtherFiles = zip.names.some((name) => name.startsWith(ROOT) && name !== `${ROOT}cdk.tf.json`);
    return {
      sha256,
      hasOtherFiles,
      ...(state === undefined ? {} : { state }),
      ...(configuration === undefined ? {} : { configuration }),
      ...(state === undefined ? { closed: "its state has no serial" } : {}),
    };
  } catch (error) {
    return closed(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Where a state stands, from what `terraform state pull` prints; nothing is printed where there is none.
 *
 * @returns undefined for what is no state
 */
export function statePosition(text: string): StatePosition | undefined {
  if (text.trim() === "") return { serial: 0, lineage: "" };
  const { serial, lineage } = parsed(text) ?? {};
  return typeof serial === "number" && typeof lineage === "string" ? { serial, lineage } : undefined;
}

/** Whether a state is still the one that a plan was made for. */
export function isSameState(one: StatePosition, other: StatePosition): boolean {
  return one.serial === other.serial && one.lineage === other.lineage;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
