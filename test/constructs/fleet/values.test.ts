// What a fleet says becomes the values that constructs take, none of it lost.
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Cluster, Fleet, type FleetDefinition, Gateway, type Region, Steering } from "../../../src/constructs/index";
import { environment, helmValues, resources, synth } from "../support";
import { definition, withFile } from "./support";

type RegionDefinition = FleetDefinition["regions"][string];
const context = "west";

/** The region `west` of a fleet that says this of it. */
const regionOf = (west: RegionDefinition): Region =>
  Fleet.of(definition(({ regions }) => Object.assign(regions, { west }))).region("west");

describe("a region of a fleet", () => {
  it.each<[string, RegionDefinition["gateway"], Gateway]>([
    ["in the cluster, when nothing is said", undefined, Gateway.inCluster()],
    ["in the cluster", { inCluster: true }, Gateway.inCluster()],
    ["in the cluster, at an address", { inCluster: "agyn.svc:80" }, Gateway.inCluster("agyn.svc:80")],
    ["at a private address", { privateAddress: "10.0.0.1:80" }, Gateway.privateAddress("10.0.0.1:80")],
    ["behind TLS", { viaTlsProxy: "gateway.example" }, Gateway.viaTlsProxy("gateway.example")],
    [
      "behind TLS, at a port",
      { viaTlsProxy: "gateway.example", port: 8443 },
      Gateway.viaTlsProxy("gateway.example", { port: 8443 }),
    ],
  ])("has its gateway %s", (_, gateway, expected) => {
    const region = regionOf({ cluster: { context }, gateway });

    expect(JSON.stringify(region.gateway)).toBe(JSON.stringify(expected));
  });

  it.each<[string, NonNullable<RegionDefinition["cluster"]>["steering"], Steering]>([
    ["auto", undefined, Steering.auto()],
    ["auto", { way: "auto", failurePolicy: "Ignore" }, Steering.auto({ failurePolicy: "Ignore" })],
    ["mutatingAdmissionPolicy", { way: "mutatingAdmissionPolicy" }, Steering.mutatingAdmissionPolicy()],
    ["kyverno", { way: "kyverno", failurePolicy: "Ignore" }, Steering.kyverno({ failurePolicy: "Ignore" })],
    [
      "annotations",
      { way: "annotations", wasteAccepted: true, strictTolerations: true },
      Steering.annotations({ wasteAccepted: true, strictTolerations: true }),
    ],
    ["limitRange", { way: "limitRange", wasteAccepted: true }, Steering.limitRange({ wasteAccepted: true })],
    ["runtimeClass", { way: "runtimeClass", handler: "kata-fc" }, Steering.runtimeClass({ handler: "kata-fc" })],
  ])("has its way of steering: %s", (_, steering, expected) => {
    expect(regionOf({ cluster: { context, steering } }).cluster.steering).toEqual(expected);
  });

  it("has what is stated of its cluster, and its storage", () => {
    const stated = {
      context,
      path: "./kubeconfig",
      kind: "selfManaged" as const,
      version: "1.35",
      featureGates: ["MutatingAdmissionPolicy"],
      runtimeConfig: ["admissionregistration.k8s.io/v1beta1"],
      admissionPlugins: ["PodNodeSelector"],
      tierLabelsProtected: true,
    };
    const { cluster, storageClass, storageSize } = regionOf({
      cluster: stated,
      storageClass: "gp3",
      storageSize: "20Gi",
    });
    const expected = Cluster.fromKubeconfig({ ...stated, steering: Steering.auto() });

    expect(cluster).toEqual(expected);
    expect([storageClass, storageSize]).toEqual(["gp3", "20Gi"]);
  });
});

