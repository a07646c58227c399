// AFL, of what the server reads: its environment, as it is in the pod, and agentflow.json.
//
// Source: refusals of facts 2.3, traps of facts 12; 10xscale-agentflow-cli 0.6.
import { ERROR, ERROR_IN_PROD, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import { isLater } from "../later.js";
import { type AgentFlow, eachAgentFlow } from "./each-agentflow.js";
import { when, type WorkloadRule } from "./rule.js";

const textOf = ({ environment }: AgentFlow, name: string): string => {
  const value = environment[name];
  return typeof value === "string" ? value : "";
};

const mode: WorkloadRule = {
  id: "AFL-01",
  source: "A7",
  must: "In production MODE is production.",
  otherwise: "Any caller may read any thread, and the server checks nothing at its start.",
  severity: ERROR_IN_PROD,
  check: eachAgentFlow((workload) => {
    const value = textOf(workload, "MODE");
    const why = "in another mode any caller may read any thread, and unsafe settings pass";
    return when(value.toLowerCase() !== "production", () => ({ option: "mode", value, why, fix: "leave it out" }));
  }),
};

const debug: WorkloadRule = {
  id: "AFL-02",
  source: "A7",
  must: "In production IS_DEBUG is false; the server's default is true.",
  otherwise: "Errors show callers what the program holds.",
  severity: ERROR_IN_PROD,
  check: eachAgentFlow((workload) => {
    const value = textOf(workload, "IS_DEBUG");
    const why = "errors then show callers what the program holds";
    return when(!/^(false|0|no|off|f|n)$/i.test(value), () => ({ option: "debug", value, why, fix: "leave it out" }));
  }),
};

const docs: WorkloadRule = {
  id: "AFL-03",
  source: "A7",
  must: "In production the pages of the API's documentation are off.",
  otherwise: "Everybody reads what can be called, and how.",
  severity: WARNING_IN_PROD,
  check: eachAgentFlow((workload) =>
    (
      [
        ["docsPath", "DOCS_PATH"],
        ["redocsPath", "REDOCS_PATH"],
      ] as const
    ).flatMap(([option, name]) =>
      when(textOf(workload, name) !== "", () => ({
        option: `docs.${option}`,
        value: textOf(workload, name),
        why: "everybody reads there what can be called, and how",
        fix: "leave it out",
      })),
    ),
  ),
};

const dotenv: WorkloadRule = {
  id: "AFL-06",
  source: "D5",
  must: "In production no dotenv file of the image is read.",
  otherwise: "Its secrets are in the image, and what the environment lacks comes from it unseen.",
  severity: ERROR_IN_PROD,
  check: eachAgentFlow(({ agentflow: { dotenv: value } }) =>
    when(value !== undefined, () => ({
      option: "config.env",
      value,
      why: "the file is in the image, with every secret in it, and settings come from it that nobody sees here",
      fix: "leave it out, and give environment and secrets",
    })),
  ),
};

const config: WorkloadRule = {
  id: "AFL-07",
  source: "AgentFlow",
  must: "The server takes agentflow.json as it is written.",
  otherwise: "The server does not start, or reads it otherwise than it is written.",
  severity: ERROR,
  unacknowledgeable: "correct it: the server judges the same",
  check: eachAgentFlow(({ agentflow: { configFaults } }) => configFaults),
};

const failOpen: WorkloadRule = {
  id: "AFL-09",
  source: "D15",
  must: "In production the limiter refuses while its store is away.",
  otherwise: "The hour in which Redis fails is the hour without a limit.",
  severity: WARNING_IN_PROD,
  check: eachAgentFlow(({ agentflow: { limiter } }) =>
    when(limiter?.failsOpen === true, () => ({
      option: "config.rateLimit.failOpen",
      value: true,
      why: "while its store is away everybody passes",
      fix: "leave it out",
    })),
  ),
};

const proxies: WorkloadRule = {
  id: "AFL-10",
  source: "AgentFlow",
  must: "A limiter that counts by address knows that there is a proxy before it.",
  otherwise: "All callers share the address of the proxy, and one of them uses up what is for all.",
  severity: WARNING,
  check: eachAgentFlow(({ agentflow: { limiter, hasWayIn } }) =>
    when(hasWayIn && limiter?.by === "ip" && !limiter.trustsProxies, () => ({
      option: "config.rateLimit.trustedProxyHeaders",
      value: false,
      why: "every caller has the address of the way in, so all share one limit",
      fix: "leave it out, and say trustedProxyHops where more than one proxy of yours is before it",
    })),
  ),
};

const limiterRedis: WorkloadRule = {
  id: "AFL-11",
  source: "AgentFlow",
  must: "The limiter has a Redis of its own, not that of the checkpointer's cache.",
  otherwise: "A cache that is full drops the limits, or the limits the cache.",
  severity: ERROR,
  check: eachAgentFlow(({ agentflow: { limiter, cache } }) =>
    when(cache !== undefined && limiter?.redis?.toString() === cache.toString(), () => ({
      option: "config.rateLimit.redis.url",
      value: limiter?.redis?.toString(),
      why: "it is REDIS_URL too, the cache of the checkpointer, which drops what it has when it is full",
      fix: "give the limiter a Redis of its own",
    })),
  ),
};

const modelTimeout: WorkloadRule = {
  id: "AFL-13",
  source: "D1",
  must: "A call to a model is given up within the longest step; the client's own default is 600 s.",
  otherwise: "One call outlasts the drain, the proxy and the step that were declared.",
  severity: ERROR,
  check: eachAgentFlow((workload) => {
    const value = Number(textOf(workload, "AGENTFLOW_LLM_TIMEOUT"));
    const { longestStepSeconds } = workload.end.drain;
    return when(!(value > 0 && value <= longestStepSeconds), () => ({
      option: "llmTimeoutSeconds",
      value: textOf(workload, "AGENTFLOW_LLM_TIMEOUT"),
      why: `the longest step takes ${longestStepSeconds} s, and one call to a model may take longer`,
      fix: "leave it out, which is the longest step",
    }));
  }),
};

const numbers: WorkloadRule = {
  id: "AFL-19",
  source: "AgentFlow",
  must: "Numbers are whole, and as large as the server or the cluster can do something with.",
  otherwise: "No process is started, no request is taken, or the cluster refuses the Job.",
  severity: ERROR,
  unacknowledgeable: "correct it: nothing works with it",
  check: eachAgentFlow(({ agentflow: { numbers: given } }) =>
    given.flatMap(({ option, value, least }) =>
      when(!isLater(value) && !(Number.isInteger(value) && value >= least), () => ({
        option,
        value,
        why: "neither the server nor the cluster can do anything with it",
        fix: `give a whole number, ${least} or more, or leave it out`,
      })),
    ),
  ),
};

/** The rules of what the server reads. */
export const agentFlowSettingRules: readonly WorkloadRule[] = [
  mode,
  debug,
  docs,
  dotenv,
  config,
  failOpen,
  proxies,
  limiterRedis,
  modelTimeout,
  numbers,
];
