// What a program without types may give: of every construct each required option left out, null, or of another kind. None ends in a
// TypeError: it is a finding, or one Error that says what to write.
import "../../constructs/support";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Fn } from "cdktf";
import { OPTION_KINDS_FILE, optionKinds } from "../../../scripts/gen-option-kinds";
import {
  AgentFlowService,
  AgentJob,
  AgentNamespace,
  AgentPlatform,
  AgentSecret,
  AgentService,
  BridgeService,
  DialOutService,
  Drain,
  Exposure,
  HttpService,
  JobTrigger,
  ModelGateway,
  Queue,
  QueueWorker,
  Scaling,
  SecretKey,
  StreamService,
  UnpodRunnerPool,
} from "../../../src/workloads/index";
import { OPTION_KINDS } from "../../../src/workloads/gen/option-kinds";
import type { Kind } from "../../../src/workloads/given/kind";
import { agentFlowProps } from "../agentflow/support";
import type { Given } from "../rules/examples/example";
import { judge } from "../rules/judge";
import { bridgeWayIn, diallingProps, servedProps } from "../unpod/pools";

type Make = (given: Given, props: never) => unknown;
type Case = readonly [type: string, right: (given: Given) => object, make: Make];

const queue = Queue.redis({
  ...{ address: "redis.data:6379", list: "tasks", url: SecretKey.of("queue", "url"), durable: true },
  peer: { namespace: "data", ports: [6379] },
});
const workers = { minimum: 1, maximum: 2 };

const CONSTRUCTS: readonly Case[] = [
  ["HttpServiceProps", ({ props }) => props, ({ stack }, props) => new HttpService(stack, "one", props)],
  ["StreamServiceProps", ({ props }) => props, ({ stack }, props) => new StreamService(stack, "one", props)],
  [
    "BridgeServiceProps",
    ({ props }) => ({ ...props, exposure: bridgeWayIn }),
    ({ stack }, props) => new BridgeService(stack, "one", props),
  ],
  ["DialOutServiceProps", ({ dialling }) => dialling, ({ stack }, props) => new DialOutService(stack, "one", props)],
  [
    "QueueWorkerProps",
    ({ dialling }) => ({ ...dialling, queue }),
    ({ stack }, props) => new QueueWorker(stack, "one", props),
  ],
  [
    "AgentJobProps",
    ({ job }) => ({ ...job, trigger: JobTrigger.once() }),
    ({ stack }, props) => new AgentJob(stack, "one", props),
  ],
  ["AskedServiceProps", ({ props }) => props, ({ stack }, props) => AgentService.forStep(stack, "one", props)],
  [
    "QueuedServiceProps",
    ({ dialling }) => ({ ...dialling, queue, workers }),
    ({ stack }, props) => AgentService.forStep(stack, "one", props),
  ],
  ["ModelGatewayProps", ({ gateway }) => gateway, ({ stack }, props) => new ModelGateway(stack, "one", props)],
  [
    "AgentFlowServiceProps",
    ({ namespace }) => agentFlowProps(namespace),
    ({ stack }, props) => new AgentFlowService(stack, "one", props),
  ],
  [
    "UnpodDialOutProps",
    ({ namespace }) => diallingProps(namespace),
    ({ stack }, props) => UnpodRunnerPool.dialOut(stack, "one", props),
  ],
  [
    "UnpodServeProps",
    ({ namespace }) => servedProps(namespace),
    ({ stack }, props) => UnpodRunnerPool.serve(stack, "one", props),
  ],
  [
    "AgentNamespaceProps",
    ({ namespace: { cluster } }) => ({ cluster }),
    ({ stack }, props) => new AgentNamespace(stack, "one", props),
  ],
  [
    "AgentSecretProps",
    ({ namespace, secret }) => ({ namespace, data: { key: secret }, revision: 1 }),
    ({ stack }, props) => new AgentSecret(stack, "one", props),
  ],
];

/** Names of the options that can't be left out. */
function neededOf(kind: Kind): readonly string[] {
  if (typeof kind !== "object") return [];
  if ("of" in kind) return neededOf(OPTION_KINDS[kind.of] ?? "any");
  if ("oneOf" in kind) return [...new Set(kind.oneOf.flatMap(neededOf))];
  return "members" in kind ? Object.keys(kind.members).filter((name) => !name.endsWith("?")) : [];
}

