// Runners that can't enroll in a rehearsal: found before anything is started, with what is missing and where.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Release } from "@cdktf/provider-helm/lib/release";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { App } from "cdktf";
import {
  AgynStack,
  Cluster,
  Gateway,
  Region,
  RunnerChart,
  RunnerPool,
  type RunnerPoolOptions,
  RunnerTier,
  ThirdPartyRunner,
  TokenSecret,
} from "../../src/constructs/index";
import { unstartedRunners } from "../../src/rehearsal/waited-runners";
import { readSynthesizedStacks } from "../../src/synthesized/index";

const OWN_CHART = join(__dirname, "../cluster/charts/k8s-runner");
const cluster = Cluster.fromKubeconfig({ context: "east" });
const region = Region.of("us-1", { cluster, gateway: Gateway.inCluster() });

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "waited-"));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

/** What is found in an app of one stack. */
function found(make: (stack: AgynStack) => void, standIns: readonly string[] = [], known: readonly string[] = []) {
  const app = new App({ outdir, stackTraces: false });
  make(new AgynStack(app, "pools", { cluster }));
  app.synth();
  return unstartedRunners(readSynthesizedStacks(outdir), standIns, known);
}

const pool = (stack: AgynStack, options: Partial<RunnerPoolOptions> = {}): RunnerPool =>
  new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), ...options });
const external = TokenSecret.external({ store: "vault", remoteKey: "agyn/{runner}" });

describe("a runner that can't enroll in a rehearsal", () => {
  it.each<[string, (stack: AgynStack) => unknown, RegExp]>([
    [
      "an ExternalSecret brings its token",
      (stack) => pool(stack, { tokenSecrets: external }),
      /^stack pools: the runner web-us-1-0 reads its token from the Secret agyn-web\/web-us-1-0-token, which the ExternalSecret agyn-web\/web-us-1-0-token of the store vault brings, and no operator runs in a rehearsal: with --stand-in web-us-1-0 /,
    ],
    [
      "its token is in a Secret that nothing makes",
      (stack) => pool(stack, { tokenSecrets: [TokenSecret.existing("mine")] }),
      /^stack pools: the runner web-us-1-0 reads its token from the Secret agyn-web\/mine, which no stack of the app makes: /,
    ],
    [
      "nothing that a rehearsal plays runs it",
      (stack) => {
        const edge = new ThirdPartyRunner(stack, "edge", { name: "edge-1" });
        const release = new Release(stack, "own", { name: "edge-1", chart: "acme-runner" });
        edge.waitForEnrollment([release]);
      },
      /^stack pools: agyn_runner_enrollment\.\w+ waits for the runner edge-1, and what runs it is no release of the chart k8s-runner, which is all that a rehearsal plays: with --stand-in edge-1 /,
    ],
  ])("is named when %s", (_, make, sentence) => {
    expect(found(make)).toEqual([expect.stringMatching(sentence)]);
  });
});

it.each<[string, (stack: AgynStack) => unknown]>([
  ["has a Secret of its own", (stack) => pool(stack)],
  ["is deployed with a chart of a folder", (stack) => pool(stack, { chart: RunnerChart.envList({ path: OWN_CHART }) })],
  [
    "reads a Secret that the app makes",
    (stack) => {
      const { runnerNamespace } = pool(stack, { tokenSecrets: [TokenSecret.existing("mine")] });
      new SecretV1(stack, "mine", { metadata: { name: "mine", namespace: runnerNamespace } });
    },
  ],
  [
    "reads a Secret whose namespace Terraform works out",
    (stack) => {
      pool(stack, { tokenSecrets: [TokenSecret.existing("mine")] });
      const { metadata } = new NamespaceV1(stack, "later", { metadata: { generateName: "later-" } });
      new SecretV1(stack, "mine", { metadata: { name: "mine", namespace: metadata.name } });
    },
  ],
  ["is waited for by nothing", (stack) => new ThirdPartyRunner(stack, "edge", { name: "edge-1" })],
])("finds nothing of a runner that %s", (_, make) => {
  expect(found(make)).toEqual([]);
});

it("leaves out runners that the rehearsal enrolls itself, or that a state tells of", () => {
  const make = (stack: AgynStack): unknown => pool(stack, { tokenSecrets: external, runners: 2 });

  expect(found(make)).toHaveLength(2);
  expect(found(make, ["web-us-1-0"], ["web-us-1-1"])).toEqual([]);
});

it("refuses to enroll a runner that no stack registers", () => {
  expect(found((stack) => pool(stack), ["web-us-1-1"])).toEqual([
    "--stand-in web-us-1-1: no stack registers a runner of that name; the app registers web-us-1-0",
  ]);
});
