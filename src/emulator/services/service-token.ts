// Service tokens: by which a runner's process, which has no bearer, says which runner it is.
//
// Source: agynio/runners `internal/server/token.go` (SHA-256 over the hex text), `runners.go`, `catalog.go` (blank check, texts).
import { createHash } from "node:crypto";
import { trimSpace } from "../go-text.js";
import { RpcError } from "../rpc-error.js";
import type { RunnerRow } from "../store/rows.js";
import type { Store } from "../store/store.js";
import { requireTrimmedUuid } from "../uuid.js";

/** What is stored of a token. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** @throws {RpcError} `invalid_argument` for a blank token, `not_found` for one of no runner */
export function requireRunnerByToken(store: Store, sent: string): RunnerRow {
  const token = trimSpace(sent);
  if (token === "") {
    throw new RpcError("invalid_argument", "service_token must be provided");
  }
  const hash = hashToken(token);
  const row = store.runners.find((candidate) => candidate.serviceTokenHash === hash);
  if (row === undefined) {
    throw new RpcError("not_found", "runner not found");
  }
  return row;
}

/**
 * The runner a report is from. The token says which; an id beside it has to say the same.
 * @throws {RpcError} as {@link requireRunnerByToken}, and `invalid_argument` or `permission_denied` for the id
 */
export function requireReportingRunner(
  store: Store,
  report: { readonly serviceToken: string; readonly runnerId: string },
): RunnerRow {
  const row = requireRunnerByToken(store, report.serviceToken);
  if (trimSpace(report.runnerId) !== "" && requireTrimmedUuid("runner_id", report.runnerId) !== row.id) {
    throw new RpcError("permission_denied", "runner_id does not match the reporting runner");
  }
  return row;
}
