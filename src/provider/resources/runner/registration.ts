// Registering a runner when the answer may get lost.
//
// The platform has no idempotency key and names are not unique, so after a lost answer nobody can know whether a runner
// exists, and its token is gone in any case. The provider registers once more, when the platform answers again, and names what it
// may have left behind: same name and scope, still pending. It deletes nothing, because it can not prove that any of it is its
// own. Such an orphan is harmless: pending, never placed, its token known to nobody. With `exactly_once` it can: see
// `exactly-once.ts`.
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
import { lastLook, madeWithin, named } from "../../last-look.js";
import { type Patience, untilAnswered } from "../../second-try.js";

/** Where a warning goes. */
export interface Report {
  warning(summary: string, detail: string): void;
}

/** How a registration goes about a loss. */
export interface RegistrationOptions extends Patience {
  /** Begins a sentence: `register runner "a"` */
  readonly action: string;
  readonly report: Report;
}

/** @throws {DiagnosticError} when it failed for good; it names what may have been left */
export async function registerOnceMore(
  gateway: GatewayClient,
  input: RegisterRunnerInput,
  options: RegistrationOptions,
): Promise<RegisteredRunner> {
  const { action, report, signal } = options;
  if (signal.aborted) throw interrupted(action);
  const started = performance.now();
  let lost: GatewayError;
  try {
    return await gateway.runners.register(input, { stop: signal });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.sent === "no") throw describeRefusal(error, input, action);
    lost = error;
  }
  let registered: RegisteredRunner;
  try {
    await untilAnswered(lost, action, (stop) => listOne(gateway, input, stop), options);
    registered = await gateway.runners.register(input, { stop: signal });
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof DiagnosticError)) throw error;
    const left = await candidates(gateway, input, started, signal);
    const { summary, detail } =
      error instanceof GatewayError
        ? describeRefusal(error, input, action)
        : new DiagnosticError(error.summary, `Did not ${action} a second time: ${error.detail}`);
    const earlier = error === lost ? "" : ` An earlier attempt ended without an answer (${lost.code}).`;
    throw new DiagnosticError(summary, `${detail}${earlier} ${describeCandidates(left, input, lost)}`);
  }
  // whatever happens from here on, the runner and its token are kept
  let told: string | undefined;
  try {
    const left = await candidates(gateway, input, started, signal);
    const others = left instanceof GatewayError ? left : left.filter(({ id }) => id !== registered.runner.id);
    if (others instanceof GatewayError || others.length > 0) told = describeCandidates(others, input, lost);
  } catch {
    told = `Whether it left one could not be found out: ${lookFor(input)}.`;
  }
  if (told !== undefined) {
    report.warning(
      "A runner may have been left behind",
      `The answer to the first attempt to ${action} was lost (${lost.code}), so it was registered a second time. ${told}`,
    );
  }
  return registered;
}

/** A read of the service that registers, to see whether it answers. */
export async function listOne(
  gateway: GatewayClient,
  { organizationId }: RegisterRunnerInput,
  signal: AbortSignal,
): Promise<void> {
  await gateway.runners.list({ organizationId, pageSize: 1, signal });
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

/** What attempts since `started` may have made, or why that could not be found out. */
async function candidates(
  gateway: GatewayClient,
  { name, organizationId }: RegisterRunnerInput,
  started: number,
  signal: AbortSignal,
): Promise<Runner[] | GatewayError> {
  const found: Runner[] = [];
  try {
    return await lastLook(signal, async (stop) => {
      for await (const runner of gateway.runners.listAll({ organizationId, signal: stop })) {
        const sameScope = runner.organizationId?.toLowerCase() === organizationId?.toLowerCase();
        if (runner.name === name && sameScope && runner.status === "pending") found.push(runner);
      }
      return madeWithin(performance.now() - started, found);
    });
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function describeCandidates(
  left: readonly Runner[] | GatewayError,
  input: RegisterRunnerInput,
  lost: GatewayError,
): string {
  if (left instanceof GatewayError) {
    const look = lookFor(input);
    // who answers every call like that stands in the gateway's place, and not only in that of an answer
    return answeredAlike(left, lost)
      ? `The runners could not be listed either (${left.rpc}: ${left.code}), so most likely no gateway was reached at all. To be sure, ${look} once it is.`
      : `Whether it left one could not be found out (${left.rpc}: ${left.code}): ${look}.`;
  }
  if (left.length === 0) return "No runner was found that this left behind.";
  return `It may have left: ${named(left)} (same name and scope, pending; times are the platform's). Nothing was deleted, because another configuration may own it; if none does, delete it. It is harmless: it never takes work, and nobody has its token.`;
}

function lookFor({ name }: RegisterRunnerInput): string {
  return `look for a pending runner named ${JSON.stringify(name)} that is in no state, and delete it`;
}

function answeredAlike(a: GatewayError, b: GatewayError): boolean {
  return !a.fromServer && a.status !== undefined && a.reason === b.reason;
}
