// Runners that end: who loses a place by it, and how much work.
import { AgynStack, Organization, Runner } from "../../../src/constructs/index";
import { judge } from "../../../src/review/index";
import { appOf, change, digest, digestsOf, runnerId } from "../../support/review-builders";
import { app, judged, lines, of } from "./support";

/** Address of the first runner of a pool. */
function runnerOf(pool: string, fleet = app()): string {
  const [east, name] = pool.split("/") as [string, string];
  const found = [...(fleet.stacks.get(east)?.resources.values() ?? [])].find(
    ({ path }) => path === `${east}/${name}/Runner0`,
  );
  if (found === undefined) throw new Error(`no runner of ${pool}`);
  return found.address;
}

const withoutGpu = () =>
  app((fleet) => {
    delete fleet.pools["ml-gpu"];
    delete fleet.agents?.["trainer"];
  });

describe("the last runner of an agent", () => {
  const lost = app((fleet) => {
    delete fleet.pools["ml-gpu"];
    fleet.acknowledge = [{ rule: "fleet/agent-unplaced", path: "agents.trainer", reason: "moves to another fleet" }];
  });
  const review = judged(app(), lost);

  it("is told once, by the agent's name, with all runners that go", () => {
    expect(of(review, "last-runner")).toMatchObject([
      {
        risk: "critical",
        at: { stack: "east", pool: "east/ml-gpu", region: "east", team: "ml", tier: "gpu-nvidia-l4" },
        what: "runners ml-gpu-east-0 and ml-gpu-east-1 are destroyed, the last that take the work of agent trainer",
      },
    ]);
    expect(of(review, "runner-destroyed")).toEqual([]);
    expect(of(review, "agent-unplaced")).toEqual([]);
  });

  it("says which requirement nothing meets", () => {
    expect(review.placement[0]).toMatchObject({ agent: "trainer", verdict: "lost", after: [] });
    expect(review.placement[0]?.why).toContain("no pool in reach has the label tier=gpu-nvidia-l4");
  });

  it("is in the sentence of the verdict", () => {
    expect(review.verdict).toBe("blocked");
    expect(review.sentence).toMatch(
      /^2 runners are destroyed \(east\/ml-gpu\) and agent trainer can no longer be placed\. Findings: 1 critical, /,
    );
  });

  it("shows what the fleet accepts as accepted there", () => {
    expect(of(review, "fleet-rule")[0]).toMatchObject({
      risk: "low",
      cause: "the fleet accepts it: moves to another fleet",
      consequence: "The fleet rule fleet/agent-unplaced is newly broken (docs/fleet-rules.md).",
    });
  });
});

describe("a runner that is destroyed", () => {
  it("is high, and says what its pool and its agents keep", () => {
    const [finding] = of(
      judged(
        app(),
        app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { runners: 1 })),
      ),
      "runner-destroyed",
    );

    expect(finding).toMatchObject({
      risk: "high",
      what: "runner ml-gpu-east-1 is destroyed",
      cause: "it is no longer in the configuration",
    });
    expect(finding?.consequence).toBe(
      "What runs on it is lost. Its pool has 1 runner afterwards, 2 before. Agent trainer keeps 1 runner.",
    );
  });

  it.each([
    ["how much runs on it", new Map([[runnerId("ml-gpu-east-1"), 3]]), "3 workloads run on it now and are lost."],
    ["that nothing runs on it", new Map([[runnerId("ml-gpu-east-1"), 0]]), "Nothing runs on it now."],
    ["that it could not be asked", new Map<string, number>(), "What runs on it now could not be asked."],
  ])("tells %s", (_, running, sentence) => {
    const head = app((fleet) => Object.assign(fleet.pools["ml-gpu"] ?? {}, { runners: 1 }));

    expect(of(judged(app(), head, {}, { running }), "runner-destroyed")[0]?.consequence).toContain(sentence);
  });

  it("is told as a pool that is made anew, when another with the same labels is registered", () => {
    const head = app((fleet) => {
      const { "ml-gpu": gpu, ...rest } = fleet.pools;
      fleet.pools = { ...rest, "ml-train": gpu ?? {} };
    });
    const review = judged(app(), head);

    expect(of(review, "last-runner")).toEqual([]);
    expect(of(review, "runner-destroyed")[0]).toMatchObject({
      what: "2 runners are destroyed: ml-gpu-east-0 and ml-gpu-east-1",
    });
    expect(of(review, "runner-destroyed")[0]?.consequence).toContain("a renamed pool is made anew");
  });

  it("is the last of its kind where no agents are declared", () => {
    const silent = (change: Parameters<typeof app>[0]) =>
      app((fleet) => {
        delete fleet.agents;
        change?.(fleet);
      });
    const review = judged(
      silent(undefined),
      silent((fleet) => delete fleet.pools["ml-gpu"]),
    );

    expect(of(review, "last-runner")).toMatchObject([
      {
        risk: "critical",
        what: expect.stringContaining("the last with organization acme-ml, labels region=east, team=ml") as string,
      },
    ]);
    expect(review.notes).toContain("No agents are declared: who needs which runner is not known.");
  });
});

