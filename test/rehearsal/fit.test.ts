import { overrideOf, protectedResources, releasedResources, unfitness } from "../../src/rehearsal/fit";

const STATE = { stateFile: "terraform.tfstate", gatewayUrl: "http://127.0.0.1:1" };

describe("the override of a copy", () => {
  it("gives the copy a state of its own, and nothing else where nothing else has to be different", () => {
    const configuration = { provider: { agyn: [{ alias: "ml", api_token: "${var.token}" }] } };

    expect(overrideOf(configuration, { ...STATE, lift: true })).toEqual({
      terraform: { backend: { local: { path: "terraform.tfstate" } } },
    });
  });

  it("turns every provider block with an address of its own to the embedded gateway", () => {
    const agyn = [
      { api_url: "https://gateway.acme.example" },
      { alias: "ml", api_url: "${var.url}" },
      { alias: "web" },
    ];

    expect(overrideOf({ provider: { agyn } }, { ...STATE, lift: false })).toMatchObject({
      provider: { agyn: [{ api_url: STATE.gatewayUrl }, { alias: "ml", api_url: STATE.gatewayUrl }] },
    });
  });

  it.each([
    ["an object", { prevent_destroy: true }],
    ["a list", [{ create_before_destroy: true, prevent_destroy: true }]],
  ])("lifts prevent_destroy for a destroy only, with lifecycle as %s", (_, lifecycle) => {
    const configuration = {
      resource: { kubernetes_namespace_v1: { kept: { lifecycle }, plain: {} }, agyn_runner: { ml: { name: "ml" } } },
    };

    expect(protectedResources(configuration)).toEqual(["kubernetes_namespace_v1.kept"]);
    expect(overrideOf(configuration, { ...STATE, lift: true })).toMatchObject({
      resource: { kubernetes_namespace_v1: { kept: { lifecycle: { prevent_destroy: false } } } },
    });
    expect(overrideOf(configuration, { ...STATE, lift: false })).not.toHaveProperty("resource");
  });
});

it("knows what a stack lets go of without destroying it", () => {
  const removed = [
    { from: "kubernetes_namespace_v1.old", lifecycle: { destroy: false } },
    { from: "agyn_runner.gone", lifecycle: { destroy: true } },
  ];

  expect(releasedResources({ removed })).toEqual(["kubernetes_namespace_v1.old"]);
});

it.each([
  [
    { kubernetes: { source: "registry.opentofu.org/hashicorp/kubernetes" }, helm: {}, agyn: { source: "AGYNIO/agyn" } },
    0,
  ],
  [{ builtin: { source: "terraform.io/builtin/terraform" } }, 0],
  [{ agynx: { source: "agyn.local/agynio/agyn" } }, 1],
  [{ aws: "~> 6.0", null: { source: "hashicorp/null" } }, 2],
])("finds for the providers %j that %d are none of a rehearsal's", (required_providers, count) => {
  expect(unfitness("s", { terraform: { required_providers } })).toHaveLength(count);
});
