// Resource identity, for which Terraform 1.12 or OpenTofu 1.12 is needed: `npm run test:tofu` has one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FixtureWorkspace } from "../support/fixture-workspace";
import { describeWith } from "../support/terraform-versions";
import { unwrap } from "../support/terraform-workspace";
import { createShelf } from "./fixtures/shelf/shelf";
import type { Store } from "./fixtures/shelf/store";

describeWith("identity", "the identity of an object", () => {
  let workspace: FixtureWorkspace;
  let store: Store;

  beforeEach(async () => {
    ({ workspace, store } = await createShelf());
  });
  afterEach(() => workspace.dispose());

  const identityInState = (): unknown => {
    const text = readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8");
    const { resources } = JSON.parse(text) as { resources: { instances: { identity?: unknown }[] }[] };
    return resources[0]?.instances[0]?.identity;
  };

  it("is saved beside the state, and stays through a change", async () => {
    await workspace.apply('resource "shelf_item" "a" {\n  name = "a"\n}');
    const { id } = await workspace.state("shelf_item.a");
    expect(identityInState()).toEqual({ id });
    await workspace.apply('resource "shelf_item" "a" {\n  name = "b"\n}');

    expect(identityInState()).toEqual({ id });
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is what an object can be imported by", async () => {
    store.put("item-7", { name: "found", interval: null, secretLength: null });
    await workspace.apply(`
import {
  to = shelf_item.a
  identity = {
    id = "item-7"
  }
}
resource "shelf_item" "a" {
  name = "found"
}
`);

    expect(await workspace.state("shelf_item.a")).toMatchObject({ id: "item-7", name: "found" });
    expect(identityInState()).toEqual({ id: "item-7" });
  });

  it("is refused where it is not one, with the provider's words", async () => {
    await workspace.write(
      'import {\n  to = shelf_item.a\n  identity = {\n    id = "7"\n  }\n}\nresource "shelf_item" "a" {\n  name = "found"\n}',
    );
    const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain('Found "7". An id looks like item-1234.');
  });
});
