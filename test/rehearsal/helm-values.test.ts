import { mergeValues, parsePath } from "../../src/rehearsal/cluster-store/helm-values";

describe("Helm values", () => {
  it("merges maps and replaces everything else whole", () => {
    const documents = ['{"a":{"x":1,"y":[1,2]},"b":"old"}', '{"a":{"y":[3]},"b":{"c":true}}'];

    expect(mergeValues(documents, [])).toEqual({ values: { a: { x: 1, y: [3] }, b: { c: true } } });
  });

  it("reads a backslash before a dot as part of the key", () => {
    const set = { name: "podAnnotations.agyn\\.dev/service-token-revision", value: "17", type: "string" };

    expect(mergeValues([], [set])).toEqual({ values: { podAnnotations: { "agyn.dev/service-token-revision": "17" } } });
  });

  it.each([
    ["true", "auto", true],
    ["null", "", null],
    ["17", "auto", 17],
    ["017", "auto", "017"],
    ["17", "string", "17"],
    ["true", "literal", "true"],
  ])("takes %s set as %j for %j", (value, type, expected) => {
    expect(mergeValues([], [{ name: "a", value, type }])).toEqual({ values: { a: expected } });
  });

  it("sets elements of lists", () => {
    expect(mergeValues(['{"env":[{"name":"A"}]}'], [{ name: "env[1].name", value: "B" }])).toEqual({
      values: { env: [{ name: "A" }, { name: "B" }] },
    });
  });

  it.each(["", "[0]", "a[x]"])("fails when a set name is %j", (name) => {
    expect(parsePath(name)).toBeUndefined();
    expect(mergeValues([], [{ name, value: "" }])).toEqual({
      problem: `set name ${JSON.stringify(name)} is not a path that Helm reads`,
    });
  });

  it("fails when a document is YAML that is no JSON, and says what to write", () => {
    expect(mergeValues(["{}", "a: 1"], [])).toEqual({
      problem:
        "values[1] is not a JSON object, and the stand-in for helm reads YAML only in its JSON form: write the values with jsonencode()",
    });
  });
});
