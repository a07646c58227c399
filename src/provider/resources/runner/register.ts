// Registers a runner by the rules of the provider block for lost answers: once more with a warning, or exactly once with a proof.
//
// Loaded by who has a configured client, because it calls the gateway.
import type { RegisteredRunner, RegisterRunnerInput } from "../../../gateway/index.js";
import { quoted } from "../../quoted.js";
import type { Session } from "../../session.js";
import { registerExactlyOnce } from "./exactly-once.js";
import { registerOnceMore, type Report } from "./registration.js";

/**
 * @param signal ends waits, never a registration under way
 * @throws {DiagnosticError} when it failed for good; it names what may have been left
 */
export async function register(
  client: Session,
  input: RegisterRunnerInput,
  report: Report,
  signal: AbortSignal,
): Promise<RegisteredRunner> {
  const { exactlyOnce, requestTimeoutMs } = client;
  const byTheRules = exactlyOnce ? registerExactlyOnce : registerOnceMore;
  const action = `register runner ${quoted(input.name)}`;
  return await client.call(action, (gateway) =>
    byTheRules(gateway, input, { action, requestTimeoutMs, report, signal }),
  );
}
