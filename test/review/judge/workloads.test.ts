// What a change does to the agent workloads of an app, by the agents.json of both sides.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, TerraformResource } from "cdktf";
import { readAgentsJson } from "../../../src/review/app/agents-file";
import {
  judge,
  renderHtml,
  renderJson,
  renderMarkdown,
  renderSarif,
  renderText,
  type Review,
  type ReviewedApp,
  reviewJsonSchema,
  reviewRules,
  violations,
} from "../../../src/review/index";
import { type Acknowledgement, agentsFileJsonSchema, type JsonFinding } from "../../../src/rules/index";
import { AgynStack } from "../../../src/constructs/index";
import { AgentNamespace, AgentPlatform, HttpService, type HttpServiceProps } from "../../../src/workloads/index";
import { cluster, synth } from "../../constructs/support";
import { appOf, digestsOf } from "../../support/review-builders";
import { budgets, rightProps } from "../../workloads/support";
import { app as fleetOf, judged, lines, of } from "./support";

/** Makes one agent service in a stack, `europe/support/answers`, and one in another stack in which nothing is wrong. */
function build(app: App, change: Partial<HttpServiceProps> = {}, acknowledge: readonly Acknowledgement[] = []): void {
  const platform = new AgentPlatform(app, "agents", { budgets, acknowledge });
  for (const [region, name, props] of [
    ["asia", "sales", {}],
    ["europe", "support", change],
  ] as const) {
    const stack = new AgynStack(app, region, { cluster });
    const namespace = new AgentNamespace(stack, name, { cluster });
    new HttpService(namespace, "answers", { ...rightProps({ stack, namespace, platform }), ...props });
  }
}

const agents = (change?: Partial<HttpServiceProps>, acknowledge?: readonly Acknowledgement[]): ReviewedApp =>
  appOf((app) => build(app, change, acknowledge));

const writable = { security: { readOnlyRootFilesystem: false } };
const root = { security: { runAsUser: 0 } };
const accepts = (rule: string) => [{ rule, path: "europe", reason: "its program writes beside itself" }];

describe("an agent workload that goes", () => {
  const without = appOf((app) => {
    new AgentPlatform(app, "agents", { budgets });
    for (const [region, name] of [
      ["asia", "sales"],
      ["europe", "support"],
    ] as const)
      new AgentNamespace(new AgynStack(app, region, { cluster }), name, { cluster });
  });
  const none = { replicas: 0 };

  it("is one finding, with what it was made of, which says how to end it without a call that is cut", () => {
    const review = judged(agents(), without);

    expect(of(review, "workload-destroyed")).toMatchObject([
      {
        risk: "high",
        what: "2 agent workloads are destroyed: asia/sales/answers and europe/support/answers",
        fix: expect.stringContaining("docs/agents/secrets.md#ending-a-workload") as string,
      },
    ]);
    expect(of(review, "object-destroyed")).toEqual([]);
    expect(of(review, "release-destroyed")).toEqual([]);
  });

  it("takes no data along: a claim that stands below it is told itself", () => {
    const withData = appOf((app) => {
      build(app);
      for (const service of app.node.findAll().filter((one) => one instanceof HttpService))
        new TerraformResource(service, "Data", { terraformResourceType: "kubernetes_persistent_volume_claim_v1" });
    });

    expect(of(judged(withData, without), "object-destroyed")).toMatchObject([
      { risk: "high", what: expect.stringContaining("kubernetes_persistent_volume_claim_v1") as string },
    ]);
  });

  it("is told where it moves to another namespace, too", () => {
    const app = agents();
    const addresses = [...app.stacks.values()].flatMap(({ resources }) =>
      [...resources.values()].flatMap(({ address, path }) =>
        path?.endsWith("/answers/Workload") === true ? address : [],
      ),
    );
    const actions = Object.fromEntries(addresses.map((address) => [address, "delete-create" as const]));

    expect(of(judged(app, app, { actions }), "workload-destroyed")).toMatchObject([
      { what: expect.stringMatching(/^2 agent workloads are destroyed and recreated: /) as string },
    ]);
  });

  it("weighs less where it was scaled to zero before", () => {
    const empty = agents(none);
    const kept = of(judged(empty, without), "workload-destroyed").map(({ risk, what }) => [risk, what]);

    expect(kept).toEqual([
      ["high", "agent workload asia/sales/answers is destroyed"],
      ["medium", "agent workload europe/support/answers is destroyed"],
    ]);
  });
});

