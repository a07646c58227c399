// What stands around releases, and places kept ready: found in the fleet, where it is written.
import { checkFleet, checkFleetYaml } from "../../../src/fleet/index.js";
import { surroundingsRules } from "../../../src/fleet/rules/surroundings";
import { acme, ACME_YAML, type Draft } from "../acme";
import { gpuTier, pool, ruleTests } from "./support";

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
  const yaml = ACME_YAML.replace("defaults:\n", "defaults:\n  networkPolicy: { gateway: [gateway.acme.example] }\n");
  const { findings } = checkFleetYaml(yaml, "fleet.yaml");

  expect(checkFleetYaml(ACME_YAML, "fleet.yaml").findings).toEqual([]);
  expect(findings).toMatchObject([
    { path: "defaults.networkPolicy.gateway[0]", position: { line: expect.any(Number) as number } },
  ]);
});
