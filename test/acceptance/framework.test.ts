// Everything the framework offers, as the real terraform sees it: a provider with something of everything, and what becomes of it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FixtureWorkspace } from "../support/fixture-workspace";
import { itWith } from "../support/terraform-versions";
import { unwrap } from "../support/terraform-workspace";
import { createShelf } from "./fixtures/shelf/shelf";
import type { Store } from "./fixtures/shelf/store";

const SECRET = "hunter2-and-more";
const FULL = `
resource "shelf_item" "full" {
  name     = "full"
  size     = 123456789012345678901234567890.125
  interval = "60s"
  secret   = "${SECRET}"
  point    = { x = 0.1, y = 18446744073709551616 }
  pair     = ["left", true]
  anything = { list = [1, 2], flag = false }
  rules    = [{ port = 80 }, { port = 443 }]
  by_key   = { one = { note = "first" }, two = {} }
  bag      = [{ name = "x" }, { name = "y", note = "why" }]
  limits {
    cpu = 2
  }
  step {
    name  = "one"
    value = "text"
  }
  step {
    name  = "two"
    value = [1, "mixed", true]
  }
  label "size" {
    value = 5
  }
  label "origin" {
    value = { country = "nl" }
  }
  port {
    number = 1
  }
  port {
    number = 2
    note   = "second"
  }
}
`;

let workspace: FixtureWorkspace;
let store: Store;

beforeEach(async () => {
  ({ workspace, store } = await createShelf());
});
afterEach(() => workspace.dispose());

itWith(
  "writeOnly",
  "carries every type and every nesting through create, an empty plan, a change and destroy",
  async () => {
    await workspace.apply(FULL);
    expect((await workspace.plan()).actions).toEqual({});
    const state = (await workspace.shown("shelf_item.full")).values;
    expect(state).toMatchObject({
      color: "grey",
      interval: "60s",
      secret: null,
      secret_length: SECRET.length,
      point: { x: 0.1, y: 18446744073709551616 },
      pair: ["left", true],
      anything: { flag: false, list: [1, 2] },
      rules: [
        { id: "rule-0", port: 80 },
        { id: "rule-1", port: 443 },
      ],
      by_key: { one: { mark: "mark of one", note: "first" }, two: { mark: "mark of two", note: null } },
      limits: { cpu: 2, used: 0 },
      step: [
        { name: "one", value: "text" },
        { name: "two", value: [1, "mixed", true] },
      ],
      label: { origin: { value: { country: "nl" } }, size: { value: 5 } },
    });

    await workspace.write(
      FULL.replace("port = 443", "port = 8443").replace('name     = "full"', 'name     = "changed"'),
    );
    expect((await workspace.plan()).actions).toEqual({ "shelf_item.full": ["update"] });
    await workspace.apply();
    expect((await workspace.plan()).actions).toEqual({});
    const changed = await workspace.state("shelf_item.full");
    expect(changed).toMatchObject({ id: state["id"], name: "changed", rules: [{ port: 80 }, { port: 8443 }] });

    const { printed } = await workspace.plan("-destroy");
    expect(printed).toContain("changed leaves the shelf for good.");
    const { exitCode } = await workspace.run("destroy", ["-auto-approve", "-no-color"]);
    expect(exitCode).toBe(0);
    expect(store.get(String(state["id"]))).toBeUndefined();
  },
);

itWith("writeOnly", "keeps every digit of a number", async () => {
  await workspace.apply(FULL);

  const saved = readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8");
  expect(saved).toContain('"size": 123456789012345678901234567890.125');
  expect(saved).toContain('"y": 18446744073709551616');
});

it("replaces what can not be changed in place, with a new id", async () => {
  await workspace.apply('resource "shelf_item" "a" {\n  name = "a"\n  kind = "x"\n}');
  const before = await workspace.state("shelf_item.a");
  await workspace.write('resource "shelf_item" "a" {\n  name = "a"\n  kind = "y"\n}');
  expect((await workspace.plan()).actions).toEqual({ "shelf_item.a": ["delete", "create"] });
  await workspace.apply();

  expect((await workspace.state("shelf_item.a"))["id"]).not.toBe(before["id"]);
  expect((await workspace.plan()).actions).toEqual({});
});

