// The app: lists the stacks and the order in which they are applied.
import { App } from "cdktf";
import { pools, regions, teams } from "./inventory/index.js";
import { OrganizationsStack } from "./organizations-stack.js";
import { RegionStack } from "./region-stack.js";

const app = new App({ stackTraces: false });

const organizations = new OrganizationsStack(app, { teams });
for (const region of regions) {
  new RegionStack(app, { region, pools }).addDependency(organizations);
}

app.synth();
