// Pipelines of examples/ci, run on this machine as their hosts would: each job in a clone of its own, with the variables and artifacts
// it is given and nothing else of the others. What a host has and this does not: its runners, and its protection of secrets.
//
// GitHub's expressions are evaluated as JavaScript, which they are in all that the templates use of them.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";

type Variables = Readonly<Record<string, string | undefined>>;

/** What a command ended with, and all it said. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** A repository, and a machine that runs jobs for it. */
export class CiMachine {
  /** Everything that any job said. */
  said = "";
  private readonly artifacts: string;

  constructor(
    private readonly folder: string,
    readonly repository: string,
    private readonly env: Variables,
  ) {
    this.artifacts = join(folder, "artifacts");
    mkdirSync(this.artifacts, { recursive: true });
  }

  /** Commits all files; the commit. */
  commit(message: string): string {
    const git = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    for (const words of [
      ["add", "--all"],
      [...git, "commit", "--quiet", "--message", message],
    ])
      spawnSync("git", words, { cwd: this.repository });
    return spawnSync("git", ["rev-parse", "HEAD"], { cwd: this.repository, encoding: "utf8" }).stdout.trim();
  }

  /** A clone at a commit. */
  checkout(commit: string): string {
    const clone = mkdtempSync(join(this.folder, "job-"));
    spawnSync("git", ["clone", "--quiet", this.repository, clone]);
    spawnSync("git", ["checkout", "--quiet", commit], { cwd: clone });
    return clone;
  }

  /** Runs shell; the gateway it talks to is in this process. */
  async run(command: string, cwd: string, variables: Variables = {}): Promise<Ended> {
    const child = spawn("sh", ["-ec", command], {
      cwd,
      env: { ...this.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number>((ended) => child.on("close", (status) => ended(status ?? -1)));
    this.said += said;
    return { code, said };
  }

  /** Keeps files of a job, below the deepest folder that all have in common. */
  keep(name: string, workspace: string, patterns: readonly string[]): void {
    const top = patterns.every((pattern) => pattern.startsWith("review/")) ? "review" : ".";
    for (const file of patterns.flatMap((pattern) => found(workspace, pattern)))
      cpSync(join(workspace, file), join(this.artifacts, name, top === "." ? file : file.slice(top.length + 1)), {
        recursive: true,
      });
  }

  fetch(pattern: string, target: string): void {
    for (const name of found(this.artifacts, pattern)) cpSync(join(this.artifacts, name), target, { recursive: true });
  }

  /** Where what jobs kept is found by others. */
  kept(name: string): string {
    return join(this.artifacts, name);
  }
}

/** What a path means in a folder; only its last part may have a star. */
function found(folder: string, pattern: string): readonly string[] {
  if (!pattern.includes("*")) return existsSync(join(folder, pattern)) ? [pattern] : [];
  const [place, name] = [
    dirname(pattern),
    new RegExp(`^${basename(pattern).replaceAll(".", "\\.").replace("*", ".*")}$`),
  ];
  if (!existsSync(join(folder, place))) return [];
  return readdirSync(join(folder, place))
    .filter((one) => name.test(one))
    .map((one) => join(place, one));
}

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, string>> };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** How a job of a workflow ended. */
export interface JobResult {
  result: "success" | "failure" | "skipped";
  /** Commands that were run, with what they ended with. */
  readonly ran: { readonly command: string; readonly code: number; readonly said: string }[];
  readonly outputs: Record<string, string>;
  summary: string;
  workspace: string;
}

/** What a workflow of GitHub is started with. */
export interface Started {
  readonly commit: string;
  readonly github: object;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inputs?: object;
  /** Variables of every job that the host gives. */
  readonly env?: Variables;
}

/** Runs all jobs of a workflow, each after those it needs. */
export async function runWorkflow(
  machine: CiMachine,
  file: string,
  started: Started,
): Promise<Readonly<Record<string, JobResult>>> {
  const workflow = parse(readFileSync(file, "utf8")) as {
    readonly env?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const needs: Record<string, JobResult> = {};
  // the templates have their jobs in this order
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const context = contextOf(started, needs);
    const needed = [job.needs ?? []].flat().map((other) => needs[other]?.result);
    const isDue = job.if?.includes("cancelled()") === true || needed.every((result) => result === "success");
    if (!isDue || (job.if !== undefined && !Boolean(evaluated(job.if, context)))) {
      needs[name] = { result: "skipped", ran: [], outputs: {}, summary: "", workspace: "" };
      continue;
    }
    const [axis, values] = Object.entries(job.strategy?.matrix ?? {})[0] ?? [];
    const all =
      values === undefined ? [{}] : (evaluated(values, context) as string[]).map((one) => ({ [axis ?? ""]: one }));
    const runs = await Promise.all(
      all.map((matrix) => runJob(machine, job, { ...context, matrix }, { started, env: workflow.env ?? {} })),
    );
    needs[name] = {
      result: runs.every(({ result }) => result === "success") ? "success" : "failure",
      ran: runs.flatMap(({ ran }) => ran),
      outputs: runs[0]?.outputs ?? {},
      summary: runs.map(({ summary }) => summary).join(""),
      workspace: runs[0]?.workspace ?? "",
    };
  }
  return needs;
}

type Context = Readonly<Record<string, unknown>>;

function contextOf({ github, vars = {}, secrets = {}, inputs = {} }: Started, needs: object): Context {
  return {
    ...{ github, vars, secrets, inputs, needs },
    cancelled: () => false,
    fromJson: (text: string): unknown => JSON.parse(text),
  };
}

async function runJob(
  machine: CiMachine,
  job: Job,
  base: Context,
  { started, env }: { readonly started: Started; readonly env: Readonly<Record<string, string>> },
): Promise<JobResult> {
  let workspace = "";
  const files = mkdtempSync(join(dirname(machine.repository), "files-"));
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const context: Context = {
    ...base,
    steps,
    hashFiles: (path: string) => (existsSync(join(workspace, path)) ? "a-hash" : ""),
  };
  const texts = (given: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(given).map(([key, value]) => [key, filled(String(value), context)]));
  const done: JobResult = { result: "success", ran: [], outputs: {}, summary: "", workspace };
  for (const [index, step] of job.steps.entries()) {
    const isAlways = step.if?.includes("cancelled()") === true;
    if (done.result === "failure" && !isAlways) continue;
    if (step.if !== undefined && !Boolean(evaluated(step.if, context))) continue;
    const given = texts(step.with);
    if (step.uses !== undefined) {
      const [action = ""] = step.uses.split("@");
      if (action === "actions/checkout") workspace = machine.checkout(given["ref"] ?? started.commit);
      if (action === "actions/upload-artifact")
        machine.keep(given["name"] ?? "", workspace, (given["path"] ?? "").trim().split(/\n\s*/));
      if (action === "actions/download-artifact")
        machine.fetch(given["name"] ?? given["pattern"] ?? "", join(workspace, given["path"] ?? "."));
      continue;
    }
    const command = step.run ?? "";
    const [output, summary] = [join(files, `output-${index}`), join(files, "summary")];
    writeFileSync(output, "");
    const own = { RUNNER_TEMP: files, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...started.env };
    const { code, said } = await machine.run(command, workspace, {
      ...own,
      ...texts(env),
      ...texts(job.env),
      ...texts(step.env),
    });
    done.ran.push({ command, code, said });
    if (code !== 0) done.result = "failure";
    if (step.id !== undefined) steps[step.id] = { outputs: pairsOf(readFileSync(output, "utf8")) };
    if (existsSync(summary)) done.summary = readFileSync(summary, "utf8");
  }
  return { ...done, workspace, outputs: texts(job.outputs) };
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function evaluated(expression: string, context: Context): unknown {
  return runInNewContext(expression.replace(/^\s*\$\{\{|\}\}\s*$/g, ""), { ...context }) as unknown;
}

function filled(text: string, context: Context): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluated(expression, context);
    return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
  });
}

