// Registering exactly one runner although answers may get lost (`exactly_once` of the provider block).
//
// Names are not unique, so a name can carry a proof: the runner is registered under a name with a nonce that nobody else knows,
// and after a loss everything else that carries it is ours to delete. A lost request may be carried out late, so the gateway is
// looked at once more when `request_timeout` has passed since the loss. Then the runner gets its own name, by one more call. What
// is carried out later still keeps the nonce in its name: pending, never placed, and to be told by it.
//
// Source: agynio/runners `internal/server/runners.go` (RegisterRunner has no idempotency key, UpdateRunner renames in place).
import { randomUUID } from "node:crypto";
import { DiagnosticError } from "../../../framework/index.js";
import {
  type GatewayClient,
  GatewayError,
  type RegisteredRunner,
  type RegisterRunnerInput,
} from "../../../gateway/index.js";
import { lastLook } from "../../last-look.js";
import { log } from "../../log.js";
import { untilAnswered } from "../../second-try.js";
import { wait } from "../../waiting.js";
import { describeRefusal, interrupted, listOne, type RegistrationOptions } from "./registration.js";

/** What became of runners that carry the nonce and are not the one that is kept. */
interface Swept {
  readonly deleted: number;
  /** They were looked for, and deleted, to the end. */
  readonly certain: boolean;
}

/** @throws {DiagnosticError} when it failed for good; nothing is left then, or it says under which name to look */
export async function registerExactlyOnce(
  gateway: GatewayClient,
  input: RegisterRunnerInput,
  options: RegistrationOptions,
): Promise<RegisteredRunner> {
  const { action, report, signal } = options;
  if (signal.aborted) throw interrupted(action);
  const provisional = { ...input, name: `${input.name} ~${randomUUID()}` };
  let registered: RegisteredRunner;
  try {
    registered = await gateway.runners.register(provisional, { stop: signal });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.sent === "no") throw describeRefusal(error, input, action);
    registered = await registerAgain(gateway, provisional, {
      ...options,
      lost: error,
      lostAt: performance.now(),
    });
  }
  try {
    const { id } = registered.runner;
    return { ...registered, runner: await gateway.runners.update(id, { name: input.name }, { stop: signal }) };
  } catch (error) {
    const why = error instanceof GatewayError ? `${error.rpc}: ${error.code}` : "unexpected error";
    report.warning(
      "Runner keeps its provisional name for now",
      `Runner ${registered.runner.id} was registered under the provisional name ${JSON.stringify(provisional.name)}, and could not be renamed to ${JSON.stringify(input.name)} (${why}). It is in state with its token; the next apply renames it.`,
    );
    return registered;
  }
}

/** After a loss: once more under the same name, and then away with whatever else carries it. */
async function registerAgain(
  gateway: GatewayClient,
  provisional: RegisterRunnerInput,
  lost: RegistrationOptions & { readonly lost: GatewayError; readonly lostAt: number },
): Promise<RegisteredRunner> {
  const { action, report, signal, requestTimeoutMs } = lost;
  let lostAt = lost.lostAt;
  let registered: RegisteredRunner | undefined;
  let failure: unknown;
  try {
    await untilAnswered(lost.lost, action, (stop) => listOne(gateway, provisional, stop), lost);
    registered = await gateway.runners.register(provisional, { stop: signal });
  } catch (error) {
    failure = error;
    if (error instanceof GatewayError && error.sent === "maybe") lostAt = performance.now();
  }
  const swept = await sweep(gateway, provisional, registered?.runner.id, lostAt + requestTimeoutMs, signal);
  const { name } = provisional;
  const rest = `look for a pending runner named ${JSON.stringify(name)} after a while, and delete it: nobody else uses that name, and it never takes work`;
  if (registered) {
    log(`${action}: an answer was lost, so it was registered again; ${swept.deleted} other(s) deleted`);
    if (!swept.certain) {
      report.warning(
        "A runner may have been left behind",
        `The answer to the first attempt to ${action} was lost (${lost.lost.code}), so it was registered a second time. Whether the first one was carried out could not be looked up to the end: ${rest}.`,
      );
    }
    return registered;
  }
  const told =
    failure instanceof GatewayError
      ? describeRefusal(failure, provisional, action)
      : failure instanceof DiagnosticError
        ? failure
        : new DiagnosticError("Could not register the runner", String(failure));
  const earlier = failure === lost.lost ? "" : ` An earlier attempt ended without an answer (${lost.lost.code}).`;
  throw new DiagnosticError(
    told.summary,
    `${told.detail}${earlier} ${swept.certain ? "No runner is left behind: what these attempts made was deleted." : `What they made could not be looked up to the end: ${rest}.`}`,
  );
}

/** Deletes what carries the nonce but for `keep`, at once and again at a time by which every lost request has ended. */
async function sweep(
  gateway: GatewayClient,
  provisional: RegisterRunnerInput,
  keep: string | undefined,
  until: number,
  signal: AbortSignal,
): Promise<Swept> {
  let deleted = 0;
  try {
    deleted += await sweepOnce(gateway, provisional, keep, signal);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error; // a second look follows, and that one counts
  }
  try {
    await wait(Math.max(0, until - performance.now()), signal);
    deleted += await sweepOnce(gateway, provisional, keep, signal);
    return { deleted, certain: true };
  } catch (error) {
    if (!(error instanceof GatewayError || error instanceof DiagnosticError)) throw error;
    return { deleted, certain: false };
  }
}

async function sweepOnce(
  gateway: GatewayClient,
  { name, organizationId }: RegisterRunnerInput,
  keep: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const found: string[] = [];
  await lastLook(signal, async (stop) => {
    for await (const runner of gateway.runners.listAll({ organizationId, signal: stop })) {
      if (runner.name === name && runner.id !== keep) found.push(runner.id);
    }
  });
  for (const id of found) await gateway.runners.delete(id, { stop: signal });
  return found.length;
}
