// The templates of examples/ci as the hosts run them, job by job on this machine with the real terraform: first deployment, pull request,
// review, comment, merge, apply. What a repository has of them is what `cdktf-agyn init` writes.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { App } from "cdktf";
import { ciFiles } from "../../src/cli/init/ci-files";
import type { Ci } from "../../src/cli/init/options";
import { Fleet, type FleetDefinition } from "../../src/constructs/index";
import {
  layOutMirror,
  type Platform,
  planVariables,
  rehearsalProviders,
  startPlatform,
} from "../../src/rehearsal/index";
import { readSynthesizedStacks } from "../../src/synthesized/index";
import {
  type AtlantisStep,
  CiMachine,
  type GitlabJob,
  type JobResult,
  runAtlantisSteps,
  runGitlabJob,
  runWorkflow,
} from "../support/ci-hosts";
import { CommentHost } from "../support/comment-host";
import { KeptTerraform } from "../support/kept-terraform";
import { ADMIN_TOKEN, VERSION } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const HOST_TOKEN = "ghs_a-token-of-the-host";
const GATEWAY = "gateway.platform.svc.cluster.local:8080";
const USER_TOKEN = "agyn_00000000-0000-4000-8000-000000000001";

const BASE: FleetDefinition = {
  name: "acme",
  stage: "dev",
  regions: { eu: { cluster: { context: "acme-eu" }, gateway: { inCluster: true }, storageClass: "gp3" } },
  teams: { ml: { organization: "acme-ml", organizationName: "Acme ML" } },
  defaults: { capabilities: ["docker"] },
  pools: { kept: { region: "eu", team: "ml" } },
  agents: { reviewer: { organization: "acme-ml", labels: { tier: "standard" } } },
};
/** The fleet with more pools: what each host's pull request makes of it. */
const withPools = (...names: string[]): FleetDefinition => ({
  ...BASE,
  pools: { ...BASE.pools, ...Object.fromEntries(names.map((name) => [name, { region: "eu", team: "ml" }])) },
});
const APPS = {
  base: BASE,
  second: withPools("two"),
  third: withPools("two", "three"),
  fourth: withPools("two", "three", "four"),
};

let folder: string;
let platform: Platform;
let terraform: KeptTerraform;
let host: CommentHost;
let machine: CiMachine;
let secrets: Readonly<Record<string, string>>;
let vars: Readonly<Record<string, string>>;
let surroundings: Readonly<Record<string, string | undefined>>;

