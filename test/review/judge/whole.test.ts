// What is said of a change as a whole: stacks, groups, verdict, fingerprints, notes; and that it is quick.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reviewPages } from "../../../scripts/gen-review-docs";
import {
  type Change,
  judge,
  renderTerraformReport,
  type ReviewedApp,
  type ReviewFinding,
  type RunnerChange,
} from "../../../src/review/index";
import { change, digest, digestsOf, step } from "../../support/review-builders";
import { app, definition, judged, of } from "./support";

describe("the stacks", () => {
  const head = app((fleet) => {
    delete fleet.regions["west"];
    Object.assign(fleet.regions, { south: { cluster: { context: "south" } } });
  });
  const review = judged(app(), head);

  it("stand in the order of the apply, those that are gone at the end", () => {
    expect(review.stacks.map(({ name, standing, source }) => [name, standing, source])).toEqual([
      ["organizations", "kept", "plan"],
      ["east", "kept", "plan"],
      ["south", "new", "plan"],
      ["west", "gone", "none"],
    ]);
  });

  it("leave behind what a stack has that is gone", () => {
    const [finding] = of(review, "stack-gone");

    expect(finding).toMatchObject({ risk: "high", at: { stack: "west" }, what: "stack west is no longer in the app" });
    expect(finding?.consequence).toMatch(/2 runners among them, go on as they are/);
    expect(review.placement.find(({ agent }) => agent === "reviewer")?.before).toContain("west/web-standard");
    expect(review.placement.find(({ agent }) => agent === "reviewer")?.after).toContain("west/web-standard");
  });

  it("are provisional while one before them changes", () => {
    const digests = digestsOf(app(), app()).map((one) =>
      one.stack === "organizations" ? { ...one, changes: [change("agyn_organization.x", "update")] } : one,
    );

    expect(judge({ digests, base: app(), head: app() }).stacks.map(({ provisionalOn }) => provisionalOn)).toEqual([
      [],
      ["organizations"],
      ["organizations"],
    ]);
  });

  it("count what is made anew while the old one is left as created and forgotten", () => {
    const review = judge({ digests: [digest("x", { changes: [change("a.a", "forget-create")] })] });

    expect(review.counts).toMatchObject({ created: 1, recreated: 0, destroyed: 0, forgotten: 1 });
    expect(JSON.parse(renderTerraformReport(review))).toEqual({ create: 1, update: 0, delete: 0 });
  });

  it("are counted by what happens to their objects", () => {
    const changes = [
      change("a.a", "create"),
      change("a.b", "create-delete"),
      change("a.c", "no-op", { imported: true }),
      change("a.d", "no-op", { previousAddress: "a.e" }),
      change("data.a.f", "read", { mode: "data" }),
      change("a.g", "forget"),
    ];

    expect(judge({ digests: [digest("x", { changes, unchanged: 7 })] }).counts).toEqual({
      created: 1,
      updated: 0,
      recreated: 1,
      destroyed: 0,
      forgotten: 1,
      imported: 1,
      moved: 1,
      unchanged: 7,
    });
  });
});

describe("the verdict", () => {
  const findings = [change("kubernetes_secret_v1.x", "create-delete")];

  it.each([
    ["nothing", [], "Nothing changes."],
    ["changes", [change("a.a", "create")], "1 object is created; no rule finds anything."],
    ["findings", findings, "1 object is destroyed and recreated. Findings: 1 medium."],
    ["blocked", [change("agyn_organization.x", "delete")], "1 object is destroyed. Findings: 1 critical."],
  ])("is %s", (verdict, changes, sentence) => {
    expect(judge({ digests: [digest("x", { changes })] })).toMatchObject({ verdict, sentence });
  });

  it.each([
    "errored",
    "incomplete",
    "deferred",
    "unreadable",
    "newer-format",
    "not-understood",
    "refresh-only",
    "stale",
    "unreadable-mask",
  ] as const)("is never green over a plan that is %s", (kind) => {
    const review = judge({ digests: [digest("fine"), digest("x", { doubts: [{ kind, sentence: "It is not." }] })] });

    expect(review).toMatchObject({
      verdict: "unjudgeable",
      sentence: "What happens in stack x is not certain. It is not.",
    });
  });

  it.each(["errored", "incomplete", "deferred", "stale", "not-understood"] as const)(
    "takes the runners that a plan lacks from the apps when it is %s",
    (kind) => {
      const base = app();
      const whole = judged(base, base);
      const digests = digestsOf(base, base).map((one) => ({
        ...one,
        runners: one.runners.slice(1),
        doubts: [{ kind, sentence: "It is not whole." }],
      }));

      expect(judge({ digests, base, head: base }).capacity).toEqual(whole.capacity);
    },
  );

  it("is never green over a stack without a plan, nor over nothing", () => {
    expect(judged(app(), app(), { without: ["west"] })).toMatchObject({
      verdict: "unjudgeable",
      sentence: expect.stringContaining("Stack west has no plan") as string,
    });
    expect(judge({ digests: [] }).verdict).toBe("unjudgeable");
  });

  it("follows the threshold and what a policy accepts", () => {
    const digests = [digest("x", { changes: findings })];
    const policy = (finding: ReviewFinding): ReviewFinding => ({
      ...finding,
      accepted: { by: "exception", reason: "planned" },
    });

    expect(judge({ digests, failOn: "medium" }).verdict).toBe("blocked");
    expect(judge({ digests, failOn: "medium", policy })).toMatchObject({
      verdict: "changes",
      sentence: "1 object is destroyed and recreated; no rule finds anything. 1 finding is accepted.",
    });
  });
});

