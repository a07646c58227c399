import { checkFleet, checkFleetYaml, type FleetDefinition, resolve } from "../../src/fleet/index.js";
import { acme, ACME_YAML } from "./acme.js";

const poolOf = (definition: FleetDefinition, id: string) => {
  const found = resolve(definition).pools.find((pool) => pool.id === id);
  if (found === undefined) throw new Error(`no pool ${id}`);
  return found;
};

describe("resolve", () => {
  it("gives the same fleet for YAML and for TypeScript, whatever the order of the keys", () => {
    const fromYaml = checkFleetYaml(ACME_YAML, "fleet.yaml");
    const fromObject = checkFleet(acme());

    expect(fromYaml.findings).toEqual([]);
    expect(fromYaml.fleet).toEqual(fromObject.fleet);
  });

  it("writes a matrix out by region, then name", () => {
    expect(resolve(acme()).pools.map(({ id }) => id)).toEqual([
      "eu-west-1/ml-standard",
      "eu-west-1/web-standard",
      "us-east-1/ml-gpu",
      "us-east-1/ml-standard",
      "us-east-1/web-standard",
    ]);
  });

  it("spells out a pool as RunnerPool makes it", () => {
    expect(poolOf(acme(), "us-east-1/ml-gpu")).toEqual({
      id: "us-east-1/ml-gpu",
      path: "pools.ml-gpu",
      name: "ml-gpu",
      region: "us-east-1",
      team: "ml",
      organization: "acme-ml",
      tier: "gpu-nvidia-a100",
      labels: { region: "us-east-1", team: "ml", tier: "gpu-nvidia-a100" },
      capabilities: ["gpu", "docker"],
      runners: ["ml-gpu-us-east-1-0", "ml-gpu-us-east-1-1"],
      runnerNamespace: "agyn-ml-gpu",
      workloadNamespace: "agyn-ml-gpu-workloads",
      protect: true,
      chart: { repository: "oci://ghcr.io/agynio/charts", version: "0.10.15", layout: "envList" },
      quota: { pods: 16, requestsCpu: "96", requestsMemory: "768Gi", accelerators: { "nvidia.com/gpu": 8 } },
      dockerImplementation: "rootless",
      logLevel: "info",
      timeoutSeconds: 300,
      enrollmentTimeoutSeconds: 120,
      enrollmentWaitMinutes: 10,
    });
  });

  it("takes a chart's folder, or its repository and version, from the last place that says either", () => {
    const fleet = acme((draft) => {
      draft.defaults = { ...draft.defaults, chart: { version: "0.10.14", image: "ghcr.io/acme/k8s-runner:1.2.3" } };
      draft.pools["standard"] = {
        ...draft.pools["standard"],
        chart: { path: "charts/k8s-runner", layout: "documented" },
        cells: [{ region: "eu-west-1", chart: { version: "0.10.13", layout: "envList" } }],
      };
    });
    const image = "ghcr.io/acme/k8s-runner:1.2.3";

    expect(poolOf(fleet, "us-east-1/ml-standard").chart).toEqual({
      layout: "documented",
      path: "charts/k8s-runner",
      image,
    });
    expect(poolOf(fleet, "eu-west-1/ml-standard").chart).toEqual({
      repository: "oci://ghcr.io/agynio/charts",
      version: "0.10.13",
      layout: "envList",
      image,
    });
  });

  it("lets a cell win over its pool and a pool over the defaults, labels and quota by part", () => {
    const fleet = acme((draft) => {
      draft.defaults = {
        labels: { a: "defaults", b: "defaults", c: "defaults" },
        quota: { pods: 10, requestsCpu: "1" },
        runners: 2,
      };
      draft.pools["standard"] = {
        regions: "all",
        teams: ["ml", "web"],
        labels: { b: "pool", c: "pool" },
        quota: { pods: 20 },
        cells: [
          { team: "ml", labels: { c: "cell" }, quota: { requestsMemory: "1Gi" } },
          { team: "ml", region: "eu-west-1", runners: 3 },
        ],
      };
    });

    expect(poolOf(fleet, "us-east-1/ml-standard").labels).toMatchObject({ a: "defaults", b: "pool", c: "cell" });
    expect(poolOf(fleet, "us-east-1/ml-standard").quota).toMatchObject({
      pods: 20,
      requestsCpu: "1",
      requestsMemory: "1Gi",
    });
    expect(poolOf(fleet, "us-east-1/web-standard").labels).toMatchObject({ a: "defaults", b: "pool", c: "pool" });
    expect(poolOf(fleet, "us-east-1/ml-standard").runners).toHaveLength(2);
    expect(poolOf(fleet, "eu-west-1/ml-standard").runners).toHaveLength(3);
  });

  it("merges what is said of the runners' pods by part, and takes policies, drains and alerts from the last place", () => {
    const fleet = acme((draft) => {
      draft.defaults = {
        runnerPod: { pullSecrets: ["registry"], priorityClassName: "low" },
        networkPolicy: { publicInternet: false, overlay: [] },
        observability: { pendingMinutes: 20 },
      };
      draft.pools["standard"] = {
        regions: "all",
        teams: ["ml", "web"],
        runnerPod: { priorityClassName: "high" },
        networkPolicy: { internalCidrs: ["203.0.113.0/24"] },
        cells: [{ team: "ml", nodeDrain: "wait", podSecurity: "restricted" }],
      };
    });

    expect(poolOf(fleet, "us-east-1/ml-standard")).toMatchObject({
      runnerPod: { pullSecrets: ["registry"], priorityClassName: "high" },
      networkPolicy: { internalCidrs: ["203.0.113.0/24"] },
      observability: { pendingMinutes: 20 },
      nodeDrain: "wait",
      podSecurity: "restricted",
    });
    expect(poolOf(fleet, "us-east-1/web-standard").networkPolicy).not.toHaveProperty("publicInternet");
    expect(poolOf(fleet, "us-east-1/web-standard")).not.toHaveProperty("nodeDrain");
  });

  it("spells out a rotation and a pause, each by the last place that says anything of it", () => {
    const fleet = acme((draft) => {
      draft.defaults = { ...draft.defaults, rotation: { generations: [1, 2] } };
      Object.assign(draft.pools["standard"] ?? {}, {
        cells: [
          { team: "ml", rotation: { generations: [2, 3], draining: true }, activeWorkloadsWaitMinutes: 240 },
          {
            team: "web",
            region: "eu-west-1",
            paused: true,
            rotation: { generations: [2] },
            onActiveWorkloads: "refuse",
          },
        ],
      });
    });

    expect(poolOf(fleet, "us-east-1/ml-gpu")).toMatchObject({
      runners: ["ml-gpu-us-east-1-0", "ml-gpu-us-east-1-1", "ml-gpu-us-east-1-0-g2", "ml-gpu-us-east-1-1-g2"],
      rotation: { generations: [1, 2], draining: false },
      onActiveWorkloads: "wait",
      activeWorkloadsWaitMinutes: 60,
    });
    expect(poolOf(fleet, "us-east-1/ml-standard")).toMatchObject({
      runners: ["ml-standard-us-east-1-0-g2", "ml-standard-us-east-1-0-g3"],
      rotation: { generations: [2, 3], draining: true },
      activeWorkloadsWaitMinutes: 240,
    });
    const paused = poolOf(fleet, "eu-west-1/web-standard");
    expect(paused).toMatchObject({
      labels: { "agyn.dev/paused": "true" },
      paused: { labels: { region: "eu-west-1", team: "web", tier: "standard" } },
      onActiveWorkloads: "refuse",
    });
    expect(paused).not.toHaveProperty("activeWorkloadsWaitMinutes");
  });

  it("takes tokens from the last matching cell that says anything of them, else from the pool", () => {
    const runner = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a01";
    const fleet = acme((draft) => {
      Object.assign(draft.pools["standard"] ?? {}, {
        tokenSecrets: ["of-the-pool"],
        cells: [{ team: "ml", adopt: [{ runner, revision: 7 }] }, { region: "us-east-1" }],
      });
    });
    const found = resolve(fleet).pools.filter(({ name }) => name.endsWith("-standard"));

    expect(found.map(({ id, tokenSecrets, adopt }) => [id, tokenSecrets, adopt])).toEqual([
      ["eu-west-1/ml-standard", undefined, [{ runner, revision: 7, secretName: "ml-standard-eu-west-1-0-token" }]],
      ["eu-west-1/web-standard", ["of-the-pool"], undefined],
      ["us-east-1/ml-standard", undefined, [{ runner, revision: 7, secretName: "ml-standard-us-east-1-0-token" }]],
      ["us-east-1/web-standard", ["of-the-pool"], undefined],
    ]);
  });

  it("leaves out the cells that except names", () => {
    const fleet = acme((draft) => {
      draft.pools["standard"] = { regions: "all", teams: "all", except: [{ region: "eu-west-1", team: "web" }] };
    });

    expect(resolve(fleet).pools.map(({ id }) => id)).not.toContain("eu-west-1/web-standard");
    expect(resolve(fleet).pools).toHaveLength(4);
  });

  it("keeps the rest of a fleet when a name leads nowhere", () => {
    const fleet = acme((draft) => {
      draft.pools["standard"] = { regions: ["us-east-1", "mars"], teams: ["ml", "nobody"] };
    });

    expect(resolve(fleet).pools.map(({ id }) => id)).toEqual(["us-east-1/ml-gpu", "us-east-1/ml-standard"]);
  });

  it.each([
    { name: "none", sharing: undefined, resource: "nvidia.com/gpu", units: 8 },
    { name: "none, said", sharing: "none" as const, resource: "nvidia.com/gpu", units: 8 },
    {
      name: "MIG slices",
      sharing: { mig: { profile: "1g.10gb", perGpu: 7 } },
      resource: "nvidia.com/mig-1g.10gb",
      units: 56,
    },
    {
      name: "MIG slices under one name",
      sharing: { mig: { profile: "1g.10gb", perGpu: 7, strategy: "single" as const } },
      resource: "nvidia.com/gpu",
      units: 56,
    },
    { name: "time slices", sharing: { timeSlices: { perGpu: 4 } }, resource: "nvidia.com/gpu", units: 32 },
    {
      name: "renamed time slices",
      sharing: { timeSlices: { perGpu: 4, renamed: true } },
      resource: "nvidia.com/gpu.shared",
      units: 32,
    },
  ])(
    "names and counts the GPUs of a tier with sharing $name, and refuses them elsewhere",
    ({ sharing, resource, units }) => {
      const fleet = acme((draft) => {
        draft.tiers = {
          "gpu-nvidia-a100": { gpu: { model: "nvidia-a100", ...(sharing === undefined ? {} : { sharing }) } },
        };
      });

      const { tiers } = resolve(fleet);

      expect(tiers["gpu-nvidia-a100"]?.gpu).toMatchObject({ resource, unitsPerNode: units, perWorkload: 1 });
      expect(tiers["gpu-nvidia-a100"]?.quota.accelerators[resource]).toBe(units);
      expect(tiers["standard"]?.quota.accelerators).toMatchObject({ "nvidia.com/gpu": 0, [resource]: 0 });
    },
  );

  it("gives a tier nodes of its own when it has a GPU, a taint or a selector", () => {
    const taint = { key: "dedicated", value: "large" };
    const fleet = acme((draft) => {
      draft.tiers = {
        ...draft.tiers,
        large: { taint },
        wide: { nodeSelector: { size: "wide" } },
        bare: { taint: "none" },
      };
    });

    const { tiers } = resolve(fleet);

    expect(tiers["large"]?.nodes).toEqual({
      selector: { "agyn.dev/tier": "large" },
      taint: { ...taint, effect: "NoSchedule" },
      scaleToZero: false,
    });
    expect(tiers["wide"]?.nodes).toEqual({ selector: { size: "wide" }, scaleToZero: false });
    expect(tiers["gpu-nvidia-a100"]?.nodes?.taint).toEqual({
      key: "nvidia.com/gpu",
      value: "present",
      effect: "NoSchedule",
    });
    expect(tiers["bare"]?.nodes).toBeUndefined();
    expect(tiers["standard"]?.nodes).toBeUndefined();
  });

  it("changes parts of a built-in tier", () => {
    const fleet = acme((draft) => {
      draft.tiers = { ...draft.tiers, "high-memory": { quota: { pods: 5 } } };
    });

    expect(resolve(fleet).tiers["high-memory"]).toMatchObject({
      quota: { pods: 5, requestsMemory: "512Gi" },
      containerDefaults: { requestCpu: "100m", requestMemory: "1Gi" },
    });
  });
});
