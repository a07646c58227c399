import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { unwrap, Workspace } from "../support/workspace";

/** Applies in a process group of its own, as a shell does, so that an interrupt reaches terraform and its plugins. */
function startApply(workspace: Workspace): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; text: string }>;
} {
  const child = spawn(workspace.binary, ["apply", "-auto-approve", "-input=false", "-no-color"], {
    cwd: workspace.directory,
    env: { ...process.env, ...workspace.environment },
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
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

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
    const held = workspace.gateway.faults.hold("RegisterRunner");
    const { child, ended } = startApply(workspace);
    await held.reached;

    interrupt(child);
    // terraform tells the plugin to stop before it says so itself
    await once(child.stdout ?? child, "data");
    held.release();
    await ended;

    expect((await workspace.state("agyn_runner.ml"))["service_token"]).toMatch(/^[0-9a-f]{64}$/);
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 1 });
  });

  it("in the middle of ten parallel registrations has every runner in state that is in the gateway", async () => {
    await workspace.write(`
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  count           = 15
  organization_id = agyn_organization.acme.id
  name            = "ml-\${count.index}"
}
`);
    const held = Array.from({ length: 10 }, () => workspace.gateway.faults.hold("RegisterRunner"));
    const { child, ended } = startApply(workspace);
    await Promise.all(held.map(({ reached }) => reached));

    interrupt(child);
    await once(child.stdout ?? child, "data");
    for (const call of held) call.release();
    await ended;

    const inGateway: string[] = [];
    for await (const { id } of workspace.client().runners.listAll()) inGateway.push(id);
    expect(inGateway).toHaveLength(10);
    const inState = await workspace.states("agyn_runner");
    expect(inState.map(({ id }) => id).sort()).toEqual(inGateway.sort());
    for (const { service_token: token } of inState) expect(token).toMatch(/^[0-9a-f]{64}$/);
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
    const held = workspace.gateway.faults.hold("GetRunner");
    const { child, ended } = startApply(workspace);
    await held.reached;
    held.release();

    interrupt(child);
    const { code, text } = await ended;

    expect(code).toBe(1);
    expect(text).toContain("Terraform was asked to stop");
    expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
    await expect(workspace.state("agyn_runner_enrollment.ml")).rejects.toThrow("is not in state");
  });
});
