// The door of what moves objects between the states of stacks.
export { compareApps, type Comparison, type Move, type Place } from "./compare.js";
export { moveScript, type ScriptOptions } from "./script.js";
export { type MovePlan, planMoves } from "./steps.js";
export { printMoves } from "./table.js";