itWith("writeOnly", "keeps a write-only value out of plan, state and every other file", async () => {
  await workspace.write(`variable "secret" {}\n${FULL.replace(`"${SECRET}"`, "var.secret")}`);
  await workspace.with({ TF_VAR_secret: SECRET }).plan();
  const { exitCode } = await workspace.with({ TF_VAR_secret: SECRET }).run("apply", ["-auto-approve", "-no-color"]);

  expect(exitCode).toBe(0);
  const names = readdirSync(workspace.directory).filter((name) => name.endsWith(".tfstate") || name.endsWith(".json"));
  expect(names).toContain("terraform.tfstate");
  for (const name of names) expect(readFileSync(join(workspace.directory, name), "utf8")).not.toContain(SECRET);
});

itWith("refinements", "lets a plan decide what is promised of a value nobody knows yet", async () => {
  await workspace.write(`
resource "shelf_item" "a" {
  name = "a"
}
output "has_id" {
  value = shelf_item.a.id != null
}
output "is_item" {
  value = startswith(shelf_item.a.id, "item-")
}
`);
  const { printed } = await workspace.plan();

  expect(printed).toContain("has_id = true");
  expect(printed).toContain("is_item = true");
  await workspace.apply();
});

it("reads what an older release saved", async () => {
  const before = workspace.with({ SHELF_RELEASE: "1" });
  await before.apply('resource "shelf_item" "a" {\n  title = "old"\n  size = 0.1\n}');
  const { id } = await before.state("shelf_item.a");

  await workspace.write('resource "shelf_item" "a" {\n  name = "old"\n  size = 0.1\n}');
  expect((await workspace.plan()).actions).toEqual({});
  await workspace.apply();
  expect(await workspace.state("shelf_item.a")).toMatchObject({ id, name: "old", size: 0.1, color: "grey" });

  // the way back is closed, and core says so before any provider is asked
  await before.write('resource "shelf_item" "a" {\n  title = "old"\n}');
  const { exitCode, stderr } = await before.run("plan", ["-no-color"]);
  expect(exitCode).toBe(1);
  expect(unwrap(stderr)).toContain("Resource instance managed by newer provider version");
});

itWith("moveAcross", "takes over an object of another type without replacing it", async () => {
  await workspace.apply('resource "shelf_crate" "a" {\n  wood = "oak"\n}');
  const { id } = await workspace.state("shelf_crate.a");
  await workspace.write(`
moved {
  from = shelf_crate.a
  to   = shelf_item.a
}
resource "shelf_item" "a" {
  name = "oak"
}
`);

  expect((await workspace.plan()).actions).toEqual({});
  await workspace.apply();
  expect(await workspace.state("shelf_item.a")).toMatchObject({ id, name: "oak" });
});

itWith("writeOnly", "fails to take over an object it does not know how to, and says what to do", async () => {
  await workspace.apply('resource "shelf_item" "a" {\n  name = "a"\n}');
  await workspace.write(
    'moved {\n  from = shelf_item.a\n  to   = shelf_lock.a\n}\nresource "shelf_lock" "a" {\n  key = "k"\n}',
  );
  const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);

  expect(exitCode).toBe(1);
  expect(unwrap(stderr)).toContain("shelf_lock does not know how to take over an object of shelf_item");
});

