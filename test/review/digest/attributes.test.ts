import { attributeChanges } from "../../../src/review/digest/attributes";
import type { AttributeChange } from "../../../src/review/index";
import type { Json } from "../../../src/synthesized/index";

interface Case {
  readonly type?: string;
  readonly before: Json;
  readonly after: Json;
  readonly unknown?: Json;
  readonly marks?: readonly [before: Json, after: Json];
}

function told({ type = "agyn_runner", before, after, unknown = {}, marks = [{}, {}] }: Case): string[] {
  const [beforeSensitive, afterSensitive] = marks;
  return attributeChanges(type, { before, after, unknown, beforeSensitive, afterSensitive }).map(written);
}

function written({ path, before, after }: AttributeChange): string {
  const side = (shown: AttributeChange["before"]): string =>
    "value" in shown ? JSON.stringify(shown.value) : "hidden" in shown ? shown.hidden : Object.keys(shown).join("");
  return `${path}: ${side(before)} -> ${side(after)}`;
}

const release = (values: Json, more: Record<string, Json> = {}): Json => ({ name: "x", values, ...more });
const helm = (before: Json, after: Json, more: Partial<Case> = {}): Case => ({
  type: "helm_release",
  before: release(before),
  after: release(after),
  ...more,
});

describe("what changes in an object", () => {
  it.each<[string, Case, string[]]>([
    [
      "a label that is new",
      { before: { labels: { a: "1" } }, after: { labels: { a: "1", b: "2" } } },
      ['labels.b: absent -> "2"'],
    ],
    ["labels that were none", { before: { labels: null }, after: { labels: { a: "1" } } }, ['labels.a: absent -> "1"']],
    ["labels that are emptied", { before: { labels: { a: "1" } }, after: { labels: {} } }, ['labels.a: "1" -> absent']],
    [
      "a key with dots",
      { before: { labels: {} }, after: { labels: { "a.b/c": "1" } } },
      ['labels[a.b/c]: absent -> "1"'],
    ],
    [
      "a list of words",
      { before: { capabilities: ["a"] }, after: { capabilities: ["a", "b"] } },
      ['capabilities: ["a"] -> ["a","b"]'],
    ],
    ["what is known only later", { before: { id: "x" }, after: {}, unknown: { id: true } }, ['id: "x" -> unknown']],
    [
      "a map of which a part is known only later",
      { before: { labels: { a: "1" } }, after: { labels: {} }, unknown: { labels: { a: true } } },
      ['labels.a: "1" -> unknown'],
    ],
    [
      "a whole map that is known only later",
      { before: { labels: { a: "1" } }, after: {}, unknown: { labels: true } },
      ['labels.a: "1" -> unknown'],
    ],
    ["nothing, where none becomes null", { before: { labels: null }, after: {} }, []],
    [
      "nothing, where masks only differ in how they say nothing",
      {
        before: { labels: { a: "1" } },
        after: { labels: { a: "1" } },
        marks: [{ labels: {} }, { labels: { a: false } }],
      },
      [],
    ],
    [
      "a mask alone",
      { before: { name: "x" }, after: { name: "x" }, marks: [{}, { name: true }] },
      ["name: sensitive -> sensitive"],
    ],
    [
      "what was marked before",
      { before: { name: "x" }, after: { name: "y" }, marks: [{ name: true }, {}] },
      ["name: sensitive -> sensitive"],
    ],
    [
      "one marked label of two",
      {
        before: { labels: { a: "1", b: "1" } },
        after: { labels: { a: "2", b: "2" } },
        marks: [{ labels: { a: true } }, {}],
      },
      ["labels.a: sensitive -> sensitive", 'labels.b: "1" -> "2"'],
    ],
    [
      "a list of which one word is marked",
      {
        before: { capabilities: [] },
        after: { capabilities: ["a", "b"] },
        marks: [{}, { capabilities: [true, false] }],
      },
      ["capabilities: sensitive -> sensitive"],
    ],
    [
      "a whole object that is marked",
      { before: { name: "x" }, after: { name: "y" }, marks: [true, false] },
      ["name: sensitive -> sensitive"],
    ],
    [
      "a token",
      { before: { service_token: "x" }, after: {}, unknown: { service_token: true } },
      ["service_token: sensitive -> unknown"],
    ],
    [
      "an attribute nobody listed",
      { before: { novelty: "x" }, after: { novelty: "y" } },
      ["novelty: policy -> policy"],
    ],
    [
      "an object of a type nobody listed",
      { type: "a_b", before: { name: "x" }, after: { name: "y" } },
      ["name: policy -> policy"],
    ],
    [
      "a label with the name of a secret",
      { before: { labels: { api_token: "x" } }, after: { labels: { api_token: "y" } } },
      ["labels.api_token: sensitive -> sensitive"],
    ],
    [
      "a mask that can't be read",
      { before: { name: "x" }, after: { name: "y" }, marks: [{ name: "no" }, {}] },
      ["(all): sensitive -> sensitive"],
    ],
    [
      "a Secret's data, without its keys",
      {
        type: "kubernetes_secret_v1",
        before: { data: { a: "x" }, type: "Opaque" },
        after: { data: { b: "x" }, type: "Opaque" },
      },
      ["data: sensitive -> sensitive"],
    ],
    [
      "the keys of a config map",
      { type: "kubernetes_config_map_v1", before: { data: { a: "x", b: "y" } }, after: { data: { a: "z", b: "y" } } },
      ["data.a: policy -> policy"],
    ],
    [
      "one block that is written as a list",
      {
        type: "kubernetes_namespace_v1",
        before: { metadata: [{ name: "x", uid: "1" }] },
        after: { metadata: [{ name: "y" }] },
        unknown: { metadata: [{ uid: true }] },
      },
      ['metadata.name: "x" -> "y"'],
    ],
    [
      "a role that may read secrets",
      {
        type: "kubernetes_role_v1",
        before: { rule: [{ resources: ["pods"] }] },
        after: { rule: [{ resources: ["pods", "secrets"] }] },
      },
      ['rule.resources: ["pods"] -> ["pods","secrets"]'],
    ],
    [
      "a quota of secrets",
      {
        type: "kubernetes_resource_quota_v1",
        before: { spec: [{ hard: { "count/secrets": "1" } }] },
        after: { spec: [{ hard: { "count/secrets": "2" } }] },
      },
      ['spec.hard[count/secrets]: "1" -> "2"'],
    ],
    [
      "a credential in an address",
      { type: "helm_release", before: { repository: "https://a:b@x/y?t=1" }, after: { repository: "https://x/z" } },
      ['repository: "https://x/y" -> "https://x/z"'],
    ],
  ])("is %s", (_what, input, expected) => {
    expect(told(input)).toEqual(expected);
  });
});

