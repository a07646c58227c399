// A pool that somebody is on call for. Run: node --import tsx examples/production-pool/main.ts
// You should see nothing printed, cdktf.out/stacks/{organizations,eu-west-1}/cdk.tf.json and cdktf.out/fleet.json.
import { join } from "node:path";
import { App } from "cdktf";
import { Fleet } from "cdktf-agyn";

const app = new App({ stackTraces: false });
Fleet.fromFile(join(__dirname, "fleet.yaml")).stacks(app);
app.synth();
