// AFL: what is true of AgentFlow only: how the server is started, ends, is asked, and what it needs. Its checkpointer, limiter, uploads and
// ids in the memory of a process are held by STA-01, its origins and hosts by NET-06, callers by SEC-09, the image by IMG-01, the longest
// step by SHP-01, the grace period by DRN-01, variables that options give by SET-01.
//
// Source: refusals of facts 2.3, traps of facts 12; 10xscale-agentflow-cli 0.6.
import { ERROR, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import { isLoopback, readCommand } from "../agentflow/command.js";
import { agentFlowSettingRules } from "./agentflow-settings.js";
import { sleepSeconds } from "./drain.js";
import { eachAgentFlow } from "./each-agentflow.js";
import { when, type WorkloadRule } from "./rule.js";

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

const graceful: WorkloadRule = {
  id: "AFL-12",
  source: "D10, U9",
  must: "The command gives workers the drain to finish, and the pod gives the command more than that.",
  otherwise: "Gunicorn ends its workers after 30 s, or the kubelet ends gunicorn, with answers half sent.",
  severity: ERROR,
  check: eachAgentFlow(({ command = [], end: { drain, gracePeriodSeconds, preStop } }) => {
    const { gracefulSeconds } = readCommand(command);
    if (gracefulSeconds === undefined) return [];
    const { drainSeconds, preStopSeconds = 0 } = drain;
    // SIGTERM comes after it; gunicorn tells all workers at once, so their number does not count
    const waits = Math.max(preStopSeconds, sleepSeconds(preStop));
    const value = command.join(" ");
    return [
      ...when(gracefulSeconds < drainSeconds, () => ({
        option: "command",
        value,
        why: `it ends its workers ${gracefulSeconds} s after SIGTERM, and a step with what follows takes ${drainSeconds} s`,
        fix: `leave command out, or give --graceful-timeout ${drainSeconds}`,
      })),
      ...when(gracefulSeconds + waits >= gracePeriodSeconds, () => ({
        option: "command",
        value,
        why: `it takes up to ${gracefulSeconds} s after ${waits} s of preStop, and SIGKILL comes after ${gracePeriodSeconds} s`,
        fix: `leave command out, or give --graceful-timeout ${drainSeconds}`,
      })),
    ];
  }),
};

const stores: WorkloadRule = {
  id: "AFL-14",
  source: "A5",
  must: "The policy lets the service and its migration reach Postgres, and each Redis that it is told of.",
  otherwise:
    "No thread is read or written, the first apply waits for a Job that can't connect, and a limiter refuses everybody.",
  severity: ERROR,
  check: eachAgentFlow(({ agentflow: { closedStores } }) =>
    closedStores.map(({ option, what, port }) => ({
      option,
      why: `the policy lets it go nowhere where ${what} could be, so no connection is made`,
      fix: `say where it is, as { namespace: "stores", ports: [${port}] } or by cidr`,
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

const SERVER: readonly WorkloadRule[] = [reload, bind, graceful, stores, readiness, generated, uploads, tables];

/** The rules of AgentFlow, by their ids. */
export const agentFlowRules: readonly WorkloadRule[] = [...agentFlowSettingRules, ...SERVER].sort((one, other) =>
  one.id < other.id ? -1 : 1,
);
