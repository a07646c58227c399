// Runs every TypeScript block of the pages about shapes, drains and secrets in a stack of its own: it synthesizes, and no rule finds anything.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import { AgynStack, SecretReference } from "../../src/constructs/index";
import * as workloads from "../../src/workloads/index";
import { cluster, synth } from "../constructs/support";
import { runExample } from "../support/run-example";
import { DIGEST } from "./support";

const NAMESPACE = /^const namespace = .*$/m;

describe.each(["shapes.md", "drain.md", "secrets.md"])("docs/agents/%s", (page) => {
  const [begin = "", ...sections] = readFileSync(join(__dirname, "../../docs/agents", page), "utf8").split(/^### /m);
  const shared = NAMESPACE.exec(begin)?.[0] ?? "";
  const blocks = sections.flatMap((section) =>
    [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
      ([, code = ""]) => [section.split("\n", 1).join(), code] as const,
    ),
  );

  it("has an example in every section", () => {
    expect(blocks.length).toBe(sections.length);
  });

  it.each(blocks)("shows %s as it synthesizes", (_title, code) => {
    const given = { ...workloads, SecretReference, TerraformVariable, cluster, digest: DIGEST };
    const { stacks, warnings } = synth((app) => {
      runExample(`${shared}\n${code}`, given, new AgynStack(app, "test", { cluster }));
    });

    expect(warnings).toEqual([]);
    expect(Object.keys(stacks["test"]?.resource ?? {})).toContain("kubernetes_config_map_v1");
  });
});
