// A small fleet in two regions, with two teams and a GPU pool, as a user writes it: `<slices> <output folder>`.
import { App } from "cdktf";
import { Fleet } from "cdktf-agyn";

const [slices = "", outdir = ""] = process.argv.slice(2);
const app = new App({ stackTraces: false, outdir });
Fleet.of({
  name: "acme",
  stage: "dev",
  slices: slices as "byRegion" | "byTeam" | "gpuApart",
  regions: {
    "us-1": { cluster: { context: "acme-us-1", kind: "eks", version: "1.36" }, storageClass: "gp3" },
    "eu-1": { cluster: { context: "acme-eu-1" }, storageClass: "gp3" },
  },
  teams: {
    ml: { organization: "acme-ml", organizationName: "Acme ML" },
    web: { organization: "acme-web", organizationName: "Acme Web" },
  },
  tiers: { "gpu-nvidia-a100": { gpu: { model: "nvidia-a100", perNode: 8 } } },
  pools: {
    standard: { regions: "all", teams: "all" },
    "ml-gpu": { region: "us-1", team: "ml", tier: "gpu-nvidia-a100" },
  },
}).stacks(app);
app.synth();