describe("a chart in a folder", () => {
  const RUNNER_CHART = resolve(__dirname, "../../cluster/charts/k8s-runner");
  const fleetText = (path: string): string =>
    JSON.stringify(definition(({ pools }) => Object.assign(pools["ml-gpu"] ?? {}, { chart: { path } })));
  const charts = (fleet: Fleet): unknown[] => {
    const pool = fleet.resolved.pools.find(({ name }) => name === "ml-gpu");
    return pool === undefined ? [] : [fleet.chartOf(pool), pool.chart];
  };

  it("is looked for from the fleet's file, and fleet.json has it as it is written", () => {
    withFile(fleetText("charts/own"), (path) => {
      mkdirSync(join(dirname(path), "charts"));
      symlinkSync(RUNNER_CHART, join(dirname(path), "charts/own"));
      const [chart, written] = charts(Fleet.fromFile(path));

      expect(chart).toMatchObject({ folder: join(dirname(path), "charts/own"), version: "0.10.15" });
      expect(written).toEqual({ layout: "envList", path: "charts/own" });
    });
  });

  it("is looked for from where the program runs when the fleet is no file", () => {
    const [chart] = charts(Fleet.of(JSON.parse(fleetText(relative(".", RUNNER_CHART))) as FleetDefinition));

    expect(chart).toMatchObject({ folder: RUNNER_CHART, repository: undefined });
  });
});

describe("a tier of a fleet", () => {
  const fleet = Fleet.of(
    definition(({ tiers, pools }) => {
      Object.assign(tiers ?? {}, {
        slices: {
          gpu: { model: "nvidia-h100", perNode: 2, sharing: { mig: { profile: "1g.10gb", perGpu: 7 } } },
          labels: { class: "small" },
          capabilities: ["kvm"],
          flavors: { small: { requestsCpu: "1", requestsMemory: "2Gi", default: true } },
          storageClasses: { fast: { storageClassName: "gp3" } },
          nodeSelector: { size: "h100" },
          taint: { key: "acme.example/gpu", value: "yes", effect: "NoExecute" },
          scaleToZero: true,
          containerDefaults: { requestCpu: "50m", limitMemory: "8Gi" },
          quota: { pods: 14, limitsMemory: "256Gi" },
          priority: 100,
          warm: { slots: 2, image: "registry.k8s.io/pause:3.9" },
          workloadNamespace: { labels: { owner: "ml" }, annotations: { note: "by the fleet" } },
        },
      });
      Object.assign(pools, { slices: { region: "east", team: "ml", tier: "slices" } });
    }),
  );
  const pool = fleet.resolved.pools.find(({ name }) => name === "slices");
  const tier = pool && fleet.tierOf(pool);

  it("is a RunnerTier with all that is said of it", () => {
    expect(tier).toMatchObject({
      name: "slices",
      labels: { class: "small", tier: "slices" },
      capabilities: ["gpu", "kvm"],
      quota: { pods: 14, requestsCpu: "96", requestsMemory: "768Gi", limitsMemory: "256Gi" },
      containerDefaults: { requestCpu: "50m", requestMemory: "128Mi", limitMemory: "8Gi" },
      accelerators: { "nvidia.com/gpu": 0, "nvidia.com/mig-1g.10gb": 14 },
      accelerator: { resource: "nvidia.com/mig-1g.10gb", perWorkload: 1 },
      nodes: {
        selector: { size: "h100" },
        taint: { key: "acme.example/gpu", value: "yes", effect: "NoExecute" },
        scaleToZero: true,
      },
    });
    expect(tier?.priority).toEqual({ value: 100 });
    expect(tier?.warm).toEqual({ slots: 2, priority: -5, image: "registry.k8s.io/pause:3.9" });
    expect(tier?.flavors).toEqual([
      {
        name: "small",
        default: true,
        deprecated: false,
        resources: { requestsCpu: "1", requestsMemory: "2Gi", limitsCpu: "1", limitsMemory: "2Gi" },
      },
    ]);
    expect(tier?.storageClasses).toEqual([
      { name: "fast", storageClassName: "gp3", default: false, deprecated: false },
    ]);
    expect(tier?.workloadNamespace).toEqual({ labels: { owner: "ml" }, annotations: { note: "by the fleet" } });
  });

  it("is fit for pools", () => {
    expect(tier?.problems("tier")).toEqual([]);

    const { east } = synth((app) => fleet.stacks(app)).stacks;
    const quotas = resources(east ?? { terraform: {} }, "kubernetes_resource_quota_v1").map(
      ({ spec }) => (spec as { hard: Record<string, string> }).hard,
    );

    expect(quotas).toContainEqual(
      expect.objectContaining({ pods: "14", "limits.memory": "256Gi", "requests.nvidia.com/mig-1g.10gb": "14" }),
    );
  });
});

