// Whether a planned value is one that configuration and prior state allow. Attributes first, then blocks, each level like the
// one above. What a set holds is not looked at: its elements have nothing by which to tell which is which, so core trusts
// the provider there. Promises about unknown values do not count.
//
// Source: core's objchange.AssertPlanValid, Terraform 1.11.4.
import { isList, isRecord, type Path, type Type, type Value, valuesEqual } from "../../values/index.js";
import { type Attribute, type Attributes, isComputed, type Nested } from "../schema/attribute.js";
import type { Block, Level } from "../schema/block.js";
import { described, guideOf } from "./describe.js";
import type { Findings } from "./findings.js";
import { element, elementType, isNull, isUnknown, member, memberType, setSize } from "./value-at.js";

/** The three values that are compared, of one place. */
export interface Compared {
  readonly path: Path;
  readonly type: Type;
  readonly config: Value;
  readonly prior: Value;
  readonly planned: Value;
}

type PlanFindings = Findings<"plan" | "ephemeral">;

/** Compares what stands at one level: a whole resource, or a block. */
export function comparePlanned(level: Level, at: Compared, findings: PlanFindings): void {
  if (at.planned === null && at.config !== null) {
    findings.add("absent", at.path, "planned as null, the configuration has it");
  } else if (at.config === null && at.planned !== null) {
    findings.add("present", at.path, "planned as an object, the configuration leaves it out");
  } else if (at.planned !== null) {
    compareAttributes(level.attributes, at, findings);
    for (const [name, block] of Object.entries(level.blocks)) compareBlock(block, attributeOf(at, name), findings);
  }
}

function compareAttributes(attributes: Attributes, at: Compared, findings: PlanFindings, hidden = false): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    // a write-only value has a rule of its own
    if (!attribute.writeOnly) compareAttribute(attribute, attributeOf(at, name), findings, hidden);
  }
}

function compareAttribute(attribute: Attribute, at: Compared, findings: PlanFindings, hidden: boolean): void {
  const { path, type, config, prior, planned } = at;
  if (valuesEqual(type, planned, config)) return;
  const isKept = valuesEqual(type, planned, prior) && !isNull(prior) && !isNull(config);
  if (isKept || attribute.presence === "computed") return;

  const guide = guideOf(attribute, hidden);
  if (isNull(config) && isComputed(attribute)) return;
  if (isNull(config) && !isNull(planned)) {
    findings.add("not-computed", path, `planned as ${described(planned, guide)}, the configuration leaves it out`);
  } else if (attribute.nested) {
    compareNested(attribute.nested, at, findings, guide.hidden);
  } else {
    const before = isNull(prior) ? "" : ` and was ${described(prior, guide)}`;
    const told = `planned as ${described(planned, guide)}, configured as ${described(config, guide)}${before}`;
    findings.add("not-configured", path, told);
  }
}

/** Compares a nested attribute that is configured and planned differently. */
function compareNested(nested: Nested, at: Compared, findings: PlanFindings, hidden: boolean): void {
  const { path, type, config, planned } = at;
  if (isNull(planned)) return findings.add("absent", path, "planned as null, the configuration has it");
  if (isUnknown(planned)) return findings.add("nested-unknown", path, "planned as unknown, the configuration has it");
  if (nested.nesting === "single") return compareAttributes(nested.attributes, at, findings, hidden);
  if (nested.nesting === "set") {
    if (isList(planned) && isList(config)) compareSetSizes(planned, config, at, findings);
    return;
  }
  const inPlan = size(planned);
  const inConfig = size(config);
  if (inPlan !== inConfig) {
    findings.add(
      "nested-count",
      path,
      `planned with ${inPlan} elements, configured with ${inConfig ?? "an unknown number"}`,
    );
  } else if (nested.nesting === "list") {
    for (const inner of itemsOf(at)) compareAttributes(nested.attributes, inner, findings, hidden);
  } else {
    for (const inner of entriesOf(at, type, "nested-key", findings)) {
      compareAttributes(nested.attributes, inner, findings, hidden);
    }
  }
}

/** Unknown parts of elements may turn out to be equal, which makes a set smaller. */
function compareSetSizes(
  planned: readonly Value[],
  config: readonly Value[],
  at: Compared,
  findings: PlanFindings,
): void {
  const item = elementType(at.type);
  const wanted = setSize(config, item);
  const got = setSize(planned, item);
  if (wanted.least !== wanted.most || (got.least <= wanted.most && wanted.most <= got.most)) return;
  findings.add("nested-count", at.path, `planned with ${got.most} elements, configured with ${wanted.most}`);
}

function compareBlock(block: Block, at: Compared, findings: PlanFindings): void {
  const { path, type, config, planned } = at;
  const { nesting } = block;
  if (valuesEqual(type, planned, config)) return;
  if (isUnknown(config)) {
    return findings.add("block-dynamic", path, "planned as something, in the configuration it is not known yet");
  }
  if (isUnknown(planned)) return findings.add("block-unknown", path, "planned as unknown");
  if (nesting === "single" || nesting === "group") return comparePlanned(block, at, findings);
  if (planned === null) return findings.add("block-null", path, "planned as null");
  if (nesting === "set") {
    if (isList(planned) && planned.some(isUnknown))
      findings.add("block-element-unknown", path, "one block is planned as unknown");
    return;
  }
  const inPlan = size(planned);
  const inConfig = config === null ? 0 : size(config);
  if (inPlan !== inConfig) {
    return findings.add("block-count", path, `planned with ${inPlan} blocks, configured with ${inConfig}`);
  }
  const elements = nesting === "list" ? itemsOf(at) : entriesOf(at, type, "block-key", findings);
  for (const inner of elements) {
    if (isUnknown(inner.planned)) findings.add("block-element-unknown", inner.path, "planned as unknown");
    else comparePlanned(block, inner, findings);
  }
}

function size(value: Value): number | undefined {
  if (isList(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : undefined;
}

function attributeOf(at: Compared, name: string): Compared {
  return {
    path: at.path.attribute(name),
    type: memberType(at.type, name),
    config: member(at.config, name),
    prior: member(at.prior, name),
    planned: member(at.planned, name),
  };
}

function itemsOf(at: Compared): readonly Compared[] {
  if (!isList(at.planned)) return [];
  return at.planned.map((planned, i) => ({
    path: at.path.index(i),
    type: elementType(at.type, i),
    config: element(at.config, i),
    prior: element(at.prior, i),
    planned,
  }));
}

/** The elements of a map that plan and configuration both have; the others are findings. */
function entriesOf(
  at: Compared,
  type: Type,
  rule: "nested-key" | "block-key",
  findings: PlanFindings,
): readonly Compared[] {
  const { config, planned, prior, path } = at;
  if (!isRecord(planned) || !isRecord(config)) return [];
  for (const key of Object.keys(config)) {
    if (!Object.hasOwn(planned, key)) findings.add(rule, path.key(key), "configured, missing in the plan");
  }
  return Object.entries(planned).flatMap(([key, value]) => {
    if (Object.hasOwn(config, key)) {
      const inner = { path: path.key(key), type: elementType(type), config: config[key] ?? null };
      return [{ ...inner, prior: member(prior, key), planned: value }];
    }
    findings.add(rule, path.key(key), "planned, missing in the configuration");
    return [];
  });
}
