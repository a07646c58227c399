import { FaultyProxy } from "../support/faulty-proxy";
import { unwrap, Workspace } from "../support/workspace";

const configuration = (timeout: string): string => `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
}
resource "agyn_runner_enrollment" "ml" {
  runner_id = agyn_runner.ml.id
  timeouts {
    create = "${timeout}"
  }
}
`;

describe("agyn_runner_enrollment", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

  it("fails when the runner stays pending, says what to look at, and leaves nothing but the runner", async () => {
    const printed = await workspace.failingApply(configuration("1s"));

    expect(printed).toContain("Runner has not enrolled");
    expect(printed).toContain("is still pending after 1s (timeouts.create)");
    expect(printed).toContain("Does the Secret its SERVICE_TOKEN refers to exist");
    await expect(workspace.state("agyn_runner_enrollment.ml")).rejects.toThrow("is not in state");
    expect((await workspace.state("agyn_runner.ml"))["status"]).toBe("pending");
  });

  it("completes when the runner enrolls while it waits, and stays complete", async () => {
    await workspace.failingApply(configuration("1s"));
    const { service_token: token } = await workspace.state("agyn_runner.ml");
    const applied = workspace.apply(configuration("1m"));
    await workspace.client().runners.enroll(String(token));
    await applied;

    const { enrolled_at: enrolledAt } = await workspace.state("agyn_runner_enrollment.ml");
    expect(Date.parse(String(enrolledAt))).toBeLessThanOrEqual(Date.now());
    expect((await workspace.plan()).actions).toEqual({});
    // another timeout is no reason to wait again
    await workspace.apply(configuration("2m"));
    expect((await workspace.state("agyn_runner_enrollment.ml"))["enrolled_at"]).toBe(enrolledAt);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("stays complete without its timeouts block, and when the platform says offline", async () => {
    await workspace.failingApply(configuration("1s"));
    const { id, service_token: token } = await workspace.state("agyn_runner.ml");
    await workspace.client().runners.enroll(String(token));
    await workspace.apply(configuration("1s"));
    const { enrolled_at: enrolledAt } = await workspace.state("agyn_runner_enrollment.ml");
    await workspace.apply(configuration("1s").replace(/timeouts \{[^}]*\}/, ""));
    expect(await workspace.state("agyn_runner_enrollment.ml")).toMatchObject({
      enrolled_at: enrolledAt,
      timeouts: null,
    });

    const proxy = await FaultyProxy.start(workspace.gateway.url);
    const offline = JSON.stringify({ runner: { meta: { id }, name: "ml-runner", status: "RUNNER_STATUS_OFFLINE" } });
    const fault = { kind: "answer", status: 200, type: "application/json", body: offline } as const;
    proxy.fault("GetRunner", fault, fault);
    const { stdout } = await workspace.run("plan", ["-no-color"], { AGYN_API_URL: proxy.url });
    await proxy.close();
    expect(stdout).not.toContain("agyn_runner_enrollment.ml will be");
  });

  it("ends when the runner is deleted while it waits", async () => {
    await workspace.write(configuration("1m"));
    const proxy = await FaultyProxy.start(workspace.gateway.url);
    const polled = new Promise<void>((done) =>
      proxy.fault("GetRunner", { kind: "hold", reached: done, release: Promise.resolve() }),
    );
    const applied = workspace.run("apply", ["-auto-approve", "-no-color"], { AGYN_API_URL: proxy.url });
    await polled;
    for await (const { id } of workspace.client().runners.listAll()) await workspace.client().runners.delete(id);

    const { exitCode, stderr } = await applied;
    await proxy.close();
    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("Error: Runner does not exist");
  });

  it("waits again for a runner that took the place of another", async () => {
    await workspace.failingApply(configuration("1s"));
    await workspace.client().runners.enroll(String((await workspace.state("agyn_runner.ml"))["service_token"]));
    await workspace.apply(configuration("1s"));

    const printed = await workspace.failingApply(configuration("1s"), "-replace=agyn_runner.ml");

    expect(printed).toContain("Runner has not enrolled");
  });
});
