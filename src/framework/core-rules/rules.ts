// The rules by which Terraform's core judges what a provider answers, as data: one row each, with what must hold, what to do
// when it does not, and the function of core that decides. Checks name a rule; its words are nowhere else.
//
// Source: Terraform 1.11.4, the functions named in `judge`; which answers break a rule was tried with the binary
// (test/acceptance/core-rules.test.ts).

/** The answer that is judged; the first part of a rule's id. */
export type Stage =
  | "plan"
  | "replan"
  | "apply"
  | "read"
  | "import"
  | "upgrade"
  | "move"
  | "data"
  | "ephemeral"
  | "identity";

/** A rule of core. */
export interface CoreRule {
  /** Stable: `plan/not-computed`. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly must: string;
  /** What an author does when it does not. */
  readonly fix: string;
  /** What practitioners see when it is broken. */
  readonly refusal: string;
  /** Which part of core decides. */
  readonly judge: string;
}

type Words = Readonly<Record<string, Pick<CoreRule, "must" | "fix"> & Partial<CoreRule>>>;

/** The rules about a planned value next to configuration and prior state. */
const PLAN_VALID = {
  absent: {
    must: "An object that the configuration has is planned as an object, not as null.",
    fix: "Plan the object; parts that are not known yet can be unknown.",
  },
  present: {
    must: "An object that the configuration leaves out is planned as null.",
    fix: "Plan null, or make the attribute computed if the provider fills it in.",
  },
  "not-computed": {
    must: "An attribute that is not computed and not configured is planned as null.",
    fix: 'Add "computed: true" to the attribute, or plan null.',
  },
  "not-configured": {
    must: "A configured attribute is planned as it is configured, or kept as it was in the prior state.",
    fix: "Plan the configured value. To treat another spelling as the same value, plan the prior state's value unchanged; to answer in another form, use a second, computed attribute.",
  },
  "nested-unknown": {
    must: "A nested attribute that is configured is not planned as unknown as a whole.",
    fix: "Plan the configured object and set only computed attributes inside it to unknown.",
  },
  "nested-count": {
    must: "A nested attribute that is configured is planned with as many elements as the configuration has.",
    fix: "Keep the elements of the configuration; put further ones into another, computed attribute.",
  },
  "nested-key": {
    must: "A nested map that is configured is planned with the keys of the configuration.",
    fix: "Plan the keys of the configuration, spelled as they are there.",
  },
  "block-null": {
    must: "A list, set or map of blocks is never null.",
    fix: "Plan an empty list, set or map where there are no blocks.",
  },
  "block-unknown": {
    must: "A block is not planned as unknown as a whole.",
    fix: "Plan the blocks of the configuration and set computed attributes inside them to unknown.",
  },
  "block-dynamic": {
    must: "A dynamic block whose number is not known yet is planned as unknown, as the configuration has it.",
    fix: "Leave an unknown block as it is in the proposed state.",
  },
  "block-count": {
    must: "A list or map of blocks is planned with as many blocks as the configuration has.",
    fix: "Keep the blocks of the configuration; use a computed nested attribute for what the provider adds.",
  },
  "block-key": {
    must: "A map of blocks is planned with the labels of the configuration.",
    fix: "Plan the labels of the configuration, spelled as they are there.",
  },
  "block-element-unknown": {
    must: "A single block of a list, set or map is not planned as unknown.",
    fix: "Plan the block and set computed attributes inside it to unknown.",
  },
} satisfies Words;

