// Organizations as agents know them: by their slugs, whatever ids they had before and after a change.
import { replay } from "../../src/rehearsal/timeline/gaps";
import { Organizations } from "../../src/rehearsal/timeline/organizations";
import type { RunnerThen } from "../../src/rehearsal/timeline/watch";

const uuid = (digit: string): string => `00000000-0000-4000-8000-${digit.repeat(12)}`;
const [OLD, NEW, OTHER] = [uuid("1"), uuid("2"), uuid("3")];
const planOf = (organization: string) => ({ agents: { web: { organization, labels: { tier: "web" } } } });
const runner = (digit: string, organizationId: string): RunnerThen => ({
  ...{ id: uuid(digit), name: digit, organizationId, status: "enrolled", labels: { tier: "web" }, capabilities: [] },
  ...{ process: "runs", release: `ns/${digit}`, updatedAt: "" },
});

const placesOf = (organizations: Organizations) => {
  const [before, after] = [runner("a", OLD), runner("b", NEW)].map((one) => organizations.ofOne(one));
  const changes = [
    { before, after: undefined, atMs: 1_000, index: 0 },
    { before: undefined, after, atMs: 62_000, index: 1 },
  ];
  return replay(organizations.plan, organizations.all, before === undefined ? [] : [before], changes).agents[0];
};

it.each([
  ["its slug", "acme-web"],
  ["the id it had", OLD],
  ["the id it gets", NEW],
])("shows the gap of an agent whose organization is recreated, when the agent names %s", (_, named) => {
  const seen = [OLD, NEW].map((id) => ({ id, slug: "acme-web" }));

  expect(placesOf(new Organizations(seen, planOf(named)))).toMatchObject({
    before: 1,
    after: 1,
    gaps: [{ from: { atMs: 1_000 }, to: { atMs: 62_000 } }],
  });
});

it("keeps apart what has other slugs, and takes for there what nobody makes", () => {
  const seen = [
    { id: OLD, slug: "acme-web" },
    { id: OTHER, slug: "acme-ml" },
  ];
  const organizations = new Organizations(seen, planOf("acme-shop"));

  expect(organizations.ofOne(runner("a", OTHER)).organizationId).toBe(OTHER);
  expect(organizations.all.map(({ slug }) => slug)).toEqual(["acme-web", "acme-ml", "acme-shop"]);
  expect(organizations.notes).toEqual([expect.stringContaining("organization acme-shop is taken for there")]);
});
