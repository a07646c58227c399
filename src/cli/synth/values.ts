// The Helm values of releases as readable YAML, in files beside cdk.tf.json, for people who review a change: in cdk.tf.json they are one
// line each. Terraform reads none of them. What is sensitive is not in them: neither `set_sensitive` nor `set_wo`, nor a text
// that looks like a secret.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { redactText } from "../../rules/index.js";
import { at, isList, objectsOf, readSynthesizedStacks, resourcesOf, text } from "../../synthesized/index.js";

/** Folder of the files, in that of a stack. */
export const VALUES_FOLDER = "values";

/** Whether a folder has such files: then they are kept up to date. */
export function hasValueFiles(outDirectory: string): boolean {
  const stacks = join(outDirectory, "stacks");
  return existsSync(stacks) && readdirSync(stacks).some((stack) => existsSync(join(stacks, stack, VALUES_FOLDER)));
}

/** Writes a file for each release of each stack. */
export function writeValueFiles(outDirectory: string): void {
  for (const { directory, configuration } of readSynthesizedStacks(outDirectory)) {
    const releases = resourcesOf(configuration).filter(({ type }) => type === "helm_release");
    const names = releases.map(({ body }) => text(body["name"]));
    for (const { name: id, body } of releases) {
      const name = text(body["name"]);
      const plain = /^[a-z0-9][a-z0-9-]*$/.test(name) && names.filter((other) => other === name).length === 1;
      mkdirSync(join(directory, VALUES_FOLDER), { recursive: true });
      writeFileSync(join(directory, VALUES_FOLDER, `${plain ? name : id}.yaml`), valuesText(body));
    }
  }
}

function valuesText(body: Parameters<typeof at>[0]): string {
  const path = text(at(body, "//", "metadata", "path")).replace(/\/Resource$/, "");
  const values = at(body, "values");
  const documents = (isList(values) ? values : []).filter((value) => typeof value === "string").map(readable);
  const set = objectsOf(at(body, "set")).map(
    (one) => `# set by Terraform: ${text(one["name"])} = ${text(one["value"])}`,
  );
  const heading = [
    `# Helm values of ${path}, from cdk.tf.json, for people; Terraform does not read this file.`,
    `# chart: ${text(at(body, "chart"))} ${text(at(body, "version"))}`.trimEnd(),
    ...set,
  ].map((line) => line.replace(/\s+/g, " "));
  return redactText(`${heading.join("\n")}\n${documents.join("---\n")}`);
}

function readable(values: string): string {
  try {
    return stringify(parse(values), { lineWidth: 0 });
  } catch {
    // an expression of Terraform, or what Helm alone understands
    return stringify(values, { lineWidth: 0 });
  }
}