describe("findings that are the same but for where", () => {
  const namespaces = (...names: readonly string[]) =>
    judge({
      digests: [
        digest("x", {
          changes: names.map((name) => change(`kubernetes_namespace_v1.${name}`, "delete", { identity: { name } })),
        }),
      ],
    });
  const [both] = namespaces("b", "a").findings;

  it("count as one", () => {
    expect(both).toMatchObject({
      what: "2 namespaces are destroyed: a and b",
      at: { address: "kubernetes_namespace_v1.a" },
      others: [{ address: "kubernetes_namespace_v1.b" }],
    });
  });

  it("have a fingerprint that stays, and another when one is added", () => {
    expect(both?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(namespaces("a", "b").findings[0]?.fingerprint).toBe(both?.fingerprint);
    expect(namespaces("a", "b", "c").findings[0]?.fingerprint).not.toBe(both?.fingerprint);
    expect(namespaces("a").findings[0]?.fingerprint).not.toBe(both?.fingerprint);
  });

  it("are apart when a policy accepts only one of them", () => {
    const changes = ["a", "b"].map((name) => change(`kubernetes_namespace_v1.${name}`, "delete"));
    const { findings } = judge({
      digests: [digest("x", { changes })],
      policy: (finding) =>
        finding.at.address?.endsWith(".a") === true ? { ...finding, accepted: { by: "baseline" } } : finding,
    });

    expect(findings.map(({ at, accepted }) => [at.address, accepted?.by])).toEqual([
      ["kubernetes_namespace_v1.a", "baseline"],
      ["kubernetes_namespace_v1.b", undefined],
    ]);
  });
});

describe("groups of changes", () => {
  const release = (name: string, level: string): Change =>
    change(`helm_release.${name}`, "update", {
      identity: { name },
      attributes: [step("values.env[LOG_LEVEL].value", "info", level), step("values.fullname", `${name}-old`, name)],
    });

  it("name the odd one first", () => {
    const changes = [
      ...Array.from({ length: 199 }, (_, index) => release(`pool-${index}`, "debug")),
      release("odd", "error"),
    ];
    const { groups } = judge({ digests: [digest("x", { changes })] });

    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ type: "helm_release", action: "update", count: 200, odd: 1 });
    expect(groups[0]?.members[0]?.change.address).toBe("helm_release.odd");
    expect(groups[0]?.title).toMatch(/^helm_release updated: values\.env\[LOG_LEVEL\]\.value info -> debug/);
  });

  it.each([
    ["another action", change("a.b", "delete")],
    ["another reason", change("a.b", "update", { reason: "x", attributes: [step("c", 1, 2)] })],
    ["other attributes", change("a.b", "update", { attributes: [step("d", 1, 2)] })],
    ["an import", change("a.b", "update", { imported: true, attributes: [step("c", 1, 2)] })],
  ])("are apart by %s", (_, other) => {
    const changes = [change("a.a", "update", { attributes: [step("c", 1, 2)] }), other];

    expect(judge({ digests: [digest("x", { changes })] }).groups).toHaveLength(2);
  });

  it("have no odd one among as many ways as members", () => {
    const changes = ["debug", "error", "warn"].map((level) => release(level, level));

    expect(judge({ digests: [digest("x", { changes })] }).groups[0]).toMatchObject({ count: 3, odd: 0 });
  });
});

