// The rules of the systems' production guides, as data: what holds each, a property of what is synthesized or a refusal, and the tests
// that prove it. docs/agents/guides.md is made from it; `guides.test.ts` fails when a row names a test or a rule that does not exist.
// What nothing holds yet stands in `notYet`, and nowhere else.
//
// Source: the production guides of Unpod AgentRunner (U) and AgentFlow (A), and an article about deploying agents (D).
import { namedTests, type TestName, type TestPair } from "../conformance/named-tests.js";

/** A rule of a guide. */
export interface Guide {
  readonly id: string;
  readonly says: string;
  /** What of the synthesized JSON holds it. */
  readonly property: string;
  /** The refusals that hold it. */
  readonly rules: readonly string[];
  readonly tests: readonly TestName[];
  /** What will hold it, or the part of it that nothing holds. */
  readonly notYet: string | undefined;
}

export const GUIDE_IDS = [...numbered("U", 12), ...numbered("A", 8), ...numbered("D", 18)];

function numbered(family: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${family}${index + 1}`);
}

/** Every refusal is tried by an example that trips it and one that just does not. */
const TRIED: TestPair = ["workloads/rules/rules", "trips it at its place, once, and nothing else"];
const json = (name: string): TestPair => ["workloads/guides", name];

interface Held {
  readonly property?: string;
  readonly rules?: readonly string[];
  readonly tests?: readonly TestPair[];
  readonly notYet?: string;
}

function guide(id: string, says: string, held: Held): Guide {
  const { property = "", rules = [], tests = [], notYet } = held;
  return { id, says, property, rules, tests: namedTests([...tests, ...(rules.length === 0 ? [] : [TRIED])]), notYet };
}

const RESTARTED = json("starts anew whatever leaves, because the pods are those of a Deployment");
const ALIKE = json("has two pods that are alike, and lets nodes be drained one pod at a time");
const IN_FLIGHT = json("leaves the number of pods to the scaler, which looks at what is in flight");
const LIMITS = json("hands each pod its cap, and its part of what the provider allows");
const GRACE = json("waits for preStop, the longest step and a margin before it kills");
const STREAMED = json("streams answers as they come, for longer than the longest step");
const ROUTED = json("lets a route wait for longer than the longest step");
const PROBED = json(
  "asks liveness and readiness at different paths, and liveness outlasts the longest step and the drain",
);
const RIGHTS = json("has no rights: no root, no token, nothing to gain, a root file system that is only read");
const RESTARTS = json("restarts the pods when their configuration changes");
const flow = (name: string): TestPair => ["workloads/agentflow/agentflow-service", name];
const processes = (name: string): TestPair => ["workloads/agentflow/processes", name];
const FLOW_STATE = processes("%s is refused with more than one process");
const THROUGH_GATEWAY = json(
  "goes to models through the gateway that is named, its traces to their address, and nowhere else",
);
const LET_IN: TestPair = ["workloads/model-gateway", "is open to the agents that name it and to its drill only"];
const RETRIES: TestPair = [
  "workloads/model-gateway",
  "has limits that hold over all processes, fallbacks, and an end for calls that hang",
];
const DRILLED: TestPair = [
  "workloads/fallback-drill",
  "runs monthly, one at a time, once, and with the rights of the gateway's pods",
];
const EVALUATED: TestPair = [
  "workloads/fallback-drill",
  "runs a program of yours with the gateway, the set of cases and the threshold, where you have one",
];
const SHARED: TestPair = [
  "workloads/budget",
  "are together never more than is allowed, in a rollout too, wherever one call for each process is not too many already",
];
const LEASE: TestPair = [
  "workloads/drain",
  "a queue lends a task for longer than it waits behind those fetched with it, and its pod can live on",
];

const unpod = (name: string): TestPair => ["workloads/unpod/runner-pool", name];
const transports = (name: string): TestPair => ["workloads/unpod/transports", name];
const wrapper = (name: string): TestPair => ["workloads/unpod/wrapper", name];
const supervision = (name: string): TestPair => ["workloads/unpod/supervision", name];

export const guides: readonly Guide[] = [
  guide("U1", "A runner is a long-lived process that registers over WSS and heartbeats.", {
    property: "pods of a Deployment, which reach the orchestrator at 443; no Service and no way in for what dials out",
    rules: ["NET-04", "SCL-05", "NET-03", "UNP-03", "UNP-04", "UNP-14"],
    tests: [
      RESTARTED,
      unpod("has replicas of one agent, a budget for drains, and nothing that leads to them"),
      unpod("is let go to names and the internet, and nobody is let in but who reads its metrics"),
      transports("what a bridge needs can't be given to runners that dial out"),
    ],
  }),
  guide("U2", "It serves one bridge connection per call, on port 8765 of all interfaces by default.", {
    property: "`container_port` from the serving URL, else 8765; of the Service too",
    rules: ["NET-02", "UNP-02", "UNP-15"],
    tests: [
      unpod("has a host, a Service and a way in for each pod, at the port that its address names"),
      unpod("listens at the port of its address"),
    ],
  }),
  guide("U3", "In production it needs a public serving URL that Unpod reaches.", {
    property: "`UNPOD_RUNNER_URL`, with a host per pod made of the pod's name, and a way in of that host",
    rules: ["NET-01", "NET-02", "UNP-01", "UNP-10", "UNP-16"],
    tests: [
      unpod("is told the address of its own pod, and signs with a secret by reference"),
      transports("what a bridge needs can't be left out of a pool that is served"),
    ],
  }),
  guide("U4", "The agent secret signs every inbound bridge connection.", {
    property: "`UNPOD_AGENT_SECRET` from a key of a Secret",
    rules: ["SEC-01", "SEC-09"],
    tests: [
      unpod("is told the address of its own pod, and signs with a secret by reference"),
      transports("unsigned calls are for local development, where they have to be said"),
    ],
  }),
  guide("U5", "A stable API key for the management API.", {
    property: "`UNPOD_API_KEY` from a key of a Secret",
    rules: ["SEC-01", "POL-04", "UNP-13"],
    tests: [unpod("has its API key by reference")],
  }),
  guide("U6", "One agent id for every replica of an agent.", {
    property: "`AGENT_ID`, one for all pods of a pool; the wrapper refuses a runner of another",
    rules: ["UNP-07", "UNP-13"],
    tests: [
      unpod("is told what the SDK reads from the environment, and what its program has to give to the constructor"),
      wrapper("it refuses $what"),
    ],
  }),
  guide("U7", "Sessions and permits match the traffic.", {
    property: "the cap of each pod, `AGENT_IN_FLIGHT_LIMIT`, from maxSessions",
    rules: ["SCL-04", "SCL-08", "UNP-11"],
    tests: [
      LIMITS,
      unpod("is told what the SDK reads from the environment, and what its program has to give to the constructor"),
    ],
  }),
  guide("U8", "Scale by adding identical replicas, without shared state.", {
    property: "`replicas`, or a scaler, over one template",
    rules: ["STA-01", "SCL-03", "UNP-09"],
    tests: [ALIKE, IN_FLIGHT],
  }),
  guide("U9", "SIGTERM stops dispatch and drains before exit.", {
    property: "`termination_grace_period_seconds` from the drain; the command, which is the wrapper",
    rules: ["DRN-01", "DRN-02", "DRN-03", "IMG-04", "UNP-08", "UNP-12"],
    tests: [
      GRACE,
      unpod("starts by the wrapper, which answers its probes, and ends by a grace that outlasts the longest call"),
      wrapper(
        "a call in flight at SIGTERM is finished, and the program leaves with 0 without waiting for the rest of its drain",
      ),
      wrapper("the wrapper hears SIGTERM, and a call in flight is finished"),
    ],
  }),
  guide("U10", "A supervisor starts the runner anew when it leaves.", {
    property: "the restart policy of a Deployment's pods, Always; of the systemd unit and of the compose file too",
    tests: [
      RESTARTED,
      wrapper("a runner that ends by itself finishes its calls and leaves with 1, so that a supervisor starts it anew"),
      supervision("starts the runner by the pool's command, and again whenever it ends"),
      supervision("restarts the runner when it ends, and gives it its drain and the margin before it is killed"),
    ],
  }),
  guide("U11", "The least environment, and which of two sources wins.", {
    property: "`UNPOD_API_KEY`, `UNPOD_AGENT_SECRET`, `UNPOD_BASE_URL`, `UNPOD_RUNNER_URL`",
    rules: ["SEC-01", "UNP-04", "UNP-05", "UNP-06"],
    tests: [
      unpod("is told what the SDK reads from the environment, and what its program has to give to the constructor"),
    ],
  }),
  guide("U12", "Metrics and statistics before they are needed.", {
    property: "the wrapper's `/metrics`, and who may read it",
    rules: ["OBS-01"],
    tests: [
      wrapper("it answers probes and shows metrics, and says while it drains that it is not ready but lives"),
      unpod("counts calls as in flight, not as queued, at the wrapper's metrics"),
    ],
  }),
  guide("A1", "The graph is compiled once, when the server starts.", {
    property: "the command: gunicorn with uvicorn's workers, each of which loads the graph once",
    rules: ["AFL-04", "AFL-05"],
    tests: [
      flow("the server is gunicorn with uvicorn's workers, on all interfaces, one process, with the drain to finish"),
    ],
  }),
  guide("A2", "Blocking code of nodes runs in threads.", {
    property: "the program's; liveness outlasts a step that answers nothing",
    rules: ["PRB-02"],
    tests: [PROBED],
  }),
  guide("A3", "Answers stream as server-sent events.", {
    property: "buffering off, and a read timeout longer than the longest step",
    rules: ["NET-05"],
    tests: [STREAMED, ROUTED],
  }),
  guide("A4", "Several workers only over one store.", {
    property: "`--workers` times the most pods, held against the checkpointer, the limiter, uploads and ids",
    rules: ["STA-01", "STA-03"],
    tests: [FLOW_STATE, processes("connections of all processes are held against what the database takes")],
  }),
  guide("A5", "PgCheckpointer in production.", {
    property: "a Job that makes its tables, on which the Deployment depends; its addresses are keys of Secrets",
    rules: ["STA-01", "AFL-14", "AFL-18"],
    tests: [
      FLOW_STATE,
      [
        "workloads/agentflow/migration",
        "the tables are made by a Job of the same image before the Deployment, which reaches its stores and nothing else",
      ],
    ],
  }),
  guide("A6", "Mode, log level, origins, the secret of JWT, Redis.", {
    property: "the ConfigMap; JWT_SECRET_KEY and REDIS_URL are keys of Secrets",
    rules: ["SEC-01", "SEC-09", "NET-06", "SET-01", "AFL-11"],
    tests: [
      flow("the environment is that of production: no debugging, no documentation, named origins and hosts"),
      flow("keys and addresses with passwords come from Secrets"),
    ],
  }),
  guide("A7", "Production sets its mode and real origins.", {
    property: "`MODE=production`, `IS_DEBUG=false` and named `ORIGINS` in the ConfigMap",
    rules: ["NET-06", "AFL-01", "AFL-02", "AFL-03"],
    tests: [flow("the environment is that of production: no debugging, no documentation, named origins and hosts")],
  }),
  guide("A8", "`agentflow build` makes the container files.", {
    property: "read as input: port and resources are taken, what is lacking is named",
    rules: ["IMG-01", "AFL-12", "AFL-16"],
    tests: [
      ["workloads/agentflow/generated", "what it lacks is named, with its line where there is one"],
      ["workloads/agentflow/generated", "%s is refused with its line"],
    ],
  }),
  guide("D1", "The longest step decides the shape.", {
    property: "every duration follows from it",
    rules: ["SHP-01", "GWY-02", "LLM-04"],
    tests: [GRACE, ROUTED],
  }),
  guide("D2", "No HTTP request for tens of minutes.", { rules: ["SHP-01", "NET-05"], tests: [ROUTED] }),
  guide("D3", "Pin images and charts exactly.", { rules: ["IMG-01", "IMG-02", "IMG-03"] }),
  guide("D4", "A slim image that is not root.", {
    property: "the security context; how slim an image is, its name does not tell",
    rules: ["SEC-06", "SEC-07", "SEC-08"],
    tests: [RIGHTS],
  }),
  guide("D5", "No credential in the image; the runtime injects it.", {
    property: "keys of Secrets, written only",
    rules: ["SEC-01", "SEC-02", "SEC-03", "SEC-04", "SEC-05"],
  }),
  guide("D6", "State in a store; any pod serves any request.", {
    property: "a checksum of the configuration on the pods",
    rules: ["STA-01", "STA-02", "STA-03"],
    tests: [RESTARTS],
  }),
  guide("D7", "Durable long work belongs to a queue.", {
    property: "variables that tell a worker how long it has; a lease that outlasts the drain",
    rules: ["SHP-01", "SHP-02", "QUE-01", "QUE-02", "QUE-03", "QUE-04"],
    tests: [LEASE],
  }),
  guide("D8", "Liveness is cheap, readiness asks the provider.", {
    property: "two probes",
    rules: ["PRB-01", "PRB-03", "PRB-04"],
    tests: [PROBED],
  }),
  guide("D9", "Liveness almost never kills.", {
    property: "its threshold from the drain",
    rules: ["PRB-02"],
    tests: [PROBED],
  }),
  guide("D10", "The grace period is longer than the worst turn.", {
    property: "`termination_grace_period_seconds`",
    rules: ["DRN-01", "DRN-02", "SCL-07", "SHP-03"],
    tests: [GRACE],
  }),
  guide("D11", "One semaphore for each provider and model, within its budget.", {
    property: "`AGENT_MODEL_LIMIT` in the environment",
    rules: ["SCL-04", "PRB-03"],
    tests: [LIMITS, SHARED],
  }),
  guide("D12", "Retry with exponential back-off and jitter.", {
    property: "`num_retries` of the gateway's router, two unless said otherwise",
    tests: [RETRIES],
    notYet:
      "what an agent tries again itself is its program's; between two tries of the gateway LiteLLM pauses as it likes, 8 s at most",
  }),
  guide("D13", "Do not scale on CPU alone.", {
    property: "a metric of what is in flight",
    rules: ["SCL-01"],
    tests: [IN_FLIGHT],
  }),
  guide("D14", "Cap what a pod has in flight.", {
    property: "`AGENT_IN_FLIGHT_LIMIT` in the environment",
    rules: ["SCL-04", "SCL-08"],
    tests: [LIMITS],
  }),
  guide("D15", "When saturated, shed or park.", {
    property: "the variables of the queue in `parksOn`, and a policy that leads there",
    rules: ["SCL-08"],
    notYet: "no way in sheds before the program: it has to answer 429, or to park, beyond its cap by itself",
  }),
  guide("D16", "Go through one gateway that owns fallback.", {
    property: "`ModelGateway`; `MODEL_GATEWAY_URL`, and policies that lead there",
    rules: ["NET-07", "LLM-02", "LLM-09"],
    tests: [THROUGH_GATEWAY, LET_IN],
  }),
  guide("D17", "A fallback has the same headroom, and is drilled.", {
    property: "a CronJob that forces each fallback, or runs a set of cases against a share of the limits",
    rules: ["GWY-01", "GWY-03", "LLM-10", "LLM-13"],
    tests: [DRILLED, EVALUATED],
  }),
  guide("D18", "Deployment is worth doing on top of traces and evaluations.", {
    rules: ["OBS-01"],
    notYet: "a set of cases is declared (`sight.evaluations`), and no rule asks for it",
  }),
];
