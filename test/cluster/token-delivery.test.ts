// The ExternalSecret of a token on a real API server: the real helm renders it from the local chart, the server takes it and keeps it.
// The operator does not run here; its custom resource is one that takes any object.
import type { ControlPlane } from "./control-plane";
import { closeAll, type Stage, stageOf, startCluster } from "./harness";

interface ExternalSecret {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: unknown;
}

describe("a token that a secrets manager holds", () => {
  let plane: ControlPlane;
  let stage: Stage;
  beforeAll(async () => {
    plane = await startCluster("lab", []); // no pod runs
    stage = await stageOf("test/cluster/token-delivery-fixture.ts", [plane]);
  });
  afterAll(closeAll);

  it("is asked for by an object with the token's revision, which goes when the runner goes", async () => {
    const get = ["get", "externalsecrets", "--namespace", "runners"];
    await stage.apply();

    const { metadata, spec } = await plane.kubectl.json<ExternalSecret>([...get, "bench-token"]);
    expect(metadata.annotations).toMatchObject({
      "agyn.dev/service-token-revision": expect.stringMatching(/^\d{13}$/) as string,
    });
    expect(spec).toEqual({
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: "acme" },
      target: { name: "bench-token", creationPolicy: "Owner", deletionPolicy: "Retain" },
      data: [{ secretKey: "token", remoteRef: { key: "agyn/bench", property: "token" } }],
    });
    expect([stage.clusters.differences, stage.clusters.warnings]).toEqual([[], []]);
    await stage.planAgain();

    await stage.destroy();
    expect(await plane.kubectl.run([...get, "--output", "name"])).toBe("");
  });
});
