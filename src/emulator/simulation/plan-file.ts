// A simulation's file: YAML or JSON, and where in it what is wrong stands.
//
// JSON is told by its first character and parsed as such: the `fleet.json` of a big fleet would take the YAML reader minutes. The
// YAML reader is loaded when a file needs it.
import { readFileSync } from "node:fs";
import { type Finding, type Position, printFindings } from "../../rules/index.js";
import { EmulatorError } from "../errors.js";
import { systemErrorCode } from "../store/system-error.js";
import { type Located, type Path, pathText } from "./fields.js";
import { checkPlan, type CheckedPlan, type SimulationPlan } from "./plan.js";

/** Where a path of a document stands in its text. */
type Locate = (at: Path) => Position | undefined;

/**
 * Reads a plan from a file.
 * @throws {EmulatorError} `bad_simulation` with everything that is wrong
 */
export async function readSimulationPlan(file: string): Promise<SimulationPlan> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new EmulatorError("bad_simulation", `The simulation ${file} can't be read (${systemErrorCode(error)}).`);
  }
  const { value, locate } = text.trimStart().startsWith("{") ? parseJson(file, text) : await parseYaml(file, text);
  const found: Located[] = [];
  checkPlan(value, found);
  throwIfAny(found, locate, file);
  return value as SimulationPlan;
}

/**
 * Checks a plan given in code.
 * @throws {EmulatorError} `bad_simulation` with everything that is wrong
 */
export function requirePlan(plan: SimulationPlan): CheckedPlan {
  const found: Located[] = [];
  const checked = checkPlan(plan, found);
  throwIfAny(found, () => undefined);
  return checked;
}

function parseJson(file: string, text: string): { value: unknown; locate: Locate } {
  try {
    return { value: JSON.parse(text), locate: () => undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new EmulatorError("bad_simulation", `The simulation ${file} is not whole JSON: ${problem}.`);
  }
}

async function parseYaml(file: string, text: string): Promise<{ value: unknown; locate: Locate }> {
  const { isNode, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problems = document.errors.map(
    ({ pos, message }): Finding => ({
      rule: "simulation/yaml",
      severity: "error",
      path: "(the whole)",
      why: message.replace(/\.$/, ""),
      fix: "write YAML that can be read in one way",
      position: position(pos[0]),
    }),
  );
  throwFindings(problems, file);
  const locate: Locate = (at) => {
    // What is not there is shown where its owner begins.
    for (let length = at.length; length >= 0; length--) {
      const node: unknown = length === 0 ? document.contents : document.getIn(at.slice(0, length), true);
      if (isNode(node) && node.range != null) {
        return position(node.range[0]);
      }
    }
    return undefined;
  };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), locate };
  } catch (error) {
    // Aliases that unfold to more than anybody writes.
    const problem = error instanceof Error ? error.message : String(error);
    throw new EmulatorError("bad_simulation", `The simulation ${file} can't be unfolded: ${problem}.`);
  }
}

function throwIfAny(found: readonly Located[], locate: Locate, file?: string): void {
  const findings = found.map(({ at, ...finding }): Finding => {
    const position = locate(at);
    return { ...finding, path: pathText(at), ...(position === undefined ? {} : { position }) };
  });
  throwFindings(findings, file);
}

function throwFindings(findings: readonly Finding[], file?: string): void {
  if (findings.length > 0) {
    const what = file === undefined ? "The simulation" : `The simulation ${file}`;
    throw new EmulatorError(
      "bad_simulation",
      `${what} can't be used:\n\n${printFindings(findings, file === undefined ? {} : { file })}`,
    );
  }
}
