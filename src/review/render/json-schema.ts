// The published shapes of a review and of a digest, as JSON Schema. They are written by hand beside the models of the same names:
// src/review/digest/model.ts and src/review/judge/model.ts say the same for TypeScript, and a test holds real ones against these.
import { DIGEST_FORMAT, DIGEST_VERSION } from "../digest/model.js";
import { REVIEW_FORMAT, REVIEW_VERSION, RISKS } from "../judge/model.js";

/** A JSON Schema. */
type Schema = Readonly<Record<string, unknown>>;

const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const ACTIONS = [
  "create",
  "update",
  "delete",
  "delete-create",
  "create-delete",
  "forget",
  "forget-create",
  "read",
  "no-op",
  "not-understood",
];
const DOUBTS = [
  "errored",
  "incomplete",
  "deferred",
  "unreadable",
  "newer-format",
  "not-understood",
  "refresh-only",
  "stale",
  "missing",
  "unreadable-mask",
  "open-values",
];

const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const text = (description?: string): Schema => ({
  type: "string",
  ...(description === undefined ? {} : { description }),
});
const flag: Schema = { type: "boolean" };
const seconds: Schema = { type: "number", minimum: 0 };
const count: Schema = { type: "integer", minimum: 0 };
const oneOf = (values: readonly string[], description?: string): Schema => ({
  enum: values,
  ...(description === undefined ? {} : { description }),
});
const listOf = (items: Schema, description?: string): Schema => ({
  type: "array",
  items,
  ...(description === undefined ? {} : { description }),
});
const mapOf = (values: Schema): Schema => ({ type: "object", additionalProperties: values });

/** An object; a name that ends with `?` may be left out. Fields may be added to a later version, so that readers ignore others. */
function object(fields: Readonly<Record<string, Schema>>, description?: string): Schema {
  const named = Object.entries(fields).map(([name, schema]) => [name.replace(/\?$/, ""), schema] as const);
  return {
    type: "object",
    ...(description === undefined ? {} : { description }),
    required: Object.keys(fields).filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(named),
  };
}

const change = object(
  {
    address: text("As the plan names it, secrets scrubbed."),
    "previousAddress?": text(),
    mode: oneOf(["managed", "data"]),
    type: text("Type of the resource: agyn_runner."),
    "path?": text("Construct path."),
    "pool?": text("Id of the pool it belongs to."),
    action: ref("action"),
    "reason?": text("Why Terraform does it, as it says."),
    forcedBy: listOf(text(), "Attributes that can't be changed in place."),
    imported: flag,
    deposed: flag,
    "providerGone?": { const: true, description: "The block of its provider is gone, too: Terraform refuses." },
    attributes: listOf(ref("attribute"), "What changes and may be told."),
    identity: mapOf(text()),
  },
  "What happens to one object.",
);

/** What a digest and a review have in common. */
const SHARED: Readonly<Record<string, Schema>> = {
  action: oneOf(ACTIONS, "What happens. delete-create and create-delete destroy the object and make it anew."),
  doubt: object(
    { kind: oneOf(DOUBTS), sentence: text("What is doubtful, and what to do.") },
    "Why a stack can't be judged.",
  ),
  shown: {
    description: "A value that may be shown, or why not.",
    anyOf: [
      object({ value: {} }),
      object({ unknown: { const: true } }),
      object({ hidden: oneOf(["sensitive", "policy"]) }),
      object({ absent: { const: true } }),
    ],
  },
  attribute: object({
    path: text("Dotted, list items in brackets: values.env[LOG_LEVEL].value."),
    before: ref("shown"),
    after: ref("shown"),
  }),
  change,
};

const runnerFacts = object(
  {
    name: text(),
    "organization?": text("Slug or id; left out: cluster-scoped."),
    labels: mapOf(text()),
    "capabilities?": listOf(text()),
    "open?": listOf(text(), "Places of which nobody knows what stands there: labels, labels.zone, capabilities."),
    "status?": text(),
    "id?": text(),
  },
  "A registration.",
);

