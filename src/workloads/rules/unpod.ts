// UNP: what is true of Unpod runners only. Their agent secret, ways in, ports, timeouts, grace, handler of SIGTERM, budget and keys are
// held by SEC-01, SEC-09, NET-01, NET-02, NET-04, NET-05, DRN-01, DRN-02, DRN-03, SCL-04, SCL-08, IMG-04 and POL-04.
//
// Source: refusals of facts 1.3, traps of facts 12 (SDK 0.2.1).
import { ERROR, ERROR_IN_PROD, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import { REGISTRY_SECONDS } from "../unpod/wrapper.js";
import { eachPool, isPool, type Pool } from "./each-pool.js";
import { isLater } from "../later.js";
import { isOpenByDefault, pathOf, when, type WorkloadRule } from "./rule.js";
import { bridgeRules } from "./unpod-bridge.js";

const ignored: WorkloadRule = {
  id: "UNP-03",
  source: "Unpod SDK 0.2",
  must: "A pool that dials out is given nothing of what a bridge needs.",
  otherwise: "The SDK ignores it, so calls that are thought to be signed are not, and an address leads nowhere.",
  severity: ERROR,
  check: eachPool(({ unpod }) =>
    unpod.ignored.map((option) => ({
      option,
      why: "the dial_out transport ignores it",
      fix: "leave it out, or make the pool by UnpodRunnerPool.serve",
    })),
  ),
};

/** Addresses that a runner connects to. */
const ADDRESSES = [
  "UNPOD_BASE_URL",
  "UNPOD_ORCHESTRATOR_URL",
  "UNPOD_SERVICE_BASE_URL",
  "UNPOD_ORCHESTRATOR_BASE_URL",
  "UNPOD_PLATFORM_BASE_URL",
  "UNPOD_USAGE_INGEST_URL",
];

const encrypted: WorkloadRule = {
  id: "UNP-04",
  source: "U11",
  must: "The addresses of Unpod are bare hosts, wss or https.",
  otherwise: "The control socket is opened in clear text, without complaint, with the API key on it.",
  severity: ERROR,
  check: eachPool(({ environment }) =>
    ADDRESSES.flatMap((name) => {
      const value = environment[name];
      return when(typeof value === "string" && /^\s*(http|ws):/i.test(value), () => ({
        option: `environment.${name}`,
        value,
        why: "a plain scheme opens an unencrypted socket, with the API key on it",
        fix: name === "UNPOD_BASE_URL" ? "write the bare host" : "write it with wss:// or https://",
      }));
    }),
  ),
};

const precedence: WorkloadRule = {
  id: "UNP-05",
  source: "U11",
  must: "No variable is given that another one beats, and none that does nothing by itself.",
  otherwise: "Which of the two holds is known to the SDK only.",
  severity: ERROR,
  check: eachPool(({ environment }) => {
    const has = (name: string): boolean => environment[name] !== undefined;
    const half = (given: string, missing: string) =>
      when(has(given) && !has(missing), () => ({
        option: `environment.${given}`,
        why: `without ${missing} it does nothing`,
        fix: `give ${missing} too, or leave it out`,
      }));
    return [
      ...when(has("UNPOD_ORCHESTRATOR_URL") && has("UNPOD_BASE_URL"), () => ({
        option: "environment.UNPOD_BASE_URL",
        why: "orchestratorUrl beats it, and the management API would still be asked where it leads",
        fix: "leave one out, and give serviceUrl where the management API is elsewhere",
      })),
      ...when(has("UNPOD_PLATFORM_TOKEN"), () => ({
        option: "environment.UNPOD_PLATFORM_TOKEN",
        why: "it beats the API key, so the runner acts for somebody else than the pool says",
        fix: "leave it out",
      })),
      ...half("UNPOD_USAGE_INGEST_URL", "UNPOD_USAGE_INGEST_TOKEN"),
      ...half("UNPOD_USAGE_INGEST_TOKEN", "UNPOD_USAGE_INGEST_URL"),
    ];
  }),
};

const devMode: WorkloadRule = {
  id: "UNP-06",
  source: "Unpod SDK 0.2",
  must: "A pool for production is not in dev mode.",
  otherwise: "It registers as another agent, and no call reaches it.",
  severity: ERROR_IN_PROD,
  check: eachPool(({ unpod: { devMode: value, agentId } }) =>
    when(value, () => ({
      option: "devMode",
      value,
      why: `it registers as ${agentId}@dev, where no call of production comes`,
      fix: "leave it out",
    })),
  ),
};

/** Where a pool registers, as precedence has it, without scheme and path; empty: where the SDK says. */
function orchestratorOf({ environment }: Pool): string {
  const address = environment["UNPOD_ORCHESTRATOR_URL"] ?? environment["UNPOD_BASE_URL"] ?? "";
  if (typeof address !== "string") return JSON.stringify(address);
  return isLater(address)
    ? address
    : address
        .trim()
        .toLowerCase()
        .replace(/^[a-z]+:\/\//, "")
        .replace(/\/.*$/, "");
}

const mixed: WorkloadRule = {
  id: "UNP-07",
  source: "U6",
  must: "Pools that answer for one agent at one orchestrator run one image.",
  otherwise: "Unpod mixes them by capacity, and which version answers is chance.",
  severity: WARNING,
  check: ({ workloads }) => {
    const first = new Map<string, Pool>();
    return workloads.filter(isPool).flatMap((pool) => {
      const { agentId, devMode: dev } = pool.unpod;
      const key = JSON.stringify([agentId, dev, orchestratorOf(pool)]);
      const other = first.get(key);
      first.set(key, other ?? pool);
      const isOther = other !== undefined && other.image.reference !== pool.image.reference;
      return when(isOther && agentId !== "", () => ({
        path: pathOf(pool, "agentId"),
        value: agentId,
        why: `${other?.path ?? ""} answers for it with another image, and Unpod mixes them by capacity`,
        fix: "run one image in both, or give one of them an agent of its own",
      }));
    });
  },
};

const shortDrain: WorkloadRule = {
  id: "UNP-08",
  source: "Unpod SDK 0.2",
  must: `A runner drains for ${REGISTRY_SECONDS} s or more.`,
  otherwise: "The orchestrator knows it for so long, and may still send it calls when it has gone.",
  severity: WARNING,
  check: eachPool(({ end: { drain } }) =>
    when(drain.makesSense && drain.drainSeconds < REGISTRY_SECONDS, () => ({
      option: "drain.drainSeconds",
      value: drain.drainSeconds,
      why: `an entry of the registry lives ${REGISTRY_SECONDS} s, so calls may still be sent to a runner that has gone`,
      fix: `give ${REGISTRY_SECONDS} or more`,
    })),
  ),
};

const oneReplica: WorkloadRule = {
  id: "UNP-09",
  source: "U8",
  must: "A pool for production has two runners or more.",
  otherwise: "While a node drains, or a rollout is at its only pod, nobody takes calls.",
  severity: WARNING_IN_PROD,
  check: eachPool(({ scale: { replicas, scalers } }) => {
    const counts = [replicas ?? Infinity, ...scalers.map(({ minimum }) => minimum)];
    const least = Math.min(...counts);
    return when(least < 2 && !counts.some(isLater), () => ({
      option: scalers.length > 0 ? "scaling.minimum" : "replicas",
      value: least,
      why: "while its node drains nobody takes calls",
      fix: "have two or more",
    }));
  }),
};

const permits: WorkloadRule = {
  id: "UNP-11",
  source: "U7, Unpod SDK 0.2",
  must: "The number of calls is bounded by maxSessions.",
  otherwise: "SDK 0.2 stores permitsPerMinute and never reads it, so nothing is bounded.",
  severity: WARNING,
  check: eachPool(({ unpod: { permitsPerMinute: value } }) =>
    when(value !== undefined, () => ({
      option: "permitsPerMinute",
      value,
      why: "SDK 0.2 stores it and never reads it, so it bounds nothing",
      fix: "leave it out, and bound calls by maxSessions",
    })),
  ),
};

const wrapperForm: WorkloadRule = {
  id: "UNP-12",
  source: "Unpod SDK 0.2",
  must: "The wrapper is told where the runner object is, and is the command.",
  otherwise: "It ends at once, or is not started at all, and SIGTERM cuts calls.",
  severity: ERROR,
  check: eachPool(({ unpod: { wrapper, hasOwnCommand }, end: { handlesSigterm } }) => {
    if (wrapper === undefined) return [];
    const { runner, python = "" } = wrapper;
    const isPlace = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(runner);
    return [
      ...when(!isPlace && !isLater(runner), () => ({
        option: "wrapper.runner",
        value: runner,
        why: "it names no object of a Python module",
        fix: "write module:attribute, as agent.main:runner",
      })),
      ...when(/\s/.test(python), () => ({
        option: "wrapper.python",
        value: python,
        why: "it is started as one program, without a shell",
        fix: "write the interpreter alone, as /app/.venv/bin/python",
      })),
      ...when(hasOwnCommand, () => ({
        option: "command",
        why: "the wrapper is the command, so this one is never started",
        fix: "leave one of the two out",
      })),
      ...when(handlesSigterm === false, () => ({
        option: "wrapper",
        why: "handlesSigterm: false says that SIGTERM is not handled, and the wrapper handles it",
        fix: "leave handlesSigterm out",
      })),
    ];
  }),
};

const identity: WorkloadRule = {
  id: "UNP-13",
  source: "U5, U6",
  must: "A pool says which agent it answers for, by an id without ending, and has an API key.",
  otherwise: "The runner does not start, or every call is rejected.",
  severity: ERROR,
  check: eachPool(({ environment, unpod: { agentId } }) => [
    ...when(environment["AGENT_ID"] === undefined || (!isLater(agentId) && !/^[^\s@]+$/.test(agentId)), () => ({
      option: "agentId",
      value: agentId,
      why: /@dev$/.test(agentId) ? "the SDK appends @dev itself, in dev mode" : "a call for another id is rejected",
      fix: "write the id of the agent as Unpod shows it",
    })),
    ...when(environment["UNPOD_API_KEY"] === undefined, () => ({
      option: "apiKey",
      why: "without it the runner does not start",
      fix: "give it as SecretKey.of(<name>, <key>)",
    })),
  ]),
};

const orchestrator: WorkloadRule = {
  id: "UNP-14",
  source: "U1",
  must: "The network policy lets a runner reach the orchestrator.",
  otherwise: "It never registers, and takes no call.",
  severity: ERROR,
  check: eachPool((pool) => {
    const { hasPolicy, allowsInternet } = pool.network;
    const { reachesOrchestrator, orchestratorPort } = pool.unpod;
    return when(hasPolicy && !reachesOrchestrator, () => ({
      option: "network.internet",
      ...(isOpenByDefault(pool) ? {} : { value: allowsInternet }),
      why: allowsInternet
        ? `the policy leads to the internet at port 443, and the orchestrator is at ${orchestratorPort ?? ""}, so it never registers`
        : "the policy does not let it reach the orchestrator, so it never registers",
      fix: allowsInternet ? "give orchestratorCidrs" : "give orchestratorCidrs, or leave it out",
    }));
  }),
};

/** The rules of Unpod runners. */
export const unpodRules: readonly WorkloadRule[] = [
  bridgeRules.servingUrl,
  bridgeRules.port,
  ignored,
  encrypted,
  precedence,
  devMode,
  mixed,
  shortDrain,
  oneReplica,
  bridgeRules.oneHost,
  permits,
  wrapperForm,
  identity,
  orchestrator,
  bridgeRules.bridgeProbe,
  bridgeRules.fixedHosts,
];
