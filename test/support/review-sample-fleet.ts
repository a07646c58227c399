// The fleet of the sample review: its pools, where agents may land, and what it can hold.
import type { AgentPlacement, CapacityRow, MapPool } from "../../src/review/index";

/** One agent of each verdict that is told apart. */
export const samplePlacement: readonly AgentPlacement[] = [
  {
    agent: "reviewer",
    organization: "acme",
    before: ["eu-west-1/web-standard"],
    after: [],
    runners: { before: 1, after: 0 },
    verdict: "lost",
    why: "no runner has the labels region=eu-west-1 and tier=standard",
  },
  {
    agent: "trainer",
    organization: "acme",
    before: ["us-east-1/ml-gpu", "eu-west-1/ml-burst"],
    after: ["us-east-1/ml-gpu"],
    runners: { before: 3, after: 1 },
    verdict: "narrower",
  },
  {
    agent: "batcher",
    organization: "acme",
    before: [],
    after: ["eu-west-1/web-batch"],
    runners: { before: 0, after: 1 },
    verdict: "found",
  },
  {
    agent: "auditor",
    organization: "acme",
    before: [],
    after: [],
    runners: { before: 0, after: 0 },
    verdict: "unplaced",
    why: "no runner has the capability audit",
  },
  {
    agent: "writer",
    organization: "acme",
    before: ["us-east-1/web-standard"],
    after: ["us-east-1/web-standard"],
    runners: { before: 2, after: 2 },
    verdict: "same",
  },
];

/** Rows that change and rows that stay. */
export const sampleCapacity: readonly CapacityRow[] = [
  {
    region: "eu-west-1",
    team: "web",
    tier: "standard",
    runners: { before: 1, after: 0 },
    nodes: { before: 3, after: 3 },
    cost: { before: 420.5, after: 0 },
  },
  {
    region: "us-east-1",
    team: "ml",
    tier: "gpu-nvidia-a100",
    runners: { before: 2, after: 1 },
    nodes: { before: 4, after: 2 },
    gpus: { before: 32, after: 16 },
    cost: { before: 41_000, after: 20_500 },
  },
  { region: "eu-west-1", team: "web", tier: "batch", runners: { before: 0, after: 1 } },
  {
    region: "us-east-1",
    team: "",
    tier: "standard",
    runners: { before: 2, after: 2 },
    cost: { before: 840, after: 840 },
  },
  { region: "us-east-1", team: "web", tier: "standard", runners: { before: 2, after: 2 } },
];

/** Pools to which everything happens that may. */
export const samplePools: readonly MapPool[] = [
  {
    id: "eu-west-1/web-standard",
    region: "eu-west-1",
    team: "web",
    tier: "standard",
    path: "eu-west-1/web-standard",
    runners: [
      {
        name: "web-standard-0",
        path: "eu-west-1/web-standard/Runner0",
        address: "agyn_runner.web-standard_Runner0_E8B205EC",
        stack: "eu-west-1",
        action: "delete",
      },
    ],
    risk: "critical",
  },
  {
    id: "eu-west-1/web-batch",
    region: "eu-west-1",
    team: "web",
    tier: "batch",
    path: "eu-west-1/web-batch",
    runners: [
      {
        name: "web-batch-0",
        path: "eu-west-1/web-batch/Runner0",
        address: "agyn_runner.web-batch_Runner0_4E4C192F",
        stack: "eu-west-1",
        action: "create",
      },
    ],
    risk: "medium",
  },
  {
    id: "us-east-1/ml-gpu",
    region: "us-east-1",
    team: "ml",
    tier: "gpu-nvidia-a100",
    path: "us-east-1/ml-gpu",
    runners: [
      {
        name: "ml-gpu-0",
        path: "us-east-1/ml-gpu/Runner0",
        address: "agyn_runner.ml-gpu_Runner0_93F02C11",
        stack: "us-east-1",
        action: "delete-create",
      },
      {
        name: "ml-gpu-1",
        path: "us-east-1/ml-gpu/Runner1",
        address: "agyn_runner.ml-gpu_Runner1_0BB6F346",
        stack: "us-east-1",
        action: "delete",
      },
    ],
    risk: "high",
  },
  {
    id: "us-east-1/web-standard",
    region: "us-east-1",
    team: "web",
    tier: "standard",
    path: "us-east-1/web-standard",
    runners: [0, 1].map((number) => ({
      name: `web-standard-${number}`,
      path: `us-east-1/web-standard/Runner${number}`,
      address: `agyn_runner.web-standard_Runner${number}`,
      stack: "us-east-1",
      action: "no-op" as const,
    })),
    risk: "medium",
  },
  {
    id: "us-east-1/shared",
    region: "us-east-1",
    team: "",
    tier: "standard",
    runners: [
      { name: "shared-0", address: "agyn_runner.shared_Runner0_40737FC4", stack: "us-east-1", action: "update" },
      { name: "shared-1", address: "agyn_runner.shared_Runner1_8B11D0A2", stack: "us-east-1", action: "forget" },
    ],
    risk: "low",
  },
];