/** A job of GitLab, as far as it is run here. */
export interface GitlabJob {
  readonly script: readonly string[];
  readonly needs?: readonly (string | { readonly job: string })[];
  readonly artifacts?: { readonly paths: readonly string[] };
  readonly parallel?: { readonly matrix: readonly Readonly<Record<string, readonly string[]>>[] };
  readonly variables?: Variables;
}

/** Runs a job of GitLab at a commit, with what the jobs that it needs kept; once for each value of its matrix. */
export async function runGitlabJob(
  machine: CiMachine,
  pipeline: string,
  [name, job]: readonly [string, GitlabJob],
  { commit, variables }: { readonly commit: string; readonly variables: Variables },
): Promise<readonly Ended[]> {
  const [axis, values] = Object.entries(job.parallel?.matrix[0] ?? {})[0] ?? ["", [""]];
  return await Promise.all(
    values.map(async (value) => {
      const workspace = machine.checkout(commit);
      for (const needed of job.needs ?? [])
        machine.fetch(`${pipeline}-${typeof needed === "string" ? needed : needed.job}`, workspace);
      const ended = await machine.run(job.script.join("\n"), workspace, {
        ...variables,
        ...(axis === "" ? {} : { [axis]: value }),
      });
      for (const pattern of job.artifacts?.paths ?? [])
        for (const file of found(workspace, pattern))
          cpSync(join(workspace, file), join(machine.kept(`${pipeline}-${name}`), file), { recursive: true });
      return ended;
    }),
  );
}

/** A step of Atlantis. */
export interface AtlantisStep {
  readonly run: string;
}

/** Runs the steps of a project; ends at the first that fails. */
export async function runAtlantisSteps(
  machine: CiMachine,
  steps: readonly AtlantisStep[],
  { folder, variables }: { readonly folder: string; readonly variables: Variables },
): Promise<Ended> {
  let last: Ended = { code: 0, said: "" };
  for (const step of steps) {
    last = await machine.run(step.run, folder, variables);
    if (last.code !== 0) return last;
  }
  return last;
}
