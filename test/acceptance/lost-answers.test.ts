// What becomes of a registration whose answers get lost again and again; what each single failure does to a creation is in
// `creation-failures.test.ts`.
import { unwrap, Workspace } from "../support/workspace";

const CONFIGURATION = `
resource "agyn_organization" "acme" {
  name = "Acme ML"
}
resource "agyn_runner" "ml" {
  organization_id = agyn_organization.acme.id
  name            = "ml-runner"
  labels          = { team = "ml" }
}
`;

describe("a gateway whose answers get lost", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
    await workspace.write(CONFIGURATION);
  });
  afterEach(() => workspace.dispose());

  const apply = async (): Promise<{ exitCode: number; text: string }> => {
    const args = ["-auto-approve", "-input=false", "-no-color"];
    const { exitCode, stdout, stderr } = await workspace.run("apply", args);
    return { exitCode, text: unwrap(`${stdout}\n${stderr}`) };
  };
  const runners = async (): Promise<{ id: string; createdAt?: Date }[]> => {
    const found: { id: string; createdAt?: Date }[] = [];
    for await (const runner of workspace.client().runners.listAll()) found.push(runner);
    return found.sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0));
  };

  it("registers once more when the answer to a registration is lost, and names what it may have left", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=1");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(0);
    const [orphan, ours] = await runners();
    expect((await workspace.state("agyn_runner.ml"))["id"]).toBe(ours?.id);
    expect(text).toContain("A runner may have been left behind");
    expect(text).toContain(`It may have left: ${orphan?.id ?? ""} (same name and scope, pending, made since)`);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("fails after a second lost answer, naming both candidates and keeping the organization", async () => {
    workspace.gateway.faults.add("RegisterRunner:cut-after-send,times=2");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Connection to the gateway was lost");
    for (const { id } of await runners()) expect(text).toContain(id);
    expect(await runners()).toHaveLength(2);
    expect((await workspace.state("agyn_organization.acme"))["name"]).toBe("Acme ML");
  });

  it("does not sleep for longer than half a minute because the answer asks for it", async () => {
    workspace.gateway.faults.add("RegisterRunner:rate-limit=3600");

    const { exitCode, text } = await apply();

    expect(exitCode).toBe(1);
    expect(text).toContain("Agyn asks to slow down");
    expect(text).toContain("No runner was found that this left behind");
    expect(await runners()).toHaveLength(0);
  });
});
