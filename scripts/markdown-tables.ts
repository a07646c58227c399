// Cells of the tables in generated pages.
import type { Rule } from "../src/rules/index.js";
import type { TestName } from "../test/conformance/named-tests.js";

/** A text that breaks no table. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A link to a test. @param root the way from the page to the repository's root */
export function testCell({ file, name }: TestName, root: string): string {
  return `[${cell(name)}](${root}/${file})`;
}

/** How serious a rule's breach is, as a cell: `warning; in prod error`. */
export function severityInWords({ severity: { dev, prod } }: Pick<Rule<never>, "severity">): string {
  if (dev === undefined) return `in prod ${prod}`;
  return dev === prod ? dev : `${dev}; in prod ${prod}`;
}
