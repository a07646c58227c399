import { type ClusterClient, clusterClient } from "../../src/rehearsal/cluster-store/index";
import type { JsonObject } from "../../src/synthesized/index";
import { ADDRESS_VARIABLE, type Platform, pendingReasons, startPlatform } from "../../src/rehearsal/index";
import { GatewayClient } from "../../src/gateway/index";

const ADMIN = "admin-token";
const IN_CLUSTER = "gateway.platform.svc.cluster.local:8080";
const BEHIND_TLS = "gateway.acme.example:443";

/** An Envoy of which only the way is left: it listens on a port and leads to a host. */
const proxy = (port: number, host: string, hostPort = 443): JsonObject => ({
  args: [
    "--config-yaml",
    JSON.stringify({
      static_resources: {
        listeners: [{ address: { socket_address: { address: "127.0.0.1", port_value: port } } }],
        clusters: [{ endpoint: { address: { socket_address: { address: host, port_value: hostPort } } } }],
      },
    }),
  ],
});
/** The `env` list of a runner that enrolls, with some entries changed, or left out by null. */
const env = (changes: Readonly<Record<string, string | null>> = {}): JsonObject[] => {
  const plain = { KUBE_NAMESPACE: "workloads", ZITI_ENABLED: "true", GATEWAY_ADDRESS: IN_CLUSTER, ...changes };
  return [
    ...Object.entries<string | null>(plain).flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    { name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { name: "runner-token", key: "token" } } },
  ];
};

