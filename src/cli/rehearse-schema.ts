// The JSON document of `cdktf-agyn rehearse --json`, as a schema for the tools that read it.
//
// Contract: api/rehearsal.schema.json is generated from here (scripts/gen-fleet-docs.ts). A field that is added does not change the version.

/** What every document begins with. */
export const REHEARSAL_FORMAT = { format: "cdktf-agyn rehearsal", version: 1 } as const;

const text = (description: string) => ({ type: "string", description });
const texts = (description: string) => ({ type: "array", items: { type: "string" }, description });
const count = (description: string) => ({ type: "integer", minimum: 0, description });
const seconds = (description: string) => ({ type: "number", minimum: 0, description });
const object = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: "object",
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
const orNull = (schema: object) => ({ anyOf: [{ type: "null" }, schema] });

const counts = object({ added: count("Resources."), changed: count("Resources."), destroyed: count("Resources.") });

const item = object(
  {
    number: count("From 1, in the order they were seen."),
    kind: {
      enum: [
        "registered",
        "enrolled",
        "restarted",
        "deleted",
        "stopped",
        "started",
        "paused",
        "labels",
        "capabilities",
        "renamed",
      ],
    },
    effect: { enum: ["out", "in", "none"], description: "Whether agents may lose a place by it, get one, or neither." },
    runner: text("Its name."),
    pool: text("Id of its pool in the fleet."),
    stack: text("The stack that was applied."),
    address: text("The resource that caused it."),
    path: text("Its construct path, where the app has it."),
    reason: text("Why the resource is replaced or removed, in Terraform's word."),
    lost: texts("Keys of labels, or capabilities, that the runner no longer has, or with another value."),
    gained: texts("Keys of labels, or capabilities, that it has now, or with another value."),
    rehearsedSeconds: seconds("From the beginning, measured with stand-ins that take no time."),
    estimatedSeconds: seconds("From the beginning, on a real platform with pods that take podStartSeconds."),
    after: count("Number of the thing that is before it in every order; absent: the order is as it was seen."),
  },
  ["pool", "address", "path", "reason", "lost", "gained", "after"],
);

const placeless = object({
  from: orNull(count("Number of what took the last place away; null: there was none before.")),
  to: orNull(count("Number of what gave a place again; null: nothing did.")),
  seconds: orNull(seconds("null: it has no end.")),
  why: text("Constraint at which the runners that came furthest were passed over."),
});

const agent = object(
  {
    name: text("As the fleet calls it."),
    placesBefore: count("Runners that take its work."),
    placesLeast: count("The least number after any change, by the estimate."),
    placesAfter: count("Runners that take its work."),
    worstOrder: texts(
      "Stacks, by their start, of an order that no dependency rules out and that is worse than the one that was rehearsed: estimated and placesLeast are of it. Absent: none is worse.",
    ),
    orderMatters: {
      const: true,
      description:
        "It has a place at every moment only by the order that was seen, which nothing forces within a stack. Absent: not so.",
    },
    estimated: { type: "array", items: placeless, description: "Times without a place, by the estimate." },
    rehearsed: { type: "array", items: placeless, description: "Times without a place, as rehearsed." },
    work: {
      type: "array",
      items: object(
        {
          runner: text("Name of the runner that is deleted."),
          pool: text("Id of its pool in the fleet."),
          workloads: count("On it, with the agent at full concurrency."),
          fate: { enum: ["lost", "waited", "refused"] },
        },
        ["pool"],
      ),
    },
  },
  ["worstOrder", "orderMatters"],
);

const failure = object(
  {
    step: text("Title of the step that failed."),
    stack: text("Stack in which it did."),
    command: text("The terraform command: apply."),
    message: text("What happened; it may have lines."),
    runners: texts("Why runners do not enroll, a line each."),
    errors: {
      type: "array",
      items: object(
        {
          severity: { enum: ["error", "warning"] },
          summary: text("In Terraform's or a provider's words."),
          detail: text("Empty when there is none."),
          address: text("The resource it is about."),
        },
        ["address"],
      ),
      description: "Terraform's errors.",
    },
    tail: text("End of Terraform's output, where it named no error."),
  },
  ["step", "stack", "command"],
);

/** JSON Schema of the document. */
export const rehearsalJsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Rehearsal by cdktf-agyn",
  ...object(
    {
      format: { const: REHEARSAL_FORMAT.format },
      version: { const: REHEARSAL_FORMAT.version, description: "A field that is added does not change it." },
      outcome: { enum: ["proved", "kept", "failed"] },
      terraform: object({ product: text("Terraform or OpenTofu."), version: text("Of the binary.") }),
      stacks: texts("In the order they are applied."),
      app: {
        ...object(
          {
            stacks: {
              type: "object",
              additionalProperties: text("32 digits of the SHA-256 of what the stack configures."),
              description: "By name.",
            },
            fleet: text("32 digits of the SHA-256 of fleet.json; absent: there is none."),
          },
          ["fleet"],
        ),
        description: "Which app was rehearsed, for review --rehearsal; absent: it could not be synthesized.",
      },
      states: {
        type: "array",
        items: object({
          stack: text("Its stack."),
          lineage: text("As the state has it."),
          serial: count("As the state has it."),
        }),
        description: "The states of the app's stacks that the rehearsal began from.",
      },
      applied: counts,
      destroyed: counts,
      runners: {
        type: "array",
        items: object({
          id: text("UUID."),
          name: text("Not unique."),
          scope: text("Slug of its organization, or cluster."),
          status: text("As the gateway tells it."),
        }),
      },
      timeline: {
        type: "array",
        items: item,
        description: "What happened to runners; empty for an app without agents.",
      },
      agents: { type: "array", items: agent, description: "What that did to each agent of the fleet." },
      podStartSeconds: seconds("From the start of a pod until its runner has enrolled, for the estimate."),
      longGaps: texts("Agents without a place for longer than --max-gap, a sentence each."),
      maxGapSeconds: seconds("--max-gap; absent: it was not given."),
      agentWorkloads: count("Agent workloads of agents.json: their objects are applied, their pods are not run."),
      warnings: texts("What the synthesis warns of, in fleet.json and agents.json, and nobody accepted; a line each."),
      notes: texts("What was assumed, and what is not proved."),
      failure: { ...failure, description: "What failed." },
      kept: object({ folder: text("Work folder."), gatewayUrl: text("Address of the gateway.") }),
    },
    ["app", "applied", "destroyed", "agentWorkloads", "warnings", "maxGapSeconds", "failure", "kept"],
  ),
};
