// AFL: what is true of AgentFlow only. Its checkpointer, limiter, uploads and ids in the memory of a process are held by STA-01, its
// origins and hosts by NET-06, callers by SEC-09, the image by IMG-01, the longest step by SHP-01, the grace period by DRN-01.
//
// Source: refusals of facts 2.3, traps of facts 12; 10xscale-agentflow-cli 0.6.
import { ERROR, ERROR_IN_PROD, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import type { AgentFlowDescription } from "../agentflow/description.js";
import { isLoopback, readCommand } from "../agentflow/command.js";
import type { WorkloadDescription } from "../description.js";
import { each, type OwnBreach, when, type WorkloadRule } from "./rule.js";

type AgentFlow = WorkloadDescription & { readonly agentflow: AgentFlowDescription };

/** Judges each AgentFlow service by itself. */
const eachAgentFlow = (find: (workload: AgentFlow) => readonly OwnBreach[]): WorkloadRule["check"] =>
  each((workload) => (workload.agentflow === undefined ? [] : find(workload as AgentFlow)));

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

const reload: WorkloadRule = {
  id: "AFL-04",
  source: "A1",
  must: "The command does not reload; `agentflow api` does unless it is told otherwise.",
  otherwise:
    "A file that changes restarts the server in the middle of its calls, and the watcher hears SIGTERM instead of it.",
  severity: ERROR,
  check: eachAgentFlow(({ command = [] }) =>
    when(readCommand(command).reloads, () => ({
      option: "command",
      value: command.join(" "),
      why: "it watches files and restarts the server, which is for development",
      fix: "leave command out, or give --no-reload to agentflow api",
    })),
  ),
};

const bind: WorkloadRule = {
  id: "AFL-05",
  source: "A1",
  must: "The server listens on all interfaces, at the port of its Service.",
  otherwise: "Neither the Service nor a probe reaches it.",
  severity: ERROR,
  check: eachAgentFlow(({ command = [], network }) => {
    const { host, port } = readCommand(command);
    const value = command.join(" ");
    return [
      ...when(host !== undefined && isLoopback(host), () => ({
        option: "command",
        value,
        why: `it listens on ${host ?? ""}, which neither the Service nor a probe reaches`,
        fix: `leave command out, or bind 0.0.0.0:${network.port ?? ""}`,
      })),
      ...when(port !== undefined && port !== network.port, () => ({
        option: "command",
        value,
        why: `it listens at port ${port ?? ""}, and the Service sends to ${network.port ?? "none"}`,
        fix: "leave command out, or give the same as port",
      })),
    ];
  }),
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

const variables: WorkloadRule = {
  id: "AFL-08",
  source: "A6",
  must: "With tokens JWT_SECRET_KEY comes from a Secret, and JWT_ALGORITHM is set.",
  otherwise: "The server does not start, or its secret is a text.",
  severity: ERROR,
  unacknowledgeable: "give them: the server does not start without",
  check: eachAgentFlow(({ environment, agentflow: { neededVariables } }) =>
    neededVariables.flatMap((name) => {
      const value = environment[name];
      const isSecret = name === "JWT_SECRET_KEY";
      const fix = isSecret ? "leave it to auth, which takes a SecretKey" : "leave it to auth, which is HS256";
      return when(value === undefined || value === "" || (isSecret && typeof value === "string"), () => ({
        option: `environment.${name}`,
        why: isSecret
          ? "tokens are signed by a secret that comes from a Secret"
          : "the server asks for it at its start",
        fix,
      }));
    }),
  ),
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

const graceful: WorkloadRule = {
  id: "AFL-12",
  source: "D10, U9",
  must: "The command gives workers the drain to finish, and the pod gives the command more than that.",
  otherwise: "Gunicorn ends its workers after 30 s, or the kubelet ends gunicorn, with answers half sent.",
  severity: ERROR,
  check: eachAgentFlow(({ command = [], end: { drain, gracePeriodSeconds } }) => {
    const { gracefulSeconds } = readCommand(command);
    if (gracefulSeconds === undefined) return [];
    const { drainSeconds, preStopSeconds = 0 } = drain;
    const value = command.join(" ");
    return [
      ...when(gracefulSeconds < drainSeconds, () => ({
        option: "command",
        value,
        why: `it ends its workers ${gracefulSeconds} s after SIGTERM, and a step with what follows takes ${drainSeconds} s`,
        fix: `leave command out, or give --graceful-timeout ${drainSeconds}`,
      })),
      ...when(gracefulSeconds + preStopSeconds >= gracePeriodSeconds, () => ({
        option: "command",
        value,
        why: `it takes up to ${gracefulSeconds} s after ${preStopSeconds} s of preStop, and SIGKILL comes after ${gracePeriodSeconds} s`,
        fix: `leave command out, or give --graceful-timeout ${drainSeconds}`,
      })),
    ];
  }),
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

const stores: WorkloadRule = {
  id: "AFL-14",
  source: "A5",
  must: "The policy lets the service and its migration reach Postgres.",
  otherwise: "No thread is read or written, and the first apply waits for a Job that can't connect.",
  severity: ERROR,
  check: eachAgentFlow(({ agentflow: { reachesStores } }) =>
    when(!reachesStores, () => ({
      option: "checkpointer.peer",
      why: "the policy lets it go nowhere where Postgres could be, so no connection is made",
      fix: 'say where it is, as { namespace: "postgres", ports: [5432] } or by cidr',
    })),
  ),
};

const readiness: WorkloadRule = {
  id: "AFL-15",
  source: "D8",
  must: "In production readiness asks more than /ping, which answers without the stores.",
  otherwise: "A pod that can't reach Postgres is sent calls.",
  severity: WARNING_IN_PROD,
  check: eachAgentFlow(({ probes, agentflow: { checkpointer } }) => {
    const action = probes.readiness?.action;
    const path = action !== undefined && "path" in action ? action.path : undefined;
    return when(checkpointer === "postgres" && path === "/ping", () => ({
      option: "probes.readiness",
      value: path,
      why: "it answers while Postgres is away, so calls are sent to a pod that fails them",
      fix: 'let the program answer on a path of its own, and give Probe.http("/readyz", { dependsOn: "stores" })',
    }));
  }),
};

const generated: WorkloadRule = {
  id: "AFL-16",
  source: "A8",
  must: "What agentflow build generated can be read, and holds no secret.",
  otherwise: "Nobody knows what the image does, or everybody has its secrets.",
  severity: ERROR,
  unacknowledgeable: "correct the file, or leave build out",
  check: eachAgentFlow(({ agentflow: { unreadable } }) =>
    unreadable.map(({ file, line, value, why, fix }) => ({
      option: `build.${file}:${line}`,
      ...(value === undefined ? {} : { value }),
      why,
      fix,
    })),
  ),
};

const uploads: WorkloadRule = {
  id: "AFL-17",
  source: "D4",
  must: "Uploads in a folder have one that can be written.",
  otherwise: "Each upload fails.",
  severity: ERROR,
  check: eachAgentFlow(({ security, pod, agentflow: { uploads: path } }) => {
    const volumes = Object.entries(pod.volumes).flatMap(([at, { isWritable: can }]) => (can ? [at] : []));
    const writable = ["/tmp", ...security.hostPaths, ...volumes];
    const isWritable = writable.some((folder) => path === folder || path?.startsWith(`${folder}/`) === true);
    return when(path !== undefined && security.readOnlyRootFilesystem && !isWritable, () => ({
      option: "media.path",
      value: path,
      why: "the root file system is read only, so each upload fails",
      fix: "leave it out, which is a folder of /tmp, or keep uploads in the cloud, or give a volume there",
    }));
  }),
};

const tables: WorkloadRule = {
  id: "AFL-18",
  source: "A5",
  must: "The tables of a checkpointer in Postgres are made before the first pod starts.",
  otherwise: "The first call of a session fails, and after an upgrade those that need a new column.",
  severity: WARNING,
  check: eachAgentFlow(({ agentflow: { checkpointer, migrates } }) =>
    when(checkpointer === "postgres" && !migrates, () => ({
      option: "migration",
      value: false,
      why: "nothing here makes its tables, nor changes them for a new version",
      fix: "leave it out, or acknowledge AFL-18 with who makes them",
    })),
  ),
};

/** The rules of AgentFlow. */
export const agentFlowRules: readonly WorkloadRule[] = [
  mode,
  debug,
  docs,
  reload,
  bind,
  dotenv,
  config,
  variables,
  failOpen,
  proxies,
  limiterRedis,
  graceful,
  modelTimeout,
  stores,
  readiness,
  generated,
  uploads,
  tables,
];
