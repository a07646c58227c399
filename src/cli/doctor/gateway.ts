// Does the gateway answer, and whose is the token? One call tells both: what the platform itself answers, a refusal too, proves that
// a gateway is there.
//
// Source: GetMe; the identity behind a bootstrap token may have no user record, and the call fails then though the token is good.
import {
  GatewayClient,
  GatewayConfigurationError,
  GatewayError,
  proxyFromEnv,
  type UserWithRole,
} from "../../gateway/index.js";
import { type Check, ok, problem, skipped } from "./check.js";

const ANSWER_WITHIN_MS = 15_000;
const MAX_RETRIES = 1;
/** The client's own names of what comes from the environment here. */
const OPTION_WORDS: readonly [RegExp, string][] = [
  [/\burl\b/g, "AGYN_API_URL"],
  [/\bas ca\b/g, "as NODE_EXTRA_CA_CERTS here and as ca_certificate_file in the provider block"],
  [/\bnoProxy\b/g, "NO_PROXY"],
];

/** The checks `gateway` and `token`. */
export async function checkGateway(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  const { AGYN_API_URL: url = "", AGYN_API_TOKEN: token = "" } = env;
  const missingToken =
    token === ""
      ? problem(
          "token",
          "AGYN_API_TOKEN is not set",
          "the platform refuses every change without one",
          "export AGYN_API_TOKEN: an owner's API token, or the cluster admin's for cluster-scoped runners",
        )
      : undefined;
  if (url === "") {
    return [
      problem(
        "gateway",
        "AGYN_API_URL is not set",
        "stacks hold no address, so the provider finds no gateway",
        "export AGYN_API_URL with the base address, such as https://gateway.agyn.dev:2496",
      ),
      missingToken ?? skipped("token", "there is no gateway to ask"),
    ];
  }
  const asked = await ask(url, token, env);
  if (asked instanceof GatewayConfigurationError && asked.option === "token") {
    const [gateway] = await checkGateway({ ...env, AGYN_API_TOKEN: "" });
    return [
      ...(gateway ? [gateway] : []),
      problem(
        "token",
        "AGYN_API_TOKEN is no bearer token",
        "it holds a blank, a line break or a character outside ASCII",
        "export it anew as one word; was it read from a file with its line end?",
      ),
    ];
  }
  if (asked instanceof Error && !(asked instanceof GatewayError && asked.fromServer)) {
    return [unreachable(asked, env), missingToken ?? skipped("token", "the gateway did not answer")];
  }
  // the client took the address, so it holds no password
  return [ok("gateway", url), missingToken ?? judged(asked)];
}

async function ask(url: string, token: string, env: NodeJS.ProcessEnv): Promise<UserWithRole | Error> {
  let client: GatewayClient | undefined;
  try {
    client = new GatewayClient({
      url,
      token,
      proxy: proxyFromEnv(env),
      requestTimeoutMs: ANSWER_WITHIN_MS,
      maxRetries: MAX_RETRIES,
    });
    return await client.users.me();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await client?.close();
  }
}

function unreachable(error: Error, env: NodeJS.ProcessEnv): Check {
  const why = "every plan reads from the gateway";
  if (error instanceof GatewayError) {
    const found = `${env["AGYN_API_URL"] ?? ""}: ${error.detail} (${error.code})`;
    return problem("gateway", found, why, inEnvironmentWords(error.advice).replace(/\.$/, ""));
  }
  const fix = "export AGYN_API_URL with the base address, such as https://gateway.agyn.dev:2496";
  return problem("gateway", inEnvironmentWords(error.message).replace(/\.$/, ""), why, fix);
}

function judged(answer: UserWithRole | Error): Check {
  if (!(answer instanceof Error)) {
    const { user, clusterRole } = answer;
    const role =
      clusterRole === "admin"
        ? "cluster admin"
        : "not the cluster admin: it registers runners of organizations it owns, no cluster-scoped ones";
    return ok("token", `${user.username || user.name || user.id}, ${role}`);
  }
  if (answer instanceof GatewayError && answer.code === "unauthenticated") {
    return problem(
      "token",
      "AGYN_API_TOKEN is not accepted",
      "the platform does not know it, or it was revoked or has expired",
      "make a new API token and export it as AGYN_API_TOKEN",
    );
  }
  if (answer instanceof GatewayError && answer.code === "not_found") {
    return ok("token", "accepted; its identity has no user record, so its role is unknown");
  }
  return problem(
    "token",
    `the platform does not say whose AGYN_API_TOKEN is: ${answer instanceof GatewayError ? `${answer.detail} (${answer.code})` : "the call failed"}`,
    "a part of the platform fails or refuses, and an apply would meet the same",
    "look at the platform's log, and ask again in a minute",
  );
}

/** What the client says of its options, in the words of the environment. */
export function inEnvironmentWords(text: string): string {
  return OPTION_WORDS.reduce((words, [pattern, name]) => words.replace(pattern, name), text);
}
