// A runner whose token is in a Secret that is there already, and a chart with an image of one's own.
import {
  type AgynStack,
  Runner,
  RunnerChart,
  RunnerPool,
  RunnerRelease,
  type RunnerReleaseProps,
  RunnerTier,
  TokenSecret,
} from "../../src/constructs/index";
import { environment, helmValues, messageOf, region, resource, resources, synthStack } from "./support";

const DIGEST = "0123456789abcdef".repeat(4);
const synthRelease = (given: Partial<RunnerReleaseProps>) =>
  synthStack(
    (stack: AgynStack) =>
      new RunnerRelease(stack, "release", {
        runner: new Runner(stack, "runner", { name: "r-0" }),
        region,
        namespace: "runners",
        workloadNamespace: "workloads",
        ...given,
      }),
  );
const withoutHash = (text: unknown) => JSON.stringify(text).replaceAll(/agyn_runner\.runner_[0-9A-F]{8}/g, "RUNNER");

describe("a token in an existing Secret", () => {
  const stack = synthRelease({ tokenSecret: TokenSecret.existing("r-0-token", { revision: 1763 }) });
  const release = resource(stack, "helm_release");

  it("is read from there, and neither the Secret nor the token is in the configuration", () => {
    expect(environment(release).SERVICE_TOKEN).toEqual({ secretKeyRef: { name: "r-0-token", key: "token" } });
    expect(resources(stack, "kubernetes_secret_v1")).toEqual([]);
    expect(JSON.stringify(stack)).not.toMatch(/service_token(?!_revision)\b(?!-)/);
  });

  it("has the revision that is given, as text", () => {
    expect(release.set).toEqual([
      { name: "podAnnotations.agyn\\.dev/service-token-revision", type: "string", value: "1763" },
    ]);
  });

  it("is refused at apply for a runner that is registered anew since then, with the way out", () => {
    expect(withoutHash(release.lifecycle)).toBe(
      JSON.stringify({
        precondition: [
          {
            condition: "${RUNNER.service_token_revision == null || RUNNER.service_token_revision == 1763}",
            error_message:
              "The Secret r-0-token holds the token of revision 1763, and RUNNER has been registered anew since then. Put the new " +
              "token there and give its revision; for a pool that was taken over, take adopt out, delete the Secret and apply " +
              "again: the pool makes it.",
          },
        ],
      }),
    );
  });

  it("has the revision of the runner's registration by default, which must be known", () => {
    const plain = resource(
      synthRelease({ tokenSecret: TokenSecret.existing("mine", { key: "service-token" }) }),
      "helm_release",
    );

    expect(environment(plain).SERVICE_TOKEN).toEqual({ secretKeyRef: { name: "mine", key: "service-token" } });
    expect(withoutHash(plain.set)).toContain('"value":"${RUNNER.service_token_revision}"');
    expect(withoutHash(plain.lifecycle)).toContain("give the revision of the token that its Secret holds");
  });

  it.each([
    ["a name that is none", TokenSecret.existing("My_Secret"), 'tokenSecret.name = "My_Secret": it must be lower-case'],
    [
      "a key that is none",
      TokenSecret.existing("s", { key: "a b" }),
      'tokenSecret.key = "a b": a key of a ConfigMap or a Secret is',
    ],
    ["a revision that is none", TokenSecret.existing("s", { revision: 0 }), "tokenSecret.revision = 0: it is not the"],
  ])("fails for %s", (_, tokenSecret, text) => {
    expect(messageOf(() => synthRelease({ tokenSecret }))).toContain(text);
  });

  it("fails for a key that the documented values can't name", () => {
    const chart = RunnerChart.documented({ version: "1.0.0" });
    const key = (name: string) => () => synthRelease({ chart, tokenSecret: TokenSecret.existing("s", { key: name }) });

    expect(messageOf(key("mine"))).toContain('tokenSecret.key = "mine": a chart with the documented values reads the');
    expect(helmValues(resource(key("token")(), "helm_release")).serviceToken).toEqual({ existingSecret: "s" });
  });
});

describe("the token Secrets of a pool", () => {
  const synthPool = (tokenSecrets: readonly TokenSecret[]) =>
    synthStack(
      (stack) => new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), runners: 2, tokenSecrets }),
    );

  it("are one for each runner, in their order", () => {
    const releases = resources(synthPool([TokenSecret.existing("a"), TokenSecret.existing("b")]), "helm_release");

    expect(releases.map((release) => [release.name, environment(release).SERVICE_TOKEN])).toEqual([
      ["web-us-east-1-0", { secretKeyRef: { name: "a", key: "token" } }],
      ["web-us-east-1-1", { secretKeyRef: { name: "b", key: "token" } }],
    ]);
  });

  it("fails when there are fewer than runners, or one for two", () => {
    expect(messageOf(() => synthPool([TokenSecret.existing("a")]))).toContain(
      "tokenSecrets = 1: the pool has 2 runners, and each has a token of its own. Fix: give 2, one for each runner",
    );
    expect(messageOf(() => synthPool([TokenSecret.existing("a"), TokenSecret.existing("a")]))).toContain(
      'tokenSecrets[1].name = "a": another runner of the pool has this Secret',
    );
  });
});

describe("the image of a chart", () => {
  it.each([
    ["a tag", "acme.example:5000/runner:1.2.3", { repository: "acme.example:5000/runner", tag: "1.2.3" }],
    // the chart writes <repository>:<tag>
    ["a digest", `acme.example/runner@sha256:${DIGEST}`, { repository: "acme.example/runner@sha256", tag: DIGEST }],
    [
      "both",
      `acme.example/runner:1.2.3@sha256:${DIGEST}`,
      { repository: "acme.example/runner", tag: `1.2.3@sha256:${DIGEST}` },
    ],
  ])("is split into the chart's values at %s", (_, image, values) => {
    for (const chart of [RunnerChart.envList({ image }), RunnerChart.documented({ version: "1.0.0", image })]) {
      expect(helmValues(resource(synthRelease({ chart }), "helm_release")).image).toEqual(values);
    }
  });

  it("is the chart's own by default", () => {
    expect(helmValues(resource(synthRelease({}), "helm_release"))).not.toHaveProperty("image");
  });

  it("fails when it moves, in the words of the fleet's rule", () => {
    expect(messageOf(() => synthRelease({ chart: RunnerChart.envList({ image: "acme/runner:latest" }) }))).toContain(
      'chart.image = "acme/runner:latest": the tag latest is moved to newer images. Fix: write an exact tag, or @sha256:<digest>.',
    );
  });
});
