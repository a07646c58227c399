// The ExternalSecret of a token on a real API server: the real helm renders it from the local chart, the server takes it and keeps it.
// The operator does not run here; its custom resource is one that takes any object.
import type { ControlPlane } from "./control-plane";
import { closeAll, type Stage, stageOf, startCluster } from "./harness";

const GROUP = "external-secrets.io";
const CUSTOM_RESOURCE = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `externalsecrets.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { kind: "ExternalSecret", plural: "externalsecrets", singular: "externalsecret" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

interface ExternalSecret {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: unknown;
}

describe("a token that a secrets manager holds", () => {
  let plane: ControlPlane;
  let stage: Stage;
  beforeAll(async () => {
    plane = await startCluster("lab", []); // no pod runs
    await plane.kubectl.apply([CUSTOM_RESOURCE]);
    const established = ["wait", "--for=condition=Established", `crd/externalsecrets.${GROUP}`, "--timeout=30s"];
    await plane.kubectl.run(established);
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
