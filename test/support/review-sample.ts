// A review with everything in it, for the tests of its forms: written by hand, so that a form is tested without plans and judgement.
// A fleet of three regions, in which a pool leaves, another comes, a third is destroyed and recreated, and a plan is provisional.
import type { AttributeChange, Change, Review, ReviewFinding } from "../../src/review/index";

const NO_COUNTS = {
  created: 0,
  updated: 0,
  recreated: 0,
  destroyed: 0,
  forgotten: 0,
  imported: 0,
  moved: 0,
  unchanged: 0,
};

/** A change of the sample; what is not given is empty. */
export function sampleChange(change: Partial<Change> & Pick<Change, "address" | "type" | "action">): Change {
  return {
    mode: "managed",
    forcedBy: [],
    imported: false,
    deposed: false,
    attributes: [],
    identity: {},
    ...change,
  };
}

/** A finding of the sample; what is not given has words that fit any. */
export function sampleFinding(
  finding: Partial<ReviewFinding> & Pick<ReviewFinding, "rule" | "risk" | "what">,
): ReviewFinding {
  return {
    at: {},
    consequence: "Work that runs there ends.",
    fix: "Agree only if that is meant.",
    others: [],
    fingerprint: "00000000000000ff",
    ...finding,
  };
}

const changed = (path: string, before: string | number, after: string | number): AttributeChange => ({
  path,
  before: { value: before },
  after: { value: after },
});

const namespaces = ["ml-burst", "ml-burst-workloads", "web-batch"].map((name) => ({
  stack: "eu-west-1",
  change: sampleChange({
    address: `kubernetes_namespace_v1.${name}`,
    type: "kubernetes_namespace_v1",
    action: "create",
    path: `eu-west-1/${name}/Namespace`,
    pool: `eu-west-1/${name}`,
    identity: { name: `agyn-${name}` },
  }),
}));

const oddNamespace = {
  stack: "us-east-1",
  change: sampleChange({
    address: "kubernetes_namespace_v1.audit",
    type: "kubernetes_namespace_v1",
    action: "create",
    path: "us-east-1/audit/Namespace",
    identity: { name: "audit" },
    attributes: [
      { path: "metadata[0].labels", before: { absent: true }, after: { value: { "pod-security": "privileged" } } },
    ],
  }),
};

const releaseOfWeb = sampleChange({
  address: "helm_release.web-standard_Release0",
  type: "helm_release",
  action: "update",
  path: "us-east-1/web-standard/Release0",
  pool: "us-east-1/web-standard",
  attributes: [
    changed("version", "0.10.15", "0.10.14"),
    changed("values.env[LOG_LEVEL].value", "info", "debug"),
    { path: "values.image.tag", before: { value: "v1.4.0" }, after: { unknown: true } },
    { path: "values.serviceToken", before: { hidden: "sensitive" }, after: { hidden: "sensitive" } },
    { path: "values.resources", before: { absent: true }, after: { value: { limits: { cpu: "500m" } } } },
    { path: "values.registry.password", before: { hidden: "policy" }, after: { absent: true } },
  ],
});

