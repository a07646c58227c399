// What one transport needs and the other ignores can't be written: checked by the compiler, which fails on an expected error that is
// none. What a program without types can still write is refused by rules (test/workloads/rules/examples/unpod.ts).
import { Exposure, SecretKey, UnpodRunnerPool } from "../../../src/workloads/index";
import { found, type Setting } from "../support";
import { bridge, bridgeWayIn, diallingProps, servedProps } from "./pools";

const secret = SecretKey.of("unpod", "agent-secret");
const ids = (build: (setting: Setting) => void): readonly string[] => found(build).map(({ rule }) => rule);

test("what a bridge needs can't be given to runners that dial out", () => {
  const findings = ids(({ stack, namespace }) => {
    const props = diallingProps(namespace);
    // @ts-expect-error nobody connects to it
    UnpodRunnerPool.dialOut(stack, "url", { ...props, servingUrl: "wss://agents.example.com" });
    // @ts-expect-error nobody signs calls to it
    UnpodRunnerPool.dialOut(stack, "secret", { ...props, agentSecret: secret });
    // @ts-expect-error a way in would point at nothing
    UnpodRunnerPool.dialOut(stack, "way-in", { ...props, exposure: bridgeWayIn });
    // @ts-expect-error it has no hosts
    UnpodRunnerPool.dialOut(stack, "hosts", { ...props, hosts: "perPod" });
    // @ts-expect-error settings of the one are not those of the other
    UnpodRunnerPool.dialOut(stack, "all", servedProps(namespace));
  });

  expect(new Set(findings)).toEqual(new Set(["NET-04", "POL-04", "POL-06", "UNP-03"]));
});

test("what a bridge needs can't be left out of a pool that is served", () => {
  const findings = ids(({ stack, namespace }) => {
    const props = diallingProps(namespace);
    const { servingUrl, agentSecret, exposure, hosts, replicas } = bridge;
    // @ts-expect-error there is no address
    UnpodRunnerPool.serve(stack, "url", { ...props, agentSecret, exposure, hosts, replicas });
    // @ts-expect-error no secret, and not said that there is none
    UnpodRunnerPool.serve(stack, "secret", { ...props, servingUrl, exposure, hosts, replicas });
    // @ts-expect-error there is no way in
    UnpodRunnerPool.serve(stack, "way-in", { ...props, servingUrl, agentSecret, hosts, replicas });
    // @ts-expect-error hosts of no number of pods
    UnpodRunnerPool.serve(stack, "count", { ...props, servingUrl, agentSecret, exposure, hosts });
  });

  expect(findings).toEqual(expect.arrayContaining(["SEC-09", "UNP-01"]));
});

test("an agent, a key and a number of calls can't be left out, and keys are no texts", () => {
  const findings = ids(({ stack, namespace }) => {
    const { agentId, apiKey, maxSessions, ...props } = diallingProps(namespace);
    // @ts-expect-error there is no agent
    UnpodRunnerPool.dialOut(stack, "agent", { ...props, apiKey, maxSessions });
    // @ts-expect-error there is no key
    UnpodRunnerPool.dialOut(stack, "key", { ...props, agentId, maxSessions });
    // @ts-expect-error no number of calls: the SDK's default of 50 is nobody's decision
    UnpodRunnerPool.dialOut(stack, "calls", { ...props, agentId, apiKey });
    // @ts-expect-error it is a text
    UnpodRunnerPool.dialOut(stack, "text", { ...props, agentId, maxSessions, apiKey: "k" });
  });

  expect(findings).toEqual(expect.arrayContaining(["SCL-08", "SEC-01", "UNP-13"]));
});

test("unsigned calls are for local development, where they have to be said", () => {
  const build = ({ stack, namespace }: Setting): void => {
    UnpodRunnerPool.serve(stack, "voice", {
      ...servedProps(namespace),
      agentSecret: "none",
      exposure: Exposure.route({ host: "agents.example.com", gateway: "edge", fromNamespace: "gateways" }),
    });
  };
  const budgets = [{ name: "gpt", provider: "openai", requestsPerMinute: 100, tokensPerMinute: 100_000 }];

  expect(ids(build)).toEqual(["SEC-09"]);
  expect(found(build, { budgets, stage: "dev" })).toEqual([]);
});
