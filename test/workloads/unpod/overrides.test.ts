// What a pool of Unpod runners derives and is given another way too, variable by variable.
import { TerraformVariable } from "cdktf";
import { Drain, SecretKey, UnpodRunnerPool, type UnpodServeProps } from "../../../src/workloads/index";
import { UNPOD_FOLLOWS } from "../../../src/workloads/unpod/environment";
import type { WorkloadDescription } from "../../../src/workloads/description/workload";
import { found, type Setting } from "../support";
import { bridge, diallingProps, servedProps } from "./pools";

/** All that a pool can be told, and beside each what is told otherwise. */
const told: Partial<UnpodServeProps> = {
  devMode: true,
  permitsPerMinute: 120,
  baseUrl: "unpod.example.com",
  orchestratorUrl: "wss://orchestrator.example.com",
  serviceUrl: "https://api.example.com",
  worker: { region: "eu-1", deployment: "cloud", hostname: "voice", address: "voice.example.com" },
  usage: { url: "https://usage.example.com", token: SecretKey.of("usage", "token") },
};
const otherwise: Partial<UnpodServeProps> = {
  agentId: "mail-support",
  apiKey: SecretKey.of("unpod", "other-key"),
  agentSecret: SecretKey.of("unpod", "other-secret"),
  drain: Drain.of({ longestStepSeconds: 20 }),
  wrapper: { runner: "agent.main:runner", port: 9_000 },
  servingUrl: "wss://other.example.com",
  devMode: false,
  permitsPerMinute: 60,
  baseUrl: "other.example.com",
  orchestratorUrl: "wss://other.example.com",
  serviceUrl: "https://other.example.com",
  worker: { region: "us-1", deployment: "local", hostname: "other", address: "other.example.com" },
  usage: { url: "https://other.example.com", token: SecretKey.of("usage", "other-token") },
};

function served(change: Partial<UnpodServeProps>): WorkloadDescription {
  let made: UnpodRunnerPool | undefined;
  found(({ stack, namespace }) => {
    const props = { ...servedProps(namespace), ...bridge, hosts: "shared", servingUrl: "wss://agents.example.com" };
    made = UnpodRunnerPool.serve(stack, "voice", { ...props, ...told, ...change } as UnpodServeProps);
  });
  return made?.description as WorkloadDescription;
}

/** Variables of a pool that is told all, but for those of every workload. */
const variables = Object.entries(served({}).environment).filter(([name]) => name !== "AGENT_IN_FLIGHT_LIMIT");
/** It follows from the function that makes the pool. */
const TRANSPORT = "AGENT_TRANSPORT";

test("every variable that a pool sets follows from an option, and no other is said to", () => {
  expect(Object.keys(UNPOD_FOLLOWS).sort()).toEqual(
    variables
      .map(([name]) => name)
      .filter((name) => name !== TRANSPORT)
      .sort(),
  );
});

test.each(Object.entries(UNPOD_FOLLOWS))("%s follows from %s", (name, option) => {
  const [first = ""] = option.split(".");
  const changed = served({ [first]: otherwise[first as keyof UnpodServeProps] });

  expect(changed.environment[name]).not.toEqual(Object.fromEntries(variables)[name]);
});

const refusals = (build: (setting: Setting) => void) =>
  found(build).flatMap(({ rule, path, value, fix }) => (rule === "SET-01" ? [{ path, value, fix }] : []));

test.each(Object.entries(UNPOD_FOLLOWS))(
  "%s said otherwise is refused where it was said, in favour of %s",
  (name, fix) => {
    const findings = refusals(({ stack, namespace }) => {
      UnpodRunnerPool.serve(stack, "voice", {
        ...servedProps(namespace),
        ...told,
        environment: { [name]: "otherwise" },
      } as UnpodServeProps);
    });

    const hidden = served({}).environment[name] instanceof SecretKey;
    expect(findings).toEqual([
      {
        path: `test/voice.environment.${name}`,
        value: hidden ? "[hidden]" : "otherwise",
        fix: `take it out, and give ${fix}`,
      },
    ]);
  },
);

test.each([
  ["the transport", { environment: { AGENT_TRANSPORT: "serve" } }, "environment.AGENT_TRANSPORT", "take it out"],
  ["dev mode", { environment: { AGENT_DEV_MODE: "true" } }, "environment.AGENT_DEV_MODE", /devMode$/],
  [
    "the number of calls",
    { environment: { AGENT_IN_FLIGHT_LIMIT: "9" } },
    "environment.AGENT_IN_FLIGHT_LIMIT",
    /maxSessions$/,
  ],
  ["a key", { secrets: { UNPOD_API_KEY: SecretKey.of("unpod", "other") } }, "secrets.UNPOD_API_KEY", /apiKey$/],
])("%s by a variable is refused though no option says it", (_, change, at, fix) => {
  const findings = refusals(({ stack, namespace }) => {
    UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), ...change });
  });

  expect(findings).toEqual([
    expect.objectContaining({ path: `test/voice.${at}`, fix: expect.stringMatching(fix) as string }),
  ]);
});

test("a runner that is known when Terraform runs is nobody's fault", () => {
  const findings = found(({ stack, namespace }) => {
    const runner = new TerraformVariable(stack, "runner", { type: "string" }).stringValue;
    UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), wrapper: { runner } });
  });

  expect(findings).toEqual([]);
});

test("a secret for signing beside none is refused, and its text is not shown", () => {
  const findings = refusals(({ stack, namespace }) => {
    UnpodRunnerPool.serve(stack, "voice", {
      ...servedProps(namespace),
      agentSecret: "none",
      environment: { UNPOD_AGENT_SECRET: "h7Kq29" },
    });
  });

  expect(findings).toEqual([
    { path: "test/voice.environment.UNPOD_AGENT_SECRET", value: "[hidden]", fix: "take it out, and give agentSecret" },
  ]);
});

test.each([
  ["the pool's own text", { AGENT_ID: "voice-support", UNPOD_WRAPPER_PORT: "8081" }],
  ["a variable whose option is not given", { UNPOD_WORKER_REGION: "eu-1" }],
])("says nothing of %s", (_, environment) => {
  expect(
    refusals(({ stack, namespace }) => {
      UnpodRunnerPool.dialOut(stack, "voice", { ...diallingProps(namespace), environment });
    }),
  ).toEqual([]);
});
