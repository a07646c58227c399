// The commands whose calls are recorded, in the order they are run in one working directory: each starts from the state that
// the one before has left.
import type { Feature } from "../../support/terraform-versions";

const HEAD = `terraform {
  required_providers {
    recorded = { source = "example/recorded" }
  }
}
`;
const FACT = 'data "recorded_fact" "one" {\n  name = "one"\n}\n';
const thing = (attributes: string): string => `resource "recorded_thing" "one" {\n${attributes}\n}\n`;
const NAMED = "  name = data.recorded_fact.one.name";

/** A command, and the configuration it finds. */
export interface Scenario {
  readonly name: string;
  readonly configuration: string;
  readonly command: readonly string[];
  /** What a version has to have for it, @default - all have it */
  readonly needs?: Feature;
}

const PLAN = ["plan", "-input=false", "-no-color"];
const APPLY = ["apply", "-input=false", "-no-color", "-auto-approve"];
const DESTROY = ["destroy", "-input=false", "-no-color", "-auto-approve"];
const first = HEAD + FACT + thing(NAMED);
const replaced = HEAD + FACT + thing(`${NAMED}\n  kind = "other"`);
const renamed = HEAD + FACT + thing('  name = "${data.recorded_fact.one.name}-renamed"\n  kind = "other"');
const importing = `${HEAD}import {\n  to = recorded_thing.one\n  id = "id-of-one"\n}\n${thing('  name = "one"')}`;
const ephemeral = `${HEAD}ephemeral "recorded_loan" "one" {\n  name = "one"\n}\n`;
const calling = `${HEAD}output "loud" {\n  value = provider::recorded::shout("one")\n}\n`;

export const SCENARIOS: readonly Scenario[] = [
  { name: "providers schema", configuration: first, command: ["providers", "schema", "-json"] },
  { name: "validate", configuration: first, command: ["validate", "-no-color"] },
  { name: "plan of a creation", configuration: first, command: PLAN },
  { name: "apply of a creation", configuration: first, command: APPLY },
  { name: "show", configuration: first, command: ["show", "-no-color"] },
  { name: "state show", configuration: first, command: ["state", "show", "-no-color", "recorded_thing.one"] },
  { name: "graph", configuration: first, command: ["graph"] },
  { name: "state list", configuration: first, command: ["state", "list"] },
  { name: "plan of what exists", configuration: first, command: PLAN },
  { name: "apply of no change", configuration: first, command: APPLY },
  { name: "plan of a refresh only", configuration: first, command: [...PLAN, "-refresh-only"] },
  { name: "plan of a replacement", configuration: replaced, command: PLAN },
  { name: "apply of a replacement", configuration: replaced, command: APPLY },
  { name: "plan that is saved", configuration: renamed, command: [...PLAN, "-out=saved.plan"] },
  { name: "show of a saved plan", configuration: renamed, command: ["show", "-no-color", "saved.plan"] },
  { name: "apply of a saved plan", configuration: renamed, command: ["apply", "-no-color", "saved.plan"] },
  { name: "destroy", configuration: renamed, command: DESTROY },
  {
    name: "import by command",
    configuration: HEAD + thing('  name = "one"'),
    command: ["import", "-input=false", "-no-color", "recorded_thing.one", "id-of-one"],
  },
  { name: "removal from state", configuration: first, command: ["state", "rm", "recorded_thing.one"] },
  { name: "plan of an import block", configuration: importing, command: PLAN },
  { name: "apply of an import block", configuration: importing, command: APPLY },
  { name: "destroy of what was imported", configuration: importing, command: DESTROY },
  { name: "plan of an ephemeral resource", configuration: ephemeral, command: PLAN, needs: "ephemeral" },
  { name: "apply of an ephemeral resource", configuration: ephemeral, command: APPLY, needs: "ephemeral" },
  { name: "plan with a function", configuration: calling, command: PLAN, needs: "functions" },
  { name: "apply with a function", configuration: calling, command: APPLY, needs: "functions" },
];
