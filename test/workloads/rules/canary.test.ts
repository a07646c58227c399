// A secret as text under every option that takes a text: it is refused, and stands neither in what is said nor in what is written.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// without stack traces of tokens: ten times as fast under a test runner
import "../../constructs/support";
import { App } from "cdktf";
import {
  AgentJob,
  AgentPlatform,
  Exposure,
  HttpService,
  type HttpServiceProps,
  JobTrigger,
  PreStop,
  Probe,
  Queue,
  QueueWorker,
  Scaling,
  ScalingTrigger,
  Volume,
} from "../../../src/workloads/index";
import type { IngressOptions, RouteOptions } from "../../../src/workloads/exposure/options";
import {
  container,
  service,
  route,
  ingress,
  prometheus,
  redis,
  temporal,
  podMetric,
  redisQueue,
  temporalQueue,
  schedule,
} from "./canaries";
import { type Given, givenIn, list, platformProps } from "./examples/example";

const CANARY = `ghp_${"c4N4rYb1rD".repeat(3)}`;

const rightRoute: RouteOptions = { host: "a.example.com", gateway: "edge", fromNamespace: "gateways" };
const rightIngress: IngressOptions = {
  ...{ host: "a.example.com", className: "c", tlsSecret: "tls", fromNamespace: "edge" },
  controller: "haproxy",
};
const pods = { minimum: 1, maximum: 2 };
const task = { endpoint: "temporal:7233", taskQueue: "reports" };

/** Each list with what it is an option of, by a given text. */
const cases: readonly (readonly [string, (given: Given, text: string) => unknown])[] = [
  ...each("service", service, (given, more) => serve(given, more)),
  ...each("route", route, (given, more) =>
    serve(given, { exposure: Exposure.route({ ...rightRoute, ...more } as RouteOptions) }),
  ),
  ...each("ingress", ingress, (given, more) =>
    serve(given, { exposure: Exposure.ingress({ ...rightIngress, ...more } as IngressOptions) }),
  ),
  ...each("prometheus", prometheus, (given, more) =>
    serve(given, { scaling: Scaling.prometheus({ server: "http://p:9090", query: "up", ...pods, ...more }) }),
  ),
  ...each("trigger", prometheus, (given, more) => {
    const trigger = ScalingTrigger.prometheus({ server: "http://p:9090", query: "up", ...more });
    serve(given, { scaling: Scaling.keda({ ...pods, triggers: [trigger] }) });
  }),
  ...each("redis", redis, (given, more) =>
    serve(given, { scaling: Scaling.redis({ address: "redis:6379", list: "l", ...pods, ...more }) }),
  ),
  ...each("temporal", temporal, (given, more) =>
    serve(given, { scaling: Scaling.temporal({ ...task, ...pods, ...more }) }),
  ),
  ...each("podMetric", podMetric, (given, more) =>
    serve(given, { scaling: Scaling.podMetric({ metric: "m", ...pods, ...more }) }),
  ),
  ...each("redisQueue", redisQueue, (given, more) => work(given, Queue.redis({ ...list, ...more }))),
  ...each("temporalQueue", temporalQueue, (given, more) =>
    work(given, Queue.temporal({ ...task, peer: { namespace: "queues" }, ...more })),
  ),
  ...each("schedule", schedule, ({ stack, job }, more) => {
    new AgentJob(stack, "nightly", { ...job, trigger: JobTrigger.schedule("0 3 * * *", more) });
  }),
  [
    "schedule itself",
    ({ stack, job }, text) => new AgentJob(stack, "a", { ...job, trigger: JobTrigger.schedule(text) }),
  ],
  ["probe path", (given, text) => serve(given, { probes: { liveness: Probe.http(text) } })],
  ["probe header", (given, text) => serve(given, { probes: { liveness: Probe.http("/", { headers: { a: text } }) } })],
  ["probe command", (given, text) => serve(given, { probes: { readiness: Probe.command(["ask", text]) } })],
  ["volume", (given, text) => serve(given, { volumes: { "/a": Volume.emptyDir(text) } })],
  ["claim", (given, text) => serve(given, { volumes: { "/a": Volume.claim(text) } })],
  [
    "volume of a sidecar",
    (given, text) => serve(given, { sidecars: [{ ...container, volumes: { "/a": Volume.secret(text) } }] }),
  ],
  ["preStop path", (given, text) => serve(given, { preStop: PreStop.http(text, 80) })],
  ["preStop command", (given, text) => serve(given, { preStop: PreStop.command(["leave", text]) })],
];

function each<Options>(
  what: string,
  canaries: Readonly<Record<string, (text: string) => Partial<Options>>>,
  build: (given: Given, more: Partial<Options>) => void,
): typeof cases {
  return Object.entries(canaries).map(([option, more]) => [
    `${what}: ${option}`,
    (given, text) => build(given, more(text)),
  ]);
}

function serve({ stack, props }: Given, more: Partial<HttpServiceProps>): void {
  new HttpService(stack, "answers", { ...props, ...more });
}

function work({ stack, dialling }: Given, queue: Queue): void {
  const scaling = queue.scaling(pods);
  new QueueWorker(stack, "worker", { ...dialling, queue, scaling });
}

/** Synthesizes, and answers what was refused and everything that was written. */
function refusal(build: (given: Given) => unknown) {
  const outdir = mkdtempSync(join(tmpdir(), "canary-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const platform = new AgentPlatform(app, "agents", platformProps);
    build(givenIn(app, platform));
    let said = "";
    try {
      app.synth();
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
    return { said, written, found: platform.findings };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

it.each(cases)("a secret as text is refused and shown nowhere: %s", (_what, build) => {
  const { said, written, found } = refusal((given) => build(given, CANARY));

  expect(found.filter(({ rule }) => rule === "SEC-01" || rule === "SEC-02").length).toBeGreaterThan(0);
  expect(said).toMatch(/SEC-0[12]/);
  expect(`${said}${written}${JSON.stringify(found)}`.toLowerCase()).not.toContain(CANARY.toLowerCase());
});

it("what is no secret is refused by none of it", () => {
  const { found } = refusal((given) => serve(given, {}));
  expect(found).toEqual([]);
});
