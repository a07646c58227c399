// Our rules are core's: every row of the tables is judged by the real terraform and by our checks, on the same bytes. Where
// terraform refuses, the checks name the rule and the path; where it accepts, they find nothing.
import {
  applyFaults,
  coreRules,
  dataFaults,
  ephemeralFaults,
  importFaults,
  moveFaults,
  planFaults,
  readFaults,
  type RuleFault,
  upgradeFaults,
} from "../../src/framework/core-rules/index";
import type { Schema } from "../../src/framework/index";
import { decodeValue } from "../../src/framework/schema/coding";
import { fromWire } from "../../src/framework/schema/dynamic-blocks";
import { decodeMsgpack, isRecord, objectOf, Unknown, type Value, ValueError } from "../../src/values/index";
import { describeWith } from "../support/terraform-versions";
import type { Case } from "./fixtures/misbehaving/case";
import {
  allCases,
  applied,
  imported,
  mistyped,
  moved,
  opened,
  planned,
  plannedAgainstState,
  read,
  stored,
} from "./fixtures/misbehaving/cases/index";
import type { Call } from "./fixtures/misbehaving/record";
import { facts, lease, thing } from "./fixtures/misbehaving/schemas";
import { configured, type Outcome, Stage } from "./fixtures/misbehaving/stage";

/** A value that the provider was given. */
const given = (text: string, schema: Schema = thing): Value =>
  text === "" ? null : decodeValue(schema, Buffer.from(text, "base64"));

/** A value that the provider answered, whether it fits the schema or not. */
function answered(text: string, schema: Schema, { mistyped = {} }: Case): Value {
  const bytes = Buffer.from(text, "base64");
  try {
    return decodeValue(schema, bytes);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const type = objectOf({ ...schema.wireType.attributes, ...mistyped });
    return fromWire(decodeMsgpack(bytes, type), type, schema.type);
  }
}

function answerOf(call: Call | undefined, schema: Schema, row: Case): Value {
  const [answer] = call?.answers ?? [];
  if (answer === undefined) throw new Error(`${row.name}: the provider was not asked`);
  return answered(answer.value, schema, row);
}

type Judge = (outcome: Outcome, row: Case) => readonly RuleFault[];

const planOf = (call: Call | undefined, row: Case) => ({
  prior: given(call?.prior ?? ""),
  planned: answerOf(call, thing, row),
  requiresReplace: call?.replaces ? (row.replace ?? []) : [],
});

const judgePlan: Judge = (outcome, row) => {
  const [call] = outcome.callsOf("PlanResourceChange", row);
  return planFaults({ schema: thing, config: given(call?.config ?? ""), ...planOf(call, row) });
};

/** The plans of the two walks: the configured name is known in the second one only, or all along. */
function plansOf(outcome: Outcome, row: Case): readonly [first: readonly Call[], second: readonly Call[]] {
  const calls = outcome.callsOf("PlanResourceChange", row);
  const early = calls.filter(({ config }) => {
    const value = given(config);
    return isRecord(value) && value["name"] instanceof Unknown;
  });
  return early.length === 0 ? [calls.slice(0, 1), calls.slice(1)] : [early, calls.slice(early.length)];
}

const judgeApply: Judge = (outcome, row) => {
  const [first, second] = plansOf(outcome, row);
  const config = given(first[0]?.config ?? "");
  // a replacement is planned twice in one walk, the second time as a create, and that plan counts
  const plan = { ...planOf(first[0], row), planned: answerOf(first.at(-1), thing, row) };
  const again = row.removed
    ? {}
    : { plannedAgain: { ...planOf(second[0], row), planned: answerOf(second.at(-1), thing, row) } };
  const faults = planFaults({ schema: thing, config, ...plan, ...again });
  const [call] = outcome.callsOf("ApplyResourceChange", row).slice(-1);
  if (call === undefined) return faults;
  const state = answerOf(call, thing, row);
  return [
    ...faults,
    ...applyFaults({ schema: thing, planned: given(call.planned), state, failed: row.fails ?? false }),
  ];
};

const judgeStored: Judge = (outcome, row) => {
  const upgraded = answerOf(outcome.callsOf("UpgradeResourceState", row)[0], thing, row);
  const [call] = outcome.callsOf("ReadResource", row);
  const refreshed = call ? readFaults({ schema: thing, state: answerOf(call, thing, row) }) : [];
  return [...upgradeFaults({ schema: thing, state: upgraded }), ...refreshed];
};

const judgeImport: Judge = (outcome, row) => {
  const [call] = outcome.callsOf("ImportResourceState", row);
  const objects = (call?.answers ?? []).map(({ typeName, value }) => ({
    typeName,
    state: answered(value, thing, row),
  }));
  return importFaults({ schema: thing, imported: objects });
};

const judgeData: Judge = (outcome, row) =>
  dataFaults({ schema: facts, state: answerOf(outcome.callsOf("ReadDataSource", row)[0], facts, row) });