/** The rules about a value next to the planned one that it completes. */
const COMPATIBLE = {
  absent: {
    must: "An object that was planned is there.",
    fix: "Answer the object. Where it could not be made, answer an error; where it vanished meanwhile, leave that to the next read.",
  },
  present: {
    must: "An object that was planned as null stays null.",
    fix: "Answer null, or plan the object (unknown, if it is computed).",
  },
  changed: {
    must: "A value that was known in the plan is still the same.",
    fix: "Answer the planned value. What the platform decides is planned as unknown; other spellings of the same value keep the planned one.",
  },
  "dynamic-type": {
    must: "A dynamic value has the type it was planned with.",
    fix: "Convert the value to the planned type, or plan it as unknown.",
  },
  refinement: {
    must: "What was promised about an unknown value holds once it is known.",
    fix: "Keep the promise, or promise less when planning.",
  },
  "element-gone": {
    must: "Every element of a list or map that was planned is there.",
    fix: "Answer all planned elements; plan the whole attribute as unknown where the platform decides.",
  },
  "element-new": {
    must: "A list or map has no elements beyond the planned ones.",
    fix: "Answer only planned elements; put what the platform adds into another, computed attribute.",
  },
  "set-element": {
    must: "Every planned element of a set fits an element that is there, and the other way round.",
    fix: "Answer the planned elements, with only their unknown parts filled in.",
  },
  "set-grew": {
    must: "A set has at most as many elements as were planned.",
    fix: "Answer one element for each planned one; unknown elements may become equal, never more.",
  },
  "block-count": {
    must: "A list or map of blocks has as many blocks as were planned.",
    fix: "Answer the planned blocks.",
  },
  "block-key": {
    must: "A map of blocks has the planned labels.",
    fix: "Answer the planned labels.",
  },
} satisfies Words;

const TYPE: Words[string] = {
  must: "A value conforms to its schema.",
  fix: "Answer a value of the type that the schema has at this place.",
  refusal: "... is required",
  judge: "decoding of the answer by the type of the schema",
};
const WRITE_ONLY: Words[string] = {
  must: "A write-only attribute is null in every answer.",
  fix: "Answer null; read the value from the configuration while applying and keep it nowhere.",
  judge: "ephemeral.ValidateWriteOnlyAttributes",
};
const KNOWN: Words[string] = {
  must: "An answer that is stored holds no unknown value.",
  fix: "Answer the real value, or null where there is none.",
};

