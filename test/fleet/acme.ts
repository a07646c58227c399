// The fleet the tests change: two regions, two teams, a GPU tier, agents that all have a place; nothing is found in it.
import type { FleetDefinition } from "../../src/fleet/index.js";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** A fleet that a test may change. */
export type Draft = Mutable<FleetDefinition>;

/** The same as `acme`, in YAML. */
export const ACME_YAML = `
name: acme
stage: prod
regions:
  us-east-1:
    cluster: { context: acme-us-east-1, kind: eks, version: "1.36" }
    storageClass: gp3
    capacity:
      standard: { nodes: 10, cpu: "16", memory: 64Gi }
      gpu-nvidia-a100: { nodes: 2, cpu: "96", memory: 1Ti }
  eu-west-1:
    cluster: { context: acme-eu-west-1 }
    gateway: { viaTlsProxy: gateway.acme.example }
teams:
  web: { organization: acme-web }
  ml: { organization: acme-ml, organizationName: Acme ML }
tiers:
  gpu-nvidia-a100:
    gpu: { model: nvidia-a100, perNode: 8 }
    nodeSelector: { agyn.dev/tier: gpu-nvidia-a100 }
    taint: { key: nvidia.com/gpu, value: present }
defaults:
  protect: true
  capabilities: [docker]
pools:
  standard:
    regions: all
    teams: [ml, web]
  ml-gpu:
    region: us-east-1
    team: ml
    tier: gpu-nvidia-a100
    runners: 2
agents:
  reviewer:
    organization: acme-web
    labels: { tier: standard, region: us-east-1 }
    capabilities: [docker]
    requests: { cpu: "2", memory: 4Gi }
    sidecars: 2
    concurrency: 4
  trainer:
    organization: acme-ml
    labels: { tier: gpu-nvidia-a100 }
    requests: { cpu: "8", memory: 32Gi, gpu: 1 }
    concurrency: 8
`;

/** A fresh copy of the fleet. */
export function acme(change: (fleet: Draft) => void = () => undefined): Draft {
  const fleet: Draft = {
    name: "acme",
    stage: "prod",
    regions: {
      "eu-west-1": {
        gateway: { viaTlsProxy: "gateway.acme.example" },
        cluster: { context: "acme-eu-west-1" },
      },
      "us-east-1": {
        cluster: { context: "acme-us-east-1", kind: "eks", version: "1.36" },
        storageClass: "gp3",
        capacity: {
          "gpu-nvidia-a100": { nodes: 2, cpu: "96", memory: "1Ti" },
          standard: { nodes: 10, cpu: "16", memory: "64Gi" },
        },
      },
    },
    teams: { ml: { organization: "acme-ml", organizationName: "Acme ML" }, web: { organization: "acme-web" } },
    tiers: {
      "gpu-nvidia-a100": {
        gpu: { model: "nvidia-a100", perNode: 8 },
        nodeSelector: { "agyn.dev/tier": "gpu-nvidia-a100" },
        taint: { key: "nvidia.com/gpu", value: "present" },
      },
    },
    defaults: { protect: true, capabilities: ["docker"] },
    pools: {
      "ml-gpu": { region: "us-east-1", team: "ml", tier: "gpu-nvidia-a100", runners: 2 },
      standard: { regions: "all", teams: ["ml", "web"] },
    },
    agents: {
      trainer: {
        organization: "acme-ml",
        labels: { tier: "gpu-nvidia-a100" },
        requests: { gpu: 1, cpu: "8", memory: "32Gi" },
        concurrency: 8,
      },
      reviewer: {
        organization: "acme-web",
        labels: { tier: "standard", region: "us-east-1" },
        capabilities: ["docker"],
        requests: { cpu: "2", memory: "4Gi" },
        sidecars: 2,
        concurrency: 4,
      },
    },
  };
  change(fleet);
  return fleet;
}
