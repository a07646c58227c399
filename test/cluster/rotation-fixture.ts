// The production pool of the examples at a step of a rotation: ROTATION is its `rotation` in YAML, `{ generations: [1, 2] }`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { Fleet, type FleetDefinition } from "cdktf-agyn";
import { parse } from "yaml";

const FIRST = "rotation: { generations: [1] }";

const text = readFileSync(join(__dirname, "../../examples/production-pool/fleet.yaml"), "utf8");
if (!text.includes(FIRST)) throw new Error(`the example does not begin with ${FIRST}`);
const rotation = process.env["ROTATION"];
const fleet = rotation === undefined ? text : text.replace(FIRST, `rotation: ${rotation}`);

const app = new App({ stackTraces: false });
Fleet.of(parse(fleet) as FleetDefinition).stacks(app);
app.synth();
