import { PrivateState } from "../../src/framework/index";
import { runnerSchema } from "../../src/provider/resources/runner/schema";
import { fromOtherAddress } from "../../src/provider/state-movers";

const mover = fromOtherAddress("agyn_runner", runnerSchema);
const GO_STATE = { id: "r", name: "ml", labels: { team: "ml" }, capabilities: ["docker"], service_token: "t" };

function source(change: object = {}) {
  return {
    provider: "registry.terraform.io/agynio/agyn",
    type: "agyn_runner",
    schemaVersion: 0,
    stateJson: JSON.stringify(GO_STATE),
    private: new PrivateState(),
    ...change,
  };
}

it("takes over what the Go provider has saved, and leaves null what it lacks", async () => {
  const target = new PrivateState();

  const state = await mover.move(source(), target);

  expect(state).toMatchObject({ ...GO_STATE, status: null, service_token_revision: null });
  expect(target.toBytes()).toHaveLength(0);
});

it("takes over what this provider remembers of an object under another address", async () => {
  const remembered = new PrivateState();
  remembered.set("last_applied", { labels: "none", capabilities: "unmanaged" });
  const target = new PrivateState();

  await mover.move(source({ provider: "agyn.local/agynio/agyn", private: remembered }), target);

  expect(target.get("last_applied")).toEqual({ labels: "none", capabilities: "unmanaged" });
});

it.each([
  ["of another type", { type: "agyn_organization" }],
  ["of a provider of another type", { provider: "registry.terraform.io/agynio/runners" }],
  ["of a later schema", { schemaVersion: 1 }],
])("declines objects %s", async (_what, change) => {
  expect(await mover.move(source(change), new PrivateState())).toBeUndefined();
});