describe("a pool of a fleet", () => {
  it("passes on its chart and its settings", () => {
    const { stacks } = synth((app) =>
      Fleet.of(
        definition(({ pools }) => {
          Object.assign(pools.shared ?? {}, {
            chart: {
              version: "1.2.3",
              layout: "documented",
              repository: "oci://registry.acme.example/charts",
              image: "registry.acme.example/runner:1.2.3",
            },
            tokenSecrets: ["shared-token"],
            timeoutSeconds: 600,
            enrollmentWaitMinutes: 20,
          });
          Object.assign(pools.standard ?? {}, {
            capabilities: ["docker"],
            dockerImplementation: "privileged",
            logLevel: "debug",
            enrollmentTimeoutSeconds: 60,
            protect: true,
          });
        }),
      ).stacks(app),
    );
    const east = stacks.east ?? { terraform: {} };
    const release = (name: string) => {
      const found = resources(east, "helm_release").find((block) => block.name === name);
      if (found === undefined) throw new Error(`no release ${name}`);
      return found;
    };
    const shared = release("shared-east-0");

    expect([shared.repository, shared.version, shared.timeout]).toEqual([
      "oci://registry.acme.example/charts",
      "1.2.3",
      600,
    ]);
    expect(helmValues(shared)).toMatchObject({
      serviceToken: { existingSecret: "shared-token" },
      image: { repository: "registry.acme.example/runner", tag: "1.2.3" },
    });
    expect(environment(release("ml-standard-east-0"))).toMatchObject({
      LOG_LEVEL: "debug",
      ZITI_ENROLLMENT_TIMEOUT: "60s",
      CAPABILITY_IMPLEMENTATIONS: '{"docker":"privileged"}',
    });
    expect(resources(east, "agyn_runner_enrollment").map(({ timeouts }) => timeouts)).toContainEqual({ create: "20m" });
    expect(
      resources(east, "kubernetes_namespace_v1")
        .filter(({ lifecycle }) => JSON.stringify(lifecycle) === '{"prevent_destroy":true}')
        .map(({ metadata }) => (metadata as { name: string }).name)
        .sort(),
    ).toEqual(["agyn-ml-standard", "agyn-ml-standard-workloads", "agyn-web-standard", "agyn-web-standard-workloads"]);
  });

  it("passes on what stands around its releases, and when its tier is warm", () => {
    const { stacks } = synth((app) =>
      Fleet.of(
        definition(({ pools, tiers = {} }) => {
          Object.assign(tiers, { standard: { warm: { slots: 1, schedule: [{ cron: "0 7 * * 1-5", slots: 4 }] } } });
          Object.assign(pools.standard ?? {}, {
            runnerPod: { pullSecrets: ["registry"] },
            networkPolicy: { publicInternet: false, overlay: [] },
            podSecurity: "restricted",
            nodeDrain: "wait",
            observability: { dashboard: false },
          });
        }),
      ).stacks(app),
    );
    const east = stacks.east ?? { terraform: {} };
    const kindsOf = (name: string) => {
      const found = resources(east, "helm_release").find((block) => block.name === name);
      return found === undefined
        ? []
        : (helmValues(found).objects as readonly { kind: string }[]).map(({ kind }) => kind);
    };

    expect(kindsOf("ml-standard-policies")).toEqual(["NetworkPolicy", "NetworkPolicy", "PodDisruptionBudget"]);
    expect(kindsOf("ml-standard-alerts")).toEqual(["PrometheusRule"]);
    expect(kindsOf("ml-standard-tier")).toContain("CronJob");
    expect(JSON.stringify(resources(east, "kubernetes_namespace_v1"))).toContain(
      '"pod-security.kubernetes.io/enforce":"restricted"',
    );
    expect(JSON.stringify(resources(east, "helm_release"))).toContain("pullSecrets");
  });
});