describe("a namespace of agents that goes", () => {
  const empty = (...regions: readonly string[]) =>
    appOf((app) => {
      for (const region of ["asia", "europe"]) {
        const stack = new AgynStack(app, region, { cluster });
        if (regions.includes(region)) new AgentNamespace(stack, "support", { cluster });
      }
    });

  it("is one finding with its closed policy, and points to how agents end, not runners", () => {
    const review = judged(empty("asia", "europe"), empty("asia"));

    expect(review.findings).toMatchObject([
      {
        rule: "review/namespace-destroyed",
        what: "namespace support is destroyed",
        consequence: "Everything in it goes: workloads that still run, their volumes and Secrets.",
        fix: expect.stringContaining("docs/agents/secrets.md#ending-a-workload") as string,
      },
    ]);
    expect(review.findings[0]?.fix).not.toContain("runbooks");
  });

  it("is told beside the workloads in it, which are told once", () => {
    const review = judged(agents(), empty());

    expect(review.findings.map(({ rule }) => rule).sort()).toEqual([
      "review/namespace-destroyed",
      "review/workload-destroyed",
    ]);
  });

  it("does not hide its closed policy where that goes alone", () => {
    const app = empty("asia");
    const [policy = ""] = [...app.stacks.values()].flatMap(({ resources }) =>
      [...resources.values()].flatMap(({ address, path }) => (path?.endsWith("/DenyAll") === true ? address : [])),
    );

    expect(of(judged(app, app, { actions: { [policy]: "delete" } }), "object-destroyed")).toHaveLength(1);
  });
});

