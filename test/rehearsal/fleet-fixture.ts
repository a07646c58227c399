// A fleet of one pool and one agent that needs it; FLEET is what is different, JSON that is laid over it.
import { App } from "cdktf";
import { Fleet, type FleetDefinition } from "cdktf-agyn";

const fleet = {
  name: "acme",
  stage: "dev",
  regions: { "us-1": { cluster: { context: "acme-us-1" } }, "us-2": { cluster: { context: "acme-us-2" } } },
  pools: { standard: { region: "us-1" }, other: { region: "us-2", tier: "other" } },
  tiers: { other: {} },
  agents: { reviewer: { organization: "acme-web", labels: { tier: "standard" }, concurrency: 2 } },
};
const change = JSON.parse(process.env["FLEET"] ?? "{}") as object;
const app = new App({ stackTraces: false });
Fleet.of({ ...fleet, ...change } as FleetDefinition).stacks(app);
app.synth();