/** JSON Schema of a digest. */
export const digestJsonSchema: Schema = {
  $schema: DIALECT,
  title: "Digest of a plan, by cdktf-agyn",
  ...object({
    format: { const: DIGEST_FORMAT },
    version: { const: DIGEST_VERSION },
    stack: text(),
    source: object({
      kind: oneOf(["plan", "synth"]),
      "terraform?": text("Version that planned."),
      "timestamp?": text("When it was planned, ISO 8601."),
      "sha256?": text("SHA-256 of the plan's JSON, hex."),
      "configuration?": text("SHA-256 of what the stack's cdk.tf.json configured, hex."),
      "saved?": object(
        {
          sha256: text("Of the file, hex."),
          "serial?": count,
          "lineage?": text("Of the state it was made for; empty: there was none."),
          "closed?": text("Why it can't be looked into."),
        },
        "The saved plan.",
      ),
    }),
    doubts: listOf(ref("doubt"), "Empty when the plan can be judged."),
    changes: listOf(ref("change"), "Everything that does not stay as it is, by address."),
    runners: listOf(
      object({
        address: text(),
        "path?": text(),
        "pool?": text(),
        action: ref("action"),
        "before?": ref("runnerFacts"),
        "after?": ref("runnerFacts"),
      }),
      "All registrations, by address.",
    ),
    unchanged: count,
    drift: listOf(ref("change"), "What was found changed outside Terraform."),
    outputs: listOf(object({ name: text(), action: ref("action"), sensitive: flag }), "Outputs that change."),
    checks: listOf(object({ address: text(), status: text() }), "Checks that do not pass."),
    remoteStateTokens: listOf(object({ address: text(), attribute: text() }), "Token fields fed from another state."),
    "hiddenChanges?": {
      ...count,
      description: "Places whose new value is secret; semantic does not tell these apart.",
    },
    semantic: text("SHA-256 over what will happen, hex."),
  }),
  $defs: { ...SHARED, runnerFacts },
};

