// The changes that the gallery of reviews shows: the apps of examples/ and what somebody does to them. They are applied and planned by the
// real terraform on a platform of ours (planned-fleet.ts), so that what the gallery shows is what a reviewer gets.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { App, TerraformStack } from "cdktf";
import { parse } from "yaml";
import {
  AgynStack,
  Cluster,
  Fleet,
  type FleetDefinition,
  Gateway,
  Region,
  RunnerChart,
  RunnerPool,
  RunnerTier,
} from "cdktf-agyn";
import { train } from "../../examples/gpu-tiers/clusters";
import { slice, standard, whole } from "../../examples/gpu-tiers/tiers";
import type { GalleryName } from "./gallery-reviews";
import type { MakeStacks } from "./planned-fleet";

const EXAMPLES = resolve(__dirname, "../../examples");

/** A change, and what is looked at. */
export interface GalleryChange {
  /** Of its files. */
  readonly name: GalleryName;
  /** What the runners of its fleet dial. */
  readonly gateways: readonly string[];
  /** What is applied. @default - nothing is there yet */
  readonly base?: MakeStacks;
  readonly head: MakeStacks;
  /** More words for `plan`. */
  readonly args?: readonly string[];
  /** The stack that is planned. @default - all are */
  readonly only?: string;
}

const IN_CLUSTER = "gateway.platform.svc.cluster.local:8080";
const BEHIND_PROXY = "gateway.acme.example:443";

/** The fleet of an example, after something was done to it. */
function fleetOf(example: string, edit: (fleet: FleetDefinition) => FleetDefinition = (fleet) => fleet): MakeStacks {
  const text = readFileSync(join(EXAMPLES, example, "fleet.yaml"), "utf8");
  return (app) => Fleet.of(edit(parse(text) as FleetDefinition)).stacks(app);
}

function quickstart(app: App): readonly TerraformStack[] {
  const region = Region.of("us-east-1", {
    cluster: Cluster.fromKubeconfig({ context: "quickstart" }),
    gateway: Gateway.inCluster(),
  });
  const stack = new AgynStack(app, "quickstart", { cluster: region.cluster });
  new RunnerPool(stack, "everyday", { region, tier: RunnerTier.standard(), capabilities: ["docker"] });
  return [stack];
}

/** The training cluster of the example. */
function training(app: App, changed: boolean): readonly TerraformStack[] {
  const stack = new AgynStack(app, "train", { cluster: train.cluster });
  const chart = RunnerChart.envList({ version: changed ? "0.10.15" : "0.9.6" });
  const logLevel = changed ? "debug" : "info";
  new RunnerPool(stack, "standard", { region: train, tier: standard, chart, logLevel });
  new RunnerPool(stack, "whole", { region: train, tier: whole, chart, logLevel });
  new RunnerPool(stack, "slice", { region: train, tier: slice, ...(changed ? { labels: { team: "research" } } : {}) });
  return [stack];
}

/** All of them, in the order of the page. */
export const GALLERY_CHANGES: readonly GalleryChange[] = [
  {
    name: "region-added",
    gateways: [IN_CLUSTER, BEHIND_PROXY],
    base: fleetOf("acme-fleet"),
    head: fleetOf("acme-fleet", (fleet) => ({
      ...fleet,
      regions: {
        ...fleet.regions,
        "ap-south-1": {
          cluster: { context: "acme-ap-south-1" },
          gateway: { viaTlsProxy: "gateway.acme.example" },
          storageClass: "gp3",
        },
      },
    })),
  },
  {
    name: "last-place-lost",
    gateways: [IN_CLUSTER, BEHIND_PROXY],
    base: fleetOf("acme-fleet"),
    head: fleetOf("acme-fleet", ({ pools, ...fleet }) => ({
      ...fleet,
      pools: Object.fromEntries(Object.entries(pools).filter(([name]) => name !== "ml-gpu")),
      acknowledge: [{ rule: "fleet/agent-unplaced", path: "agents.trainer", reason: "trainer moves to another fleet" }],
    })),
  },
  {
    name: "rotated",
    gateways: [BEHIND_PROXY],
    base: fleetOf("production-pool"),
    head: fleetOf("production-pool", ({ pools, ...fleet }) => ({
      ...fleet,
      pools: Object.fromEntries(
        Object.entries(pools).map(([name, pool]) => [name, { ...pool, rotation: { generations: [1, 2] } }]),
      ),
    })),
  },
  {
    name: "chart-jump",
    gateways: [BEHIND_PROXY],
    base: (app) => training(app, false),
    head: (app) => training(app, true),
  },
  {
    name: "first-deployment",
    gateways: [IN_CLUSTER],
    head: quickstart,
  },
  {
    name: "not-judged",
    gateways: [IN_CLUSTER, BEHIND_PROXY],
    base: fleetOf("acme-fleet"),
    head: fleetOf("acme-fleet", ({ pools, ...fleet }) => ({
      ...fleet,
      pools: { ...pools, shared: { regions: "all", labels: { team: "platform", size: "small" } } },
    })),
    args: ["-target=agyn_runner.shared_Runner0_40737FC4"],
    only: "us-east-1",
  },
];
