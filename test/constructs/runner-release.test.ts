import {
  type AgynStack,
  Region,
  Runner,
  RunnerChart,
  RunnerRelease,
  type RunnerReleaseProps,
} from "../../src/constructs/index";
import { cluster, environment, helmValues, messageOf, region, resource, synthStack } from "./support";

type Given = Partial<Omit<RunnerReleaseProps, "runner">> & { readonly capabilities?: readonly string[] };

const releaseWith =
  ({ capabilities, ...given }: Given = {}) =>
  (stack: AgynStack): RunnerRelease =>
    new RunnerRelease(stack, "release", {
      runner: new Runner(stack, "runner", { name: "r-0", capabilities }),
      region,
      namespace: "runners",
      workloadNamespace: "workloads",
      ...given,
    });
const synthRelease = (given: Given = {}) => synthStack(releaseWith(given));
const released = (given: Given = {}) => resource(synthRelease(given), "helm_release");
const runner = "agyn_runner.runner_78B29A98";

describe("RunnerRelease", () => {
  it("hands the token to the cluster by write-only data whose revision is the token's", () => {
    const secret = resource(synthRelease(), "kubernetes_secret_v1");

    const token = (secret.data_wo as Record<string, string>).token;
    const address = String(token).replace(/^\$\{(.*)\.service_token\}$/, "$1");
    expect(address).toMatch(/^agyn_runner\.runner_[0-9A-F]{8}$/);
    expect(secret).toMatchObject({
      metadata: { name: "r-0-token", namespace: "runners" },
      type: "Opaque",
      data_wo: { token: `\${${address}.service_token}` },
      data_wo_revision: `\${${address}.service_token_revision}`,
    });
    expect(secret).not.toHaveProperty("data");
  });

  it("stops before an empty Secret when the token is not known, and says what to do", () => {
    const { lifecycle } = resource(synthRelease(), "kubernetes_secret_v1");

    expect(JSON.stringify(lifecycle).replaceAll(/agyn_runner\.runner_[0-9A-F]{8}/g, runner)).toBe(
      JSON.stringify({
        precondition: [
          {
            condition: `\${${runner}.service_token_revision != null}`,
            error_message:
              `The service token of ${runner} is not known: the platform shows it once, when the runner is registered, so an ` +
              `imported runner has none. Register it anew with -replace=${runner}, or give the revision of the token it has, and ` +
              "leave its Secret in place: `adopt` of a pool, `tokenSecret` of a release.",
          },
        ],
      }),
    );
  });

  it("deploys the published chart at its pinned version by default", () => {
    expect(released()).toMatchObject({
      name: "r-0",
      namespace: "runners",
      repository: "oci://ghcr.io/agynio/charts",
      chart: "k8s-runner",
      version: "0.10.15",
      timeout: 300,
      wait: true,
    });
  });

  it("restarts the pod for a new token: the revision is a string annotation, beside the values", () => {
    const [set] = released().set as readonly Record<string, string>[];

    expect(set).toMatchObject({ name: "podAnnotations.agyn\\.dev/service-token-revision", type: "string" });
    expect(set?.value).toMatch(/^\$\{agyn_runner\.runner_[0-9A-F]{8}\.service_token_revision\}$/);
  });

  it("gives the chart its whole environment", () => {
    expect(environment(released())).toEqual({
      GRPC_ADDR: "0.0.0.0:50051",
      KUBE_NAMESPACE: "workloads",
      ZITI_ENABLED: "true",
      GATEWAY_ADDRESS: "gateway.platform.svc.cluster.local:8080",
      SERVICE_TOKEN: { secretKeyRef: { name: "r-0-token", key: "token" } },
      ZITI_ENROLLMENT_TIMEOUT: "120s",
      LOG_LEVEL: "info",
    });
  });

  it("gives the chart one replica, its names, no Role of its own and a user that can be proved not to be root", () => {
    const { env, ...values } = helmValues(released());

    expect(env).toHaveLength(7);
    expect(values).toEqual({
      fullnameOverride: "r-0",
      rbac: { create: false },
      replicaCount: 1,
      securityContext: { runAsGroup: 101, runAsUser: 100 },
      serviceAccount: { create: true, name: "r-0" },
      workloadNamespace: "workloads",
    });
  });

  it("writes the values as one line of plain JSON with sorted keys", () => {
    const [text] = released().values as readonly string[];

    expect(text).toMatch(/^\{"env":\[.*\],"fullnameOverride":"r-0","rbac".*\}$/);
    expect(text).not.toMatch(/\n|\$\{/);
  });

  it("sets storage only when the region says so", () => {
    const stored = Region.of("eu", { cluster, gateway: region.gateway, storageClass: "gp3", storageSize: "20Gi" });

    expect(environment(released({ region: stored }))).toMatchObject({
      PVC_STORAGE_CLASS: "gp3",
      PVC_STORAGE_SIZE: "20Gi",
    });
  });

  it("isolates docker as rootless by default, and reports managed capabilities in the chart's catalog", () => {
    const release = released({ capabilities: ["gpu", "docker", "gpu"] });

    expect(environment(release).CAPABILITY_IMPLEMENTATIONS).toBe('{"docker":"rootless"}');
    expect(helmValues(release).catalog).toEqual({ capabilities: ["docker", "gpu"] });
  });

  it("takes another isolation of docker", () => {
    const release = released({ capabilities: ["docker"], dockerImplementation: "kata-qemu" });

    expect(environment(release).CAPABILITY_IMPLEMENTATIONS).toBe('{"docker":"kata-qemu"}');
  });

  it("takes timeouts and a log level", () => {
    const stack = synthRelease({
      timeoutSeconds: 900,
      enrollmentTimeoutSeconds: 60,
      enrollmentWaitMinutes: 30,
      logLevel: "debug",
    });

    expect(resource(stack, "helm_release").timeout).toBe(900);
    expect(environment(resource(stack, "helm_release"))).toMatchObject({
      ZITI_ENROLLMENT_TIMEOUT: "60s",
      LOG_LEVEL: "debug",
    });
    expect(resource(stack, "agyn_runner_enrollment").timeouts).toEqual({ create: "30m" });
  });

  it("waits 10 minutes for the enrollment by default, after the release", () => {
    const { runner_id, ...enrollment } = resource(synthRelease(), "agyn_runner_enrollment");

    expect(runner_id).toMatch(/^\$\{agyn_runner\.runner_[0-9A-F]{8}\.id\}$/);
    expect(enrollment).toEqual({
      depends_on: [expect.stringMatching(/^helm_release\.release_[0-9A-F]{8}$/)],
      provider: "agyn",
      timeouts: { create: "10m" },
    });
  });

  it("keeps text that looks like a Terraform template as it is", () => {
    const chart = RunnerChart.documented({ version: "1.0.0" });
    const hostile = { values: () => ({ note: 'say "hi" ${HOME} %{ if x } $${y} \\d', list: [{ b: 1, a: "${x}" }] }) };

    const [text] = released({ chart: Object.assign(chart, hostile) }).values as readonly string[];

    expect(text).toBe('{"list":[{"a":"$${x}","b":1}],"note":"say \\"hi\\" $${HOME} %%{ if x } $$${y} \\\\d"}');
  });

  it.each([
    [
      "timeoutSeconds",
      { timeoutSeconds: 29 },
      "timeoutSeconds = 29: it must be a whole number in range. Fix: give 30 to 3600.",
    ],
    [
      "enrollmentTimeoutSeconds",
      { enrollmentTimeoutSeconds: 1.5 },
      "enrollmentTimeoutSeconds = 1.5: it must be a whole number in range. Fix: give 10 to 3600.",
    ],
    [
      "enrollmentWaitMinutes",
      { enrollmentWaitMinutes: 0 },
      "enrollmentWaitMinutes = 0: it must be a whole number in range. Fix: give 1 to 120.",
    ],
    [
      "releaseName",
      { releaseName: "r".repeat(54) },
      `releaseName = "${"r".repeat(54)}": a Helm release name is lower-case letters, digits and inner hyphens, at most 53 ` +
        "characters. Fix: shorten the pool or region name, or give a name of your own.",
    ],
    [
      "namespace",
      { namespace: "Runners" },
      'namespace = "Runners": it must be lower-case letters, digits and inner hyphens, at most 63 characters. Fix: shorten or respell it.',
    ],
    [
      "chart version that is a range",
      { chart: RunnerChart.envList({ version: "^0.10.0" }) },
      'chart.version = "^0.10.0": a chart version must be exact, so that a plan does not change by itself. Fix: write it like "0.10.15".',
    ],
    [
      "chart version of another layout",
      { chart: RunnerChart.envList({ version: "1.0.0" }) },
      'chart.version = "1.0.0": the env list layout is that of charts 0.9 and 0.10; values of another version may be ignored in ' +
        "silence. Fix: pin 0.9.x or 0.10.x, or use RunnerChart.documented for a chart with the documented values.",
    ],
    [
      "chart repository",
      { chart: RunnerChart.envList({ repository: "ghcr.io/agynio/charts" }) },
      'chart.repository = "ghcr.io/agynio/charts": it is no chart repository. Fix: write it like "oci://ghcr.io/agynio/charts".',
    ],
  ] satisfies readonly (readonly [string, Given, string])[])("fails when given a wrong %s", (_name, given, line) => {
    expect(messageOf(() => synthRelease(given))).toBe(`test/release: 1 problem\n  ${line}`);
  });
});

describe("RunnerChart", () => {
  it("takes another version and repository of the published chart", () => {
    const chart = RunnerChart.envList({ version: "0.9.0", repository: "https://charts.acme.example" });

    expect(released({ chart })).toMatchObject({ version: "0.9.0", repository: "https://charts.acme.example" });
  });

  it("writes the documented values for a chart that reads them", () => {
    const stored = Region.of("eu", { cluster, gateway: region.gateway, storageClass: "standard" });

    const release = released({
      chart: RunnerChart.documented({ version: "1.0.0" }),
      region: stored,
      capabilities: ["docker"],
    });

    expect(helmValues(release)).toEqual({
      capabilities: ["docker"],
      fullnameOverride: "r-0",
      gateway: { url: "http://gateway.platform.svc.cluster.local:8080" },
      rbac: { create: false },
      replicaCount: 1,
      resources: { pullSecrets: [], workloadNamespace: "workloads" },
      serviceAccount: { create: true, name: "r-0" },
      serviceToken: { existingSecret: "r-0-token" },
      storage: { class: "standard" },
    });
  });
});
