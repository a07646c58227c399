// Plans of many runners with the real terraform: few requests, and never another plan than one that reads them one by one.
import { GatewayFront } from "../support/gateway-front";
import { PluginProcess } from "../support/plugin-process";
import { ALICE, BOB, PLUGIN, Workspace } from "../support/workspace";

const RUNNERS = 60;
const APPLY = ["-auto-approve", "-input=false", "-no-color"];

function fleet(name: string, count: number, provider = "agyn"): string {
  return `
resource "agyn_organization" "${name}" {
  provider = ${provider}
  name     = "${name}"
}
resource "agyn_runner" "${name}" {
  provider        = ${provider}
  count           = ${count}
  organization_id = agyn_organization.${name}.id
  name            = "${name}-\${count.index}"
  labels          = { index = tostring(count.index) }
}
`;
}

describe("a plan of many runners", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });
  afterEach(() => workspace.dispose());

  /** What a plan changes, and how often it called. */
  async function planned(...args: string[]): Promise<{ actions: object; singly: number; pages: number }> {
    workspace.gateway.clearRequests();
    const { actions } = await workspace.plan(...args);
    const count = (method: string): number =>
      workspace.gateway.requests.filter(({ rpc }) => rpc === `RunnersGateway/${method}`).length;
    return { actions, singly: count("GetRunner"), pages: count("ListRunners") };
  }

  const idOf = async (address: string): Promise<string> => String((await workspace.state(address))["id"]);

  it("asks for one page instead of sixty runners, also one at a time, and changes nothing", async () => {
    await workspace.apply(fleet("acme", RUNNERS));

    const usual = await planned();
    const oneAtATime = await planned("-parallelism=1");

    expect(usual.actions).toEqual({});
    expect(usual.pages).toBe(1);
    // as many as Terraform asks for before it is clear that there are many
    expect(usual.singly).toBeLessThanOrEqual(20);
    expect(oneAtATime).toEqual({ actions: {}, singly: 20, pages: 1 });
  });

  it("of one of them reads that one", async () => {
    await workspace.apply(fleet("acme", RUNNERS));

    expect(await planned("-target=agyn_runner.acme[7]")).toEqual({ actions: {}, singly: 1, pages: 0 });
  });

  it("sees what was deleted and changed outside, and nothing else", async () => {
    await workspace.apply(fleet("acme", RUNNERS));
    await workspace.client().runners.delete(await idOf("agyn_runner.acme[3]"));
    await workspace.client().runners.update(await idOf("agyn_runner.acme[57]"), { name: "renamed" });

    expect((await planned()).actions).toEqual({
      "agyn_runner.acme[3]": ["create"],
      "agyn_runner.acme[57]": ["update"],
    });
  });

  it("is the same where runners may be read and not listed", async () => {
    await workspace.apply(fleet("acme", RUNNERS));
    workspace.gateway.faults.add("ListRunners:error=permission_denied");

    expect(await planned()).toEqual({ actions: {}, singly: RUNNERS, pages: 1 });
  });

  it("never takes a runner for gone that a listing lacks", async () => {
    await workspace.apply(fleet("acme", RUNNERS));
    const ids = (await workspace.states("agyn_runner")).map(({ id }) => String(id)).sort();
    const missing = new Set(ids.filter((_id, index) => index % 2 === 0));
    let lacking = 0;
    const front = await GatewayFront.start(workspace.gateway.url, {
      rewrite: (method, body) => {
        if (method !== "ListRunners") return body;
        const page = JSON.parse(body) as { runners?: { meta: { id: string } }[] };
        const kept = (page.runners ?? []).filter(({ meta }) => !missing.has(meta.id));
        lacking += (page.runners ?? []).length - kept.length;
        return JSON.stringify({ ...page, runners: kept });
      },
    });
    const { exitCode, stdout } = await workspace
      .run("plan", ["-input=false", "-no-color"], { AGYN_API_URL: front.url })
      .finally(front.close);

    expect([exitCode, lacking]).toEqual([0, missing.size]);
    expect(stdout).toContain("No changes.");
  });

  it("reads enrollments from what their runners were read by", async () => {
    const enrollments = `${fleet("acme", RUNNERS)}
resource "agyn_runner_enrollment" "acme" {
  count     = ${RUNNERS}
  runner_id = agyn_runner.acme[count.index].id
}
`;
    await workspace.apply(fleet("acme", RUNNERS));
    for (const runner of await workspace.states("agyn_runner")) {
      await workspace.client().runners.enroll(String(runner["service_token"]));
    }
    await workspace.apply(enrollments);

    const { actions, singly, pages } = await planned();

    expect([actions, pages]).toEqual([{}, 1]);
    expect(singly).toBeLessThanOrEqual(20);
  });

  it("of two aliases with different rights, in one process that serves both, reads with the rights of each", async () => {
    const configuration = `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  api_token = "${ALICE}"
}
provider "agyn" {
  alias     = "bob"
  api_token = "${BOB}"
}
${fleet("acme", 25)}
${fleet("other", 25, "agyn.bob")}
`;
    const { AGYN_API_URL } = workspace.environment;
    const run = async (plugin: PluginProcess): Promise<void> => {
      const [, reattach = ""] = /='(.*)'$/.exec(await plugin.line(/^POSIX shells:/)) ?? [];
      const terraform = async (command: string, ...args: string[]): Promise<string> => {
        const { exitCode, stdout, stderr } = await workspace.run(command, args, { TF_REATTACH_PROVIDERS: reattach });
        expect([exitCode, stderr]).toEqual([0, ""]);
        return stdout;
      };
      await workspace.write(configuration);
      await terraform("apply", ...APPLY);
      workspace.gateway.clearRequests();

      expect(await terraform("plan", "-input=false", "-no-color")).toContain("No changes.");

      const listed = workspace.gateway.requests.filter(({ rpc }) => rpc === "RunnersGateway/ListRunners");
      expect(new Set(listed.map(({ identity }) => identity))).toEqual(
        new Set([ALICE, BOB].map((token) => token.slice(5))),
      );
      expect(workspace.gateway.requests.filter(({ code }) => code !== undefined)).toEqual([]);

      // the same process, another walk: nothing is kept from the one before
      await workspace.client().runners.update(await idOf("agyn_runner.acme[20]"), { name: "renamed" });
      expect(await terraform("plan", "-input=false", "-no-color")).toContain("0 to add, 1 to change, 0 to destroy");
      expect(await terraform("destroy", ...APPLY)).toContain("52 destroyed");
    };
    await PluginProcess.use(PLUGIN, () => ({ AGYN_API_URL }), run, ["--debug"]);
  });
});
