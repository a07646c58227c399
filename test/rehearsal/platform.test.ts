// A platform with a simulated orchestrator: work lands on a runner once its release in a stand-in cluster has brought it to life.
import { clusterClient, ClusterRefusal } from "../../src/rehearsal/cluster-store/index";
import { ADDRESS_VARIABLE, type Platform, startPlatform } from "../../src/rehearsal/index";
import { GatewayClient } from "../../src/gateway/index";

const ADMIN = "admin-token";

describe("a platform with a simulation", () => {
  let platform: Platform;
  let gateway: GatewayClient;

  beforeEach(async () => {
    const plan = { agents: { reviewer: { organization: "acme-ml", labels: { tier: "standard" } } } };
    platform = await startPlatform({ token: ADMIN, simulation: { plan } });
    gateway = new GatewayClient({ url: platform.gateway.url, token: ADMIN });
    await gateway.organizations.create({ name: "Acme ML", slug: "acme-ml" });
  });
  afterEach(async () => {
    await gateway.close();
    await platform.close();
  });

  /** What happens in a minute, with the runner it happens on. */
  const minute = () =>
    platform.gateway.simulation?.tick("1m").map(({ kind, agent, runnerName }) => [kind, agent, runnerName]);

  it("gives an agent's work to a runner from its enrollment on", async () => {
    const { serviceToken } = await gateway.runners.register({ name: "shared", labels: { tier: "standard" } });
    const cluster = clusterClient(platform.env[ADDRESS_VARIABLE], "us-east-1");

    expect(minute()).toEqual([["unplaced", "reviewer", undefined]]);

    const data = { token: serviceToken };
    for (const name of ["runners", "workloads"]) {
      await cluster.call("create", { kind: "Namespace", namespace: "", name, body: "{}" });
    }
    await cluster.call("create", { kind: "Secret", namespace: "runners", name: "runner-token", body: "{}", data });
    await cluster.call("install", {
      namespace: "runners",
      name: "shared",
      chart: "k8s-runner",
      version: "0.10.15",
      values: {
        workloadNamespace: "workloads",
        env: [
          { name: "KUBE_NAMESPACE", value: "workloads" },
          { name: "ZITI_ENABLED", value: "true" },
          { name: "GATEWAY_ADDRESS", value: "gateway.platform.svc.cluster.local:8080" },
          { name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { name: "runner-token", key: "token" } } },
        ],
      },
      createNamespace: false,
    });

    expect(minute()).toEqual([
      ["starting", "reviewer", "shared"],
      ["running", "reviewer", "shared"],
    ]);
  });
});

describe("a platform whose clusters are real ones", () => {
  const namespace = { kind: "Namespace", namespace: "", name: "runners", body: "{}" } as const;
  const release = { namespace: "default", name: "shared" };
  let platform: Platform;
  /** What the cluster says when it is asked for something that was accepted. */
  let has: () => Promise<boolean>;

  beforeEach(async () => {
    const asked = (): Promise<boolean> => has();
    platform = await startPlatform({
      token: ADMIN,
      realClusters: {
        carryOut: () => Promise.resolve(),
        startPod: () => Promise.resolve({ reason: "nothing runs here" }),
        hasObject: asked,
        hasRelease: asked,
      },
    });
    has = () => Promise.resolve(true);
    const cluster = clusterClient(platform.env[ADDRESS_VARIABLE], "us-east-1");
    await cluster.call("create", namespace);
    const chart = { chart: "k8s-runner", version: "0.10.15", values: {}, createNamespace: false };
    await cluster.call("install", { ...release, ...chart });
  });
  afterEach(() => platform.close());

  const client = () => clusterClient(platform.env[ADDRESS_VARIABLE], "us-east-1");
  const found = async () => [await client().call("get", namespace), await client().call("release", release)];

  it("answers what was accepted while it is there", async () => {
    expect(await found()).toMatchObject([{ name: "runners" }, { name: "shared" }]);
  });

  it("answers nothing for what is gone there, and takes it anew", async () => {
    has = () => Promise.resolve(false);
    expect(await found()).toEqual([null, null]);

    has = () => Promise.resolve(true);
    await expect(client().call("create", namespace)).resolves.toMatchObject({ name: "runners" });
  });

  it("says what was changed there", async () => {
    has = () => Promise.reject(new ClusterRefusal("Invalid", "its label is another one"));

    await expect(client().call("get", namespace)).rejects.toThrow("its label is another one");
    await expect(client().call("release", release)).rejects.toThrow("its label is another one");
  });

  it("does not ask for what was never accepted", async () => {
    has = () => Promise.reject(new Error("was asked"));

    expect(await client().call("get", { ...namespace, name: "others" })).toBeNull();
    expect(await client().call("release", { ...release, name: "others" })).toBeNull();
  });
});
