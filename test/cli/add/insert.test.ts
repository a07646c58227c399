// An entry that is put into a fleet file: what was there stays byte for byte, in whatever form it is written.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { insertEntry, NotEditableError } from "../../../src/cli/add/insert";

const ACME = readFileSync(join(resolve(__dirname, "../../.."), "examples/acme-fleet/fleet.yaml"), "utf8");
const VALUE = { cluster: { context: "acme-ap", version: "1.36" }, storageClass: "gp3" };
const region = (source: string, name = "ap-south-1"): string =>
  insertEntry(source, { section: "regions", name, value: VALUE });

/** What was put in; fails when anything else changed. */
function inserted(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  const added = after.length - before.length;
  // equal neighbours make several places right
  const at = Array.from({ length: start + 1 }, (_, index) => start - index).find(
    (place) => after.slice(0, place) + after.slice(place + added) === before,
  );
  if (at === undefined) throw new Error(`more than an insertion:\n${after}`);
  return after.slice(at, at + added);
}

describe("an entry that is put into a fleet file", () => {
  it("goes behind the last of its section, in lines as that is", () => {
    const after = region(ACME);

    expect(inserted(ACME, after)).toContain("ap-south-1:");
    expect(after).toContain(
      '    storageClass: gp3\n  ap-south-1:\n    cluster: { context: acme-ap, version: "1.36" }\n    storageClass: gp3\n\nteams:',
    );
  });

  it("is one line where the one before it is, and comments behind that stay there", () => {
    const value = { regions: "all", tier: "high-memory" };
    const pools = ACME.replace("runners: 2 }", "runners: 2 } # two of them");

    expect(insertEntry(pools, { section: "pools", name: "big", value })).toContain(
      "runners: 2 } # two of them\n  big: { regions: all, tier: high-memory }\n\nagents:",
    );
  });

  it.each<[string, string, string]>([
    [
      "behind comments of its section",
      "regions:\n  a: {}\n  # later: b\n\n# teams\npools: {}\n",
      "regions:\n  a: {}\n  # later: b\n  ap",
    ],
    ["by four blanks", "regions:\n    a:\n        x: 1\npools: {}\n", "\n    ap-south-1:\n        cluster:"],
    [
      "behind a block of text",
      "regions:\n  a:\n    x: |\n      one\n      two\npools: {}\n",
      "      two\n  ap-south-1:\n",
    ],
    ["at the end of a file without a line break", "pools: {}\nregions:\n  a:\n    x: 1", "    x: 1\n  ap-south-1:\n"],
    [
      "with line breaks of Windows",
      "regions:\r\n  a:\r\n    x: 1\r\npools: {}\r\n",
      "x: 1\r\n  ap-south-1:\r\n    cluster:",
    ],
    ["behind a byte order mark", "\uFEFFregions:\n  a: {}\n", "\n  ap-south-1: { cluster: { context"],
    ["into an empty map", "regions: {}\npools: {}\n", "regions: { ap-south-1: { cluster: { context: acme-ap"],
    ["into a section that says nothing", "regions: # none yet\npools: {}\n", "# none yet\n  ap-south-1:\n"],
    ["into braces", "regions: { a: {} } # two\n", "{ a: {}, ap-south-1: { cluster"],
    ["into braces that end with a comma", "regions: {\n  a: {}, # one\n}\n", "{\n  a: {},\n  ap-south-1: {"],
    ["into JSON", '{\n  "regions": {\n    "a": {}\n  }\n}\n', '    "a": {},\n    "ap-south-1": {\n      "cluster": {'],
    [
      "into a section that is not there",
      "name: x\nstage: dev\n\npools:\n  a: {}\n",
      "stage: dev\n\nregions:\n  ap-south-1:\n",
    ],
    [
      "behind what is shared by an anchor",
      "regions:\n  a: &a { x: 1 }\n  b: *a\npools: {}\n",
      "  b: *a\n  ap-south-1:",
    ],
    ["beside merged maps", "regions:\n  a: &a { x: 1 }\n  b: { <<: *a, y: 2 }\n", "y: 2 }\n  ap-south-1: {"],
  ])("%s", (_, before, text) => {
    const after = region(before);

    expect(after).toContain(text);
    expect(inserted(before, after)).toContain("acme-ap");
    expect((parse(after, { merge: true }) as { regions: object }).regions).toHaveProperty(["ap-south-1"], VALUE);
  });

  it.each<[string, string]>([
    ["an alias", "x: &r { a: {} }\nregions: *r\n"],
    ["a list", "regions: [a]\n"],
    ["keys with question marks", "regions:\n  ? a\n  : x: 1\n"],
    ["no map at all", "- a\n"],
  ])("fails for %s, and gives nothing back", (_, source) => {
    expect(() => region(source)).toThrow(NotEditableError);
  });

  it("leaves any file as it was but for the entry, and says what it was told", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
    const scalar = fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.boolean());
    const map = fc.dictionary(
      word,
      fc.oneof(scalar, fc.dictionary(word, scalar, { maxKeys: 3, noNullPrototype: true })),
      { maxKeys: 4, noNullPrototype: true },
    );
    const fleet = fc.record({
      name: word,
      regions: fc.dictionary(word, map, { maxKeys: 4, noNullPrototype: true }),
      pools: fc.dictionary(word, map, { maxKeys: 4, noNullPrototype: true }),
    });
    const form = fc.record({
      indent: fc.integer({ min: 2, max: 6 }),
      windows: fc.boolean(),
      mark: fc.boolean(),
      flow: fc.boolean(),
      cut: fc.boolean(),
      comments: fc.boolean(),
    });
    fc.assert(
      fc.property(fleet, form, fc.string({ minLength: 1, maxLength: 12 }), map, (value, written, name, entry) => {
        fc.pre(!Object.hasOwn(value.regions, name) && name !== "__proto__" && name !== "<<");
        let text = stringify(value, { indent: written.indent, collectionStyle: written.flow ? "flow" : "any" });
        if (written.comments) text = text.replace(/^(?=\w)/gm, "# about the next\n").replace(/$/, "# the end\n");
        if (written.cut) text = text.replace(/\n$/, "");
        if (written.windows) text = text.replaceAll("\n", "\r\n");
        if (written.mark) text = `\uFEFF${text}`;
        const after = insertEntry(text, { section: "regions", name, value: entry });

        inserted(text, after);
        const { regions } = parse(after) as { regions: Record<string, unknown> };
        expect(regions).toEqual({ ...(parse(text) as typeof value).regions, [name]: entry });
      }),
      { numRuns: 300 },
    );
  });
});
