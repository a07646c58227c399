// Registering a runner when the answer may get lost.
//
// The platform has no idempotency key and names are not unique, so after a lost answer nobody can know whether a runner
// exists, and its token is gone in any case. The provider registers once more and names what it may have left behind: same
// name and scope, still pending, made since. It deletes nothing, because it can not prove that any of it is its own. Such an
// orphan is harmless: pending, never placed, its token known to nobody. With `exactly_once` it can: see `exactly-once.ts`.
//
// Source: agynio/runners `internal/server/runners.go` (RegisterRunner).
import { DiagnosticError } from "../../../framework/index.js";
import {
  type GatewayClient,
  GatewayError,
  type RegisteredRunner,
  type RegisterRunnerInput,
  type Runner,
} from "../../../gateway/index.js";
import { describeFailure } from "../../failures.js";
import { soonAfter } from "../../last-look.js";
import { wait } from "../../waiting.js";

/** Between the lost answer and the second try: long enough for a gateway that is being replaced. */
const PAUSE_MS = 1_000;
/** Who asks for more patience than this gets none: a user waits. */
const MAX_PAUSE_MS = 30_000;
/** Where a warning goes. */
export interface Report {
  warning(summary: string, detail: string): void;
}

/** Where times of the platform are compared: the request was under way for some of it. */
const SLACK_MS = 5_000;
/** Where a time of the platform is compared with one of ours: two clocks. */
const CLOCKS_SLACK_MS = 5 * 60_000;

/**
 * @param signal ends the pause between the tries, never a call under way
 * @throws {DiagnosticError} when it failed for good; it names what may have been left
 */
export async function registerOnceMore(
  gateway: GatewayClient,
  input: RegisterRunnerInput,
  report: Report,
  signal: AbortSignal,
): Promise<RegisteredRunner> {
  const action = `register runner ${JSON.stringify(input.name)}`;
  if (signal.aborted) throw interrupted(action);
  const started = performance.now();
  let lost: GatewayError;
  try {
    return await gateway.runners.register(input);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.sent === "no") throw describeRefusal(error, input, action);
    lost = error;
  }
  const look = (sinceMs: number, ours?: string): Promise<Runner[] | GatewayError> =>
    candidates(gateway, input, { sinceMs, ours, signal: soonAfter(signal) });
  try {
    await wait(pauseAfter(lost), signal);
    const registered = await gateway.runners.register(input);
    const since = (registered.runner.createdAt?.getTime() ?? Date.now()) - (performance.now() - started) - SLACK_MS;
    const left = await look(since, registered.runner.id);
    if (left instanceof GatewayError || left.length > 0) {
      report.warning(
        "A runner may have been left behind",
        `The answer to the first attempt to ${action} was lost (${lost.code}), so it was registered a second time. ${describeCandidates(left, input, lost)}`,
      );
    }
    return registered;
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof DiagnosticError)) throw error;
    const left = await look(Date.now() - (performance.now() - started) - CLOCKS_SLACK_MS);
    const { summary, detail } =
      error instanceof GatewayError
        ? describeRefusal(error, input, action)
        : new DiagnosticError(error.summary, `Did not ${action} a second time: ${error.detail}`);
    const earlier = error === lost ? "" : ` An earlier attempt ended without an answer (${lost.code}).`;
    throw new DiagnosticError(summary, `${detail}${earlier} ${describeCandidates(left, input, lost)}`);
  }
}

/** Milliseconds until the second try. @throws {GatewayError} the loss itself, when the platform asks for too much patience */
export function pauseAfter(lost: GatewayError): number {
  const pause = lost.retryAfterMs ?? PAUSE_MS;
  if (pause > MAX_PAUSE_MS) throw lost;
  return pause;
}

/** Nothing was sent yet. */
export function interrupted(action: string): DiagnosticError {
  return new DiagnosticError("Interrupted", `Did not ${action}: Terraform was asked to stop.`);
}

/** A failed registration in words for a user. */
export function describeRefusal(
  error: GatewayError,
  { organizationId }: RegisterRunnerInput,
  action: string,
): DiagnosticError {
  if (organizationId !== undefined) return describeFailure(error, action);
  return describeFailure(error, action, {
    permission_denied:
      "A cluster-scoped runner (one without organization_id) takes the cluster admin's token. For a runner of one organization, set organization_id and use a token of an owner.",
  });
}

/** What a lost attempt may have made, or why that could not be found out. */
async function candidates(
  gateway: GatewayClient,
  { name, organizationId }: RegisterRunnerInput,
  {
    sinceMs,
    ours,
    signal,
  }: { readonly sinceMs: number; readonly ours: string | undefined; readonly signal: AbortSignal },
): Promise<Runner[] | GatewayError> {
  const found: Runner[] = [];
  try {
    for await (const runner of gateway.runners.listAll({ organizationId, signal })) {
      const sameScope = runner.organizationId?.toLowerCase() === organizationId?.toLowerCase();
      const recent = (runner.createdAt?.getTime() ?? Number.POSITIVE_INFINITY) >= sinceMs;
      if (runner.id !== ours && runner.name === name && sameScope && runner.status === "pending" && recent)
        found.push(runner);
    }
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  return found;
}

function describeCandidates(
  left: readonly Runner[] | GatewayError,
  { name }: RegisterRunnerInput,
  lost: GatewayError,
): string {
  if (left instanceof GatewayError) {
    const look = `look for a pending runner named ${JSON.stringify(name)} that is in no state, and delete it`;
    // who answers every call like that stands in the gateway's place, and not only in that of an answer
    return answeredAlike(left, lost)
      ? `The runners could not be listed either (${left.rpc}: ${left.code}), so most likely no gateway was reached at all. To be sure, ${look} once it is.`
      : `Whether it left one could not be found out (${left.rpc}: ${left.code}): ${look}.`;
  }
  if (left.length === 0) return "No runner was found that this left behind.";
  const ids = left.map((runner) => runner.id).join(", ");
  return `It may have left: ${ids} (same name and scope, pending, made since). Nothing was deleted, because another configuration may own it; if none does, delete it. It is harmless: it never takes work, and nobody has its token.`;
}

function answeredAlike(a: GatewayError, b: GatewayError): boolean {
  return !a.fromServer && a.status !== undefined && a.reason === b.reason;
}