describe("what changes in Helm values", () => {
  it.each<[string, Case, string[]]>([
    [
      "a variable, by its name",
      helm(
        [
          JSON.stringify({
            env: [
              { name: "A", value: "1" },
              { name: "LOG_LEVEL", value: "info" },
            ],
          }),
        ],
        [
          JSON.stringify({
            env: [
              { name: "LOG_LEVEL", value: "debug" },
              { name: "A", value: "1" },
            ],
          }),
        ],
      ),
      ['values.env[LOG_LEVEL].value: "info" -> "debug"'],
    ],
    [
      "a variable with the name of a secret",
      helm(
        [JSON.stringify({ env: [{ name: "DB_PASSWORD", value: "x" }] })],
        [JSON.stringify({ env: [{ name: "DB_PASSWORD", value: "y" }] })],
      ),
      ["values.env[DB_PASSWORD].value: sensitive -> sensitive"],
    ],
    ["YAML against JSON", helm(["a:\n  b: 1\n"], ['{"a":{"b":2}}']), ["values.a.b: 1 -> 2"]],
    [
      "texts that are merged, the last first",
      helm(["a: 1\nb: 1\n"], ["a: 1\nb: 1\n", "b: 2\n", "c: null\n"]),
      ["values.b: 1 -> 2"],
    ],
    [
      "what stands under a secret's name",
      helm(['{"auth":{"adminPassword":"x"}}'], ['{"auth":{"adminPassword":"y"}}']),
      ["values.auth: sensitive -> sensitive"],
    ],
    [
      "which Secret is named, hidden only as any text that nobody listed",
      helm(['{"tokenSecretName":"x"}'], ['{"tokenSecretName":"y"}']),
      ["values.tokenSecretName: policy -> policy"],
    ],
    [
      "a command with a token",
      helm(['{"args":["--token=x1234"]}'], ['{"args":["--token=y1234"]}']),
      ["values.args: sensitive -> sensitive"],
    ],
    ["a text that is no YAML", helm(["a: 1"], ["a: [1"]), ["values: policy -> policy"]],
    [
      "a bomb of aliases",
      helm(["a: 1"], [`a: &a [x]\n${Array.from({ length: 200 }, (_, i) => `k${i}: *a`).join("\n")}`]),
      ["values: policy -> policy"],
    ],
    [
      "marked values",
      helm(["a: 1"], ["a: 2"], { marks: [{ values: [true] }, {}] }),
      ["values: sensitive -> sensitive"],
    ],
    ["values known only later", helm(["a: 1"], [null], { unknown: { values: [true] } }), ["values: policy -> unknown"]],
    [
      "a setting, by its name",
      {
        type: "helm_release",
        before: { set: [{ name: "a.b", value: "1" }] },
        after: {
          set: [
            { name: "a.b", value: "2" },
            { name: "db.password", value: "x" },
          ],
        },
      },
      [
        'set[a.b].value: "1" -> "2"',
        'set[db.password].name: absent -> "db.password"',
        "set[db.password].value: absent -> sensitive",
      ],
    ],
    [
      "secret settings",
      {
        type: "helm_release",
        before: { set_sensitive: [{ name: "a", value: "x" }] },
        after: { set_sensitive: [{ name: "a", value: "y" }] },
      },
      ["set_sensitive: sensitive -> sensitive"],
    ],
  ])("is %s", (_what, input, expected) => {
    expect(told(input)).toEqual(expected);
  });
});
