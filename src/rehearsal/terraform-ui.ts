// Terraform's machine-readable output, line by line, and the little of it that a rehearsal shows.
//
// Source: Terraform "Machine-Readable UI" (message types `change_summary`, `apply_start`, `apply_complete`, `diagnostic`, ...).
// A line that is no JSON (init, a crash) is its own text.

/** Counted changes of resources. */
export interface Changes {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** What Terraform or a provider has to say about a configuration or a call. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  /** Empty when there is none. */
  readonly detail: string;
  /** Address of the resource it is about. */
  readonly address: string | undefined;
}

/** One line of output. */
export interface UiLine {
  /** Its type, or `text`. */
  readonly type: string;
  /** What a person reads; empty for what only machines need. */
  readonly text: string;
  /** Address of the resource it is about. */
  readonly resource: string | undefined;
  /** What is planned for that resource, in the line of a planned change. */
  readonly action: string | undefined;
  /** Why a planned change replaces or removes that resource, in Terraform's word. */
  readonly reason: string | undefined;
  /** What is done to that resource, in the line of a hook: `create`, `update`, `delete`. */
  readonly operation: string | undefined;
  /** When it was written, milliseconds since 1970; the time it was read where the line does not tell. */
  readonly atMs: number;
  readonly diagnostic: Diagnostic | undefined;
  /** The counts of a summary. */
  readonly changes: Changes | undefined;
}

interface RawLine {
  readonly type?: string;
  readonly "@message"?: string;
  readonly changes?: Partial<Changes>;
  readonly "@timestamp"?: string;
  readonly hook?: { readonly resource?: RawResource; readonly action?: string };
  readonly change?: { readonly resource?: RawResource; readonly action?: string; readonly reason?: string };
  readonly diagnostic?: RawDiagnostic;
}

interface RawResource {
  readonly addr?: string;
}

interface RawDiagnostic {
  readonly severity?: string;
  readonly summary?: string;
  readonly detail?: string;
  readonly address?: string;
}

/** Reads one line. */
export function readUiLine(line: string): UiLine {
  const raw = parse(line);
  if (raw?.type === undefined) {
    const noResource = { resource: undefined, action: undefined, reason: undefined, operation: undefined };
    return { type: "text", text: line, ...noResource, atMs: Date.now(), diagnostic: undefined, changes: undefined };
  }
  const { add = 0, change = 0, remove = 0 } = raw.changes ?? {};
  return {
    type: raw.type,
    text: raw.diagnostic ? diagnosticText(toDiagnostic(raw.diagnostic)) : (raw["@message"] ?? ""),
    resource: raw.hook?.resource?.addr ?? raw.change?.resource?.addr,
    action: raw.type === "planned_change" ? raw.change?.action : undefined,
    reason: raw.change?.reason,
    operation: raw.hook?.action,
    atMs: timeOf(raw["@timestamp"]),
    diagnostic: raw.diagnostic && toDiagnostic(raw.diagnostic),
    changes: raw.type === "change_summary" ? { add, change, remove } : undefined,
  };
}

function timeOf(stamp: string | undefined): number {
  const ms = Date.parse(stamp ?? "");
  return Number.isNaN(ms) ? Date.now() : ms;
}

function toDiagnostic({ severity, summary = "", detail = "", address }: RawDiagnostic): Diagnostic {
  return { severity: severity === "warning" ? "warning" : "error", summary, detail, address };
}

/** A diagnostic as a person reads it. */
export function diagnosticText({ severity, summary, detail, address }: Diagnostic): string {
  const title = `${severity === "warning" ? "Warning" : "Error"}: ${summary}`;
  return [title, ...(address ? [`  with ${address}`] : []), ...(detail ? [detail] : [])].join("\n");
}

function parse(line: string): RawLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as RawLine;
  } catch {
    return undefined;
  }
}
