// cdktf.out/fleet.json: written once for an app at synth, beside the stacks, with the fleet's warnings on the first of its stacks.
//
// Source: TerraformStack.synthesizer of cdktf 0.21, the one place of its public interface that is told the output directory.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../rules/index.js";
import { rulesModule } from "../rules.js";
import type { IConstruct, TerraformStack } from "../core.js";
import { addWarning } from "../warnings.js";
import { fleetModule } from "./lazy.js";
import type { IFleet } from "./parts.js";

const fleetOfApp = new WeakMap<IConstruct, IFleet>();

/**
 * Makes an app's output carry the fleet of a stack.
 *
 * @throws {Error} when the app has stacks of another fleet.
 */
export function carryFleet(stack: TerraformStack, fleet: IFleet): void {
  const { FLEET_JSON, fleetJson } = fleetModule();
  const { root } = stack.node;
  const known = fleetOfApp.get(root);
  if (known === fleet) return;
  if (known !== undefined) {
    throw new Error(
      `${stack.node.path}: the app has stacks of the fleet ${known.resolved.name}, and ${fleet.resolved.name} would overwrite ` +
        `its ${FLEET_JSON}. Fix: make one fleet of both, or an app for each.`,
    );
  }
  fleetOfApp.set(root, fleet);
  for (const finding of fleet.findings) {
    if (finding.acknowledged === undefined && !rulesModule().isBlocking(finding))
      addWarning(stack, finding.rule, textOf(finding));
  }
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize(session) {
      synthesizer.synthesize(session);
      writeFileSync(join(session.outdir, FLEET_JSON), fleetJson(fleet.resolved, fleet.findings.map(withoutPosition)));
    },
  };
}

function textOf({ rule, path, value, why, fix }: Finding): string {
  const found = value === undefined ? path : `${path} = ${JSON.stringify(value)}`;
  const acknowledge = rule.startsWith("fleet/") ? " To accept it, list it under acknowledge in the fleet." : "";
  return `${found}: ${why}. Fix: ${fix}.${acknowledge}`;
}

/** The same fleet has the same bytes, from whatever it was written in. */
function withoutPosition({ position: _position, ...finding }: Finding): Finding {
  return finding;
}
