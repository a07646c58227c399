// A review with everything in it, for the tests of its forms: written by hand, so that a form is tested without plans and judgement.
// A fleet of three regions, in which a pool leaves, another comes, a third is destroyed and recreated, and a plan is provisional.
import type { AttributeChange, Change, Review, ReviewFinding } from "../../src/review/index";
import { sampleFindings } from "./review-sample-findings";
import { sampleCapacity, samplePlacement, samplePools } from "./review-sample-fleet";

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
  findings: sampleFindings,
  placement: samplePlacement,
  capacity: sampleCapacity,
  rehearsal: {
    outcome: "proved",
    sentence: "Agent reviewer is without a place for a time.",
    podStartSeconds: 60,
    agents: [
      {
        agent: "reviewer",
        places: { before: 1, least: 0, after: 1 },
        gaps: [{ from: 1, to: 3, seconds: 60.4, why: "labels" }],
        rehearsedSeconds: 0.1,
        work: [
          { runner: "web-standard-0", pool: "us-east-1/web-standard", workloads: 2, fate: "lost" },
          { runner: "web-standard-1", workloads: 1, fate: "waited" },
        ],
      },
      {
        agent: "trainer",
        places: { before: 2, least: 0, after: 0 },
        gaps: [{ from: 1, why: "capabilities" }],
        work: [],
      },
      {
        agent: "newcomer",
        places: { before: 0, least: 0, after: 1 },
        gaps: [{ to: 3, seconds: 61, why: "status" }],
        work: [],
      },
    ],
    steady: 2,
    steps: [
      {
        number: 1,
        effect: "out",
        what: "runner web-standard-0 is deleted",
        at: { stack: "us-east-1", path: "us-east-1/web-standard/Runner0", pool: "us-east-1/web-standard" },
        reason: "cannot_update",
        rehearsedSeconds: 0.8,
        estimatedSeconds: 0.8,
      },
      {
        number: 3,
        effect: "in",
        what: "runner web-standard-0 has enrolled",
        at: { stack: "us-east-1", path: "us-east-1/web-standard/Release0", pool: "us-east-1/web-standard" },
        rehearsedSeconds: 0.9,
        estimatedSeconds: 61.2,
        after: 1,
      },
    ],
  },
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
  pools: samplePools,
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
