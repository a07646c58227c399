import { GatewayFront } from "../support/gateway-front";
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
    workspace = await Workspace.create({ kept: true });
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

  it("fails at the end of timeouts.create when the gateway hangs, and keeps the runner", async () => {
    workspace.gateway.faults.add("GetRunner:never");

    const printed = await workspace.failingApply(
      `provider "agyn" {\n  request_timeout = "1h"\n}\n${configuration("1s")}`,
    );

    expect(printed).toContain("Error: Agyn is not available");
    expect(printed).toContain("for the last of 1s (timeouts.create)");
    expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
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

  it("stays complete without its timeouts block", async () => {
    await workspace.failingApply(configuration("1s"));
    const { service_token: token } = await workspace.state("agyn_runner.ml");
    await workspace.client().runners.enroll(String(token));
    await workspace.apply(configuration("1s"));
    const { enrolled_at: enrolledAt } = await workspace.state("agyn_runner_enrollment.ml");
    await workspace.apply(configuration("1s").replace(/timeouts \{[^}]*\}/, ""));
    expect(await workspace.state("agyn_runner_enrollment.ml")).toMatchObject({
      enrolled_at: enrolledAt,
      timeouts: null,
    });
  });

  it("ends when the runner is deleted while it waits", async () => {
    await workspace.write(configuration("1m"));
    const held = workspace.gateway.faults.hold("GetRunner");
    const applied = workspace.run("apply", ["-auto-approve", "-no-color"]);
    await held.reached;
    held.release();
    for await (const { id } of workspace.client().runners.listAll()) await workspace.client().runners.delete(id);

    const { exitCode, stderr } = await applied;
    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("Error: Runner does not exist");
  });

  it("bears with a gateway that can not be asked for a while", async () => {
    await workspace.failingApply(configuration("1s"));
    await workspace.client().runners.enroll(String((await workspace.state("agyn_runner.ml"))["service_token"]));
    await workspace.write(`provider "agyn" {\n  max_retries = 0\n}\n${configuration("1m")}`);
    expect((await workspace.run("plan", ["-out=wait.bin"])).exitCode).toBe(0);
    workspace.gateway.faults.add("GetRunner:error=unavailable,times=1");

    expect((await workspace.run("apply", ["wait.bin"])).exitCode).toBe(0);
    expect((await workspace.state("agyn_runner_enrollment.ml"))["enrolled_at"]).toMatch(/Z$/);
  });

  it("is planned anew for a runner that is pending again, or gone", async () => {
    await workspace.failingApply(configuration("1s"));
    await workspace.client().runners.enroll(String((await workspace.state("agyn_runner.ml"))["service_token"]));
    await workspace.apply(configuration("1s"));
    const { id } = await workspace.state("agyn_runner.ml");
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (_method, body) => body.replaceAll("RUNNER_STATUS_ENROLLED", "RUNNER_STATUS_PENDING"),
    });
    const { stdout } = await workspace.run("plan", ["-no-color"], { AGYN_API_URL: front.url }).finally(front.close);
    expect(stdout).toContain("Plan: 1 to add, 0 to change, 0 to destroy");

    await workspace.client().runners.delete(String(id));

    expect((await workspace.plan()).actions).toEqual({
      "agyn_runner.ml": ["create"],
      "agyn_runner_enrollment.ml": ["create"],
    });
  });

  it("waits again for a runner that took the place of another", async () => {
    await workspace.failingApply(configuration("1s"));
    await workspace.client().runners.enroll(String((await workspace.state("agyn_runner.ml"))["service_token"]));
    await workspace.apply(configuration("1s"));

    const printed = await workspace.failingApply(configuration("1s"), "-replace=agyn_runner.ml");

    expect(printed).toContain("Runner has not enrolled");
  });
});
