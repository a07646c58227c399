// What Ctrl-C does: waits of every kind end at once, a registration that is under way does not, and state has all there is.
//
// Nothing here would end by itself within a test: timeouts and pauses are half a minute to an hour long.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { GatewayFront } from "../support/gateway-front";
import { BOB, unwrap, Workspace } from "../support/workspace";

/** A terraform that runs. */
interface Running {
  readonly child: ChildProcess;
  /** Resolves when it has printed a text. */
  said(text: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; text: string }>;
}

/** Runs terraform in a process group of its own, as a shell does, so that an interrupt reaches it and its plugins. */
function start(workspace: Workspace, command = "apply", env: Readonly<Record<string, string>> = {}): Running {
  const args = command === "plan" ? [] : ["-auto-approve"];
  const child = spawn(workspace.binary, [command, ...args, "-input=false", "-no-color"], {
    cwd: workspace.directory,
    env: { ...process.env, ...workspace.environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (text += data.toString()));
  return {
    child,
    said: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text.includes(wanted)) resolve();
        };
        child.stdout.on("data", look);
        look();
      }),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, text: unwrap(text) })),
  };
}

function interrupt({ child }: Running): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
}

const BOB_ID = BOB.slice("agyn_".length);
/** Printed once terraform has told its plugins to stop. */
const INTERRUPTED = "Interrupt received";

const CONFIGURATION = `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
}
`;
const patient = (more = "", runner = ""): string => `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  request_timeout = "1h"
  max_retries     = 100
  ${more}
}
${CONFIGURATION.replace('ml-runner"', `ml-runner"\n  ${runner}`)}`;