/** A repository with the pipelines of a host, whose app copies the one that the file `which` names. */
async function start(ci: Exclude<Ci, "none">): Promise<void> {
  const repo = join(folder, ci, "repo");
  for (const [path, text] of Object.entries(ciFiles({ ci, teams: ["ml"] }))) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text, { mode: 0o755 });
  }
  writeFileSync(join(repo, ".gitignore"), "cdktf.out/\nbase.out/\nci.out/\nreview/\natlantis.yaml\n");
  writeFileSync(
    join(repo, "cdktf.json"),
    JSON.stringify({
      language: "typescript",
      app: `cp -R ${folder}/$(cat which)/. "$CDKTF_OUTDIR"`,
      output: "cdktf.out",
    }),
  );
  host = await CommentHost.start(ci === "gitlab" ? "gitlab" : "github", HOST_TOKEN);
  machine = new CiMachine(join(folder, ci), repo, surroundings);
  spawnSync("git", ["init", "--quiet", "--initial-branch", "main", "."], { cwd: repo });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-ci-"));
  for (const [name, fleet] of Object.entries(APPS)) {
    const app = new App({ outdir: join(folder, name), stackTraces: false });
    Fleet.of(fleet).stacks(app);
    app.synth();
    // one place for the states of all clones, as a backend would be
    for (const file of readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith("cdk.tf.json")) continue;
      const text = readFileSync(join(folder, name, file), "utf8");
      writeFileSync(join(folder, name, file), text.replaceAll('"../../../terraform.', `"${folder}/states/terraform.`));
    }
  }
  platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [GATEWAY] });
  const { tokens } = planVariables(readSynthesizedStacks(join(folder, "base")), []);
  expect(tokens).toEqual(["agyn_token_ml"]);
  const { AGYN_API_URL: url = "", ...others } = platform.env;
  const age = `exec node ${join(ROOT, "test/support/age-stand-in.mjs")} age`;
  program("age", `${age} "$@"`);
  program("npx", `[ "$1" = cdktf-agyn ] && shift && exec node ${join(ROOT, "dist/cli/main.js")} "$@"`);
  program("npm", ":");
  // all providers run already: to start them for each command is most of what this file would take
  terraform = await KeptTerraform.start(join(folder, "terraform"));
  const reattach = `export TF_REATTACH_PROVIDERS="\${TF_REATTACH_PROVIDERS:-$(cat ${folder}/reattach)}"`;
  writeFileSync(join(folder, "reattach"), await platform.standIns(folder));
  program("terraform", `case " $* " in *" init "*) ;; *) ${reattach} ;; esac\nexec ${terraform.binary} "$@"`);
  for (const name of ["sudo", "apt-get", "curl", "unzip"]) program(name, ":");
  // what the host's own command answers, filtered as it is told to
  program(
    "gh",
    `case "$1 $2" in
"api "*) cat ${folder}/pulls.json ;;
"run list") [ "$8" = "$(cat ${folder}/head)" ] && echo '[{"databaseId": 12}]' | jq -r "\${18}" ;;
"run download") [ "$3" = 12 ] && cp -R ${folder}/github/artifacts/review review ;;
esac`,
  );
  const keygen = `${age}-keygen`;
  const key = spawnSync("sh", ["-c", `(${keygen} -o ${folder}/key) 2>/dev/null; (${keygen} -y ${folder}/key)`], {
    cwd: ROOT,
    encoding: "utf8",
  });
  vars = { FLEET_REVIEW: "on", AGYN_API_URL: url, PLAN_RECIPIENT: key.stdout.trim() };
  secrets = {
    AGYN_API_TOKEN: ADMIN_TOKEN,
    AGYN_TOKEN_ML: USER_TOKEN,
    PLAN_KEY: readFileSync(join(folder, "key"), "utf8").trim(),
  };
  // the credentials come by the templates
  const { AGYN_API_TOKEN: _, ...inherited } = { ...process.env, ...others };
  surroundings = {
    ...inherited,
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    TF_CLI_CONFIG_FILE: layOutMirror(folder, rehearsalProviders(join(ROOT, "dist"), VERSION)),
    CHECKPOINT_DISABLE: "1",
    LOCAL_STATE: "kept",
  };
}, 60_000);
afterAll(async () => {
  await terraform.stop();
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, text: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** Commits the app as it is to be. */
function push(which: keyof typeof APPS, message: string): string {
  writeFileSync(join(machine.repository, "which"), `${which}\n`);
  writeFileSync(join(machine.repository, "message"), message);
  return machine.commit(message);
}

afterEach(async () => {
  // whatever was run, none of these was said or kept in clear
  const kept = readdirSync(machine.kept("."), { recursive: true, encoding: "utf8" });
  const texts = kept
    .filter((name) => /\.(json|md|html|sarif|age|hcl)$/.test(name))
    .map((name) => readFileSync(join(machine.kept("."), name), "latin1"));
  for (const secret of [ADMIN_TOKEN, HOST_TOKEN, USER_TOKEN, secrets["PLAN_KEY"] ?? ""])
    expect(
      [machine.said, ...texts, ...host.comments.map(({ body }) => body)].filter((text) => text.includes(secret)),
    ).toEqual([]);
  await host.close();
});

const ends = (job: JobResult | undefined) => job?.ran.map(({ command, code }) => [command.split("\n")[0], code]);
const appliedIn = (said: string): readonly string[] =>
  [...said.matchAll(/^(\w+) is applied\.$/gm)].map(([, name = ""]) => name);

it("GitHub: a first deployment in two steps, a plan that died, a review that is edited, a fork without secrets, and an apply on merge", async () => {
  await start("github");
  const workflows = join(machine.repository, ".github/workflows");
  const base = push("base", "fleet");
  const hosted = { GITHUB_API_URL: host.url, GITHUB_REPOSITORY: "acme/infra", GITHUB_REF: "refs/pull/7/merge" };
  const first = async (stack: string) => {
    const started = { commit: base, github: {}, vars, secrets };
    const looked = await runWorkflow(machine, join(workflows, "first.yml"), {
      ...{ ...started, inputs: { stack, digest: "" } },
    });
    expect(appliedIn(machine.said)).not.toContain(stack);
    const [digest = ""] = /\b[0-9a-f]{64}\b/.exec(looked["first"]?.ran.at(-1)?.said ?? "") ?? [];
    await runWorkflow(machine, join(workflows, "first.yml"), { ...started, inputs: { stack, digest } });
  };
  await first("organizations");
  await first("eu");
  expect(appliedIn(machine.said)).toEqual(["organizations", "eu"]);

  const review = (commit: string, given: { secrets: typeof secrets; repository?: string; rehearse?: "off" }) =>
    runWorkflow(machine, join(workflows, "review.yml"), {
      commit,
      github: {
        repository: "acme/infra",
        token: given.repository === undefined ? HOST_TOKEN : "",
        event: {
          pull_request: {
            number: 7,
            head: { sha: commit, repo: { full_name: given.repository ?? "acme/infra" } },
            base: { sha: base },
          },
        },
      },
      vars: { ...vars, ...(given.rehearse && { REHEARSE: given.rehearse }) },
      secrets: given.secrets,
      env: hosted,
    });
  const died = (host.head = push("second", "without a token"));
  const failed = await review(died, { secrets: { ...secrets, AGYN_TOKEN_ML: "" }, rehearse: "off" });
  expect(failed).toMatchObject({
    synth: { result: "success" },
    plan: { result: "failure" },
    rehearse: { result: "skipped" },
    review: { result: "failure" },
  });
  expect(ends(failed["review"])).toContainEqual(["ci/steps/review.sh", 3]);
  expect(host.comments).toHaveLength(1);
  expect(host.comments[0]?.body).toMatch(/can't be judged[^]*eu/i);

  const head = (host.head = push("second", "with it"));
  const good = await review(head, { secrets });
  expect(good).toMatchObject({ plan: { result: "success" }, review: { result: "success" } });
  const written = readFileSync(join(good["review"]?.workspace ?? "", "review/comment.md"), "utf8");
  expect(good["review"]?.summary).toBe(written);
  expect(host.comments).toEqual([{ id: 1, author: "github-actions[bot]", body: written }]);
  expect(written).toContain(head);
  // from the states that the first deployment left, or the review would doubt it
  expect(written).toContain("**Rehearsed.** No agent is without a place at any time.");

  // the job of the older head comes late
  const late = await machine.run(
    "npx cdktf-agyn review comment --file review/comment.md",
    failed["review"]?.workspace ?? "",
    {
      ...hosted,
      GITHUB_TOKEN: HOST_TOKEN,
    },
  );
  expect(late).toMatchObject({ code: 0, said: expect.stringContaining("outdated") as string });
  expect(host.comments[0]?.body).toBe(written);

  writeFileSync(
    join(folder, "pulls.json"),
    JSON.stringify([{ merged_at: null }, { merged_at: "now", base: { ref: "main" }, head: { sha: head } }]),
  );
  writeFileSync(join(folder, "head"), head);
  machine.said = "";
  const merged = push("second", "merged");
  const apply = await runWorkflow(machine, join(workflows, "apply.yml"), {
    ...{ commit: merged, github: { token: HOST_TOKEN }, vars, secrets },
    env: { GITHUB_REPOSITORY: "acme/infra", GITHUB_SHA: merged, GITHUB_REF_NAME: "main" },
  });
  expect(apply["apply"]).toMatchObject({ result: "success" });
  expect(machine.said).toMatch(/These are the plans that were reviewed|plans that were reviewed/);
  expect(appliedIn(machine.said)).toEqual(["organizations", "eu"]);

  // the very plan a second time: its state has moved on, which the flow sees before terraform does
  const workspace = apply["apply"]?.workspace ?? "";
  const credentials = {
    AGYN_API_URL: vars["AGYN_API_URL"],
    AGYN_API_TOKEN: ADMIN_TOKEN,
    TF_VAR_agyn_token_ml: USER_TOKEN,
  };
  const twice = await machine.run("ci/steps/apply.sh eu", workspace, {
    ...{ ...credentials, PLAN_IDENTITY: join(folder, "key") },
  });
  expect(twice).toMatchObject({
    code: 2,
    said: expect.stringMatching(
      /The state of stack eu has moved on since it was planned \(serial \d+, now \d+\)/,
    ) as string,
  });
  expect(twice.said).not.toContain("is applied");
  // without the saved plan it is planned anew, and nothing is left to do of what was reviewed
  const again = await machine.run("rm -r review/plans && ci/steps/apply.sh eu", workspace, credentials);
  expect(again).toMatchObject({ code: 2, said: expect.stringContaining("This is not what was reviewed.") as string });

  rmSync(machine.kept("."), { recursive: true });
  const fork = await review(head, { secrets: {}, repository: "mallory/infra" });
  expect(fork).toMatchObject({ plan: { result: "skipped" }, review: { result: "failure" } });
  expect(ends(fork["review"])).toContainEqual(["ci/steps/review.sh", 3]);
  expect(fork["review"]?.summary).toMatch(/can't be judged[^]*\*\*Not rehearsed\.\*\*/i);
  expect(host.comments[0]?.body).toBe(written);
}, 180_000);

it("GitLab: a review that is a note, and on the default branch an apply of what was reviewed there", async () => {
  await start("gitlab");
  const base = push("second", "fleet");
  const { jobs } = gitlabJobs(readFileSync(join(machine.repository, ".gitlab-ci.yml"), "utf8"));
  const common = {
    ...{ FLEET_REVIEW: "on", AGYN_API_URL: vars["AGYN_API_URL"], PLAN_RECIPIENT: vars["PLAN_RECIPIENT"] },
    ...{ AGYN_API_TOKEN: ADMIN_TOKEN, TF_VAR_agyn_token_ml: USER_TOKEN, TERRAFORM_VERSION: "1.11.4" },
    // GitHub's review has a whole one, and ci-templates.test.ts the job
    REHEARSE: "off",
  };
  const parent = async (pipeline: string, name: string, commit: string, more = {}) =>
    await runGitlabJob(machine, pipeline, [name, jobs[name] as GitlabJob], {
      commit,
      variables: { ...common, ...more },
    });
  const looked = { FIRST_STACK: "organizations" };
  const [first] = await parent("first", "first", base, looked);
  expect(first).toMatchObject({ code: 0, said: expect.stringContaining("nothing changes") as string });
  expect(appliedIn(machine.said)).toEqual([]);

  const commit = (host.head = push("third", "a pool"));
  // what pipelines of merge requests and of the default branch are given, at once: their jobs are the same but for the apply
  const both = {
    ...{ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_MERGE_REQUEST_IID: "7", CI_PROJECT_ID: "acme/infra" },
    ...{ CI_COMMIT_SHA: commit, CI_API_V4_URL: host.url, GITLAB_TOKEN: HOST_TOKEN, PLAN_KEY: secrets["PLAN_KEY"] },
  };
  expect(await parent("main", "synth", commit, both)).toMatchObject([{ code: 0 }]);
  const child = gitlabJobs(readFileSync(join(machine.kept("main-synth"), "child.json"), "utf8"));
  for (const name of ["plan", "review", "apply"]) {
    const variables = { ...common, ...both, ...child.variables };
    const ended = await runGitlabJob(machine, "main", [name, child.jobs[name] as GitlabJob], { commit, variables });
    expect([name, ...ended.map(({ code }) => code)]).toEqual([name, ...ended.map(() => 0)]);
  }
  expect(host.comments).toHaveLength(1);
  expect(host.comments[0]?.body).toContain(commit);
  expect(appliedIn(machine.said)).toEqual(["organizations", "eu"]);
}, 180_000);

function gitlabJobs(text: string) {
  const all = parse(text) as Readonly<Record<string, object>>;
  const jobs = Object.fromEntries(Object.entries(all).filter(([, job]) => "script" in job)) as Record<
    string,
    GitlabJob
  >;
  return { jobs, variables: all["variables"] as Record<string, string> };
}

it("Atlantis: projects in the order of the stacks, one comment of them all, and an apply that is verified", async () => {
  await start("atlantis");
  const { repos, workflows } = parse(readFileSync(join(machine.repository, "ci/atlantis/repos.yaml"), "utf8")) as {
    repos: Record<"pre_workflow_hooks" | "post_workflow_hooks", { run: string; commands: string }[]>[];
    workflows: { agyn: Record<"plan" | "apply", { steps: AtlantisStep[] }> };
  };
  const variables = {
    ...{ AGYN_API_URL: vars["AGYN_API_URL"], AGYN_API_TOKEN: ADMIN_TOKEN, TF_VAR_agyn_token_ml: USER_TOKEN },
    ...{
      GITHUB_TOKEN: HOST_TOKEN,
      GITHUB_API_URL: host.url,
      BASE_REPO_OWNER: "acme",
      BASE_REPO_NAME: "infra",
      PULL_NUM: "7",
    },
    ATLANTIS_GH_USER: "github-actions[bot]",
    BASE_BRANCH_NAME: "main",
    REHEARSE: "off",
  };
  push("third", "fleet");
  spawnSync("git", ["checkout", "--quiet", "-b", "change"], { cwd: machine.repository });
  const commit = (host.head = push("fourth", "a pool"));
  const work = machine.checkout(commit);
  const hook = async (hooks: readonly { run: string; commands: string }[], kind: "plan" | "apply") => {
    for (const { run } of hooks.filter(({ commands }) => commands.split(",").includes(kind)))
      expect(await machine.run(run, work, { ...variables, HEAD_COMMIT: commit })).toMatchObject({ code: 0 });
  };
  const [server] = repos;
  const all = async (kind: "plan" | "apply") => {
    await hook(server?.pre_workflow_hooks ?? [], kind);
    const { projects } = parse(readFileSync(join(work, "atlantis.yaml"), "utf8")) as {
      projects: { name: string; dir: string; execution_order_group: number; autoplan: { when_modified: string[] } }[];
    };
    const ended = [];
    for (const { name, dir, autoplan } of projects) {
      // whatever changed in the repository, the project is planned
      expect(autoplan.when_modified.map((pattern) => resolve("/repo", dir, pattern))).toEqual(["/repo/**/*"]);
      const files = { PLANFILE: join(work, dir, `${name}.tfplan`), SHOWFILE: join(work, dir, `${name}.json`) };
      const project = { ...variables, ...files, PROJECT_NAME: name, HEAD_COMMIT: commit };
      const { code, said } = await runAtlantisSteps(machine, workflows.agyn[kind].steps, {
        folder: join(work, dir),
        variables: project,
      });
      ended.push([name, code, /Planned|is applied|not what was reviewed/.exec(said)?.[0]]);
    }
    return ended;
  };
  expect(await all("plan")).toEqual([
    ["organizations", 0, "Planned"],
    ["eu", 0, "Planned"],
  ]);
  await hook(server?.post_workflow_hooks ?? [], "plan");
  expect(host.comments).toHaveLength(1);
  expect(host.comments[0]?.body).toContain(commit);
  expect(readFileSync(join(work, "base.out/fleet.json"), "utf8")).not.toContain("four");
  expect(await all("apply")).toEqual([
    ["organizations", 0, "is applied"],
    ["eu", 0, "is applied"],
  ]);
  expect(readdirSync(join(work, "review")).sort()).toContain("approval.json");
}, 180_000);
