// The state file: its form, how it is checked when read, and how it is replaced in one step.
//
// A file that is not whole or not ours is refused and left alone: it may be somebody's only copy of something. Written with
// mode 0600 to a new file in the same folder, then renamed, so that a reader or a crash sees the old state or the new one.
// Version 1 (to release 0.7) knew organizations, runners and relations only; it is read, and written back as version 2.
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
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { EmulatorError } from "../errors.js";
import { CLUSTER, type OrganizationRow, type StoreData } from "./rows.js";
import { systemErrorCode } from "./system-error.js";

const FORMAT = "cdktf-agyn gateway state";
const VERSION = 2;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

type Json = Record<string, unknown>;

/** The state of a platform nobody has used yet. */
export function emptyState(): StoreData {
  return {
    organizations: [],
    memberships: [],
    users: [],
    apiTokens: [],
    runners: [],
    workloads: [],
    relations: [],
    sections: {},
  };
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
  if (parsed.version !== VERSION && parsed.version !== 1) {
    throw new EmulatorError(
      "state_file_foreign",
      `The state file ${path} has version ${JSON.stringify(parsed.version)}; this release reads versions 1 and ${VERSION}. It was left as it is: use the release that wrote it, or name another file.`,
    );
  }
  const state = parsed.version === 1 ? fromVersion1(parsed) : parsed;
  const problem = problemOf(state);
  if (problem !== undefined) {
    throw new EmulatorError(
      "state_file_corrupt",
      `The state file ${path} is damaged: ${problem}. It was left as it is.`,
    );
  }
  // problemOf has looked at every row.
  return state as unknown as StoreData;
}

/** Adds the tables that are new, and the tie of each organization to the cluster. */
function fromVersion1(file: Json): Json {
  const organizations = Array.isArray(file.organizations) ? (file.organizations as unknown[]) : [];
  const ties = organizations
    .filter((row): row is OrganizationRow => isJson(row) && typeof row.id === "string")
    .map(({ id }) => ({ organizationId: id, relation: "cluster", identityId: CLUSTER }));
  return {
    ...file,
    memberships: [],
    users: [],
    apiTokens: [],
    workloads: [],
    ...(Array.isArray(file.relations) ? { relations: [...(file.relations as unknown[]), ...ties] } : {}),
  };
}

/** Replaces the state file; the folder is made when it is missing. */
export function writeStateFile(path: string, data: StoreData): void {
  mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  const target = realPath(path);
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const file = openSync(temporary, "wx", PRIVATE_FILE);
  try {
    writeFileSync(file, `${JSON.stringify({ format: FORMAT, version: VERSION, ...data }, undefined, 1)}\n`);
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

/** The texts every row of a table has to have; `createdAt` and `updatedAt` where the table has them. */
const TABLE_TEXTS: Readonly<Record<string, readonly string[]>> = {
  organizations: [
    "id",
    "name",
    "slug",
    "sandboxDefaultIdleTimeout",
    "sandboxDefaultTtl",
    "sandboxMaxIdleTimeout",
    "createdAt",
    "updatedAt",
  ],
  memberships: ["id", "organizationId", "identityId", "role", "status", "createdAt", "updatedAt"],
  users: ["id", "oidcSubject", "name", "username", "createdAt", "updatedAt"],
  apiTokens: ["id", "identityId", "name", "tokenHash", "tokenPrefix", "createdAt"],
  runners: ["id", "name", "status", "serviceTokenHash", "createdAt", "updatedAt"],
  workloads: ["id", "runnerId", "organizationId", "status", "lastActivityAt", "createdAt", "updatedAt"],
  relations: ["organizationId", "relation", "identityId"],
};

/** What else is asked of a row. */
const ROW_CHECKS: Readonly<Record<string, (row: Json) => string | undefined>> = {
  runners: (row) =>
    isTexts(Object.values(isJson(row.labels) ? row.labels : { none: 0 })) &&
    isTexts(row.capabilities) &&
    ["string", "undefined"].includes(typeof row.organizationId)
      ? undefined
      : "has bad labels, capabilities or organizationId",
  workloads: (row) =>
    Array.isArray(row.containers) && isJson(row.logs) ? undefined : "has no list of containers or no logs",
};

function problemOf(file: Json): string | undefined {
  for (const [table, texts] of Object.entries(TABLE_TEXTS)) {
    const problem = rowsProblem(file, table, texts, ROW_CHECKS[table]);
    if (problem !== undefined) {
      return problem;
    }
  }
  return isJson(file.sections) ? undefined : "sections is not an object";
}

function rowsProblem(
  file: Json,
  table: string,
  texts: readonly string[],
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
