// The state file: its form, how it is checked when read, and how it is replaced in one step.
//
// A file that is not whole or not ours is refused and left alone: it may be somebody's only copy of something. Written with
// mode 0600 to a new file in the same folder, then renamed, so that a reader or a crash sees the old state or the new one.
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { EmulatorError } from "../errors.js";
import type { OrganizationRow, RelationRow, RunnerRow, StoreData } from "./rows.js";
import { systemErrorCode } from "./system-error.js";

const FORMAT = "cdktf-agyn gateway state";
const VERSION = 1;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

type Json = Record<string, unknown>;

/** The state of a platform nobody has used yet. */
export function emptyState(): StoreData {
  return { organizations: [], runners: [], relations: [], sections: {} };
}

/**
 * Reads the state, an empty one when there is no file.
 * @throws {EmulatorError} `state_file_unreadable`, `state_file_corrupt`, `state_file_foreign`
 */
export function readStateFile(path: string): StoreData {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") {
      return emptyState();
    }
    throw new EmulatorError(
      "state_file_unreadable",
      `The state file ${path} can't be read (${systemErrorCode(error)}).`,
    );
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new EmulatorError(
      "state_file_corrupt",
      `The state file ${path} is not whole JSON. It was left as it is: repair it, move it away, or name another file.`,
    );
  }
  if (!isJson(parsed) || parsed.format !== FORMAT) {
    throw new EmulatorError(
      "state_file_foreign",
      `${path} is not a state file of the embedded gateway (its "format" is not "${FORMAT}"). It was left as it is: name another file.`,
    );
  }
  if (parsed.version !== VERSION) {
    throw new EmulatorError(
      "state_file_foreign",
      `The state file ${path} has version ${JSON.stringify(parsed.version)}; this release reads version ${VERSION}. It was left as it is.`,
    );
  }
  const problem = problemOf(parsed);
  if (problem !== undefined) {
    throw new EmulatorError(
      "state_file_corrupt",
      `The state file ${path} is damaged: ${problem}. It was left as it is.`,
    );
  }
  return {
    organizations: parsed.organizations as OrganizationRow[],
    runners: parsed.runners as RunnerRow[],
    relations: parsed.relations as RelationRow[],
    sections: parsed.sections as Json,
    ...(typeof parsed.lastPort === "number" ? { lastPort: parsed.lastPort } : {}),
  };
}

/** Replaces the state file; the folder is made when it is missing. */
export function writeStateFile(path: string, data: StoreData): void {
  mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  const target = realPath(path);
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const file = openSync(temporary, "wx", PRIVATE_FILE);
  try {
    writeSync(file, `${JSON.stringify({ format: FORMAT, version: VERSION, ...data }, undefined, 1)}\n`);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, target);
}

/** A link is followed: renaming over it would part it from its target. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const ORGANIZATION_TEXTS = [
  "id",
  "name",
  "slug",
  "sandboxDefaultIdleTimeout",
  "sandboxDefaultTtl",
  "sandboxMaxIdleTimeout",
  "createdAt",
  "updatedAt",
];
const RUNNER_TEXTS = ["id", "name", "status", "serviceTokenHash", "createdAt", "updatedAt"];
const RELATION_TEXTS = ["organizationId", "relation", "identityId"];

function problemOf(file: Json): string | undefined {
  return (
    rowsProblem(file, "organizations", ORGANIZATION_TEXTS) ??
    rowsProblem(file, "runners", RUNNER_TEXTS, (row) =>
      isTexts(Object.values(isJson(row.labels) ? row.labels : { none: 0 })) &&
      isTexts(row.capabilities) &&
      ["string", "undefined"].includes(typeof row.organizationId)
        ? undefined
        : "has bad labels, capabilities or organizationId",
    ) ??
    rowsProblem(file, "relations", RELATION_TEXTS) ??
    (isJson(file.sections) ? undefined : "sections is not an object")
  );
}

function rowsProblem(
  file: Json,
  table: string,
  texts: string[],
  extra?: (row: Json) => string | undefined,
): string | undefined {
  const rows = file[table];
  if (!Array.isArray(rows)) {
    return `${table} is not a list`;
  }
  for (const [index, row] of (rows as unknown[]).entries()) {
    if (!isJson(row)) {
      return `${table}[${index}] is not an object`;
    }
    const missing = texts.find((name) => typeof row[name] !== "string");
    const problem = missing === undefined ? extra?.(row) : `lacks the text "${missing}"`;
    if (problem !== undefined) {
      return `${table}[${index}] ${problem}`;
    }
  }
  return undefined;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
