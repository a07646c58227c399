import { spawn } from "node:child_process";
import { once } from "node:events";
import { ADMIN_TOKEN, unwrap, Workspace, type WorkspaceOptions } from "../support/workspace";

const ADDRESS = "agyn_runner.ml";
const EVERYTHING = ["-auto-approve", "-input=false", "-no-color"];
/** A call that hangs does so for longer than a test. */
const PATIENT = 'provider "agyn" {\n  request_timeout = "1h"\n}\n';
/** Failures of a listing that say nothing of what it would have shown, and that another try does not mend. */
const FAILURES = ["permission_denied", "not_found"]; // more of them: test/provider/active-workloads.test.ts

/** @param policy what the runner says; `scope` what its organization_id says, empty for a cluster-scoped one */
const configuration = (policy: string, more = "", scope = "organization_id = agyn_organization.acme.id"): string => `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_organization" "other" {
  name = "Acme Web"
}
resource "agyn_runner" "ml" {
  ${scope}
  name                = "ml-runner"
  on_active_workloads = "${policy}"
  ${more}
}
`;

describe("the end of a runner with active workloads", () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  /** A runner with one workload on it, by its id. */
  async function busy(hcl: string, options: WorkspaceOptions = {}): Promise<{ runnerId: string; workloadId: string }> {
    workspace = await Workspace.create({ kept: true, ...options });
    await workspace.apply(hcl);
    const { id } = await workspace.state(ADDRESS);
    const { id: organizationId } = await workspace.state("agyn_organization.acme");
    const workload = workspace.gateway.workloads.create({
      runnerId: String(id),
      organizationId: String(organizationId),
      status: "running",
    });
    return { runnerId: String(id), workloadId: workload.id };
  }
  const run = async (command: string, ...args: string[]): Promise<{ exitCode: number; text: string }> => {
    const { exitCode, stdout, stderr } = await workspace.run(command, ["-input=false", "-no-color", ...args]);
    return { exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  };

  it("asks nothing when nobody asks for it", async () => {
    await busy(configuration("ignore"));
    workspace.gateway.clearRequests();

    expect((await run("destroy", "-auto-approve")).exitCode).toBe(0);

    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/ListWorkloads"))).toEqual([]);
  });

  it("is refused with `refuse`, already by the plan, whichever way it comes about", async () => {
    const { workloadId } = await busy(configuration("refuse"));
    expect((await workspace.plan()).actions).toEqual({});
    const elsewhere = "organization_id = agyn_organization.other.id";

    const plans: [string, string, string[]][] = [
      ["destroy", configuration("refuse"), ["-destroy"]],
      ["-replace", configuration("refuse"), [`-replace=${ADDRESS}`]],
      ["another organization", configuration("refuse", "", elsewhere), []],
      ["removal", configuration("refuse").replace(/resource "agyn_runner"[^]*$/, ""), []],
      ["a policy that was not applied", configuration("ignore"), ["-destroy"]],
      ["another organization, with such a policy", configuration("ignore", "", elsewhere), []],
    ];
    for (const [way, hcl, args] of plans) {
      await workspace.write(hcl);
      const { exitCode, text } = await run("plan", ...args);
      expect({ way, exitCode }).toEqual({ way, exitCode: 1 });
      expect(text).toContain("Error: Runner has active workloads");
      expect(text).toContain(`has 1 active workload: ${workloadId} (running, for agent instance`);
      expect(text).toContain('set on_active_workloads to "ignore" and apply that by itself');
    }

    await workspace.apply(configuration("ignore"));
    expect((await run("destroy", "-auto-approve")).exitCode).toBe(0);
  });

  it("is refused with `refuse` at apply, when work came after the plan, and for a tainted runner", async () => {
    const { runnerId, workloadId } = await busy(configuration("refuse"));
    workspace.gateway.workloads.remove(workloadId);
    expect((await run("plan", "-destroy", "-out=destroy.bin")).exitCode).toBe(0);
    const late = workspace.gateway.workloads.create({ runnerId, status: "starting" });

    const applied = await run("apply", "destroy.bin");
    expect(applied.exitCode).toBe(1);
    expect(applied.text).toContain(`${late.id} (starting`);

    workspace.gateway.workloads.update(late.id, { status: "stopping" });
    expect((await run("plan", "-destroy")).text).toContain(`${late.id} (stopping`);

    await workspace.run("taint", [ADDRESS]);
    const tainted = await run("apply", "-auto-approve");
    expect(tainted.text).toContain("Error: Runner has active workloads");
    expect((await workspace.client().runners.get(runnerId)).id).toBe(runnerId);

    // what is over, or failed, does not count
    workspace.gateway.workloads.update(late.id, { status: "failed" });
    expect((await run("destroy", "-auto-approve")).exitCode).toBe(0);
  });

  it.each(["refuse", "wait"])(
    "takes a listing that fails for `can not know`, never for none nor for a runner that is gone, with `%s`",
    async (policy) => {
      const { runnerId, workloadId } = await busy(configuration(policy));
      workspace.gateway.workloads.remove(workloadId);
      const { id } = await workspace.state("agyn_organization.acme");
      expect((await run("plan", "-destroy", "-out=destroy.bin")).exitCode).toBe(0);

      for (const failure of FAILURES) {
        workspace.gateway.faults.clear();
        workspace.gateway.faults.add(`ListWorkloads:error=${failure}`);
        const { exitCode, text } = await run("plan", "-destroy");
        expect({ failure, exitCode }).toEqual({ failure, exitCode: 1 });
        expect(text).toContain("Error: Active workloads can not be ruled out");
        expect(text).toContain(`could not be looked at: the workloads of organization ${String(id)} (`);
        expect(text).toContain(`ListWorkloads answered ${failure}`);
        expect(text).toContain("use a token that may see them");
      }
      workspace.gateway.faults.clear();
      workspace.gateway.faults.add("ListWorkloads:error=not_found");
      const { exitCode, text } = await run("apply", "destroy.bin");

      expect(exitCode).toBe(1);
      expect(text).toContain("Error: Active workloads can not be ruled out");
      expect((await workspace.client().runners.get(runnerId)).id).toBe(runnerId);
    },
  );

  it("is no question where the runner itself is gone", async () => {
    const { runnerId } = await busy(configuration("refuse"));
    await workspace.client().runners.delete(runnerId);

    expect((await run("destroy", "-auto-approve", "-refresh=false")).exitCode).toBe(0);
  });

  describe("that is refused", () => {
    /** The words of a refusal, followed: the value alone, by the command that they name. */
    async function giveUp(text: string, scope?: string): Promise<void> {
      const [, command = "", flag = ""] =
        /set on_active_workloads to "ignore" and apply that by itself \(terraform (\w+) (\S+),/.exec(text) ?? [];
      await workspace.write(configuration("ignore", "", scope));
      const { exitCode, text: printed } = await run(command, flag, "-auto-approve");
      expect(printed).toContain("1 changed, 0 destroyed");
      expect(exitCode).toBe(0);
    }
    const refused = async (...args: string[]): Promise<string> => {
      const { exitCode, text } = await run("apply", "-auto-approve", ...args);
      expect(exitCode).toBe(1);
      return text;
    };
    /** The runner is replaced, and nobody looks. */
    async function isReplaced(runnerId: string): Promise<void> {
      workspace.gateway.clearRequests();
      await workspace.apply(configuration("ignore"));
      expect((await workspace.state(ADDRESS))["id"]).not.toBe(runnerId);
      expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith("/ListWorkloads"))).toEqual([]);
    }
    /** Nobody may list what is left of it. */
    async function loseOrganization(): Promise<string> {
      const id = String((await workspace.state("agyn_organization.acme"))["id"]);
      await workspace.client().organizations.delete(id);
      workspace.gateway.faults.add("ListWorkloads:error=permission_denied");
      return id;
    }

    it("because its organization is gone comes once the text was followed", async () => {
      const { runnerId } = await busy(configuration("refuse"));
      const lost = await loseOrganization();
      const text = await refused();
      expect(text).toContain(`Organization ${lost} does not exist any more`);

      await giveUp(text);

      await isReplaced(runnerId);
    });

    it("because its organization is gone, also from state, comes once the text was followed to its end", async () => {
      const { runnerId } = await busy(configuration("refuse"));
      const lost = await loseOrganization();
      await workspace.refreshOnly();
      await workspace.write(configuration("ignore"));
      const text = await refused("-refresh=false");
      expect(text).toContain(`If that still replaces the runner, write organization_id = "${lost}" for it`);

      await giveUp(text, `organization_id = "${lost}"`);

      await isReplaced(runnerId);
    });

    it("because it is tainted comes once the text was followed", async () => {
      const { runnerId } = await busy(configuration("refuse"));
      await workspace.run("taint", [ADDRESS]);
      const text = await refused();
      expect(text).toContain("if it is tainted, terraform untaint first");

      await workspace.run("untaint", [ADDRESS]);
      await giveUp(text);

      await workspace.run("taint", [ADDRESS]);
      await isReplaced(runnerId);
    });
  });

  it("of a cluster-scoped runner is judged by the workloads of every organization, or says which it could not see", async () => {
    const { workloadId } = await busy(configuration("refuse", "", ""), { token: ADMIN_TOKEN });

    const refused = await run("plan", "-destroy");
    expect(refused.exitCode).toBe(1);
    expect(refused.text).toContain(`${workloadId} (running`);

    workspace.gateway.workloads.remove(workloadId);
    for (const failure of FAILURES) {
      workspace.gateway.faults.clear();
      workspace.gateway.faults.add(`ListOrganizations:error=${failure}`);
      const unknown = await run("plan", "-destroy");
      expect({ failure, exitCode: unknown.exitCode }).toEqual({ failure, exitCode: 1 });
      expect(unknown.text).toContain("organizations the token does not belong to");
    }
    workspace.gateway.faults.add("ListAccessibleOrganizations:error=not_found");
    const none = await run("plan", "-destroy");
    expect(none.exitCode).toBe(1);
    expect(none.text).toContain("organizations the token belongs to (");

    workspace.gateway.faults.clear();
    expect((await run("destroy", "-auto-approve")).exitCode).toBe(0);
  });

  it("comes with `wait` once none is left, which the log follows", async () => {
    const { workloadId } = await busy(configuration("wait"));
    const planned = await run("plan", "-destroy", "-out=destroy.bin");
    expect(planned.exitCode).toBe(0);
    expect(planned.text).toContain("Warning: Destroying waits for active workloads");
    const held = workspace.gateway.faults.hold("ListWorkloads");
    const applied = workspace.run("apply", ["-no-color", "destroy.bin"], { TF_LOG: "INFO" });
    await held.reached;
    workspace.gateway.workloads.remove(workloadId);
    // what it answers was looked up before
    held.release();

    const { exitCode, stderr } = await applied;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(new RegExp(`has 1 active workload: ${workloadId} .*: waiting, \\d+ s more at most`));
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 0 });
  });

  it("bears with `wait` a gateway that can not be asked for a while", async () => {
    const impatient = 'provider "agyn" {\n  max_retries = 0\n}\n';
    const { runnerId, workloadId } = await busy(impatient + configuration("wait"));
    expect((await run("plan", "-destroy", "-out=destroy.bin")).exitCode).toBe(0);
    workspace.gateway.workloads.remove(workloadId);
    workspace.gateway.faults.add("ListWorkloads:error=unavailable,times=1");

    const { exitCode, text } = await run("apply", "destroy.bin");

    expect([exitCode, text]).toEqual([0, expect.not.stringContaining("Error")]);
    await expect(workspace.client().runners.get(runnerId)).rejects.toThrow("not_found");
  });

  it("waits no longer than timeouts.delete, and keeps the runner", async () => {
    const { runnerId, workloadId } = await busy(configuration("wait", 'timeouts {\n    delete = "1s"\n  }'));

    const { exitCode, text } = await run("destroy", "-auto-approve");

    expect(exitCode).toBe(1);
    expect(text).toContain("Error: Runner still has active workloads");
    expect(text).toContain(`has, after 1s (timeouts.delete), 1 active workload: ${workloadId}`);
    expect((await workspace.client().runners.get(runnerId)).id).toBe(runnerId);
    expect((await workspace.state(ADDRESS))["id"]).toBe(runnerId);
  });

  it.each(["refuse", "wait"])(
    "looks no longer than timeouts.delete at a gateway that hangs, with `%s`, and keeps the runner",
    async (policy) => {
      const { runnerId, workloadId } = await busy(
        PATIENT + configuration(policy, 'timeouts {\n    delete = "1s"\n  }'),
      );
      workspace.gateway.workloads.remove(workloadId);
      expect((await run("plan", "-destroy", "-out=destroy.bin")).exitCode).toBe(0);
      workspace.gateway.faults.add("ListWorkloads:never");

      const { exitCode, text } = await run("apply", "destroy.bin");

      expect(exitCode).toBe(1);
      expect(text).toContain("Error: Agyn is not available");
      expect(text).toContain(`about the workloads of runner ${runnerId} at the end of 1s (timeouts.delete)`);
      expect((await workspace.client().runners.get(runnerId)).id).toBe(runnerId);
    },
  );

  it("says what was seen last, with `wait`, when the gateway hangs in the end", async () => {
    const { workloadId } = await busy(PATIENT + configuration("wait", 'timeouts {\n    delete = "1s"\n  }'));
    // the plan looks, then the apply, which finds it, and after that nobody hears of it
    workspace.gateway.faults.add("ListWorkloads:never,after=2");

    const { exitCode, text } = await run("destroy", "-auto-approve");

    expect(exitCode).toBe(1);
    expect(text).toContain("Error: Agyn is not available");
    expect(text).toContain(`When it last answered, the runner had 1 active workload: ${workloadId}`);
  });

  it.each([
    ["the runner", configuration("wait")],
    [
      "its enrollment",
      `${configuration("ignore")}
resource "agyn_runner_enrollment" "ml" {
  runner_id           = agyn_runner.ml.id
  on_active_workloads = "wait"
}
`,
    ],
  ])("ends at once when its plan is interrupted while it looks for %s", async (_what, waiting) => {
    await busy(PATIENT + configuration("ignore"));
    await workspace.client().runners.enroll(String((await workspace.state(ADDRESS))["service_token"]));
    await workspace.apply(PATIENT + waiting);
    const held = workspace.gateway.faults.hold("ListWorkloads");
    const plan = spawn(workspace.binary, ["plan", "-destroy", "-input=false", "-no-color"], {
      cwd: workspace.directory,
      env: { ...process.env, ...workspace.environment },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let text = "";
    plan.stderr.on("data", (data: Buffer) => (text += data.toString()));
    const ended = once(plan, "close");
    await held.reached;

    // to the whole group, as a shell does
    process.kill(-Number(plan.pid), "SIGINT");

    expect((await ended)[0]).toBe(1);
    expect(unwrap(text)).toContain("Error: Interrupted");
  });

  it("is held up by the enrollment too, which goes first", async () => {
    const enrolled = (organization: string): string =>
      `${configuration("ignore", "", `organization_id = agyn_organization.${organization}.id`)}
resource "agyn_runner_enrollment" "ml" {
  runner_id           = agyn_runner.ml.id
  on_active_workloads = "refuse"
  timeouts {
    create = "30s"
  }
}
`;
    const { runnerId, workloadId } = await busy(configuration("ignore"));
    await workspace.client().runners.enroll(String((await workspace.state(ADDRESS))["service_token"]));
    await workspace.apply(enrolled("acme"));

    for (const [hcl, args] of [
      [enrolled("acme"), ["-destroy"]],
      [enrolled("acme"), ["-replace=agyn_runner_enrollment.ml"]],
      [enrolled("other"), []],
    ] as const) {
      await workspace.write(hcl);
      const { exitCode, text } = await run("plan", ...args);
      expect(exitCode).toBe(1);
      expect(text).toContain("Error: Runner has active workloads");
      expect(text).toContain("with agyn_runner_enrollment.ml");
    }
    // and at apply, when work came after the plan
    await workspace.write(enrolled("acme"));
    workspace.gateway.workloads.remove(workloadId);
    expect((await run("plan", "-destroy", "-out=destroy.bin")).exitCode).toBe(0);
    workspace.gateway.workloads.create({ runnerId, status: "running" });
    const applied = await run("apply", "destroy.bin");
    expect(applied.exitCode).toBe(1);
    expect(applied.text).toContain("Error: Runner has active workloads");
    expect((await workspace.client().runners.get(runnerId)).id).toBe(runnerId);

    await workspace.client().runners.delete(runnerId);
    // a runner that is gone has none
    expect((await workspace.run("destroy", EVERYTHING)).exitCode).toBe(0);
  });

  it("says which policies there are", async () => {
    workspace = await Workspace.create({ kept: true });

    expect(await workspace.failingApply(configuration("drain"))).toContain('Found "drain". Write "ignore"');
  });
});