describe("a runner that is destroyed and recreated", () => {
  const address = runnerOf("east/ml-gpu");
  const review = (action: "delete-create" | "create-delete") =>
    judged(app(), app(), { actions: { [address]: action } });

  it.each([
    ["delete-create", "The old one goes before the new one is registered"],
    ["create-delete", "The new one is registered before the old one goes"],
  ] as const)("says what the gap is: %s", (action, gap) => {
    const [finding] = of(review(action), "runner-recreated");

    expect(finding).toMatchObject({ risk: "high", what: "runner ml-gpu-east-0 is destroyed and recreated" });
    expect(finding?.consequence).toContain(gap);
    expect(finding?.consequence).toContain("1 other runner of its pool takes work meanwhile.");
    expect(finding?.fix).toContain("docs/runbooks/rotate.md");
  });

  it("renews its token, and takes no place from an agent", () => {
    expect(lines(review("delete-create"))).toEqual([
      "high runner-recreated: runner ml-gpu-east-0 is destroyed and recreated",
      "medium token-renewed: the token of runner ml-gpu-east-0 is renewed",
    ]);
    expect(review("delete-create").sentence).toBe(
      "1 runner is destroyed and recreated (east/ml-gpu). Findings: 1 high, 1 medium.",
    );
  });

  it("names what follows the token, by the construct paths beside it", () => {
    const all = [...(app().stacks.get("east")?.resources.values() ?? [])];
    const following = all.filter(({ path }) => /^east\/ml-gpu\/Release0(?:\/Token)?$/.test(path ?? ""));
    const updated = Object.fromEntries(following.map((one) => [one.address, "update" as const]));
    const review = judged(app(), app(), { actions: { ...updated, [address]: "delete-create" } });

    expect(of(review, "token-renewed")[0]?.consequence).toBe(
      "In the same apply follow: Secret agyn-ml-gpu/ml-gpu-east-0-token; release agyn-ml-gpu/ml-gpu-east-0, whose pod restarts.",
    );
  });

  it("names the attribute that forces it and what that is set from", () => {
    const edge = appOf((app) => {
      const stack = new AgynStack(app, "edge");
      const organization = new Organization(stack, "acme", { name: "Acme" });
      new Runner(stack, "Runner", { name: "edge", organization });
    });
    const [stack] = edge.stacks.values();
    const all = [...(stack?.resources.values() ?? [])].map(({ address: one, path }) => ({
      ...change(one, "delete-create", path === undefined ? {} : { path }),
      reason: "replace_because_cannot_update",
      forcedBy: one.startsWith("agyn_runner.") ? ["organization_id"] : [],
    }));
    const runners = all.flatMap(({ address: one, action }) =>
      one.startsWith("agyn_runner.") ? [{ address: one, action, before: { name: "edge", labels: {} } }] : [],
    );
    const review = judge({ digests: [digest("edge", { changes: all, runners })], head: edge });

    expect(of(review, "runner-recreated")[0]?.cause).toBe(
      "it can't be changed in place: organization_id changes, set from edge/acme",
    );
    expect(of(review, "organization-destroyed")).toHaveLength(1);
  });
});

describe("runners without a fleet and without apps", () => {
  it("are told by their addresses, with what the plan alone says", () => {
    const runner = {
      address: "agyn_runner.edge",
      action: "delete" as const,
      before: { name: "edge", labels: { region: "eu" }, capabilities: [], status: "enrolled", id: "1" },
    };
    const review = judge({ digests: [digest("infra", { runners: [runner] })] });

    expect(lines(review)).toEqual([
      "critical last-runner: runner edge is destroyed, the last with any organization, labels region=eu",
    ]);
    expect(review.pools).toMatchObject([{ id: "edge", region: "eu", risk: "critical" }]);
    expect(review.notes).toEqual(
      expect.arrayContaining([expect.stringContaining("The app that was applied was not given")]),
    );
  });

  it("keep the pools that a digest names", () => {
    const review = judge({ digests: digestsOf(app(), withoutGpu()) });

    expect(review.pools.filter(({ risk }) => risk === "critical")).toMatchObject([
      { id: "east/ml-gpu", path: "east/ml-gpu", region: "east", team: "ml", tier: "gpu-nvidia-l4" },
    ]);
  });

  it("keep their names when these are words of the language", () => {
    const named = (name: string) => ({
      address: `agyn_runner.${name}`,
      action: "delete" as const,
      before: {
        name,
        organization: "constructor",
        labels: Object.fromEntries([[name, "toString"]]),
        status: "enrolled",
      },
    });
    const runners = ["constructor", "__proto__", "hasOwnProperty"].map(named);
    const review = judge({ digests: [digest("__proto__", { runners })], running: new Map() });

    expect(of(review, "last-runner")).toHaveLength(3);
    expect(review.pools.map(({ id }) => id).sort()).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
    expect(review.stacks.map(({ name }) => name)).toEqual(["__proto__"]);
  });
});

describe("a pool and its agent that go together", () => {
  it("leave nobody without a place", () => {
    const review = judged(app(), withoutGpu());

    expect(of(review, "last-runner")).toEqual([]);
    expect(of(review, "runner-destroyed")[0]?.consequence).toContain("No declared agent needs it.");
    expect(review.placement.map(({ agent, verdict }) => [agent, verdict])).toEqual([
      ["trainer", "gone"],
      ["reviewer", "same"],
    ]);
  });
});
