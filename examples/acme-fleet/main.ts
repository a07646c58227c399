// The fleet of Acme from fleet.yaml. Run: node --import tsx examples/acme-fleet/main.ts
// You should see nothing printed, cdktf.out/stacks/{organizations,us-east-1,eu-west-1}/cdk.tf.json and cdktf.out/fleet.json.
import { join } from "node:path";
import { App } from "cdktf";
import { Fleet } from "cdktf-agyn";

const app = new App({ stackTraces: false });
Fleet.fromFile(join(__dirname, "fleet.yaml")).stacks(app);
app.synth();
