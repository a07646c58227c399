// The examples, applied through the stand-ins to real API servers and the real helm: what a server refuses, warns of or keeps
// otherwise than it was written shows here.
import type { ControlPlane } from "./control-plane";
import { stageOf, type Stage, startCluster } from "./harness";

describe.each([
  ["quickstart", "examples/quickstart/main.ts", ["quickstart"], 1],
  ["acme-fleet", "examples/acme-fleet/main.ts", ["acme-us-east-1", "acme-eu-west-1"], 8],
  ["team-repo", "examples/team-repo/main.ts", ["acme-us-east-1", "acme-eu-west-1"], 3],
])("the example %s", (_name, main, contexts, runners) => {
  let planes: readonly ControlPlane[] = [];
  let stage: Stage | undefined;
  beforeAll(async () => {
    planes = await Promise.all(contexts.map((context) => startCluster(context)));
    stage = await stageOf(main, planes);
  });
  afterAll(async () => {
    await stage?.close();
    await Promise.all(planes.map((plane) => plane.stop()));
  });

  it("is accepted as it is written, enrolls, settles, and is destroyed without a trace", async () => {
    await stage?.apply();
    expect(stage?.scene.platform.gateway.snapshot()).toMatchObject({ runners });
    expect(stage?.clusters.differences).toEqual([]);
    expect(stage?.clusters.warnings).toEqual([]);
    await stage?.planAgain();

    await stage?.destroy();
    for (const plane of planes) {
      const { items } = await plane.kubectl.json<{ items: readonly { metadata: { name: string } }[] }>(["get", "namespaces"]);
      expect(items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith("agyn-"))).toEqual([]);
    }
  });
});
