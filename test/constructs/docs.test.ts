// Runs every TypeScript block of the pages about constructs in a stack of its own and synthesizes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Release } from "@cdktf/provider-helm/lib/release";
import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import * as agyn from "../../src/constructs/index";
import { runExample } from "../support/run-example";
import { cluster, region, synth } from "./support";

const read = (page: string) => {
  const sections = readFileSync(join(__dirname, "..", "..", "docs", page), "utf8")
    .split(/^### /m)
    .slice(1);
  return sections.map((section) => ({
    title: section.split("\n", 1).join(),
    examples: [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code),
  }));
};

/** A resource of a provider that the pages name and nothing here depends on. */
const foreign = (terraformResourceType: string) =>
  class extends TerraformResource {
    constructor(scope: Construct, id: string, { dependsOn, ...config }: Readonly<Record<string, unknown>>) {
      super(scope, id, { terraformResourceType, dependsOn: dependsOn as TerraformResource[] | undefined });
      for (const [key, value] of Object.entries(config)) {
        this.addOverride(
          key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value,
        );
      }
    }
    get id(): string {
      return this.getStringAttribute("id");
    }
  };
const others = {
  Release,
  Instance: foreign("aws_instance"),
  SecretsmanagerSecret: foreign("aws_secretsmanager_secret"),
  SecretsmanagerSecretVersion: foreign("aws_secretsmanager_secret_version"),
};

describe.each(["constructs.md", "tiers.md", "around-a-release.md", "token-delivery.md", "third-party-runners.md"])(
  "docs/%s",
  (page) => {
    const sections = read(page);
    const blocks = sections.flatMap(({ title, examples }) => examples.map((code) => ({ title, code })));

    it("has an example in every section", () => {
      expect(sections.filter(({ examples }) => examples.length === 0).map(({ title }) => title)).toEqual([]);
      expect(blocks).not.toEqual([]);
    });

    it.each(blocks)("has an example of $title that synthesizes", ({ code }) => {
      const given = { ...agyn, ...others, cluster, region };
      const { stacks, files, warnings } = synth((app) => {
        runExample(code, { ...given, stack: new agyn.AgynStack(app, "test", { cluster }) });
      });

      expect(warnings.filter((warning) => warning.includes("token"))).toEqual([]);
      expect([...files.values()].join("\n")).not.toMatch(/"(?!\w*_wo"|token")\w+": "[^"]*\.service_token\W/);
      // an example may make a stack of its own
      expect(Object.values(stacks).flatMap(({ resource = {} }) => Object.keys(resource))).not.toEqual([]);
    });
  },
);