const judgeOpen: Judge = (outcome, row) => {
  const [call] = outcome.callsOf("OpenEphemeralResource", row);
  const config = given(call?.config ?? "", lease);
  return ephemeralFaults({ schema: lease, config, result: answerOf(call, lease, row) });
};

const judgeMove: Judge = (outcome, row) =>
  moveFaults({ schema: thing, state: answerOf(outcome.callsOf("MoveResourceState", row)[0], thing, row) });

/** Terraform and our checks agree about a row. */
function expectAgreement(outcome: Outcome, row: Case, judge: Judge): void {
  const errors = outcome.about(row);
  const faults = judge(outcome, row);

  expect(faults.map(({ rule, path }) => `${rule} ${path.toString()}`).sort()).toEqual([...(row.breaks ?? [])].sort());
  if (row.breaks === undefined) expect(errors).toEqual([]);
  else {
    expect(errors.join("\n")).toContain(row.says);
    expect(errors).toHaveLength(faults.length);
    for (const words of faults.flatMap(({ summary }) => summary.split("...")))
      expect(errors.join("\n")).toContain(words);
  }
  expect(JSON.stringify(faults)).not.toContain("hush");
}

const planTable = (stage: Stage, rows: readonly Case[]): Promise<Outcome> => stage.plan(configured(rows));

async function planAfterApply(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  await stage.applyBefore(rows);
  return await stage.plan(configured(rows));
}

async function applyTable(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  await stage.applyBefore(rows);
  return await stage.apply(configured(rows));
}

function planImport(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  const blocks = rows.map(({ name }) => `import {\nto = misbehaving_thing.${name}\nid = "${name}"\n}\n`);
  return stage.plan(configured(rows) + blocks.join(""));
}

async function planMove(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  const old = rows.map(({ name }) => `resource "misbehaving_old" "${name}" {\ncase = "${name}"\n}\n`);
  await stage.apply(old.join(""));
  const blocks = rows.map(({ name }) => `moved {\nfrom = misbehaving_old.${name}\nto = misbehaving_thing.${name}\n}\n`);
  return await stage.plan(configured(rows) + blocks.join(""));
}

function readData(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  return stage.plan(rows.map(({ name }) => `data "misbehaving_facts" "${name}" {\ncase = "${name}"\n}\n`).join(""));
}

function openLeases(stage: Stage, rows: readonly Case[]): Promise<Outcome> {
  const block = ({ name, hcl = "" }: Case): string =>
    `ephemeral "misbehaving_lease" "${name}" {\ncase = "${name}"\n${hcl}\n}\n`;
  return stage.plan(rows.map(block).join(""));
}

describeWith("coreRules", "terraform and our rules judge alike", () => {
  describe.each<[string, readonly Case[], Judge, (stage: Stage, rows: readonly Case[]) => Promise<Outcome>]>([
    ["the plan of a create", planned, judgePlan, planTable],
    ["the plan of what exists", plannedAgainstState, judgePlan, planAfterApply],
    ["an apply", applied, judgeApply, applyTable],
    ["what is in state", stored, judgeStored, planAfterApply],
    ["an import", imported, judgeImport, planImport],
    ["a data source", read, judgeData, readData],
    ["an ephemeral resource", opened, judgeOpen, openLeases],
    ...moved.map((row) => ["a move", [row], judgeMove, planMove] as const).map((row) => [...row] as never),
    ["a plan of a wrong type", [mistyped.mistypedPlan], judgePlan, planTable],
    ["an apply of a wrong type", [mistyped.mistypedApply], judgeApply, applyTable],
    ["a read of a wrong type", [mistyped.mistypedRead], judgeStored, planAfterApply],
    ["an upgrade of a wrong type", [mistyped.mistypedUpgrade], judgeStored, planAfterApply],
    ["an import of a wrong type", [mistyped.mistypedImport], judgeImport, planImport],
    ["a move of a wrong type", [mistyped.mistypedMove], judgeMove, planMove],
    ["a data source of a wrong type", [mistyped.mistypedData], judgeData, readData],
    ["an ephemeral resource of a wrong type", [mistyped.mistypedResult], judgeOpen, openLeases],
  ])("%s", (_title, rows, judge, run) => {
    let stage: Stage;
    let outcome: Outcome;
    beforeAll(async () => {
      stage = await Stage.create();
      outcome = await run(stage, rows);
    });
    afterAll(() => stage.dispose());

    it.each(rows)("$name", (row) => expectAgreement(outcome, row, judge));
  });
});

it("every rule that terraform 1.11 can be made to hit has a row", () => {
  const hit = new Set(allCases.flatMap(({ breaks = [] }) => breaks).map((text) => text.split(" ")[0] ?? ""));
  // one function of core judges both stages, as one function of ours does
  const twin = (id: string): string => id.replace("replan/", "apply/").replace("ephemeral/", "plan/");
  // identities came with 1.12
  const missed = coreRules.filter(({ id }) => !hit.has(id) && !hit.has(twin(id)) && !id.startsWith("identity/"));

  expect(missed).toEqual([]);
});