itWith(
  "writeOnly",
  "opens an ephemeral value, renews it while it is needed and closes it; nothing of it is saved",
  async () => {
    await workspace.apply(`
ephemeral "shelf_key" "k" {
  name = "front"
}
resource "shelf_lock" "l" {
  key = ephemeral.shelf_key.k.token
}
`);
    const { journal } = store;

    expect(journal.filter((event) => event === "open front").length).toBe(2); // plan and apply
    expect(journal).toContain("renew 2");
    expect(journal).toContain("locked with 14 characters");
    expect(journal.at(-1)).toBe('close "front"');
    expect(readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8")).not.toContain("token-of-front");
  },
);

itWith("functions", "offers functions, whose errors point at the guilty argument", async () => {
  await workspace.write(`
terraform {
  required_providers {
    shelf = { source = "example/shelf" }
  }
}
resource "shelf_item" "a" {
  name = provider::shelf::join("-", "a", null, "b")
}
output "half" {
  value = provider::shelf::half(3)
}
output "known" {
  value = [provider::shelf::known("x"), provider::shelf::known(shelf_item.a.id)]
}
`);
  const { printed } = await workspace.plan();
  expect(printed).toContain('+ name = "a-b"');
  expect(printed).toContain("half = 1.5");
  expect(printed).toContain("known = [ + true, + false, ]");

  await workspace.write(`
terraform {
  required_providers {
    shelf = { source = "example/shelf" }
  }
}
output "half" {
  value = provider::shelf::half(18446744073709551616)
}
`);
  const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);
  expect(exitCode).toBe(1);
  expect(unwrap(stderr)).toContain(
    'Invalid value for "value" parameter: 18446744073709551616 is more than this function can halve.',
  );
});

it("hands a module's provider_meta to what the module holds", async () => {
  mkdirSync(join(workspace.directory, "module"));
  const item = 'resource "shelf_item" "a" {\n  name = "a"\n}\noutput "team" {\n  value = shelf_item.a.team\n}';
  writeFileSync(
    join(workspace.directory, "module/main.tf"),
    `terraform {\n  required_providers {\n    shelf = { source = "example/shelf" }\n  }\n  provider_meta "shelf" {\n    team = "storage"\n  }\n}\n${item}`,
  );
  const printed = await workspace.apply(
    `module "m" {\n  source = "./module"\n}\noutput "inside" {\n  value = module.m.team\n}\n${item.replace('output "team"', 'output "outside"')}`,
  );

  expect(printed).toContain('inside = "storage"');
  expect(printed.slice(printed.lastIndexOf("Outputs:"))).not.toContain("outside =");
});

it("imports by id, and tells the first read that it is one", async () => {
  store.put("item-7", { name: "found", interval: null, secretLength: null });
  await workspace.write('resource "shelf_item" "a" {\n  name = "found"\n}');
  const wrong = await workspace.run("import", ["-no-color", "shelf_item.a", "7"]);
  expect(unwrap(wrong.stderr)).toContain('Not an item\'s id Found "7". An id looks like item-1234.');
  const { exitCode } = await workspace.run("import", ["-no-color", "shelf_item.a", "item-7"]);
  await workspace.plan();

  expect(exitCode).toBe(0);
  expect(store.journal).toEqual(["read null after import, born undefined", 'read "found", born undefined']);
});

it("remembers private data from create to every read", async () => {
  await workspace.apply('resource "shelf_item" "a" {\n  name = "a"\n}');
  await workspace.plan();
  await workspace.apply('resource "shelf_item" "a" {\n  name = "b"\n}');
  await workspace.plan();

  expect(store.journal.length).toBeGreaterThan(2);
  expect(store.journal.filter((event) => !event.endsWith(', born "a"'))).toEqual([]);
});

it("checks attributes together, warns of deprecated ones and finds what is missing, all at once", async () => {
  await workspace.write(`
resource "shelf_item" "a" {
  name = "a"
  a    = "x"
  b    = "y"
}
`);
  const { exitCode, stdout, stderr } = await workspace.run("validate", ["-no-color"]);
  const printed = unwrap(`${stdout}\n${stderr}`);

  expect(exitCode).toBe(1);
  expect(printed.match(/Error: Attributes exclude each other/g)).toHaveLength(2);
  expect(printed).toContain('"a" and "b" are set, and only one of them can hold.');
  expect(printed).toContain("Warning: Attribute is deprecated");
});

it("can do nothing with a provider that is not configured yet, and says what to apply first", async () => {
  await workspace.apply('resource "shelf_item" "a" {\n  name = "a"\n}');
  await workspace.write(`
resource "terraform_data" "later" {
  input = "x"
}
provider "shelf" {
  folder = terraform_data.later.output
}
resource "shelf_item" "a" {
  name = "a"
}
`);
  const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);

  expect(exitCode).toBe(1);
  expect(unwrap(stderr)).toContain("Provider is not configured yet");
  expect(unwrap(stderr)).toContain("terraform apply -target=...");
});
