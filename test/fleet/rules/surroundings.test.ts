// What stands around releases, and places kept ready: found in the fleet, where it is written.
import { checkFleet, checkFleetYaml } from "../../../src/fleet/index.js";
import { surroundingsRules } from "../../../src/fleet/rules/surroundings";
import { acme, ACME_YAML, type Draft } from "../acme";
import { gpuTier, pool, region, ruleTests, shared } from "./support";

type Settings = NonNullable<Draft["defaults"]>;
const CERTIFICATES = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const inDefaults =
  (settings: Settings) =>
  (fleet: Draft): void =>
    void (fleet.defaults = { ...fleet.defaults, ...settings });
const inPool =
  (settings: Settings) =>
  (fleet: Draft): void =>
    void Object.assign(pool(fleet, "ml-gpu"), settings);
const gatewayAt = (address: string, way: "inCluster" | "privateAddress", networkPolicy: Settings["networkPolicy"]) =>
  function change(fleet: Draft): void {
    region(fleet, "us-east-1").gateway = { [way]: address };
    inPool({ networkPolicy })(fleet);
  };
const warm =
  (settings: Partial<NonNullable<ReturnType<typeof gpuTier>["warm"]>>) =>
  (fleet: Draft): void =>
    void (gpuTier(fleet).warm = { slots: 1, ...settings });

