// The pages have the layout the registries of Terraform and OpenTofu show: folders, front matter, sections.
//
// Source: developer.hashicorp.com/terraform/registry/providers/docs; hashicorp/terraform-plugin-docs, its validate command.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const DOCS = resolve(__dirname, "../../docs");
const FOLDERS = ["data-sources", "ephemeral-resources", "functions", "guides", "resources"];
/** About the package's fleets and agent services, not the provider: no registry shows them, nor the pages beside these folders. */
const OF_THE_PACKAGE = ["agents", "images", "review-gallery", "runbooks"];
/** A longer page is cut by the registry. */
const LONGEST_BYTES = 500_000;

const folders = readdirSync(DOCS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => !OF_THE_PACKAGE.includes(name));
const pages = [
  "index.md",
  ...folders.flatMap((folder) => readdirSync(join(DOCS, folder)).map((name) => `${folder}/${name}`)),
];
const objects = pages.filter((page) => !page.startsWith("guides/"));
const read = (page: string): string => readFileSync(join(DOCS, page), "utf8");

it("stand in the folders the registry knows", () => {
  expect(folders.filter((folder) => !FOLDERS.includes(folder))).toEqual([]);
  expect(pages.filter((page) => !/^([a-z-]+\/)?[a-z_-]+\.md$/.test(page))).toEqual([]);
});

it.each(pages)("%s begins with title, group and description", (page) => {
  const text = read(page);
  const [, title = "", description = ""] =
    /^---\n(?:#.*\n)?page_title: "([^"\n]+)"\nsubcategory: "[^"\n]*"\ndescription: \|-\n {2}(\S[^\n]*)\n---\n\n# \S/.exec(
      text,
    ) ?? [];

  expect(title).not.toBe("");
  expect(description).toMatch(/[^.]\.$/);
  // the registry shows it as it stands
  expect(description).not.toMatch(/`|\]\(/);
  expect(Buffer.byteLength(text)).toBeLessThan(LONGEST_BYTES);
});

it.each(objects)("%s has an example and what it is made of, each link to a part below with its target", (page) => {
  const text = read(page);
  const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

  expect(sections.slice(0, 2)).toEqual(["Example Usage", "Schema"]);
  const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
  const links = [...text.matchAll(/\(#([^)]+)\)/g)].map(([, id]) => id);
  expect(links).toEqual(anchors);
});

it.each(["organization", "organization_membership", "runner"])("resources/%s shows every way to import", (name) => {
  const [, section = ""] = /^## Import\n([\s\S]*)$/m.exec(read(`resources/${name}.md`)) ?? [];

  expect(section).toContain("```shell\n");
  expect([...section.matchAll(/^ {2}(id|identity) += /gm)].map(([, by]) => by)).toEqual(["id", "identity"]);
});
