// The fleet of Acme in TypeScript: two regions, two teams, a shared pool per region, a pool per team and region, and a GPU pool.
// fleet.yaml says the same; both make the same stacks.
import { Fleet } from "cdktf-agyn";

export const fleet = Fleet.of({
  name: "acme",
  stage: "dev",
  regions: {
    // where the platform itself runs; its GPU pool has nodes of its own, and how pods reach them depends on the API server
    "us-east-1": {
      cluster: { context: "acme-us-east-1", kind: "eks", version: "1.36", tierLabelsProtected: true },
      gateway: { inCluster: true },
      storageClass: "gp3",
      capacity: {
        standard: { nodes: 10, cpu: "16", memory: "64Gi" },
        "gpu-nvidia-a100": { nodes: 2, cpu: "96", memory: "1Ti" },
      },
    },
    "eu-west-1": {
      cluster: { context: "acme-eu-west-1" },
      gateway: { viaTlsProxy: "gateway.acme.example" },
      storageClass: "gp3",
    },
  },
  teams: {
    ml: { organization: "acme-ml", organizationName: "Acme ML" },
    web: { organization: "acme-web", organizationName: "Acme Web" },
  },
  tiers: { "gpu-nvidia-a100": { gpu: { model: "nvidia-a100", perNode: 8 } } },
  defaults: { capabilities: ["docker"] },
  pools: {
    shared: { regions: "all", labels: { team: "platform" } },
    standard: { regions: "all", teams: "all" }, // ml-standard and web-standard
    "ml-gpu": { region: "us-east-1", team: "ml", tier: "gpu-nvidia-a100", runners: 2 },
  },
  agents: {
    reviewer: {
      organization: "acme-web",
      labels: { tier: "standard", team: "web" },
      capabilities: ["docker"],
      concurrency: 4,
    },
    trainer: {
      organization: "acme-ml",
      labels: { tier: "gpu-nvidia-a100" },
      requests: { cpu: "8", memory: "32Gi", gpu: 1 },
      concurrency: 8,
    },
  },
});