/** The review. */
export const reviewSample: Review = {
  format: "cdktf-agyn review",
  version: 1,
  fleet: "acme",
  verdict: "blocked",
  sentence: "3 findings are high or above; the worst: web-standard loses its last runner in eu-west-1.",
  semantic: "5f0c2a9be1d84c73a6b0f2d94e8c17355f0c2a9be1d84c73a6b0f2d94e8c1735",
  counts: {
    ...NO_COUNTS,
    created: 14,
    updated: 5,
    recreated: 1,
    destroyed: 12,
    forgotten: 1,
    imported: 1,
    moved: 2,
    unchanged: 61,
  },
  stacks: [
    {
      name: "organizations",
      source: "plan",
      counts: { ...NO_COUNTS, updated: 1, unchanged: 3 },
      doubts: [],
      provisionalOn: [],
      standing: "kept",
    },
    {
      name: "us-east-1",
      source: "plan",
      counts: {
        ...NO_COUNTS,
        created: 1,
        updated: 3,
        recreated: 1,
        destroyed: 4,
        forgotten: 1,
        imported: 1,
        moved: 2,
        unchanged: 40,
      },
      doubts: [],
      provisionalOn: ["organizations"],
      standing: "kept",
    },
    {
      name: "eu-west-1",
      source: "plan",
      counts: { ...NO_COUNTS, created: 13, updated: 1, destroyed: 8, unchanged: 18 },
      doubts: [],
      provisionalOn: ["organizations"],
      standing: "kept",
    },
    { name: "ap-south-1", source: "synth", counts: NO_COUNTS, doubts: [], provisionalOn: [], standing: "new" },
    { name: "sa-east-1", source: "none", counts: NO_COUNTS, doubts: [], provisionalOn: [], standing: "gone" },
  ],
  findings: [
    {
      rule: "review/last-runner",
      risk: "critical",
      at: {
        stack: "eu-west-1",
        path: "eu-west-1/web-standard/Runner0",
        address: "agyn_runner.web-standard_Runner0_E8B205EC",
        pool: "eu-west-1/web-standard",
        region: "eu-west-1",
        team: "web",
        tier: "standard",
      },
      what: "web-standard loses its last runner in eu-west-1",
      cause: "the pool is no longer in the fleet",
      consequence: "Team web has no standard runner in eu-west-1 afterwards. 3 agents must move.",
      fix: "Keep one runner until the agents have another place, or move them first.",
      others: [],
      fingerprint: "a1b2c3d4e5f60718",
    },
    {
      rule: "review/runner-recreated",
      risk: "high",
      at: {
        stack: "us-east-1",
        path: "us-east-1/ml-gpu/Runner0",
        address: "agyn_runner.ml-gpu_Runner0_93F02C11",
        pool: "us-east-1/ml-gpu",
        region: "us-east-1",
        team: "ml",
        tier: "gpu-nvidia-a100",
      },
      what: "runner ml-gpu-0 is destroyed and recreated",
      cause: "labels go from some to none, which the platform can't do in place",
      consequence: "2 workloads that run on it end. Its token is renewed; Secret and pod follow.",
      fix: "Wait for an idle hour, or keep one label.",
      others: [],
      fingerprint: "b1b2c3d4e5f60718",
    },
    {
      rule: "review/runner-destroyed",
      risk: "high",
      at: {
        stack: "us-east-1",
        path: "us-east-1/ml-gpu/Runner1",
        address: "agyn_runner.ml-gpu_Runner1_0BB6F346",
        pool: "us-east-1/ml-gpu",
        region: "us-east-1",
        team: "ml",
        tier: "gpu-nvidia-a100",
      },
      what: "runner ml-gpu-1 is destroyed",
      cause: "the pool goes from 2 runners to 1",
      consequence: "Work that runs on it ends.",
      fix: "Look at its workloads before you agree: cdktf-agyn status.",
      others: [
        { stack: "us-east-1", path: "us-east-1/ml-gpu/Runner2", pool: "us-east-1/ml-gpu", region: "us-east-1" },
        { stack: "us-east-1", path: "us-east-1/ml-gpu/Runner3", pool: "us-east-1/ml-gpu", region: "us-east-1" },
      ],
      fingerprint: "c1b2c3d4e5f60718",
    },
    {
      rule: "review/capabilities-narrowed",
      risk: "medium",
      at: { stack: "eu-west-1", path: "eu-west-1/web-batch/Runner0", pool: "eu-west-1/web-batch", region: "eu-west-1" },
      what: "web-batch has no capability docker",
      consequence: "Agent builder can't be placed on it.",
      fix: "Add docker to the pool's capabilities, or take it from the agent.",
      others: [],
      fingerprint: "d1b2c3d4e5f60718",
    },
    {
      rule: "review/chart-downgraded",
      risk: "medium",
      at: { stack: "us-east-1", path: "us-east-1/web-standard/Release0", pool: "us-east-1/web-standard" },
      what: "the chart of web-standard goes from 0.10.15 to 0.10.14",
      consequence: "Its runner restarts with an older version.",
      fix: "Write 0.10.15 if the step back is not meant.",
      others: [],
      fingerprint: "e1b2c3d4e5f60718",
      accepted: {
        by: "exception",
        id: "chart-rollback",
        reason: "0.10.15 leaks connections",
        owner: "platform-team",
        expires: "2027-01-31",
      },
    },
    {
      rule: "review/drift",
      risk: "low",
      at: { stack: "us-east-1", address: "agyn_runner.shared_Runner0_40737FC4", pool: "us-east-1/shared" },
      what: "a label of runner shared-0 was changed outside Terraform",
      consequence: "The apply sets it back.",
      fix: "Take the label into the fleet if it is meant.",
      others: [],
      fingerprint: "f1b2c3d4e5f60718",
    },
  ],
  placement: [
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
  ],
  capacity: [
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
  ],
  releases: [
    {
      at: {
        stack: "us-east-1",
        path: "us-east-1/web-standard/Release0",
        pool: "us-east-1/web-standard",
        region: "us-east-1",
      },
      release: "web-standard-0",
      version: { before: "0.10.15", after: "0.10.14" },
      change: releaseOfWeb,
    },
  ],
  groups: [
    {
      title: "kubernetes_namespace_v1 created",
      type: "kubernetes_namespace_v1",
      action: "create",
      count: 4,
      members: [oddNamespace, ...namespaces],
      odd: 1,
    },
    {
      title: "helm_release updated",
      type: "helm_release",
      action: "update",
      count: 1,
      members: [{ stack: "us-east-1", change: releaseOfWeb }],
      odd: 0,
    },
    {
      title: "agyn_runner destroyed and recreated",
      type: "agyn_runner",
      action: "delete-create",
      count: 1,
      members: [
        {
          stack: "us-east-1",
          change: sampleChange({
            address: "agyn_runner.ml-gpu_Runner0_93F02C11",
            type: "agyn_runner",
            action: "delete-create",
            path: "us-east-1/ml-gpu/Runner0",
            pool: "us-east-1/ml-gpu",
            reason: "replace_because_cannot_update",
            forcedBy: ["labels"],
            attributes: [
              { path: "labels.queue", before: { value: "night" }, after: { absent: true } },
              { path: "id", before: { value: "5a0f" }, after: { unknown: true } },
            ],
            identity: { name: "ml-gpu-0" },
          }),
        },
      ],
      odd: 0,
    },
  ],
  pools: [
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
  ],
  drift: [
    {
      stack: "us-east-1",
      change: sampleChange({
        address: "agyn_runner.shared_Runner0_40737FC4",
        type: "agyn_runner",
        action: "update",
        path: "us-east-1/shared/Runner0",
        pool: "us-east-1/shared",
        attributes: [changed("labels.tier", "standard", "spot")],
        identity: { name: "shared-0" },
      }),
    },
  ],
  currency: "USD",
  notes: ["No gateway was asked, so it is not known what runs on the runners that are destroyed."],
};