describe("an interrupted apply", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

  it.each([
    ["an organization", "CreateOrganization", "agyn_organization.acme", { name: "Acme ML" }, { organizations: 1 }],
    [
      "a runner",
      "RegisterRunner",
      "agyn_runner.ml",
      { service_token: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      { runners: 1 },
    ],
    [
      "a membership",
      "CreateMembership",
      "agyn_organization_membership.bob",
      { identity_id: BOB_ID },
      { organizations: 1 },
    ],
  ])("finishes the creation of %s that is under way, and keeps it", async (_what, method, address, kept, inGateway) => {
    await workspace.client(BOB).users.me();
    await workspace.write(`${CONFIGURATION}
resource "agyn_organization_membership" "bob" {
  organization_id = agyn_organization.acme.id
  identity_id     = "${BOB_ID}"
  role            = "member"
}
`);
    const held = workspace.gateway.faults.hold(method);
    const apply = start(workspace);
    await held.reached;

    interrupt(apply);
    await apply.said(INTERRUPTED);
    held.release();
    await apply.ended;

    expect(await workspace.state(address)).toMatchObject(kept);
    expect(workspace.gateway.snapshot()).toMatchObject(inGateway);
    expect(workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith(`/${method}`))).toHaveLength(1);
  });

  it.each([
    ["", "exactly_once = false"],
    [", with exactly_once", "exactly_once = true"],
  ])(
    "in the middle of ten parallel registrations has every runner in state that is in the gateway%s",
    async (_, more) => {
      const names = Array.from({ length: 15 }, (_, index) => `ml-${index}`);
      await workspace.write(
        patient(more).replace(
          /resource "agyn_runner"[^]*/,
          `
resource "agyn_runner" "ml" {
  for_each        = toset(${JSON.stringify(names)})
  organization_id = agyn_organization.acme.id
  name            = each.key
}
`,
        ),
      );
      const held = Array.from({ length: 10 }, () => workspace.gateway.faults.hold("RegisterRunner"));
      const apply = start(workspace);
      // each is carried out and held back until it is released: ten are in flight at the same time
      await Promise.all(held.map(({ reached }) => reached));
      expect(workspace.gateway.snapshot()).toMatchObject({ runners: 10 });

      interrupt(apply);
      await apply.said(INTERRUPTED);
      for (const call of held) call.release();
      await apply.ended;

      const inGateway: Record<string, string> = {};
      for await (const { id, name } of workspace.client().runners.listAll()) inGateway[id] = name;
      expect(Object.keys(inGateway)).toHaveLength(10);
      expect(names).toEqual(expect.arrayContaining(Object.values(inGateway)));
      const inState = await workspace.states("agyn_runner");
      expect(Object.fromEntries(inState.map(({ id, name }) => [id, name]))).toEqual(inGateway);
      for (const { service_token: token } of inState) await workspace.client().runners.enroll(String(token));
    },
  );

  it("ends the wait for an enrollment at once and keeps the runner", async () => {
    await workspace.write(`${CONFIGURATION}
resource "agyn_runner_enrollment" "ml" {
  runner_id = agyn_runner.ml.id
}
`);
    const held = workspace.gateway.faults.hold("GetRunner");
    const apply = start(workspace);
    await held.reached;
    held.release();

    interrupt(apply);
    const { code, text } = await apply.ended;

    expect(code).toBe(1);
    expect(text).toContain("Terraform was asked to stop");
    expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
    await expect(workspace.state("agyn_runner_enrollment.ml")).rejects.toThrow("is not in state");
  });

  it("ends a look at the runner that is under way while it waits for its enrollment", async () => {
    await workspace.write(`${patient()}
resource "agyn_runner_enrollment" "ml" {
  runner_id = agyn_runner.ml.id
}
`);
    // never released
    const held = workspace.gateway.faults.hold("GetRunner");
    const apply = start(workspace);
    await held.reached;

    interrupt(apply);
    const { code, text } = await apply.ended;

    expect(code).toBe(1);
    expect(text).toContain("Error: Interrupted");
    expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
  });

  it("ends the wait for active workloads at once and keeps the runner", async () => {
    await workspace.apply(patient("", 'on_active_workloads = "wait"'));
    const { id } = await workspace.state("agyn_runner.ml");
    workspace.gateway.workloads.create({ runnerId: String(id), status: "running" });
    // the plan looks too
    const planned = workspace.gateway.faults.hold("ListWorkloads");
    const destroy = start(workspace, "destroy");
    await planned.reached;
    const waiting = workspace.gateway.faults.hold("ListWorkloads");
    planned.release();
    await waiting.reached;
    waiting.release();

    interrupt(destroy);
    const { code, text } = await destroy.ended;

    expect(code).toBe(1);
    expect(text).toContain("Terraform was asked to stop");
    expect((await workspace.state("agyn_runner.ml"))["id"]).toBe(id);
    expect((await workspace.client().runners.get(String(id))).id).toBe(id);
  });

  it("ends the time in which a lost registration may still be carried out, keeps the runner, and says what to look for", async () => {
    await workspace.write(patient("exactly_once = true"));
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=1");
    const renaming = workspace.gateway.faults.hold("UpdateRunner");
    // the first is asked whether the platform answers again, the second is the look after the second registration
    const answering = workspace.gateway.faults.hold("ListRunners");
    const looking = workspace.gateway.faults.hold("ListRunners");
    const apply = start(workspace);
    await answering.reached;
    answering.release();
    await looking.reached;
    looking.release();

    interrupt(apply);
    await renaming.reached;
    renaming.release();
    const { text } = await apply.ended;

    expect(text).toContain("Warning: A runner may have been left behind");
    expect(text).toMatch(/look for a pending runner named "ml-runner ~[0-9a-f-]{36}" after a while, and delete it/);
    const { id, service_token: token } = await workspace.state("agyn_runner.ml");
    expect((await workspace.client().runners.get(String(id))).name).toBe("ml-runner");
    await workspace.client().runners.enroll(String(token));
    // what the lost one had made already was deleted
    expect(workspace.gateway.snapshot()).toMatchObject({ runners: 1 });
  });

  describe("while it waits to try again", () => {
    /** Runs terraform until the answer to a call went out, interrupts it, and says how it ended. */
    async function interruptedAfter(method: string, command: string): Promise<{ code: number | null; text: string }> {
      let answered: () => void = () => undefined;
      const reached = new Promise<void>((done) => (answered = done));
      const front = await GatewayFront.start(workspace.gateway.url, {
        rewrite: (called, body) => {
          if (called === method) answered();
          return body;
        },
      });
      try {
        const running = start(workspace, command, { AGYN_API_URL: front.url });
        await reached;
        interrupt(running);
        return await running.ended;
      } finally {
        await front.close();
      }
    }

    it.each([
      ["503", "error=unavailable", "HTTP 503"],
      ["429", "rate-limit=30", "HTTP 429"],
    ])("ends a plan at once, and leaves state as it is: %s", async (_name, fault, status) => {
      await workspace.apply(patient());
      const before = await workspace.state("agyn_runner.ml");
      workspace.gateway.faults.add(`GetRunner:${fault}`);

      const { code, text } = await interruptedAfter("GetRunner", "plan");

      expect(code).toBe(1);
      expect(text).toContain("Error: Interrupted");
      expect(text).toContain("Terraform was asked to stop");
      expect(text).toContain(status);
      expect(await workspace.state("agyn_runner.ml")).toEqual(before);
    });

    it.each([
      ["503", "error=unavailable"],
      ["429", "rate-limit=30"],
    ])("ends a destroy at once, and keeps what was not deleted: %s", async (_name, fault) => {
      await workspace.apply(patient());
      workspace.gateway.faults.add(`DeleteRunner:${fault}`);

      const { code, text } = await interruptedAfter("DeleteRunner", "destroy");

      expect(code).toBe(1);
      expect(text).toContain("Error: Interrupted");
      expect((await workspace.state("agyn_runner.ml"))["name"]).toBe("ml-runner");
      expect(workspace.gateway.snapshot()).toMatchObject({ runners: 1, organizations: 1 });
    });

    it("ends a registration that nobody took at once, with nothing left", async () => {
      await workspace.write(patient());
      workspace.gateway.faults.add("RegisterRunner:html=429");

      const { code, text } = await interruptedAfter("RegisterRunner", "apply");

      expect(code).toBe(1);
      expect(text).toContain("Error: Interrupted");
      expect(text).toContain("Nothing reached the platform");
      expect(workspace.gateway.snapshot()).toMatchObject({ runners: 0 });
    });

    it("ends a registration that may have been carried out at once, and says what it may have left", async () => {
      await workspace.write(patient());
      workspace.gateway.faults.add("RegisterRunner:rate-limit=30,carried-out");

      const { code, text } = await interruptedAfter("RegisterRunner", "apply");

      expect(code).toBe(1);
      expect(text).toContain('Did not register runner "ml-runner" a second time: Terraform was asked to stop');
      const runners = [];
      for await (const { id } of workspace.client().runners.listAll()) runners.push(id);
      expect(runners).toHaveLength(1);
      expect(text).toContain(`It may have left: ${runners.join()}`);
      expect((await workspace.state("agyn_organization.acme"))["name"]).toBe("Acme ML");
    });
  });
});