describe("cluster store", () => {
  let platform: Platform;
  let client: ClusterClient;
  let token: string;
  let runnerId: string;
  let gateway: GatewayClient;

  beforeEach(async () => {
    platform = await startPlatform({ token: ADMIN, gatewayAddresses: [IN_CLUSTER, BEHIND_TLS] });
    client = clusterClient(platform.env[ADDRESS_VARIABLE], "us-east-1");
    gateway = new GatewayClient({ url: platform.gateway.url, token: ADMIN });
    const registered = await gateway.runners.register({ name: "shared" });
    token = registered.serviceToken;
    runnerId = registered.runner.id;
    for (const name of ["runners", "workloads"]) {
      await client.call("create", { kind: "Namespace", namespace: "", name, body: "{}" });
    }
  });
  afterEach(async () => {
    await gateway.close();
    await platform.close();
  });

  const secret = (data: Record<string, string>) =>
    client.call("create", { kind: "Secret", namespace: "runners", name: "runner-token", body: "{}", data });
  const deploy = (mode: "install" | "upgrade", values: JsonObject | undefined, chart = "k8s-runner") =>
    client.call(mode, {
      namespace: "runners",
      name: "shared",
      chart,
      version: "0.10.15",
      values,
      createNamespace: false,
    });
  const status = async () => (await gateway.runners.get(runnerId)).status;

  describe("objects", () => {
    it("fails when the namespace is missing, in the server's words", async () => {
      const made = client.call("create", { kind: "Role", namespace: "nowhere", name: "r", body: "{}" });

      await expect(made).rejects.toThrow('namespaces "nowhere" not found (cluster us-east-1)');
    });

    it("fails when the name is taken", async () => {
      await client.call("create", { kind: "Role", namespace: "runners", name: "r", body: "{}" });

      await expect(
        client.call("create", { kind: "Role", namespace: "runners", name: "r", body: "{}" }),
      ).rejects.toThrow('roles.rbac.authorization.k8s.io "r" already exists');
    });

    it.each([
      ["Namespace", "", "My_Pool", 'Namespace "My_Pool" is invalid: metadata.name: Invalid value: "My_Pool"'],
      ["Namespace", "", "a.b", 'Namespace "a.b" is invalid'],
      ["Namespace", "", "a".repeat(64), "at most 63 characters"],
      ["Secret", "runners", "Runner", 'Secret "Runner" is invalid'],
      ["Role", "runners", "a/b", 'Role "a/b" is invalid'],
    ] as const)("fails when a %s%s is named %s", async (kind, namespace, name, message) => {
      await expect(client.call("create", { kind, namespace, name, body: "{}" })).rejects.toThrow(message);
    });

    it.each([
      ["Secret", "a.b"],
      ["Role", "system:reader"],
    ] as const)("takes a %s named %s", async (kind, name) => {
      expect(await client.call("create", { kind, namespace: "runners", name, body: "{}" })).toMatchObject({ name });
    });

    it("keeps clusters apart", async () => {
      const other = clusterClient(platform.env[ADDRESS_VARIABLE], "eu-west-1");

      expect(await other.call("get", { kind: "Namespace", namespace: "", name: "runners" })).toBeNull();
    });

    it("counts versions up and keeps the uid", async () => {
      const key = { kind: "Secret", namespace: "runners", name: "s" } as const;
      const before = await client.call("create", { ...key, body: "{}", data: { a: "1" } });
      const after = await client.call("update", { ...key, body: '{"b":1}' });

      expect(after).toMatchObject({ uid: before.uid, generation: 2, data: { a: "1" }, body: '{"b":1}' });
      expect(Number(after.resourceVersion)).toBeGreaterThan(Number(before.resourceVersion));
    });

    it("deletes with a namespace what is in it", async () => {
      await secret({ token });
      await deploy("install", { env: env() });

      await client.call("delete", { kind: "Namespace", namespace: "", name: "runners" });

      expect(platform.clusters.inventory()).toEqual(["Namespace workloads in us-east-1"]);
    });

    it("answers nobody who does not know the secret segment", async () => {
      const address = `${platform.gateway.url}/stand-in-clusters/${"0".repeat(64)}/get`;

      expect((await fetch(address, { method: "POST", body: "{}" })).status).toBe(404);
    });
  });

  describe("runner pods", () => {
    it("enrolls with the token of the Secret", async () => {
      await secret({ token });
      await deploy("install", { env: env() });

      expect(await status()).toBe("enrolled");
      expect(pendingReasons(platform.clusters)).toEqual([]);
    });

    it("enrolls over a TLS proxy in the same pod", async () => {
      await secret({ token });
      const values = {
        env: env({ GATEWAY_ADDRESS: "127.0.0.1:15051" }),
        extraContainers: [proxy(15051, "gateway.acme.example")],
      };
      await deploy("install", values);

      expect(await status()).toBe("enrolled");
    });

    const cases: Record<string, { values: JsonObject; reason: string; data?: Record<string, string> | null }> = {
      "no Secret": { values: { env: env() }, data: null, reason: 'SERVICE_TOKEN: secret "runner-token" not found' },
      "another key": {
        values: { env: env() },
        data: { password: "x" },
        reason: `SERVICE_TOKEN: couldn't find key "token" in secret "runner-token"; it has "password"`,
      },
      "an empty Secret": {
        values: { env: env() },
        data: {},
        reason: `SERVICE_TOKEN: couldn't find key "token" in secret "runner-token"; it is empty`,
      },
      "an empty token": {
        values: { env: env() },
        data: { token: "" },
        reason: 'SERVICE_TOKEN: key "token" of secret "runner-token" is empty',
      },
      "no token at all": { values: { env: env().slice(0, -1) }, reason: "SERVICE_TOKEN is empty" },
      "a token of nobody": {
        values: { env: env() },
        data: { token: "0".repeat(64) },
        reason:
          "the gateway refused enrollment (not_found); its token belongs to no runner, or to one that was deleted",
      },
      "no workload namespace": {
        values: { env: env({ KUBE_NAMESPACE: "elsewhere" }) },
        reason: 'KUBE_NAMESPACE: namespaces "elsewhere" not found',
      },
      "no KUBE_NAMESPACE": {
        values: { env: env({ KUBE_NAMESPACE: null }) },
        reason: "KUBE_NAMESPACE is not set, without which the runner's process ends",
      },
      "the overlay off": {
        values: { env: env({ ZITI_ENABLED: "false" }) },
        reason: 'ZITI_ENABLED is "false", not "true", so the runner never enrolls',
      },
      "the documented values": {
        values: { gateway: { url: "https://gateway.acme.example" }, serviceToken: { existingSecret: "runner-token" } },
        reason:
          'ZITI_ENABLED is "false", not "true", so the runner never enrolls; the chart ignores gateway.url, serviceToken, which only the documentation knows',
      },
      "a URL": {
        values: { env: env({ GATEWAY_ADDRESS: "https://gateway.acme.example" }) },
        reason:
          'GATEWAY_ADDRESS is "https://gateway.acme.example", a URL: the runner dials clear-text gRPC at host:port and speaks no TLS; put a TLS proxy beside it or give host:port',
      },
      "no port": {
        values: { env: env({ GATEWAY_ADDRESS: "gateway" }) },
        reason: 'GATEWAY_ADDRESS is "gateway", which is no host:port',
      },
      "another host": {
        values: { env: env({ GATEWAY_ADDRESS: "gateway:8080" }) },
        reason: `GATEWAY_ADDRESS is "gateway:8080", where no gateway answers; it answers at ${IN_CLUSTER}, ${BEHIND_TLS}`,
      },
      "loopback without a proxy": {
        values: { env: env({ GATEWAY_ADDRESS: "127.0.0.1:15051" }) },
        reason:
          'GATEWAY_ADDRESS is "127.0.0.1:15051", the pod itself, and no container in extraContainers listens there',
      },
      "a proxy on another port": {
        values: {
          env: env({ GATEWAY_ADDRESS: "127.0.0.1:15051" }),
          extraContainers: [proxy(9, "gateway.acme.example")],
        },
        reason:
          'GATEWAY_ADDRESS is "127.0.0.1:15051", but no container in extraContainers is seen to listen on port 15051',
      },
      "a proxy to elsewhere": {
        values: {
          env: env({ GATEWAY_ADDRESS: "127.0.0.1:15051" }),
          extraContainers: [proxy(15051, "gateway.acme.test")],
        },
        reason: `the proxy on port 15051 leads to gateway.acme.test:443, where no gateway answers; it answers at ${IN_CLUSTER}, ${BEHIND_TLS}`,
      },
      "an account that is not there": {
        values: { env: env(), serviceAccount: { create: false, name: "runner" } },
        reason: 'serviceaccount "runner" not found, so its pod can not be created',
      },
      "no replica": { values: { env: env(), replicaCount: 0 }, reason: "replicaCount is 0, so no pod runs" },
      "a value that is no text": {
        values: { env: env().map((entry) => (entry.name === "ZITI_ENABLED" ? { ...entry, value: true } : entry)) },
        reason: "env ZITI_ENABLED: value is true, and an API server takes only text there: quote it",
      },
      "a value beside its source": {
        values: { env: env().map((entry) => (entry.name === "SERVICE_TOKEN" ? { ...entry, value: "x" } : entry)) },
        reason: "env SERVICE_TOKEN: valueFrom may not be given when value is not empty",
      },
      "env as a map": { values: { env: { A: "b" } }, reason: "`env` is not a list of {name, value} entries" },
    };
    it.each(Object.entries(cases))("leaves the runner pending: %s", async (_, { values, reason, data }) => {
      if (data !== null) await secret(data ?? { token });
      await deploy("install", values);

      expect(await status()).toBe("pending");
      expect(pendingReasons(platform.clusters)).toEqual([`runners/shared in us-east-1: ${reason}`]);
      expect(JSON.stringify(platform.clusters.explain())).not.toContain(token);
    });

    it("leaves the runner pending when its values could not be read", async () => {
      await deploy("install", undefined);

      expect(pendingReasons(platform.clusters)[0]).toContain("its values could not be read: write them as JSON");
    });

    it("starts a waiting pod when what was missing appears", async () => {
      await deploy("install", { env: env() });
      expect(await status()).toBe("pending");

      await secret({ token });

      expect(await status()).toBe("enrolled");
    });

    it("enrolls a pod once when several changes of its cluster come at the same time", async () => {
      const made = (name: string) => client.call("create", { kind: "Role", namespace: "runners", name, body: "{}" });
      await secret({ token });

      await Promise.all([deploy("install", { env: env() }), ...["a", "b", "c"].map(made)]);

      expect(platform.gateway.requests.filter(({ rpc }) => rpc.endsWith("/EnrollRunner"))).toHaveLength(1);
      expect(await status()).toBe("enrolled");
    });

    it("restarts the pod on an upgrade with other values, and not on one without", async () => {
      await secret({ token });
      await deploy("install", { env: env() });
      const enrollments = () => platform.gateway.requests.filter(({ rpc }) => rpc.endsWith("/EnrollRunner")).length;

      await deploy("upgrade", { env: env() });
      expect(enrollments()).toBe(1);
      await deploy("upgrade", { env: env(), podAnnotations: { revision: "2" } });
      expect(enrollments()).toBe(2);
    });

    it("leaves other charts alone", async () => {
      expect(await deploy("install", {}, "podinfo")).toMatchObject({ revision: 1 });
      expect(platform.clusters.explain()).toEqual([]);
    });
  });

  it.each([["x".repeat(54)], ["Shared"], ["a_b"]])("fails when a release is named %s", async (name) => {
    const input = { namespace: "runners", chart: "k8s-runner", version: "0.10.15", values: {}, createNamespace: false };

    await expect(client.call("install", { ...input, name })).rejects.toThrow(
      `invalid release name ${JSON.stringify(name)}`,
    );
  });

  it("fails when a release's name is in use, or has nothing to upgrade", async () => {
    await expect(deploy("upgrade", {})).rejects.toThrow('"shared" has no deployed releases');
    await deploy("install", {});
    await expect(deploy("install", {})).rejects.toThrow("cannot re-use a name that is still in use");
  });
});

describe("cluster client", () => {
  const key = { kind: "Namespace", namespace: "", name: "x" } as const;

  it("fails when no address was given, and says who gives it", async () => {
    await expect(clusterClient(undefined, "c").call("get", key)).rejects.toThrow(
      "CDKTF_AGYN_STAND_IN_URL is not set. This is a stand-in for rehearsals, not the real provider",
    );
  });

  it("fails when nothing answers, without telling the secret segment", async () => {
    const failure = clusterClient("http://127.0.0.1:9/stand-in-clusters/segment", "c").call("get", key);

    await expect(failure).rejects.toThrow("Nothing answers at 127.0.0.1:9");
    await expect(failure).rejects.not.toThrow("segment");
  });
});