ruleTests(surroundingsRules, [
  {
    rule: "fleet/surroundings",
    name: "a name where a policy takes addresses, in the defaults",
    trips: inDefaults({ networkPolicy: { apiServer: ["10.0.0.1/32", "api.acme.example"] } }),
    path: "defaults.networkPolicy.apiServer[1]",
    why: /knows addresses only/,
    passes: inDefaults({ networkPolicy: { apiServer: ["10.0.0.1/32", "2001:db8::/64"] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "a peer in a cell that is addresses and a namespace",
    trips: inPool({ cells: [{ networkPolicy: { overlay: [{ cidr: "10.0.0.0/8", namespace: "ziti" }] } }] } as Settings),
    path: "pools.ml-gpu.cells[0].networkPolicy.overlay[0]",
    why: /a peer is addresses or a namespace/,
    passes: inPool({ networkPolicy: { overlay: [{ namespace: "ziti" }] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "no public internet, while the overlay is looked for there",
    trips: inPool({ networkPolicy: { publicInternet: false } }),
    path: "pools.ml-gpu.networkPolicy.overlay",
    why: /would close nothing/,
    passes: inPool({ networkPolicy: { publicInternet: false, overlay: [] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "an address within a network where policies take networks",
    trips: inPool({ networkPolicy: { dns: ["10.96.0.10/16"] } }),
    path: "pools.ml-gpu.networkPolicy.dns[0]",
    why: /it is no network/,
    passes: inPool({ networkPolicy: { dns: ["10.96.0.10/32"] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "all addresses as the exception of all addresses",
    trips: inPool({ networkPolicy: { internalCidrs: ["0.0.0.0/0"] } }),
    path: "pools.ml-gpu.networkPolicy.internalCidrs[0]",
    why: /exception of all addresses/,
    passes: inPool({ networkPolicy: { internalCidrs: ["203.0.113.0/24"] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "an overlay that is not stated beside a private gateway",
    trips: gatewayAt("10.1.2.3:8080", "privateAddress", {}),
    path: "pools.ml-gpu.networkPolicy.overlay",
    why: /would be cut off/,
    passes: gatewayAt("10.1.2.3:8080", "privateAddress", { overlay: [{ cidr: "10.1.0.0/16" }] }),
  },
  {
    rule: "fleet/surroundings",
    name: "addresses of a gateway that its namespace opens",
    trips: gatewayAt("gateway.platform:8080", "inCluster", { gateway: ["10.96.0.7/32"] }),
    path: "pools.ml-gpu.networkPolicy.gateway",
    why: /would be ignored/,
    passes: gatewayAt("10.1.2.3:8080", "privateAddress", { gateway: ["10.1.2.3/32"], overlay: [] }),
  },
  {
    rule: "fleet/surroundings",
    name: "a gateway in the cluster whose address names no namespace",
    trips: gatewayAt("gateway:8080", "inCluster", {}),
    path: "regions.us-east-1.gateway.inCluster",
    why: /names none/,
    passes: gatewayAt("gateway.platform:8080", "inCluster", {}),
  },
  {
    rule: "fleet/surroundings",
    name: "a limit of the runner below what it asks for when nothing is said",
    trips: inPool({ runnerPod: { resources: { limitMemory: "64Mi" } } }),
    path: "pools.ml-gpu.runnerPod.resources.limitMemory",
    why: /limit below the request, here 128Mi/,
    passes: inPool({ runnerPod: { resources: { requestMemory: "64Mi", limitMemory: "64Mi" } } }),
  },
  {
    rule: "fleet/surroundings",
    name: "a toleration with a value beside Exists",
    trips: inPool({ runnerPod: { tolerations: [{ key: "a", operator: "Exists", value: "b" }] } }),
    path: "pools.ml-gpu.runnerPod.tolerations[0].value",
    why: /value beside the operator Exists/,
    passes: inPool({ runnerPod: { tolerations: [{ key: "a", operator: "Exists" }] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "an annotation of the runner that is none",
    trips: inPool({ runnerPod: { annotations: { "a b": "x" } } }),
    path: 'pools.ml-gpu.runnerPod.annotations["a b"]',
    why: /the annotation key/,
    passes: inPool({ runnerPod: { annotations: { "acme.example/owner": "team ml" } } }),
  },
  {
    rule: "fleet/surroundings",
    name: "a limit of the runner that is no quantity",
    trips: inPool({ runnerPod: { resources: { limitMemory: "1 GB" } } }),
    path: "pools.ml-gpu.runnerPod.resources.limitMemory",
    why: /no Kubernetes quantity/,
    passes: inPool({ runnerPod: { resources: { limitMemory: "1Gi" } } }),
  },
  {
    rule: "fleet/surroundings",
    name: "certificates in two places",
    trips: inPool({ runnerPod: { certificateAuthority: { certificates: CERTIFICATES, configMap: "ca" } } }),
    path: "pools.ml-gpu.runnerPod.certificateAuthority",
    why: /in one place/,
    passes: inPool({ runnerPod: { certificateAuthority: { certificates: CERTIFICATES } } }),
  },
  {
    rule: "fleet/surroundings",
    name: "a proxy without its port",
    trips: inPool({ runnerPod: { proxy: { https: "http://proxy.acme.example" } } }),
    path: "pools.ml-gpu.runnerPod.proxy.https",
    why: /no address of a proxy/,
    passes: inPool({ runnerPod: { proxy: { https: "http://proxy.acme.example:3128" } } }),
  },
  {
    rule: "fleet/surroundings",
    name: "settings of the pod for a chart that reads none",
    trips: inPool({
      chart: { layout: "documented", version: "1.0.0", repository: "oci://registry.acme.example/charts" },
      runnerPod: { pullSecrets: ["registry"] },
    }),
    path: "pools.ml-gpu.runnerPod",
    why: /reads nothing of it/,
    passes: inPool({ runnerPod: { pullSecrets: ["registry"] } }),
  },
  {
    rule: "fleet/surroundings",
    name: "a label of alerts that Prometheus does not take",
    trips: inPool({ observability: { alertLabels: { "acme/team": "ml" } } }),
    path: 'pools.ml-gpu.observability.alertLabels["acme/team"]',
    why: /letters, digits and _/,
    passes: inPool({ observability: { alertLabels: { team: "ml" } } }),
  },
  {
    rule: "fleet/warm",
    name: "a time with four fields",
    trips: warm({ schedule: [{ cron: "0 7 * *", slots: 2 }] }),
    path: "tiers.gpu-nvidia-a100.warm.schedule[0].cron",
    why: /it has 4 fields/,
    passes: warm({ schedule: [{ cron: "0 7 * * 1-5", slots: 2 }] }),
  },
  {
    rule: "fleet/warm",
    name: "a time zone that is an offset",
    trips: warm({ schedule: [{ cron: "0 7 * * *", timeZone: "+02:00", slots: 2 }] }),
    path: "tiers.gpu-nvidia-a100.warm.schedule[0].timeZone",
    why: /no time zone/,
    passes: warm({ schedule: [{ cron: "0 7 * * *", timeZone: "Europe/Berlin", slots: 2 }] }),
  },
  {
    rule: "fleet/warm",
    name: "an image of placeholders that is moved",
    trips: warm({ image: "registry.acme.example/pause:main" }),
    path: "tiers.gpu-nvidia-a100.warm.image",
    why: /the tag main is moved/,
    passes: warm({ image: "registry.k8s.io/pause:3.9" }),
  },
  {
    rule: "fleet/warm",
    name: "placeholders under the ceilings of their pool",
    trips: warm({ namespace: "agyn-ml-gpu-workloads" }),
    path: "tiers.gpu-nvidia-a100.warm.namespace",
    why: /the pool's workload namespace/,
    passes: warm({ namespace: "warm" }),
  },
  {
    rule: "fleet/warm",
    name: "placeholders in a namespace of another pool",
    trips: (fleet) => {
      shared(fleet);
      warm({ namespace: "agyn-shared" })(fleet);
    },
    path: "tiers.gpu-nvidia-a100.warm.namespace",
    why: /it is a namespace of pools\.shared in the same cluster/,
    passes: (fleet) => {
      shared(fleet);
      warm({ namespace: "agyn-shared-placeholders" })(fleet);
    },
  },
  {
    rule: "fleet/warm",
    name: "placeholders that no workload displaces",
    trips: warm({ priority: 0 }),
    path: "tiers.gpu-nvidia-a100.warm.priority",
    why: /would not displace it/,
    passes: (fleet) => {
      gpuTier(fleet).priority = 100;
      warm({ priority: 0 })(fleet);
    },
  },
]);

it("shows neither a password of a proxy nor what stands for certificates", () => {
  const { findings } = checkFleet(
    acme(
      inPool({
        runnerPod: {
          proxy: { https: "http://user:swordfish@proxy.acme.example:3128" },
          certificateAuthority: { certificates: "-----BEGIN PRIVATE KEY-----\nswordfish" },
        },
      }),
    ),
  );

  expect(findings.filter(({ rule }) => rule === "fleet/surroundings")).toHaveLength(2);
  expect(JSON.stringify(findings)).not.toContain("swordfish");
});

it("says once, with its line, what many pools have from the defaults", () => {
  const yaml = ACME_YAML.replace("defaults:\n", "defaults:\n  networkPolicy: { apiServer: [api.acme.example] }\n");
  const { findings } = checkFleetYaml(yaml, "fleet.yaml");

  expect(checkFleetYaml(ACME_YAML, "fleet.yaml").findings).toEqual([]);
  expect(findings).toMatchObject([
    { path: "defaults.networkPolicy.apiServer[0]", position: { line: expect.any(Number) as number } },
  ]);
});
