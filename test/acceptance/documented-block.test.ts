// The provider block of the platform's documentation, and what stands beside it in the page about the move.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { section } from "../support/page";
import { unwrap, Workspace } from "../support/workspace";

const PAGE = readFileSync(resolve(__dirname, "../../docs/guides/migrate-from-the-go-provider.md"), "utf8");
const [DOCUMENTED = "", OURS = ""] = [
  ...section(PAGE, "A configuration from the platform's documentation").matchAll(/^```hcl\n([^]*?)^```$/gm),
].map(([, hcl = ""]) => hcl);

describe("the provider block of the platform's documentation", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.dispose());

  const rest = 'variable "token" {\n  type = string\n}\ndata "agyn_organizations" "mine" {}\n';

  it("is refused, attribute by attribute", async () => {
    await workspace.write(DOCUMENTED.replace("~> 1.0", "~> 0.7") + rest);

    const { exitCode, stderr } = await workspace.run("validate", ["-no-color"]);

    expect(exitCode).toBe(1);
    for (const name of ["gateway", "token"]) {
      expect(unwrap(stderr)).toContain(`An argument named "${name}" is not expected here`);
    }
  });

  it("works as the page has it beside that", async () => {
    const token = workspace.environment["AGYN_API_TOKEN"] ?? "";
    expect(OURS).toContain('"https://gateway.agyn.dev:2496"');
    await workspace.write(OURS.replace("https://gateway.agyn.dev:2496", workspace.gateway.url) + rest);

    const { exitCode } = await workspace.run("plan", ["-no-color", `-var=token=${token}`], {
      AGYN_API_TOKEN: "unused",
    });

    expect(exitCode).toBe(0);
  });
});
