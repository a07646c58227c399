import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { FaultyProxy } from "../support/faulty-proxy";
import { unwrap, Workspace } from "../support/workspace";

/** Applies in a process group of its own, as a shell does, so that an interrupt reaches terraform and its plugins. */
function startApply(
  workspace: Workspace,
  url: string,
): { child: ChildProcess; ended: Promise<{ code: number | null; text: string }> } {
  const child = spawn(workspace.binary, ["apply", "-auto-approve", "-input=false", "-no-color"], {
    cwd: workspace.directory,
    env: { ...process.env, ...workspace.environment, AGYN_API_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  child.stderr.on("data", (data: Buffer) => (text += data.toString()));
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, text: unwrap(text) })) };
}

function interrupt(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
}

describe("an interrupted apply", () => {
  let workspace: Workspace;
  let proxy: FaultyProxy;
  beforeEach(async () => {
    workspace = await Workspace.create();
    proxy = await FaultyProxy.start(workspace.gateway.url);
  });
  afterEach(async () => {
    await proxy.close();
    await workspace.dispose();
  });

  it("finishes a registration that is under way and keeps the runner", async () => {
    await workspace.write(`
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
}
`);
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const reached = new Promise<void>((done) =>
      proxy.fault("RegisterRunner", { kind: "hold", reached: done, release: released }),
    );
    const { child, ended } = startApply(workspace, proxy.url);
    await reached;

    interrupt(child);
    // terraform tells the plugin to stop before it says so itself
    await once(child.stdout ?? child, "data");
    release();
    await ended;

    expect((await workspace.state("agyn_runner.ml"))["service_token"]).toMatch(/^[0-9a-f]{64}$/);
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 1 });
  });

  it("ends the wait for an enrollment at once and keeps the runner", async () => {
    await workspace.write(`
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
}
resource "agyn_runner_enrollment" "ml" {
  runner_id = agyn_runner.ml.id
}
`);
    const polled = new Promise<void>((done) =>
      proxy.fault("GetRunner", { kind: "hold", reached: done, release: Promise.resolve() }),
    );
    const { child, ended } = startApply(workspace, proxy.url);
    await polled;

    interrupt(child);
    const { code, text } = await ended;

    expect(code).toBe(1);
    expect(text).toContain("Terraform was asked to stop");
    expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
    await expect(workspace.state("agyn_runner_enrollment.ml")).rejects.toThrow("is not in state");
  });
});
