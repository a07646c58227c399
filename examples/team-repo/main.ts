// The repository of one team: its pools in all regions, in one stack with one state. The platform team made the organization and
// keeps the shared pools. Run: node --import tsx examples/team-repo/main.ts
// You should see nothing printed, cdktf.out/stacks/ml/cdk.tf.json and cdktf.out/fleet.json.
import { join } from "node:path";
import { App } from "cdktf";
import { Fleet, TeamStack } from "cdktf-agyn";

const app = new App({ stackTraces: false });
new TeamStack(app, { fleet: Fleet.fromFile(join(__dirname, "fleet.yaml")), team: "ml" });
app.synth();