describe("the page of the rules", () => {
  it.each(Object.entries(reviewPages()))("is committed as it is made: %s", (path, text) => {
    expect(readFileSync(join(__dirname, "../../..", path), "utf8")).toBe(text);
  });
});

describe("a big fleet", () => {
  /** An app of a thousand pools and ten thousand agents, made from a small one without synthesizing it. */
  function big(): ReviewedApp {
    const small = app();
    const written = small.written;
    const [like] = [...small.pools.values()].filter(({ declared }) => declared?.team === "web");
    if (written === undefined || like?.declared === undefined)
      throw new Error("the small fleet has a pool of the web team");
    const { declared } = like;
    const pools = Array.from({ length: 1_000 }, (_, index) => {
      const labels = { ...declared.labels, shard: String(index % 100) };
      return { ...declared, id: `east/p${index}`, name: `p${index}`, labels, runners: [`p${index}-east-0`] };
    });
    const agents = Array.from({ length: 10_000 }, (_, index) => ({
      ...(written.fleet.agents[0] ?? {
        name: "",
        path: "",
        organization: "",
        capabilities: [],
        requests: { gpu: 0 },
        sidecars: 0,
        concurrency: 1,
      }),
      name: `a${index}`,
      organization: "acme-web",
      labels: { shard: String(index % 100) },
    }));
    return {
      ...small,
      pools: new Map(
        pools.map((pool) => [`east/${pool.name}`, { ...like, id: pool.id, path: `east/${pool.name}`, declared: pool }]),
      ),
      written: { ...written, fleet: { ...written.fleet, pools, agents } },
    };
  }

  it("looks at no more pools than its agents' requirements name", () => {
    const fleet = big();
    const runners = [...fleet.pools.values()].map(({ declared, path, id }, index): RunnerChange => {
      const facts = {
        name: declared?.runners[0] ?? "",
        labels: declared?.labels ?? {},
        capabilities: [],
        status: "enrolled",
      };
      const isGone = index % 100 === 7;
      return {
        address: `agyn_runner.r${index}`,
        path: `${path}/Runner0`,
        pool: id,
        action: isGone ? "delete" : "no-op",
        before: facts,
        ...(isGone ? {} : { after: facts }),
      };
    });
    const changes = Array.from({ length: 10_000 }, (_, index) =>
      change(`helm_release.r${index}`, "update", {
        path: `east/p${index % 1000}/Release0`,
        attributes: [step("version", "0.10.14", "0.10.15")],
      }),
    );
    const review = judge({
      digests: [digest("east", { runners, changes }), digest("west"), digest("organizations")],
      head: fleet,
      base: fleet,
    });

    expect(of(review, "last-runner")).toHaveLength(1);
    expect(of(review, "last-runner")[0]?.what).toContain(
      "and 5 more are destroyed, the last that take the work of agents",
    );
    expect(review.placement.filter(({ verdict }) => verdict === "lost")).toHaveLength(100);
    expect(review.groups).toMatchObject([{ count: 10_000, odd: 0 }]);
    expect(of(review, "chart-changed")[0]?.others).toHaveLength(9_999);
  });
});

describe("the definition of these tests", () => {
  it("is one that nothing is found in", () => {
    expect(judged(app(), app()).verdict).toBe("nothing");
    expect(Object.keys(definition().pools)).toEqual(["standard", "ml-gpu"]);
  });
});

describe("what the app no longer has", () => {
  it("is a note where the plan does not end it: it was never applied", () => {
    const gone = app((fleet) => {
      delete fleet.pools["ml-gpu"];
      delete fleet.agents?.["trainer"];
    });
    const noted = ({ notes }: ReturnType<typeof judge>): readonly string[] =>
      notes.filter((note) => note.includes("no longer has"));
    const digests = digestsOf(app(), gone);
    const without = digests.map((one) => ({
      ...one,
      changes: one.changes.filter(({ action }) => action !== "delete"),
      runners: one.runners.filter(({ action }) => action !== "delete"),
    }));

    expect(noted(judge({ digests, base: app(), head: gone }))).toEqual([]);
    expect(noted(judge({ digests: without, base: app(), head: gone }))).toEqual([
      expect.stringMatching(
        /^Stack east no longer has east\/ml-gpu\/.* and they are not in its state: nothing is destroyed/,
      ),
    ]);
  });
});
