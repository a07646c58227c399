// The three sandbox durations of an organization: bounds, their relation, and the spelling they are stored in.
//
// Source: agynio/organizations `internal/server/server.go`; texts as measured. The sent ones are stored in Go's spelling, the
// others stay as they are.
import { formatGoDuration, HOUR_NS, MINUTE_NS, parseGoDuration } from "../go-duration.js";
import { RpcError } from "../rpc-error.js";
import type { OrganizationRow } from "../store/rows.js";

const MIN_IDLE_NS = MINUTE_NS;
const MAX_IDLE_NS = 24n * HOUR_NS;
const MAX_TTL_NS = 336n * HOUR_NS;

type SandboxField = "sandboxDefaultIdleTimeout" | "sandboxDefaultTtl" | "sandboxMaxIdleTimeout";
type SandboxFields = Record<SandboxField, string>;

/**
 * The row's sandbox fields after an update.
 * @throws {RpcError} `invalid_argument` for a value out of bounds or a default above its maximum
 */
export function updatedSandboxFields(row: OrganizationRow, request: Partial<SandboxFields>): SandboxFields {
  const idle = readIdle("sandbox_default_idle_timeout", request.sandboxDefaultIdleTimeout);
  const maxIdle = readIdle("sandbox_max_idle_timeout", request.sandboxMaxIdleTimeout);
  const ttl = readTtl(request.sandboxDefaultTtl);
  if (idle !== undefined || maxIdle !== undefined) {
    const effectiveIdle = idle ?? stored(row.sandboxDefaultIdleTimeout);
    const effectiveMax = maxIdle ?? stored(row.sandboxMaxIdleTimeout);
    if (effectiveIdle > effectiveMax) {
      const [shown, limit] = [formatGoDuration(effectiveIdle), formatGoDuration(effectiveMax)];
      throw invalid(`sandbox_default_idle_timeout ${shown} exceeds sandbox_max_idle_timeout ${limit}`);
    }
  }
  return {
    sandboxDefaultIdleTimeout: idle === undefined ? row.sandboxDefaultIdleTimeout : formatGoDuration(idle),
    sandboxDefaultTtl: ttl === undefined ? row.sandboxDefaultTtl : formatGoDuration(ttl),
    sandboxMaxIdleTimeout: maxIdle === undefined ? row.sandboxMaxIdleTimeout : formatGoDuration(maxIdle),
  };
}

function readIdle(field: string, text: string | undefined): bigint | undefined {
  const ns = read(field, text);
  if (ns !== undefined && (ns < MIN_IDLE_NS || ns > MAX_IDLE_NS)) {
    throw invalid(`${field}: must be between ${formatGoDuration(MIN_IDLE_NS)} and ${formatGoDuration(MAX_IDLE_NS)}`);
  }
  return ns;
}

function readTtl(text: string | undefined): bigint | undefined {
  const field = "sandbox_default_ttl";
  const ns = read(field, text);
  if (ns !== undefined && (ns <= 0n || ns > MAX_TTL_NS)) {
    throw invalid(`${field}: must be greater than ${formatGoDuration(0n)} and at most ${formatGoDuration(MAX_TTL_NS)}`);
  }
  return ns;
}

function read(field: string, text: string | undefined): bigint | undefined {
  if (text === undefined) {
    return undefined;
  }
  const result = parseGoDuration(text);
  if ("problem" in result) {
    throw invalid(`${field}: ${result.problem}`);
  }
  return result.ns;
}

/** A stored value was checked when it came in, or is one of our defaults. */
function stored(text: string): bigint {
  const result = parseGoDuration(text);
  return "ns" in result ? result.ns : 0n;
}

function invalid(message: string): RpcError {
  return new RpcError("invalid_argument", message);
}
