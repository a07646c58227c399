// GPU tiers on two clusters. Run: node --import tsx examples/gpu-tiers/main.ts
// You should see nothing printed, and cdktf.out/stacks/{train,lab}/cdk.tf.json.
import { App } from "cdktf";
import { AgynStack, RunnerPool } from "cdktf-agyn";
import { lab, train } from "./clusters.js";
import { shared, slice, standard, whole } from "./tiers.js";

const app = new App({ stackTraces: false });

const training = new AgynStack(app, "train", { cluster: train.cluster });
new RunnerPool(training, "standard", { region: train, tier: standard });
new RunnerPool(training, "whole", { region: train, tier: whole });
new RunnerPool(training, "slice", { region: train, tier: slice });

const laboratory = new AgynStack(app, "lab", { cluster: lab.cluster });
new RunnerPool(laboratory, "standard", { region: lab, tier: standard });
new RunnerPool(laboratory, "shared", { region: lab, tier: shared });

app.synth();
