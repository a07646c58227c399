// What a watch sees of runners and their pods: the real gateway over its wire, the embedded clusters over theirs.
import { type ClusterClient, clusterClient } from "../../src/rehearsal/cluster-store/index";
import { ADDRESS_VARIABLE, type Platform, startPlatform } from "../../src/rehearsal/index";
import { GatewayClient } from "../../src/gateway/index";
import { isStart, PlatformWatch } from "../../src/rehearsal/timeline/watch";

const ADMIN = "admin-token";
const NAMESPACES = ["runners", "workloads"];
const ENV = [
  { name: "KUBE_NAMESPACE", value: "workloads" },
  { name: "ZITI_ENABLED", value: "true" },
  { name: "GATEWAY_ADDRESS", value: "gateway:8080" },
];

describe("a watch over a platform", () => {
  let platform: Platform;
  let gateway: GatewayClient;
  let cluster: ClusterClient;
  let watch: PlatformWatch;
  let id: string;
  let token: string;

  beforeEach(async () => {
    platform = await startPlatform({ token: ADMIN });
    gateway = new GatewayClient({ url: platform.gateway.url, token: ADMIN });
    cluster = clusterClient(platform.env[ADDRESS_VARIABLE], "us-1");
    for (const name of NAMESPACES) await cluster.call("create", { kind: "Namespace", namespace: "", name, body: "{}" });
    const registered = await gateway.runners.register({ name: "web-0", labels: { tier: "web" } });
    [id, token] = [registered.runner.id, registered.serviceToken];
    watch = new PlatformWatch(platform);
    watch.stackBegins("us-1");
  });
  afterEach(async () => {
    watch.end();
    await gateway.close();
    await platform.close();
  });

  const release = (own: string, values: object = {}) => ({
    ...{ namespace: "runners", name: "web-0", chart: "k8s-runner", version: "0.10.15", createNamespace: false },
    values: { workloadNamespace: "workloads", env: [...ENV, { name: "SERVICE_TOKEN", value: own }], ...values },
  });
  /** What was seen since the last time: status and process of the runner, before and after. */
  const seen = () => {
    const changes = watch.changes.splice(0);
    return changes.map((change) => {
      const [before, after] = [change.before, change.after].map((then) => then && `${then.status} ${then.process}`);
      return [before, after, ...(isStart(change) ? ["starts"] : [])];
    });
  };

  it("sees an enrollment and the pod behind it as one thing", async () => {
    await cluster.call("install", release(token));

    expect(seen()).toEqual([["pending elsewhere", "enrolled runs", "starts"]]);
    expect(watch.after.get(id)).toMatchObject({ release: "runners/web-0" });
  });

  it("takes a runner without a release for one that runs where nobody looks", async () => {
    await gateway.runners.enroll(token);

    expect(seen()).toEqual([["pending elsewhere", "enrolled elsewhere", "starts"]]);
  });

  it("sees the process go with the release while the registration stays enrolled, and come back", async () => {
    await cluster.call("install", release(token));
    seen();

    await cluster.call("uninstall", { namespace: "runners", name: "web-0" });
    expect(seen()).toEqual([["enrolled runs", "enrolled gone"]]);

    await cluster.call("install", release(token));
    expect(seen()).toEqual([["enrolled gone", "enrolled runs", "starts"]]);
  });

  it("sees a restart under the same registration, during which the old pod stays", async () => {
    await cluster.call("install", release(token));
    seen();

    await cluster.call("upgrade", release(token, { podAnnotations: { again: "1" } }));

    expect(seen()).toEqual([["enrolled runs", "enrolled runs", "starts"]]);
  });

  it("sees a pod without replicas go", async () => {
    await cluster.call("install", release(token));
    seen();

    await cluster.call("upgrade", release(token, { replicaCount: 0 }));

    expect(seen()).toEqual([["enrolled runs", "enrolled gone"]]);
  });

  it("knows the new runner by the token with which the pod of a renewed release enrolls", async () => {
    await cluster.call("install", release(token));
    seen();

    await gateway.runners.delete(id);
    const again = await gateway.runners.register({ name: "web-0", labels: { tier: "web" } });
    await cluster.call("upgrade", release(again.serviceToken));

    expect(seen()).toEqual([
      ["enrolled runs", undefined],
      [undefined, "pending elsewhere"],
      ["pending elsewhere", "enrolled runs", "starts"],
    ]);
    expect(watch.after.get(again.runner.id)).toMatchObject({ process: "runs" });
  });

  it("knows organizations that are gone, each with the slug it last had", async () => {
    const made = await gateway.organizations.create({ name: "Acme", slug: "acme-web" });
    const organizations = new PlatformWatch(platform); // which takes the place of the other
    await gateway.organizations.delete(made.id);
    const again = await gateway.organizations.create({ name: "Acme", slug: "acme-web" });

    expect(organizations.organizations).toEqual([
      { id: made.id, slug: "acme-web" },
      { id: again.id, slug: "acme-web" },
    ]);
  });

  it("sees labels change, and nothing once it has ended", async () => {
    await gateway.runners.update(id, { labels: { tier: "gpu" } });
    expect(watch.changes).toMatchObject([
      { before: { labels: { tier: "web" } }, after: { labels: { tier: "gpu" } }, stack: "us-1" },
    ]);

    watch.end();
    await gateway.runners.update(id, { labels: { tier: "web" } });
    expect(watch.changes).toHaveLength(1);
  });
});