describe("a change of agent workloads", () => {
  const right = agents();
  const wrong = agents(writable);
  const accepted = agents(writable, accepts("SEC-08"));

  it("names the workload, its stack and the page of a rule that is newly broken", () => {
    expect(of(judged(right, wrong), "workload-rule")).toMatchObject([
      {
        risk: "low",
        at: { stack: "europe", path: "europe/support/answers" },
        what: expect.stringMatching(/^europe\/support\/answers\.security\.readOnlyRootFilesystem: /) as string,
        consequence: "The rule SEC-08 of agent workloads is newly broken (docs/agents/rules/SEC-08.md).",
      },
    ]);
  });

  it("shows what is accepted with its reason, also an error", () => {
    const review = judged(right, agents(root, accepts("SEC-07")));

    expect(of(review, "workload-rule")).toMatchObject([
      { risk: "low", cause: "the AgentPlatform accepts it: its program writes beside itself" },
    ]);
    expect(review.verdict).toBe("findings");
  });

  it("names the workload that accepts from now on what was found before", () => {
    expect(of(judged(wrong, accepted), "workload-rule")).toMatchObject([
      {
        risk: "low",
        at: { stack: "europe", path: "europe/support/answers" },
        what: expect.stringMatching(/^europe\/support\/answers\.\S+ newly accepts what was found before: /) as string,
        cause: "the AgentPlatform accepts it: its program writes beside itself",
        consequence:
          "The rule SEC-08 of agent workloads is still broken, and accepted from now on (docs/agents/rules/SEC-08.md).",
      },
    ]);
  });

  it.each([
    ["that were broken before", wrong, wrong],
    ["that were accepted before", accepted, accepted],
    ["that are no longer accepted, of which every synth warns", accepted, wrong],
    ["that hold again", wrong, right],
  ])("finds nothing of rules %s", (_, base, head) => {
    expect(of(judged(base, head), "workload-rule")).toEqual([]);
  });

  it("tells the rules that hold again beside those of fleets", () => {
    expect(judged(wrong, right).notes).toContain("Rules of agent workloads that hold again: SEC-08.");
  });

  it("keeps to the published form of a review", () => {
    expect(violations(JSON.parse(renderJson(judged(right, wrong))), reviewJsonSchema, true)).toEqual([]);
  });

  it.each<[string, (review: Review) => string]>([
    ["text", (review) => renderText(review)],
    ["Markdown", (review) => renderMarkdown(review, { host: "github" }).text],
    ["JSON", renderJson],
    ["SARIF", (review) => renderSarif(review, { version: "0", rules: reviewRules, sources: { entry: "main.ts" } })],
    ["HTML", (review) => renderHtml(review)],
  ])("stands in the form %s", (_, render) => {
    expect(render(judged(right, wrong))).toContain("docs/agents/rules/SEC-08.md");
  });

  it.each([
    ["the app before", fleetOf(), wrong],
    ["the app after", wrong, fleetOf()],
  ])("is not compared where %s has none", (_, base, head) => {
    const review = judged(base, head);

    expect(of(review, "workload-rule")).toEqual([]);
    expect(review.notes).toContain(
      "Only one of the two apps has an agents.json: rules of agent workloads are not compared.",
    );
  });

  it("is not spoken of where no app has any", () => {
    expect(JSON.stringify(judged(fleetOf(), fleetOf()))).not.toMatch(/agents\.json|agent workloads/);
  });

  it("is not compared without the app that was applied", () => {
    const review = judge({ digests: digestsOf(right, wrong), head: wrong });

    expect(of(review, "workload-rule")).toEqual([]);
    expect(review.notes.join(" ")).not.toContain("agents.json");
  });

  describe("by what stands in the file", () => {
    const finding = (rest: Partial<JsonFinding> = {}): JsonFinding => ({
      rule: "DRN-01",
      severity: "warning",
      path: "europe/support/answers.gracePeriodSeconds",
      why: "it is short",
      fix: "lengthen it",
      ...rest,
    });
    const withFindings = (findings: readonly JsonFinding[], stage: "dev" | "prod" = "prod"): ReviewedApp => ({
      ...right,
      workloads: { stage, findings, paths: new Set() },
    });
    const reviewOf = (was: readonly JsonFinding[], is: readonly JsonFinding[]): Review =>
      judged(withFindings(was), withFindings(is));
    const error = { severity: "error" } as const;
    const reason = { acknowledged: "tried out" };

    it.each<[string, readonly JsonFinding[], JsonFinding, readonly string[]]>([
      ["an error that nobody acknowledged", [], finding(error), ["high"]],
      ["an error that somebody acknowledged", [], finding({ ...error, ...reason }), ["low"]],
      ["a warning that becomes an error", [finding()], finding(error), ["high"]],
      ["an error that becomes a warning", [finding(error)], finding(), []],
      ["an error that stays", [finding(error)], finding(error), []],
      ["a warning with other words", [finding()], finding({ why: "it is shorter" }), []],
      ["the same rule at another option", [finding()], finding({ path: "europe/support/answers.drain" }), ["low"]],
      ["a warning that is accepted for another reason", [finding(reason)], finding({ acknowledged: "known" }), []],
    ])("weighs %s", (_, was, is, risks) => {
      expect(of(reviewOf(was, [is]), "workload-rule").map(({ risk }) => risk)).toEqual(risks);
    });

    it.each([
      ["europe/support/answers.probes.liveness", { stack: "europe", path: "europe/support/answers" }],
      ['europe/support/answers.env["a/b.c"]', { stack: "europe", path: "europe/support/answers" }],
      ["asia/sales/answers", { stack: "asia", path: "asia/sales/answers" }],
      ["europe.anything", { stack: "europe", path: "europe" }],
      ["agents.budgets[0]", {}],
      ["nowhere/support/answers.drain", {}],
    ])("knows where %s is", (path, where) => {
      expect(of(reviewOf([], [finding({ path })]), "workload-rule")[0]?.at).toEqual(where);
    });

    it.each([
      ["SEC-01", "docs/agents/rules/SEC-01.md"],
      ["rules/acknowledgement-unused", "docs/agents/rules.md"],
      ["../../secrets", "docs/agents/rules.md"],
    ])("names the page of %s", (rule, page) => {
      expect(of(reviewOf([], [finding({ rule })]), "workload-rule")[0]?.consequence).toContain(`(${page})`);
    });

    it("counts places at which a rule holds again", () => {
      const was = ["a", "b"].map((option) => finding({ path: `europe/support/answers.${option}` }));

      expect(reviewOf(was, []).notes).toContain("Rules of agent workloads that hold again: DRN-01 at 2 places.");
    });

    it("does not take for mended what a lower stage does not ask", () => {
      const { notes } = judged(withFindings([finding()]), withFindings([], "dev"));

      expect(notes.join(" ")).not.toContain("hold again");
      expect(notes).toContain(
        "The stage of the AgentPlatform was prod and is dev: what dev does not ask is looked at no more, and less of it stops.",
      );
    });
  });
});

