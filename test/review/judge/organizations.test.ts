// Where the plan and the fleet tell a runner's organization differently, and where the plan tells an id only.
import type { Digest, RunnerChange, RunnerFacts } from "../../../src/review/digest/model";
import { digestPlan } from "../../../src/review/digest/digest-plan";
import { judge, type Review } from "../../../src/review/index";
import { digestsOf } from "../../support/review-builders";
import { chunksOf, planJson } from "../../support/plan-json";
import { app, of } from "./support";

type Facts = (facts: RunnerFacts, runner: RunnerChange) => RunnerFacts;

const [WEB, OTHER] = ["5d16aaaa-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555"];
const base = app();

/** The small fleet, with other facts before and after, and what its plans know of organizations. */
function reviewOf(after: Facts, before: Facts = (facts) => facts, more: Partial<Digest> = {}): Review {
  return judge({ digests: toldBy(digestsOf(base, base), after, before, more), base, head: base });
}

function toldBy(digests: readonly Digest[], after: Facts, before: Facts, more: Partial<Digest>): readonly Digest[] {
  return digests.map((one) => ({
    ...one,
    ...more,
    runners: one.runners.map((runner) => ({
      ...runner,
      ...(runner.before === undefined ? {} : { before: before(runner.before, runner) }),
      ...(runner.after === undefined ? {} : { after: after(runner.after, runner) }),
    })),
  }));
}

const isWeb = ({ organization }: RunnerFacts): boolean => organization === "acme-web";
const inside =
  (organization: string): Facts =>
  (facts) =>
    isWeb(facts) ? { ...facts, organization } : facts;
const doubtsOf = ({ stacks }: Review): readonly string[] =>
  stacks.flatMap(({ doubts }) => doubts.map(({ kind }) => kind));

describe("an organization that the plan and the fleet tell differently", () => {
  const inOther = inside("evil");
  it("is the plan's, and a finding", () => {
    const review = reviewOf(inOther);

    expect(review.placement.find(({ agent }) => agent === "reviewer")?.verdict).toBe("lost");
    expect(of(review, "other-organization")).toMatchObject([
      { risk: "high", what: expect.stringContaining("are in organization evil") as string },
    ]);
  });

  it("is none where the plan says no slug", () => {
    const byId: Facts = (facts) =>
      facts.organization === undefined ? facts : { ...facts, organization: isWeb(facts) ? WEB : OTHER };
    const review = reviewOf(byId, byId);

    expect(review.placement.every(({ verdict }) => verdict === "same")).toBe(true);
    expect(of(review, "other-organization")).toEqual([]);
  });

  it("makes a runner without one take work of all", () => {
    const review = reviewOf(({ organization: _, ...facts }) => facts);

    expect(of(review, "other-organization").map(({ consequence }) => consequence)).toContain(
      "It takes work of every organization of the platform.",
    );
  });
});

describe("an organization of which a plan knows the id only", () => {
  /** One runner more in each web pool; those that stand are in `acme-web` by its id or its slug. */
  const grown = app((fleet) => void (fleet.pools = { ...fleet.pools, "web-batch": { region: "east", team: "web" } }));
  const added = (organization: string, standing: Facts, more: Partial<Digest>): Review =>
    judge({
      digests: toldBy(
        digestsOf(base, grown),
        (facts, { action }) =>
          isWeb(facts) ? (action === "create" ? { ...facts, organization } : standing(facts, {} as never)) : facts,
        standing,
        more,
      ),
      base,
      head: grown,
    });

  it("is another one where the plan knows the id of the declared one", () => {
    const review = added(OTHER, (facts) => facts, { organizations: ["acme-web"] });

    expect(review.placement.find(({ agent }) => agent === "reviewer")?.verdict).toBe("same");
    expect(of(review, "other-organization")).toMatchObject([
      { risk: "high", what: expect.stringContaining(`is in organization ${OTHER}`) as string },
    ]);
    expect(review.verdict).toBe("blocked");
  });

  it("is not known where the plan knows neither", () => {
    const review = added(OTHER, (facts) => facts, {});

    expect(review.verdict).toBe("unjudgeable");
    expect(doubtsOf(review)).toContain("open-values");
    expect(of(review, "other-organization")).toEqual([]);
  });

  it("is the declared one where runners that stand have the same id", () => {
    const review = added(WEB, inside(WEB), {});

    expect(doubtsOf(review)).toEqual([]);
    expect(of(review, "other-organization")).toEqual([]);
    expect(review.placement.find(({ agent }) => agent === "reviewer")?.verdict).toBe("wider");
  });

  it("is not known where runners that stand have another", () => {
    expect(added(OTHER, inside(WEB), {}).verdict).toBe("unjudgeable");
  });

  it.each<[string, Partial<Digest>, Review["verdict"], string]>([
    ["is lost to it", { organizations: ["acme-web"] }, "blocked", "lost"],
    ["may be lost to it", {}, "unjudgeable", "uncertain"],
  ])("%s where its runners are made anew in it", (_what, more, verdict, placed) => {
    const digests = digestsOf(base, base).map(
      (one): Digest => ({
        ...one,
        runners: one.runners.map((runner) =>
          isWeb(runner.before ?? { name: "", labels: {} }) ? { ...runner, action: "delete-create" } : runner,
        ),
      }),
    );
    const before = more.organizations === undefined ? inside(WEB) : (facts: RunnerFacts): RunnerFacts => facts;
    const review = judge({ digests: toldBy(digests, inside(OTHER), before, more), base, head: base });

    expect(review.verdict).toBe(verdict);
    expect(review.placement.find(({ agent }) => agent === "reviewer")?.verdict).toBe(placed);
  });

  it("is one where the fleet declares none", () => {
    const shared = app((fleet) => void (fleet.pools = { ...fleet.pools, open: { region: "east" } }));
    const digests = toldBy(
      digestsOf(shared, shared),
      (facts, { pool }) => (pool === "east/open" ? { ...facts, organization: OTHER } : facts),
      (facts) => facts,
      {},
    );

    expect(of(judge({ digests, base: shared, head: shared }), "other-organization")).toHaveLength(1);
  });

  it("is told with the slugs whose ids the plan knows", async () => {
    const look = { address: "data.agyn_organization.w", mode: "data", type: "agyn_organization" };
    const values = { root_module: { resources: [{ ...look, values: { id: WEB, slug: "acme-web" } }] } };
    const plan = planJson([], { prior_state: { format_version: "1.0", values } });

    expect((await digestPlan(chunksOf(plan), { stack: "east" })).organizations).toEqual(["acme-web"]);
  });
});
