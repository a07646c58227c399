// The harness' own play: when a runner's process starts, by what an API server, its controllers and a scheduler make of a Deployment.
import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane } from "./control-plane";
import { type Enroller, playRunners } from "./enroller";
import { closeAll, endsWithTests, startCluster } from "./harness";

const POLL_MS = 50;
const NAMED = { name: "runner", namespace: "default" };
const LABELS = { "app.kubernetes.io/name": "k8s-runner" };

let plane: ControlPlane;
let enroller: Enroller;
/** Tokens that processes presented. */
const presented: string[] = [];
beforeAll(async () => {
  plane = await startCluster("lab", [{ name: "std-0", resources: { cpu: "8", memory: "32Gi" } }]);
  enroller = playRunners(plane, ({ token, gatewayAddress }, deployment) => {
    expect([gatewayAddress, deployment]).toEqual(["gateway.platform:8080", "default/runner"]);
    presented.push(token);
    return Promise.resolve();
  });
  endsWithTests(() => enroller.stop());
});
afterAll(closeAll);

const deployment = (revision: string, replicas = 1): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { ...NAMED, labels: LABELS },
  spec: {
    replicas,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, annotations: { "agyn.dev/service-token-revision": revision } },
      spec: {
        containers: [
          {
            name: "k8s-runner",
            image: "runner:1",
            env: [
              { name: "KUBE_NAMESPACE", value: "default" },
              { name: "ZITI_ENABLED", value: "true" },
              { name: "GATEWAY_ADDRESS", value: "gateway.platform:8080" },
              { name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { name: "token", key: "token" } } },
            ],
          },
        ],
      },
    },
  },
});
const secret = (token: string): object => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "token", namespace: "default" },
  stringData: { token },
});
/** Applies objects, and waits until the Deployment has come to rest. */
async function settle(...objects: readonly object[]): Promise<void> {
  await plane.kubectl.apply(objects);
  await plane.kubectl.run(["rollout", "status", "deployment/runner", "--timeout=60s"]);
}
async function presentedAre(tokens: readonly string[]): Promise<void> {
  while (presented.length < tokens.length) await sleep(POLL_MS);
  expect(presented).toEqual(tokens);
}

it("starts a process once for each template, with the token of that moment, and never without a pod", async () => {
  // its Secret is not there yet
  await settle(deployment("1"));
  expect(presented).toEqual([]);
  await plane.kubectl.apply([secret("first")]);
  await presentedAre(["first"]);

  // a running process does not see that its Secret is another one; the next pod does
  await plane.kubectl.apply([secret("second")]);
  await settle(deployment("2"));
  await presentedAre(["first", "second"]);

  // without pods nothing starts, whatever changes
  await settle(deployment("3", 0));
  await settle(secret("third"), deployment("4", 0));
  expect(presented).toEqual(["first", "second"]);

  // the same template as before, in another pod
  await settle(deployment("4"));
  await presentedAre(["first", "second", "third"]);

  // a pod that is taken away comes back as another process
  await plane.kubectl.run(["delete", "pods", "--selector", "app.kubernetes.io/name=k8s-runner", "--wait"]);
  await presentedAre(["first", "second", "third", "third"]);

  // nobody starts what is going
  await plane.kubectl.run(["delete", "deployment", "runner", "--wait"]);
  await plane.kubectl.apply([secret("fourth")]);
  await enroller.stop();
  expect(presented).toEqual(["first", "second", "third", "third"]);
});

it("tells a start that failed once, and goes on with those after it", async () => {
  const tried: string[] = [];
  const failing = playRunners(plane, ({ token }) => {
    tried.push(token);
    return tried.length === 1 ? Promise.reject(new Error("the gateway is away")) : Promise.resolve();
  });
  endsWithTests(() => failing.stop());
  await settle(secret("fifth"), deployment("5"));
  while (tried.length < 1) await sleep(POLL_MS);
  await expect(failing.idle()).rejects.toThrow("the gateway is away");

  await settle(deployment("6"));
  while (tried.length < 2) await sleep(POLL_MS);
  await failing.idle();
  expect(tried).toEqual(["fifth", "fifth"]);
});