describe("a fleet", () => {
  const twin = { "ml-more": { region: "east", team: "ml", tier: "gpu-nvidia-l4" } };

  it("that accepts from now on what was found before is told, too", () => {
    const broken = fleetOf((fleet) => void Object.assign(fleet.pools, twin));
    const accepted = fleetOf((fleet) => {
      Object.assign(fleet.pools, twin);
      fleet.acknowledge = [{ rule: "fleet/pool-overlap", path: "pools", reason: "while it moves" }];
    });

    expect(lines(judged(broken, accepted))).toEqual([
      expect.stringMatching(/^low fleet-rule: \S+ newly accepts what was found before: /),
    ]);
  });
});

describe("agents.json", () => {
  const whole = {
    formatVersion: "1",
    stage: "prod",
    workloads: [],
    counts: { errors: 0, warnings: 1, acknowledged: 0 },
    findings: [{ rule: "SEC-01", severity: "warning", path: "europe/a.env", why: "it hurts", fix: "take it out" }],
  };
  const TOKEN = `ghp_${"a1B2".repeat(9)}`;
  const read = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), "agyn-agents-json-"));
    try {
      writeFileSync(join(folder, "agents.json"), text);
      return readAgentsJson(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const withFinding = (change: object) => ({ ...whole, findings: [{ ...whole.findings[0], ...change }] });

  it("is of the published form, which names every field", () => {
    const { files } = synth((app) => build(app, writable, accepts("SEC-08")));
    const written = JSON.parse(files.get("agents.json") ?? "null") as object;

    expect(violations(written, agentsFileJsonSchema, true)).toEqual([]);
    expect(violations({ ...written, stage: "test" }, agentsFileJsonSchema)).toEqual([
      '$.stage is "test", not one of the list',
    ]);
  });

  it("is read with fields that later versions add, and without what a review does not show", () => {
    const later = { ...withFinding({ value: 7, link: "x" }), team: "support" };

    expect(read(JSON.stringify(later))).toEqual({ stage: "prod", findings: whole.findings, paths: new Set() });
  });

  it.each<[string, object | string, string]>([
    ["no JSON", "{", "is no JSON: synthesize the app anew"],
    ["a list", [], "(it is no object)"],
    ["of another version", { ...whole, formatVersion: "2" }, "(formatVersion)"],
    ["something else", { name: "our agents" }, "(formatVersion)"],
    ["of an unknown stage", { ...whole, stage: TOKEN }, "(stage)"],
    ["without findings", { ...whole, findings: {} }, "(findings)"],
    ["with a finding that is none", { ...whole, findings: [TOKEN] }, "(findings[0])"],
    ["with an unknown severity", withFinding({ severity: TOKEN }), "(findings[0])"],
    ["with a rule that is no text", withFinding({ rule: 1 }), "(findings[0])"],
    ["with a reason that is no text", withFinding({ acknowledged: true }), "(findings[0])"],
  ])("is refused when it is %s, and no value of it is shown", (_, content, place) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);

    expect(() => read(text)).toThrow(place);
    expect(() => read(text)).not.toThrow(TOKEN);
  });

  it.each(["rule", "path", "why", "fix", "acknowledged"])(
    "shows no secret that somebody wrote into its field %s",
    (field) => {
      const secret = read(JSON.stringify(withFinding({ [field]: `see ${TOKEN}` })));

      expect(JSON.stringify(secret)).not.toContain(TOKEN);
      expect(JSON.stringify(secret)).toContain("(looks like a secret, not shown)");
    },
  );
});