const RULES = {
  plan: stage("Provider produced invalid plan", "objchange.AssertPlanValid", {
    ...PLAN_VALID,
    type: TYPE,
    "write-only": WRITE_ONLY,
    "replace-path": {
      must: "A path that requires a replacement exists in the prior or the planned state.",
      fix: "Name an attribute that is there. Elements of sets have no path: name the set.",
      judge: "getRequiredReplaces in the resource instance's plan",
    },
    destroy: {
      must: "The plan of a destroy is null.",
      fix: "Answer the proposed state, which is null.",
      judge: "planDestroy in the resource instance's plan",
    },
  }),
  replan: stage("Provider produced inconsistent final plan", "objchange.AssertObjectCompatible", {
    ...COMPATIBLE,
    unknown: {
      must: "A value that was known in the first plan is known in the second, which is made while applying.",
      fix: "Decide from configuration and prior state alone what is unknown, so that more knowledge never makes less of a plan.",
    },
    action: {
      must: "The second plan, made while applying, takes the action of the first; only an update may turn out to be nothing.",
      fix: "Ask for a replacement already when a value that decides about it is unknown.",
      judge: "checkPlannedChange in the resource instance's apply",
    },
  }),
  apply: stage("Provider produced inconsistent result after apply", "objchange.AssertObjectCompatible", {
    ...COMPATIBLE,
    type: TYPE,
    "write-only": { ...WRITE_ONLY, refusal: "Provider produced invalid object" },
    unknown: {
      ...KNOWN,
      refusal: "Provider returned invalid result object after apply",
      judge: "the resource instance's apply",
    },
    deleted: {
      must: "Nothing is left in state after a delete.",
      fix: "Answer null. Where the object could not be deleted, answer an error together with its state.",
      refusal: "Provider returned invalid result object after apply",
      judge: "the resource instance's apply",
    },
  }),
  read: stage("Provider produced invalid object", "the resource instance's refresh", {
    type: TYPE,
    unknown: KNOWN,
    "write-only": WRITE_ONLY,
  }),
  import: stage("Import returned null resource", "importState in the resource instance's plan", {
    type: TYPE,
    "write-only": { ...WRITE_ONLY, refusal: "Import returned a non-null value for a write-only attribute" },
    none: {
      must: "An import finds an object.",
      fix: "Answer the object, or an error that says that there is none with this id.",
      refusal: "Import returned no resources",
    },
    several: {
      must: "An import block finds one object.",
      fix: "Answer the one object that the id names.",
      refusal: "Multiple import states not supported",
    },
    null: {
      must: "The imported object is not null.",
      fix: "Answer at least what the id says; the read that follows fills in the rest.",
    },
    "type-name": {
      must: "An imported object names its resource type.",
      fix: "Set type_name to the type that was asked for.",
      refusal: "import of ... didn't set type",
    },
  }),
  upgrade: stage("Invalid resource state upgrade", "upgradeResourceState", {
    type: TYPE,
    unknown: KNOWN,
    "write-only": WRITE_ONLY,
  }),
  move: stage("Provider returned invalid value", "applyCrossTypeMove", {
    type: TYPE,
    unknown: KNOWN,
    "write-only": WRITE_ONLY,
  }),
  data: stage("Provider produced invalid object", "readDataSource in the resource instance", {
    type: TYPE,
    unknown: KNOWN,
    null: {
      must: "A data source answers an object.",
      fix: "Answer an error where nothing is found, or an object that says so.",
      refusal: "Provider produced null object",
    },
  }),
  ephemeral: stage("Provider produced invalid ephemeral resource instance", "objchange.AssertPlanValid", {
    ...PLAN_VALID,
    type: TYPE,
  }),
  identity: stage("Provider produced invalid identity", "validateIdentity in the resource instance", {
    type: TYPE,
    unknown: {
      must: "An identity is wholly known, but in the plan of a create or a replacement.",
      fix: "Answer the identity when the object is there; plan it as unknown only where the object is still to be made.",
      judge: "validateIdentityKnown in the resource instance",
    },
    missing: {
      must: "An import by identity answers an identity.",
      fix: "Answer the whole identity of the imported object.",
      refusal: "import of ... didn't return an identity",
      judge: "importState in the resource instance's plan",
    },
  }),
} satisfies Readonly<Record<Stage, Readonly<Record<string, Omit<CoreRule, "id">>>>>;

/** The name of a rule within its stage. */
export type RuleName<S extends Stage> = keyof (typeof RULES)[S] & string;
/** The rules of a planned value, which `plan` and `ephemeral` share. */
export type PlanRuleName = keyof typeof PLAN_VALID;
/** The rules of a value that completes a planned one, which `replan` and `apply` share. */
export type CompatibleRuleName = keyof typeof COMPATIBLE | "unknown";

/** All rules, in the order of an object's life. */
export const coreRules: readonly CoreRule[] = Object.entries(RULES).flatMap(([stageName, rules]) =>
  Object.entries<Omit<CoreRule, "id">>(rules).map(([name, words]) => ({ id: `${stageName}/${name}`, ...words })),
);

const byId = new Map(coreRules.map((rule) => [rule.id, rule]));

/** The rule of an id. */
export function coreRule(id: string): CoreRule {
  const rule = byId.get(id);
  if (rule === undefined) throw new RangeError(`${JSON.stringify(id)} is no rule of core`);
  return rule;
}

/** Gives every rule of a stage what it does not say of itself. */
function stage<W extends Words>(refusal: string, judge: string, words: W): { [N in keyof W]: Omit<CoreRule, "id"> } {
  return Object.fromEntries(Object.entries(words).map(([name, rule]) => [name, { refusal, judge, ...rule }])) as {
    [N in keyof W]: Omit<CoreRule, "id">;
  };
}