/** JSON Schema of a review. */
export const reviewJsonSchema: Schema = {
  $schema: DIALECT,
  title: "Review of a fleet's change, by cdktf-agyn",
  ...object({
    format: { const: REVIEW_FORMAT },
    version: { const: REVIEW_VERSION },
    "fleet?": text("Name of the fleet."),
    verdict: oneOf(
      ["unjudgeable", "blocked", "findings", "changes", "nothing"],
      "unjudgeable: some input can't be trusted; blocked: a finding at or above the threshold.",
    ),
    sentence: text("The verdict in one sentence."),
    "decision?": object(
      {
        outcome: oneOf(["allowed", "denied", "undecided"]),
        failOn: oneOf(RISKS, "From which risk on a finding stops the change."),
        deniedBy: listOf(
          object({ rule: text(), by: oneOf(["risk", "policy"], "policy: whatever it weighs."), findings: count }),
          "Rules whose findings stop the change.",
        ),
        exceptions: listOf(
          object({
            id: text(),
            owner: text(),
            expires: text("ISO date."),
            status: oneOf(["used", "unused", "expired"]),
          }),
          "All exceptions of the policy.",
        ),
      },
      "What the policy makes of the change; left out without a policy.",
    ),
    semantic: text("SHA-256 over the semantic digests of all stacks, hex."),
    counts: ref("counts"),
    stacks: listOf(
      object({
        name: text(),
        source: oneOf(["plan", "synth", "none"]),
        counts: ref("counts"),
        doubts: listOf(ref("doubt")),
        provisionalOn: listOf(text(), "Stacks that must be applied before this one's plan can be trusted."),
        standing: oneOf(["new", "kept", "gone"]),
      }),
      "In the order of their apply.",
    ),
    findings: listOf(ref("finding"), "Worst first."),
    placement: listOf(
      object({
        agent: text(),
        organization: text(),
        before: listOf(text()),
        after: listOf(text()),
        runners: ref("beforeAfter"),
        verdict: oneOf(["same", "new", "gone", "lost", "found", "narrower", "wider", "other", "unplaced", "uncertain"]),
        "mayLand?": listOf(text(), "Pools that may take its work besides: what their runners have is not known."),
        "why?": text("The constraint that nothing meets."),
      }),
      "Which pools each agent may land on.",
    ),
    "rehearsal?": object(
      {
        outcome: oneOf(
          ["proved", "kept", "failed", "missing"],
          "missing: it should have been rehearsed, and was not; kept: all but the destroy was rehearsed.",
        ),
        sentence: text("What it comes to."),
        "podStartSeconds?": {
          ...seconds,
          description: "From a pod's start until its runner has enrolled, for estimates.",
        },
        agents: listOf(
          object({
            agent: text(),
            places: object({ before: count, least: count, after: count }, "Runners that take its work."),
            gaps: listOf(
              object({
                "from?": { ...count, description: "Step that takes the last place away; left out: none before." },
                "to?": { ...count, description: "Step that gives one again; left out: nothing does." },
                "seconds?": { ...seconds, description: "Left out: it has no end." },
                why: text("The constraint that no runner meets."),
              }),
              "Times without a place, estimated.",
            ),
            "rehearsedSeconds?": {
              ...seconds,
              description: "Without a place in the rehearsal, whose stand-ins take no time.",
            },
            work: listOf(
              object({ runner: text(), "pool?": text(), workloads: count, fate: oneOf(["lost", "waited", "refused"]) }),
              "Work on runners that go, at full concurrency.",
            ),
          }),
          "Agents that are without a place at some time, or whose work is cut off.",
        ),
        steady: { ...count, description: "Agents with a place at every moment." },
        steps: listOf(
          object({
            number: count,
            effect: oneOf(["out", "in"]),
            what: text("A clause."),
            at: ref("whereabouts"),
            "reason?": text("In Terraform's word."),
            rehearsedSeconds: seconds,
            estimatedSeconds: seconds,
            "after?": { ...count, description: "Number of what is before it in every order." },
          }),
          "What takes places away or gives them, in the order it was seen.",
        ),
      },
      "What becomes of agents while it is applied; left out: nobody asked.",
    ),
    capacity: listOf(
      object({
        region: text(),
        team: text("Empty: no team owns it."),
        tier: text(),
        runners: ref("beforeAfter"),
        "nodes?": ref("beforeAfter"),
        "gpus?": ref("beforeAfter"),
        "cost?": ref("beforeAfter"),
      }),
    ),
    releases: listOf(
      object({
        at: ref("whereabouts"),
        release: text(),
        "version?": object({ before: text(), after: text() }),
        change: ref("change"),
      }),
    ),
    groups: listOf(
      object({
        title: text(),
        type: text(),
        action: ref("action"),
        count,
        members: listOf(ref("groupedChange"), "Those that differ from the rest first."),
        odd: count,
      }),
      "Equal changes, counted as one.",
    ),
    pools: listOf(
      object({
        id: text(),
        region: text(),
        team: text(),
        tier: text(),
        "path?": text(),
        runners: listOf(
          object({ name: text(), "path?": text(), address: text(), stack: text(), action: ref("action") }),
        ),
        "risk?": oneOf(RISKS),
      }),
    ),
    drift: listOf(ref("groupedChange")),
    "currency?": text("ISO 4217."),
    notes: listOf(text(), "What this review could not look at."),
  }),
  $defs: {
    ...SHARED,
    groupedChange: object({ stack: text(), change: ref("change") }),
    beforeAfter: object({ before: { type: "number" }, after: { type: "number" } }),
    counts: object({
      created: count,
      updated: count,
      recreated: count,
      destroyed: count,
      forgotten: count,
      imported: count,
      moved: count,
      unchanged: count,
    }),
    whereabouts: object({
      "stack?": text(),
      "path?": text(),
      "address?": text(),
      "pool?": text(),
      "region?": text(),
      "team?": text(),
      "tier?": text(),
    }),
    finding: object({
      rule: text("Id of the rule, stable over releases."),
      risk: oneOf(RISKS),
      at: ref("whereabouts"),
      what: text("What happens."),
      "cause?": text("Why Terraform does it."),
      consequence: text("What it means for agents and their work."),
      fix: text("What to do."),
      others: listOf(ref("whereabouts"), "Others that are the same but for where they are."),
      fingerprint: text("16 hex digits; the same for as long as the finding is the same."),
      "accepted?": object({
        by: oneOf(["exception", "baseline", "rule-off"]),
        "id?": text(),
        "reason?": text(),
        "owner?": text(),
        "expires?": text("ISO date."),
      }),
      "decision?": oneOf(["deny", "warn"], "A policy stops the change for it whatever it weighs, or never does."),
    }),
  },
};
