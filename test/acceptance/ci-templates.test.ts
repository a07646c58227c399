// The templates of examples/ci: their shape, what they may do, and their steps where no terraform is needed. ci-flow.test.ts runs them whole.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { App } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";

const ROOT = resolve(__dirname, "../..");
const CI = join(ROOT, "examples/ci");

const BASE: FleetDefinition = {
  name: "acme",
  stage: "dev",
  regions: { eu: { cluster: { context: "acme-eu" }, gateway: { inCluster: true }, storageClass: "gp3" } },
  teams: { ml: { organization: "acme-ml", organizationName: "Acme ML" } },
  defaults: { capabilities: ["docker"] },
  pools: { kept: { region: "eu", team: "ml" } },
};
const HEAD: FleetDefinition = { ...BASE, pools: { ...BASE.pools, fresh: { region: "eu", team: "ml" } } };

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly stack: string } };
  readonly environment?: string;
  readonly "continue-on-error"?: boolean;
  readonly "timeout-minutes"?: number;
  readonly if?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const scripts = readdirSync(CI, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sh"));
const workflow = (name: string): Workflow => parse(readFileSync(join(CI, "github", name), "utf8")) as Workflow;
const isShell = (text: string): string =>
  spawnSync("sh", ["-n"], { input: text, encoding: "utf8" }).stderr +
  spawnSync("bash", ["-n"], { input: text, encoding: "utf8" }).stderr;

describe("the workflows of GitHub", () => {
  const names = ["fleet.yml", "review.yml", "apply.yml", "first.yml"];

  it.each(names)("%s gives each job no more than it needs, and runs one at a time", (name) => {
    const { permissions, concurrency, jobs } = workflow(name);
    expect(permissions).toEqual({ contents: "read" });
    expect(concurrency.group).toMatch(/^fleet-/);
    const writes = Object.entries(jobs).flatMap(([job, { permissions: own = {} }]) =>
      Object.entries(own).flatMap(([scope, right]) => (right === "write" ? [`${job} ${scope}`] : [])),
    );
    expect(writes).toEqual(name === "review.yml" ? ["review pull-requests", "review security-events"] : []);
  });

  it.each(names)("%s puts no text of others into a shell, and its steps are shell", (name) => {
    const runs = Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
    expect(isShell(runs.join("\n"))).toBe("");
  });

  it.each(names)("%s takes each action at a commit, leaves no token in the clone, and ends in time", (name) => {
    const { jobs } = workflow(name);
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    const text = readFileSync(join(CI, "github", name), "utf8");
    expect(text.match(/^ +(- )?uses: .*$/gm)?.filter((line) => !/ # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const clones = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(clones.filter((clone) => clone.with?.["persist-credentials"] !== (false as unknown))).toEqual([]);
    expect(
      Object.values(jobs)
        .map((job) => job["timeout-minutes"] ?? Infinity)
        .filter((minutes) => minutes > 60),
    ).toEqual([]);
  });

  it("hold secrets in environments only, and never where a fork's code runs", () => {
    const holders = names.flatMap((name) =>
      Object.entries(workflow(name).jobs).flatMap(([job, body]) =>
        JSON.stringify(body).includes("secrets.") ? [`${name} ${job}: ${body.environment ?? "none"}`] : [],
      ),
    );
    expect(holders).toEqual(["review.yml plan: plan", "apply.yml apply: apply", "first.yml first: apply"]);
    expect(
      names.filter((name) => readFileSync(join(CI, "github", name), "utf8").includes("pull_request_target")),
    ).toEqual([]);
  });

  it("plans each stack of the manifest, with no credentials for forks, and lets no plan out", () => {
    const { on, jobs } = workflow("review.yml");
    expect(Object.keys(on)).toEqual(["pull_request"]);
    const { plan, rehearse, review } = jobs;
    expect(plan?.strategy?.matrix.stack).toBe("${{ fromJson(needs.synth.outputs.stacks) }}");
    expect(plan?.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
    expect(review?.needs).toEqual(["synth", "plan", "rehearse"]);
    // the states are all that a rehearsal reads, and what stands against it stops nothing
    expect(rehearse).toMatchObject({ environment: "plan", needs: "synth", "continue-on-error": true });
    expect(rehearse?.if).toBe(`vars.REHEARSE != 'off' && ${plan?.if ?? ""}`);
    expect(JSON.stringify(rehearse)).not.toContain("secrets.");
    const uploaded = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap((step) =>
        step.uses?.startsWith("actions/upload-artifact@") === true ? (step.with?.["path"] ?? "") : [],
      ),
    );
    expect(
      uploaded
        .join("\n")
        .split("\n")
        .filter((path) => path !== "")
        .sort(),
    ).toEqual([
      "base.out",
      "cdktf.out",
      "review/*.json",
      "review/digests/*.json",
      "review/locks/*.hcl",
      "review/locks/*.hcl",
      "review/map.html",
      "review/plans/*.age",
      "review/plans/*.age",
      "review/rehearsal.json",
    ]);
    const writers = Object.values(jobs).filter(({ steps }) =>
      steps.some(({ run }) => run?.includes("review comment") === true),
    );
    expect(writers).toEqual([review]);
  });

  it("applies on merge only, in an environment of its own", () => {
    const { on, jobs } = workflow("apply.yml");
    expect(on).toEqual({ push: { branches: ["main"] } });
    expect(jobs["apply"]?.environment).toBe("apply");
  });
});

describe("the steps", () => {
  let folder: string;
  let repo: string;
  const synthesized = (name: string, fleet: FleetDefinition): void => {
    const app = new App({ outdir: join(folder, name), stackTraces: false });
    Fleet.of(fleet).stacks(app);
    app.synth();
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-ci-"));
    repo = join(folder, "repo");
    mkdirSync(repo);
    for (const name of ["steps", "gitlab", "atlantis"])
      cpSync(join(CI, name), join(repo, "ci/steps"), { recursive: true });
    for (const [name, fleet] of Object.entries({ base: BASE, head: HEAD })) synthesized(name, fleet);
    writeFileSync(join(repo, "cdktf.json"), JSON.stringify({ app: `cp -R ${folder}/$(cat which)/. "$CDKTF_OUTDIR"` }));
    writeFileSync(join(repo, "which"), "base");
    writeFileSync(join(repo, "agyn-review.yaml"), "version: 1\n");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(
    command: string,
    more: Readonly<Record<string, string>> = {},
  ): { code: number; out: string; err: string } {
    const AGYN = `node ${join(ROOT, "dist/cli/main.js")}`;
    // an app is synthesized beside npm's packages only
    const programs = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` };
    const env = { ...process.env, AGYN, ...programs, ...more };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: repo, env, encoding: "utf8" });
    return { code: status ?? -1, out: stdout, err: stderr };
  }

  it("compare what is committed, make the app of the base from git, and take its policy from there", () => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin/npm"), "#!/bin/sh\n", { mode: 0o755 });
    const git = "git -c user.name=a -c user.email=a@example.com";
    expect(run("git init -q . && ci/steps/synth.sh")).toMatchObject({ code: 0, out: "" });
    expect(run(`git add -f . && ${git} commit -qm base && ci/steps/synth.sh`)).toMatchObject({ code: 0 });
    expect(run("echo head > which && ci/steps/synth.sh")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/fleet\.json differs:\n[^]*pools\.eu\/fresh/) as string,
    });

    const forgotten =
      "git rm -rq --cached cdktf.out && ci/steps/synth.sh && echo 'version: 1\nfailOn: critical' > agyn-review.yaml";
    expect(run(forgotten)).toMatchObject({ code: 0 });
    expect(run("ci/steps/base.sh HEAD")).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(join(repo, "base.out/fleet.json"), "utf8")).toBe(
      readFileSync(join(folder, "base/fleet.json"), "utf8"),
    );
    expect(run("git worktree list").out.trim().split("\n")).toHaveLength(1);

    // not one plan left its job: said in the comment, and never green
    expect(run("ci/steps/review.sh", { BASE: "base.out", BASE_REF: "HEAD" })).toMatchObject({ code: 3 });
    expect(readFileSync(join(repo, "review/comment.md"), "utf8")).toMatch(/can't be judged/i);
    expect(existsSync(join(repo, "review/approval.json"))).toBe(false);
    const { findings } = JSON.parse(readFileSync(join(repo, "review/review.json"), "utf8")) as {
      findings: { what: string }[];
    };
    expect(findings.map(({ what }) => what)).toContain("the policy changes with this change: failOn");
  }, 60_000);

  it("find no base where there was no app, and go on without", () => {
    run(
      "git checkout -q --orphan empty && git rm -rqf --cached . && git -c user.name=a -c user.email=a@b commit -qm none --allow-empty",
    );

    expect(run("ci/steps/base.sh HEAD", { BASE: "none.out" })).toMatchObject({
      code: 0,
      err: expect.stringContaining("There is no app at HEAD.") as string,
    });
    expect(run("ci/steps/review.sh", { BASE: "none.out" })).toMatchObject({ code: 3 });
  });

  describe("rehearse", () => {
    const rehearsal = () => join(repo, "review/rehearsal.json");
    /** The step where only stack eu was ever applied; the command says what it was given, and ends so. */
    const rehearse = (ends: number, more: Readonly<Record<string, string>> = {}) => {
      mkdirSync(join(folder, "bin"), { recursive: true });
      const pulled = 'case "$*" in *"/eu state pull") echo \'{"version": 4, "secret": "a-token"}\' ;; esac';
      writeFileSync(join(folder, "bin/terraform"), `#!/bin/sh\n${pulled}\n`, { mode: 0o755 });
      const says = `#!/bin/sh\necho "$@"; for file; do :; done; cat "$file" >&2; exit ${ends}\n`;
      writeFileSync(join(folder, "bin/says"), says, { mode: 0o755 });
      return run("ci/steps/rehearse.sh", { AGYN: "says", LOCAL_STATE: "kept", TMPDIR: join(folder, "tmp"), ...more });
    };
    beforeAll(() => {
      mkdirSync(join(folder, "tmp"));
      cpSync(join(folder, "head"), join(repo, "cdktf.out"), { recursive: true });
    });
    afterAll(() => rmSync(join(folder, "bin/terraform")));

    it.each([0, 2])("from the states that are there, and keeps what it says when it ends with %i", (ends) => {
      const { code, out, err } = rehearse(ends, { REHEARSE_OPTIONS: "--max-gap 0s" });
      expect({ code, out }).toEqual({ code: 0, out: "" });
      expect(err).toContain("a-token");
      const said = readFileSync(rehearsal(), "utf8");
      expect(said).toMatch(/^rehearse --out \S+\/cdktf\.out --max-gap 0s --json --state \S+\/states\/eu\.tfstate\n$/);
      // the states went with the step
      expect(readdirSync(join(folder, "tmp"))).toEqual([]);
    });

    it("and keep nothing, also nothing older, of one that could not be made", () => {
      rehearse(0);
      expect(existsSync(rehearsal())).toBe(true);
      expect(rehearse(1).code).toBe(1);
      expect(existsSync(rehearsal())).toBe(false);
      expect(readdirSync(join(folder, "tmp"))).toEqual([]);
    });

    it("nothing where it is off, and the review says nothing of it", () => {
      const off = { REHEARSE: "off" };
      expect(rehearse(0, off)).toMatchObject({ code: 0, out: "", err: "" });
      expect(existsSync(rehearsal())).toBe(false);
      const comment = (more: Readonly<Record<string, string>>): string => {
        run("ci/steps/review.sh", more);
        return readFileSync(join(repo, "review/comment.md"), "utf8");
      };
      expect(comment(off)).not.toMatch(/rehearse/i);
      expect(comment({})).toContain("**Not rehearsed.**");
    });
  });

  it("plan nothing whose state would end with the job", () => {
    expect(run("ci/steps/plan.sh organizations")).toMatchObject({
      code: 1,
      err: expect.stringContaining("the state is a file of this machine; give the stack a backend") as string,
    });
  });

  it("apply nothing that was not reviewed", () => {
    expect(run("ci/steps/apply.sh eu")).toMatchObject({
      code: 3,
      err: expect.stringContaining("nothing says that eu was reviewed") as string,
    });
  });

  it("fetch the review of the pull request that was merged, and nothing else", () => {
    const bin = join(folder, "bin-of-github");
    mkdirSync(bin);
    const answers =
      'case "$1 $2" in "api "*) echo "$FOUND_HEAD" ;; "run list") echo "$FOUND_RUN" ;; *) echo "$@" ;; esac';
    writeFileSync(join(bin, "gh"), `#!/bin/sh\n${answers}\n`, { mode: 0o755 });
    const find = (head: string, found: string) =>
      run(join(CI, "github/find-review.sh"), {
        PATH: `${bin}:${process.env["PATH"] ?? ""}`,
        GITHUB_SHA: "merged",
        GITHUB_REPOSITORY: "acme/infra",
        FOUND_HEAD: head,
        FOUND_RUN: found,
      });
    expect(find("", "")).toMatchObject({
      code: 1,
      err: expect.stringContaining("nothing was reviewed") as string,
    });
    expect(find("abc", "")).toMatchObject({
      code: 1,
      err: expect.stringContaining("did not end well") as string,
    });
    expect(find("abc", "12")).toMatchObject({
      code: 0,
      out: "run download 12 --repo acme/infra --name review --dir review\n",
    });
  });

  it("make a job for each stack in GitLab, and a project for each in Atlantis", () => {
    const gitlab = parse(run("ci/steps/child-pipeline.sh").out) as Readonly<
      Record<string, { script: string[]; parallel: unknown; when: string; rules: unknown }>
    >;
    expect(gitlab["plan"]?.parallel).toEqual({ matrix: [{ STACK: ["organizations", "eu"] }] });
    expect(gitlab["apply"]?.rules).toEqual([{ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", when: "manual" }]);
    const lines = ["plan", "rehearse", "review", "apply"].flatMap((job) => gitlab[job]?.script ?? []);
    expect(isShell(lines.join("\n"))).toBe("");
    const bounded = JSON.parse(run("ci/steps/child-pipeline.sh").out) as Record<string, Record<string, unknown>>;
    expect(["plan", "rehearse", "review", "apply"].map((job) => bounded[job]?.["timeout"])).toEqual([
      "30 minutes",
      "30 minutes",
      "20 minutes",
      "1 hour",
    ]);
    expect(bounded["apply"]).toMatchObject({ environment: { name: "fleet" }, resource_group: "fleet" });
    expect(bounded["rehearse"]).toMatchObject({
      allow_failure: true,
      rules: [{ if: '$REHEARSE == "off"', when: "never" }, { when: "on_success" }],
    });
    expect(bounded["review"]?.["needs"]).toContainEqual({ job: "rehearse", artifacts: true, optional: true });
    const holders = Object.entries(bounded).filter(([, job]) => JSON.stringify(job).includes("PLAN_KEY"));
    expect(holders.map(([name]) => name)).toEqual(["apply"]);
    const atlantis = parse(run("ci/steps/projects.sh").out) as {
      projects: { dir: string; execution_order_group: number }[];
    };
    expect(atlantis.projects.map(({ dir, execution_order_group: group }) => [dir, group])).toEqual([
      ["cdktf.out/stacks/organizations", 0],
      ["cdktf.out/stacks/eu", 1],
    ]);
  });

  it.each(["../../etc", "-chdir=x", "a;b", ""])("refuse %j as the name of a stack", (name) => {
    const { code, err } = run('ci/steps/plan.sh "$STACK"', { STACK: name });
    expect(code).not.toBe(0);
    expect(err).toContain("not the name of a stack");
  });

  it("are shell", () => {
    expect(scripts).toHaveLength(14);
    expect(isShell(scripts.map((name) => readFileSync(join(CI, name), "utf8")).join("\n"))).toBe("");
  });
});

describe("the files for GitLab and Atlantis", () => {
  it("are YAML whose commands are shell, and hide what terraform prints", () => {
    const gitlab = parse(readFileSync(join(CI, "gitlab/.gitlab-ci.yml"), "utf8")) as {
      synth: { script: string[]; artifacts: { paths: string[] } };
    };
    expect(isShell(gitlab.synth.script.join("\n"))).toBe("");
    expect(gitlab.synth.artifacts.paths).toEqual(["cdktf.out", "base.out", "child.json"]);
    const { repos, workflows } = parse(readFileSync(join(CI, "atlantis/repos.yaml"), "utf8")) as {
      repos: {
        pre_workflow_hooks: { run: string }[];
        post_workflow_hooks: { run: string }[];
        allowed_overrides: string[];
      }[];
      workflows: {
        agyn: Record<"plan" | "apply", { steps: (string | { run: string | { command: string; output: string } })[] }>;
      };
    };
    const runs = Object.values(workflows.agyn).flatMap(({ steps }) =>
      steps.flatMap((step) => (typeof step === "string" ? [] : [step.run])),
    );
    const commands = runs.map((one) => (typeof one === "string" ? one : one.command));
    const hooks = repos.flatMap((one) =>
      [...one.pre_workflow_hooks, ...one.post_workflow_hooks].map((hook) => hook.run),
    );
    expect(isShell([...commands, ...hooks].join("\n"))).toBe("");
    const shown = runs.filter((one) => typeof one === "string" || one.output !== "hide").map(String);
    expect(shown.filter((command) => /terraform (plan|show)/.test(command))).toEqual([]);
    expect(repos[0]?.allowed_overrides).toEqual([]);
  });
});
