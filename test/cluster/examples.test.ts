// The examples, applied through the stand-ins to real API servers and the real helm: what a server refuses, warns of or keeps
// otherwise than it was written shows here, of what the charts make too. Runners start by what their Deployments say. Each context of an
// example is a control plane of the version that the example states. With real providers nothing is compared or heard here: what the
// server keeps otherwise shows in the second plan.
import type { KubernetesVersion } from "./control-plane";
import { closeAll, NODES, stageOf, type Stage, startCluster } from "./harness";

interface Example {
  readonly main: string;
  readonly clusters: Readonly<Record<string, KubernetesVersion>>;
  readonly runners: number;
  /** Where they reach the gateway; nowhere when nothing that is known here runs them. */
  readonly dialled: readonly string[];
}

const IN_CLUSTER = "gateway.platform.svc.cluster.local:8080";
const BEHIND_PROXY = "gateway.acme.example:443";

const examples: Readonly<Record<string, Example>> = {
  quickstart: {
    main: "examples/quickstart/main.ts",
    clusters: { quickstart: "1.36.0" },
    runners: 1,
    dialled: [IN_CLUSTER],
  },
  "acme-fleet": {
    main: "examples/acme-fleet/main.ts",
    clusters: { "acme-us-east-1": "1.36.0", "acme-eu-west-1": "1.36.0" },
    runners: 8,
    dialled: [BEHIND_PROXY, IN_CLUSTER],
  },
  "gpu-tiers": {
    main: "examples/gpu-tiers/main.ts",
    clusters: { "acme-train": "1.36.0", "acme-lab": "1.35.4" },
    runners: 5,
    dialled: [BEHIND_PROXY],
  },
  "team-repo": {
    main: "examples/team-repo/main.ts",
    clusters: { "acme-us-east-1": "1.36.0", "acme-eu-west-1": "1.36.0" },
    runners: 3,
    dialled: [BEHIND_PROXY],
  },
  "production-pool": {
    main: "examples/production-pool/main.ts",
    clusters: { "acme-eu-west-1": "1.36.0" },
    runners: 2,
    dialled: [BEHIND_PROXY],
  },
  "agents-platform": {
    main: "examples/agents-platform/main.ts",
    clusters: { "acme-eu-west-1": "1.36.0", "acme-us-east-1": "1.36.0" },
    runners: 2,
    dialled: [BEHIND_PROXY],
  },
  "third-party-runner": {
    main: "examples/third-party-runner/main.ts",
    clusters: { "acme-lab": "1.36.0" },
    runners: 2,
    dialled: [],
  },
};

describe.each(Object.entries(examples))("the example %s", (_name, { main, clusters, runners, dialled }) => {
  let stage: Stage;
  beforeAll(async () => {
    const planes = await Promise.all(
      Object.entries(clusters).map(([context, version]) => startCluster(context, NODES, { version })),
    );
    stage = await stageOf(main, planes);
  });
  afterAll(closeAll);

  it("is accepted as it is written, enrolls, settles, and is destroyed without a trace", async () => {
    await stage.apply();
    expect(stage.scene.platform.gateway.snapshot()).toMatchObject({ runners });
    expect(stage.dialled).toEqual(dialled);
    expect(new Set(stage.started).size).toBe(dialled.length === 0 ? 0 : runners);
    expect(stage.clusters.differences).toEqual([]);
    expect(stage.clusters.warnings).toEqual([]);
    await stage.planAgain();
    await stage.destroy();
  });
});
