// The tokens of a rehearsal: one of the cluster admin, one per team, made at the first run and kept, because what a team made
// belongs to the identity of its token.
//
// Source: the embedded gateway (`agyn_` and a UUID is the user with that id). File mode 0600.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const ADMIN_TOKEN_BYTES = 24;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Tokens by who holds them. */
export interface Credentials {
  readonly admin: string;
  /** By Terraform variable, such as `agyn_token_ml`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Reads the kept tokens and makes those that are missing. */
export function keptCredentials(path: string, variables: readonly string[]): Credentials {
  const kept = read(path);
  const credentials: Credentials = {
    admin: kept.admin ?? randomBytes(ADMIN_TOKEN_BYTES).toString("base64url"),
    variables: {
      ...kept.variables,
      ...Object.fromEntries(variables.map((name) => [name, kept.variables?.[name] ?? `agyn_${randomUUID()}`])),
    },
  };
  mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
  writeFileSync(path, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: OWNER_ONLY_FILE });
  return credentials;
}

function read(path: string): Partial<Credentials> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as Partial<Credentials>;
  } catch {
    throw new Error(
      `${path} is no JSON; it holds the tokens of the rehearsal: repair it, or remove the folder it is in to begin anew`,
    );
  }
}
