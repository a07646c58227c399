import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unwrap, Workspace } from "../support/workspace";

const RUNNER = `
resource "agyn_runner" "ml" {
  name = "ml-runner"
}
`;
const UNKNOWN_ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";

describe("what a user sees after a mistake", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });
  afterEach(() => workspace.dispose());

  /** Plans and applies; answers the text on one line. Never a stack trace, never a defect of ours. */
  async function refused(hcl: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    await workspace.write(hcl);
    const { exitCode, stdout, stderr } = await workspace.run(
      "apply",
      ["-auto-approve", "-input=false", "-no-color"],
      env,
    );
    const text = unwrap(`${stdout}\n${stderr}`);
    expect(exitCode).toBe(1);
    expect(text).not.toMatch(/\bat .*\.(c?js|ts):\d+|defect of the provider|plugin crashed/i);
    return text;
  }

  it("no token", async () => {
    const text = await refused(RUNNER, { AGYN_API_TOKEN: "" });

    expect(text).toContain("Error: Missing API token");
    expect(text).toContain("Neither api_token nor the environment variable AGYN_API_TOKEN is set");
  });

  it("neither address nor token, both said at once", async () => {
    const text = await refused(RUNNER, { AGYN_API_TOKEN: "", AGYN_API_URL: "" });

    expect(text).toContain("Error: Missing API URL");
    expect(text).toContain("Error: Missing API token");
  });

  it("a token the platform does not know", async () => {
    const text = await refused(RUNNER, { AGYN_API_TOKEN: "not-a-token" });

    expect(text).toContain("Error: Agyn does not accept the token");
    expect(text).not.toContain("not-a-token");
  });

  it("an address that is no URL", async () => {
    const text = await refused(RUNNER, { AGYN_API_URL: "gateway.agyn.dev:2496" });

    expect(text).toContain('AGYN_API_URL "gateway.agyn.dev:2496" has the scheme');
    expect(text).toContain('"https://gateway.agyn.dev:2496"');

    const block = 'provider "agyn" {\n  api_url = "gateway.agyn.dev:2496"\n}\n';
    expect(await refused(block + RUNNER)).toContain(
      'provider "agyn": 7: api_url = "gateway.agyn.dev:2496" api_url "gateway.agyn.dev:2496" has the scheme',
    );
  });

  it("an address where nobody listens", async () => {
    const text = await refused(RUNNER, { AGYN_API_URL: "http://127.0.0.1:1" });

    expect(text).toContain("Error: Gateway can not be reached");
    expect(text).toContain("Nothing was sent");
    expect(text).toContain("Check api_url (or AGYN_API_URL)");
  });

  it("an address where a web page answers", async () => {
    const page = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome</html>"),
    );
    await new Promise<void>((done) => page.listen(0, "127.0.0.1", done));
    try {
      const text = await refused(RUNNER, { AGYN_API_URL: `http://127.0.0.1:${(page.address() as AddressInfo).port}` });

      expect(text).toContain("Error: Answer is not from an Agyn gateway");
      expect(text).toContain("text/html");
    } finally {
      page.close();
    }
  });

  it.each([
    ["a blank name", 'name = "  "', "Error: Name is blank", "with agyn_runner.ml, on main.tf line"],
    ["a name with outer blanks", 'name = " ml "', "Error: Name has outer blanks", 'Write "ml"'],
    ["a bad UUID", 'name = "ml"\n  organization_id = "acme"', "Error: Not a UUID", 'Found "acme"'],
    ["a label without a value", 'name = "ml"\n  labels = { team = null }', "Error: Label without a value", '"team"'],
    ["a blank capability", 'name = "ml"\n  capabilities = ["docker", ""]', "Error: Blank capability", "at position 1"],
    ["a read-only attribute", 'name = "ml"\n  service_token = "x"', "service_token", "Error"],
  ])("%s", async (_name, body, title, detail) => {
    const text = await refused(`resource "agyn_runner" "ml" {\n  ${body}\n}\n`);

    expect(text).toContain(title);
    expect(text).toContain(detail);
    expect(workspace.gateway.requests).toEqual([]);
  });

  it("all mistakes of a resource at once", async () => {
    const text = await refused(
      'resource "agyn_runner" "ml" {\n  name = ""\n  organization_id = "acme"\n  capabilities = [" "]\n}\n',
    );

    for (const title of ["Name is blank", "Not a UUID", "Blank capability"]) expect(text).toContain(`Error: ${title}`);
  });

  it("an organization the platform does not know", async () => {
    const text = await refused(
      `resource "agyn_runner" "ml" {\n  name = "ml"\n  organization_id = "${UNKNOWN_ID}"\n}\n`,
    );

    expect(text).toContain("Error: Agyn refused permission");
    expect(text).toContain("or the organization does not exist: the platform answers both alike");
  });

  it("a cluster-scoped runner with a user's token", async () => {
    const text = await refused(RUNNER);

    expect(text).toContain("Error: Agyn refused permission");
    expect(text).toContain("takes the cluster admin's token");
    expect(text).not.toContain("Check organization_id");
  });

  it("a slug that is taken", async () => {
    const text = await refused(
      'resource "agyn_organization" "a" {\n  name = "A"\n  slug = "acme"\n}\nresource "agyn_organization" "b" {\n  name = "B"\n  slug = "acme"\n}\n',
    );

    expect(text).toContain("Error: Already taken");
    expect(text).toContain("organization slug already exists");
  });

  it.each([
    ["a slug that is none", 'name = "A"\n  slug = "Acme ML"', "Error: Not a slug", 'Found "Acme ML"'],
    ["a blank name of an organization", 'name = ""', "Error: Name is blank", "Write one"],
  ])("%s", async (_name, body, title, detail) => {
    const text = await refused(`resource "agyn_organization" "a" {\n  ${body}\n}\n`);

    expect(text).toContain(title);
    expect(text).toContain(detail);
  });

  it("a timeout that is no duration", async () => {
    const text = await refused(
      `resource "agyn_runner_enrollment" "ml" {\n  runner_id = "${UNKNOWN_ID}"\n  timeouts {\n    create = "5 minutes"\n  }\n}\n`,
    );

    expect(text).toContain("Error: Not a duration");
    expect(text).toContain('Found "5 minutes"');
  });

  it("an enrollment of a runner that does not exist", async () => {
    const text = await refused(`resource "agyn_runner_enrollment" "ml" {\n  runner_id = "${UNKNOWN_ID}"\n}\n`);

    expect(text).toContain("Error: Runner does not exist");
  });

  it.each(["agyn_runner", "agyn_organization"])("an id to import %s by that is none", async (type) => {
    await workspace.write(`resource "${type}" "x" {\n  name = "x"\n}\n`);

    const { exitCode, stderr } = await workspace.run("import", ["-no-color", `${type}.x`, "my-name"]);

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain(`terraform import ${type}.example`);
  });

  it("an id to import by that nobody has", async () => {
    await workspace.write(RUNNER);

    const { exitCode, stderr } = await workspace.run("import", ["-no-color", "agyn_runner.ml", UNKNOWN_ID]);

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("Cannot import non-existent remote object");
  });
});