const WRONG: readonly unknown[] = [undefined, null, "a text", 7, true, [], {}, [null]];

/** What an error says, where something throws. */
function thrown(make: () => unknown): Error | undefined {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

describe.each(CONSTRUCTS)("%s without types", (type, right, make) => {
  it("can be read where nothing is wrong", () => {
    expect(thrown(() => judge((given) => make(given, right(given) as never)))).toBeUndefined();
  });

  it.each(neededOf({ of: type }))("tells what %s has to be, or lets the rules tell", (name) => {
    for (const value of WRONG) {
      const error = thrown(() => judge((given) => make(given, { ...right(given), [name]: value } as never)));
      const said = error === undefined ? "" : `${error.name}: ${error.message}`;

      expect({ value, said }).toEqual({ value, said: expect.stringMatching(/^$|^Error: .* Fix: /s) as string });
    }
  });

  it.each([[undefined], [null], ["a text"], [[]]])("is refused when all of it is %j", (value) => {
    const error = thrown(() => judge((given) => make(given, value as never)));

    expect(error?.message).toMatch(/europe\/one.* Fix: /s);
  });
});

describe("what can't be read", () => {
  const message = (change: object): string =>
    thrown(() => judge(({ stack, props }) => new HttpService(stack, "one", { ...props, ...change })))?.message ?? "";

  it("is told all at once, with path, value, why and fix", () => {
    expect(message({ state: undefined, replicas: "3", models: [undefined], port: null })).toBe(
      [
        "europe/one: 4 options can't be read:",
        "  europe/one.port = null: it can't be read, because it has to be a number. Fix: write that, or leave it out; docs/agents/options.md has them all.",
        '  europe/one.replicas = "3": it can\'t be read, because it has to be a number. Fix: write that; docs/agents/options.md has them all.',
        "  europe/one.models[0] is missing: nothing can be made without it. Fix: give an object with model, requestsPerMinute, tokensPerMinute; docs/agents/options.md has them all.",
        "  europe/one.state is missing: nothing can be made without it. Fix: give an object with sessions; docs/agents/options.md has them all.",
      ].join("\n"),
    );
  });

  it("shows no text that may be a secret", () => {
    const text = message({ secrets: { KEY: "sk-proj-abcdefghijklmnop", OTHER: undefined } });

    expect(text).toContain("europe/one.secrets.KEY = (a text): it can't be read, because it has to be a SecretKey.");
    expect(text).toContain("europe/one.secrets.OTHER is missing");
    expect(text).not.toContain("sk-proj");
  });

  it("is not a number that a function of Terraform answers; an object has to be known", () => {
    const found: unknown = Fn.lookup({ eu: 2 }, "eu");

    expect(message({ replicas: found })).toBe("");
    expect(message({ labels: found })).toMatch(/^europe\/one\.labels = \(known at apply\): .* Fix: /);
  });

  it.each<[string, () => unknown]>([
    ["Drain.of", () => Drain.of(undefined as never)],
    ["Drain.of.longestStepSeconds", () => Drain.of({ longestStepSeconds: "60" } as never)],
    ["Queue.redis.peer", () => Queue.redis({ address: "a:1", list: "l", url: SecretKey.of("a", "b") } as never)],
    ["Exposure.route", () => Exposure.route(null as never)],
    ["Scaling.keda.triggers", () => Scaling.keda({ minimum: 1, maximum: 2 } as never)],
  ])("is told of values, too: %s", (path, make) => {
    expect(thrown(make)?.message).toMatch(new RegExp(`^${path.replaceAll(".", "\\.")}(?: | = ).* Fix: `));
  });

  it("is a scope that is none, and settings of the platform", () => {
    expect(thrown(() => new HttpService(undefined as never, "one", {} as never))?.message).toMatch(/one: its scope is/);
    expect(
      thrown(() => judge(({ stack }) => new AgentPlatform(stack, "two", { budgets: {} } as never)))?.message,
    ).toMatch(/europe\/two\.budgets = \(an object\)/);
  });
});

it("is generated from the types", () => {
  expect(readFileSync(join(__dirname, "../../..", OPTION_KINDS_FILE), "utf8")).toBe(optionKinds());
});
