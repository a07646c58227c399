// Everything that Acme's agents run on: runners of Agyn, and beside them a gateway to models, voice agents of Unpod, a service of
// AgentFlow and a service of each shape, in every region of the fleet, within what the providers of models allow.
// Run: node --import tsx examples/agents-platform/main.ts
// You should see nothing printed, cdktf.out/{fleet,agents}.json, and cdktf.out/stacks/STACK/cdk.tf.json of organizations, eu-west-1,
// us-east-1, agents-eu-west-1 and agents-us-east-1.
import { join } from "node:path";
import { App } from "cdktf";
import { AgynStack, Fleet } from "cdktf-agyn";
import { AgentPlatform } from "cdktf-agyn/workloads";
import { budgets } from "./budgets.js";
import { flow } from "./flow.js";
import { models } from "./models.js";
import { REGIONS, stackOf } from "./regions.js";
import { answersGiveUp, services } from "./services.js";
import { voice, voiceOnTheInternet } from "./voice.js";

const app = new App({ stackTraces: false });
const fleet = Fleet.fromFile(join(__dirname, "fleet.yaml"));
fleet.stacks(app);

// one for the app: what all regions ask of a provider is one sum
new AgentPlatform(app, "agents", {
  stage: "prod",
  budgets,
  acknowledge: REGIONS.flatMap((region) => [voiceOnTheInternet(region), answersGiveUp(region)]),
});

for (const region of REGIONS) {
  const { cluster } = fleet.region(region);
  const stack = new AgynStack(app, stackOf(region), { cluster });
  const gateway = models(stack, { region, cluster });
  for (const agents of [voice, flow, services]) agents(stack, { region, cluster, gateway });
}
app.synth();
