// The templates of examples/ci: their shape, and their steps as they stand, run with the real terraform on a fleet that is deployed for the
// first time, changed, reviewed and applied. The comment goes to a host that speaks GitHub's wire.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { App } from "cdktf";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import {
  layOutMirror,
  type Platform,
  planVariables,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import { CommentHost } from "../support/comment-host";
import { ADMIN_TOKEN, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const CI = join(ROOT, "examples/ci");
const HOST_TOKEN = "ghs_a-token-of-the-host";
const GATEWAY = "gateway.platform.svc.cluster.local:8080";

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
  const names = ["review.yml", "apply.yml", "first.yml"];

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

  it("plans each stack of the manifest, with no credentials for forks, and lets no plan out", () => {
    const { on, jobs } = workflow("review.yml");
    expect(Object.keys(on)).toEqual(["pull_request"]);
    const { plan, review } = jobs;
    expect(plan?.strategy?.matrix.stack).toBe("${{ fromJson(needs.synth.outputs.stacks) }}");
    expect(plan?.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
    expect(review?.needs).toEqual(["synth", "plan"]);
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
      "review/map.html",
      "review/plans/*.age",
      "review/plans/*.age",
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
  let platform: Platform;
  let host: CommentHost;
  let env: Readonly<Record<string, string | undefined>>;
  let said = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-ci-"));
    repo = join(folder, "repo");
    mkdirSync(repo);
    for (const name of ["steps", "gitlab", "atlantis"])
      cpSync(join(CI, name), join(repo, "ci/steps"), { recursive: true });
    for (const [name, fleet] of Object.entries({ base: BASE, head: HEAD })) {
      const app = new App({ outdir: join(folder, name), stackTraces: false });
      Fleet.of(fleet).stacks(app);
      app.synth();
    }
    platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [GATEWAY] });
    host = await CommentHost.start("github", HOST_TOKEN);
    const stacks = readSynthesizedStacks(join(folder, "base"));
    const tokens = planVariables(stacks, []).tokens.map((name, index) => [`TF_VAR_${name}`, userToken(index)]);
    const age = `node ${join(ROOT, "test/support/age-stand-in.mjs")}`;
    const key = join(folder, "key");
    const made = spawnSync("sh", ["-c", `${age} age-keygen -o ${key} 2>/dev/null && ${age} age-keygen -y ${key}`], {
      cwd: ROOT,
      encoding: "utf8",
    });
    env = {
      ...process.env,
      ...platform.env,
      ...(Object.fromEntries(tokens) as Record<string, string>),
      TF_CLI_CONFIG_FILE: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
      CHECKPOINT_DISABLE: "1",
      AGYN: `node ${join(ROOT, "dist/cli/main.js")}`,
      AGE: `${age} age`,
      PLAN_RECIPIENT: made.stdout.trim(),
      PLAN_IDENTITY: key,
      HEAD_SHA: "headsha",
      GITHUB_TOKEN: HOST_TOKEN,
      GITHUB_API_URL: host.url,
      GITHUB_REPOSITORY: "acme/infra",
      GITHUB_REF: "refs/pull/7/merge",
    };
  }, 60_000);
  afterAll(async () => {
    await host.close();
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command in the repository; the gateway it talks to is in this process. */
  async function run(
    command: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; out: string; err: string }> {
    const child = spawn("sh", ["-c", command], {
      cwd: repo,
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise<number>((ended) => child.on("close", (status) => ended(status ?? -1)));
    said += out + err;
    return { code, out, err };
  }

  const synth = (app: string) => run("ci/steps/synth.sh", { SYNTH: `cp -R ${join(folder, app)}/. cdktf.out` });

  it("deploy for the first time, review a change, comment on it and apply it; what was not reviewed is refused", async () => {
    mkdirSync(join(repo, "cdktf.out"));
    expect(await synth("base")).toMatchObject({ code: 0 });
    const first = await run("APPLY=yes ci/steps/first.sh organizations");
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining("organizations is applied.") as string });
    expect(await run("APPLY=yes ci/steps/first.sh eu")).toMatchObject({ code: 0 });

    cpSync(join(folder, "base"), join(repo, "base.out"), { recursive: true });
    rmSync(join(repo, "cdktf.out"), { recursive: true });
    mkdirSync(join(repo, "cdktf.out"));
    await synth("head");
    expect(JSON.parse((await run("ci/steps/stacks.sh")).out)).toEqual(["organizations", "eu"]);
    // as the jobs of a matrix, at the same time
    const planned = await Promise.all(
      ["organizations", "eu"].map((stack) => run(`ci/steps/plan.sh ${stack}`, { BASE: "base.out" })),
    );
    expect(planned).toMatchObject([
      { code: 0, out: "" },
      { code: 0, out: "" },
    ]);
    const reviewed = await run("ci/steps/review.sh", { BASE: "base.out" });
    expect({ code: reviewed.code, err: reviewed.err }).toEqual({ code: 0, err: "" });
    expect(readdirSync(join(repo, "review")).sort()).toEqual([
      ...["approval.json", "codequality.json", "comment.md", "digests", "map.html", "plans"],
      ...["review.json", "review.sarif", "terraform.json"],
    ]);
    const comment = "$AGYN review comment --file review/comment.md";
    expect((await run(`${comment} && ${comment}`)).code).toBe(0);
    expect(host.comments.map(({ body }) => body)).toEqual([readFileSync(join(repo, "review/comment.md"), "utf8")]);

    expect(await run("ci/steps/apply-all.sh")).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /plans that were reviewed\.\norganizations is applied\.\n.*reviewed\.\neu is applied\./s,
      ) as string,
    });

    // without the saved plan it is planned anew, and nothing is left to do of what was reviewed
    rmSync(join(repo, "review/plans"), { recursive: true });
    const again = await run("ci/steps/apply.sh eu");
    expect(again).toMatchObject({ code: 2, out: expect.stringContaining("This is not what was reviewed.") as string });
  }, 120_000);

  it("leave no secret in what they write and say, and nothing behind", () => {
    const texts = readdirSync(join(repo, "review"), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => readFileSync(join(repo, "review", name), "latin1"));
    expect(texts.length).toBeGreaterThan(7);
    for (const secret of [ADMIN_TOKEN, HOST_TOKEN, userToken(0)]) {
      expect([...texts, said].filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(existsSync(join(repo, "plan.json"))).toBe(false);
  });

  it("compare what is committed, and take the policy of the base from git", async () => {
    const git = "git -c user.name=a -c user.email=a@example.com";
    const committed = await run(
      `git init -q . && echo "version: 1" > agyn-review.yaml && git add -f cdktf.out agyn-review.yaml && ${git} commit -qm base`,
    );
    expect(committed).toMatchObject({ code: 0 });
    expect(await run("ci/steps/synth.sh", { SYNTH: "true" })).toMatchObject({ code: 0 });
    const changed = await run("ci/steps/synth.sh", { SYNTH: "rm cdktf.out/fleet.json" });
    expect(changed).toMatchObject({ code: 1, err: expect.stringContaining("is not what the sources make") as string });
    await run("git checkout -q cdktf.out && echo 'version: 1\nfailOn: critical' > agyn-review.yaml");
    const reviewed = await run("ci/steps/review.sh", { BASE: "base.out", BASE_REF: "HEAD" });
    expect(reviewed).toMatchObject({ code: 0 });
    const { findings } = JSON.parse(readFileSync(join(repo, "review/review.json"), "utf8")) as {
      findings: { what: string }[];
    };
    expect(findings.map(({ what }) => what)).toContain("the policy changes with this change: failOn");
  });

  it("fetch the review of the pull request that was merged, and nothing else", async () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const answers =
      'case "$1 $2" in "api "*) echo "$FOUND_HEAD" ;; "run list") echo "$FOUND_RUN" ;; *) echo "$@" ;; esac';
    writeFileSync(join(bin, "gh"), `#!/bin/sh\n${answers}\n`, { mode: 0o755 });
    const find = (head: string, found: string) =>
      run(join(CI, "github/find-review.sh"), {
        PATH: `${bin}:${process.env["PATH"] ?? ""}`,
        GITHUB_SHA: "merged",
        FOUND_HEAD: head,
        FOUND_RUN: found,
      });
    expect(await find("", "")).toMatchObject({
      code: 1,
      err: expect.stringContaining("nothing was reviewed") as string,
    });
    expect(await find("abc", "")).toMatchObject({
      code: 1,
      err: expect.stringContaining("did not end well") as string,
    });
    expect(await find("abc", "12")).toMatchObject({
      code: 0,
      out: "run download 12 --repo acme/infra --name review --dir review\n",
    });
  });

  it("make a job for each stack in GitLab, and a project for each in Atlantis", async () => {
    const gitlab = parse((await run("ci/steps/child-pipeline.sh")).out) as Readonly<
      Record<string, { script: string[]; parallel: unknown; when: string; rules: unknown }>
    >;
    expect(gitlab["plan"]?.parallel).toEqual({ matrix: [{ STACK: ["organizations", "eu"] }] });
    expect(gitlab["apply"]?.rules).toEqual([{ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", when: "manual" }]);
    const lines = ["plan", "review", "apply"].flatMap((job) => gitlab[job]?.script ?? []);
    expect(isShell(lines.join("\n"))).toBe("");
    const atlantis = parse((await run("ci/steps/projects.sh")).out) as {
      projects: { dir: string; execution_order_group: number }[];
    };
    expect(atlantis.projects.map(({ dir, execution_order_group: group }) => [dir, group])).toEqual([
      ["cdktf.out/stacks/organizations", 0],
      ["cdktf.out/stacks/eu", 1],
    ]);
  });

  it.each(["../../etc", "-chdir=x", "a;b", ""])("refuse %j as the name of a stack", async (name) => {
    const { code, err } = await run('ci/steps/plan.sh "$STACK"', { STACK: name });
    expect(code).not.toBe(0);
    expect(err).toContain("not the name of a stack");
  });

  it("are shell", () => {
    expect(scripts).toHaveLength(11);
    expect(isShell(scripts.map((name) => readFileSync(join(CI, name), "utf8")).join("\n"))).toBe("");
  });
});

describe("the files for GitLab and Atlantis", () => {
  it("are YAML whose commands are shell, and hide what terraform prints", () => {
    const gitlab = parse(readFileSync(join(CI, "gitlab/.gitlab-ci.yml"), "utf8")) as {
      synth: { script: string[]; artifacts: { paths: string[] } };
    };
    expect(isShell(gitlab.synth.script.join("\n"))).toBe("");
    expect(gitlab.synth.artifacts.paths).toEqual(["cdktf.out", "child.json"]);
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

/** Token of a user of the platform. */
function userToken(index: number): string {
  return `agyn_00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
}
