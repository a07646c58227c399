import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform, keptCredentials, layOutMirror, StepError, Steps, Terraform } from "../../src/rehearsal/index";
import { readUiLine } from "../../src/rehearsal/terraform-ui";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-rehearsal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string, mode = 0o644): string => {
  const target = join(folder, path);
  mkdirSync(join(target, ".."), { recursive: true });
  writeFileSync(target, text, { mode });
  return target;
};

describe("mirror", () => {
  const layOut = () =>
    layOutMirror(join(folder, "kept"), [
      {
        address: "agynio/agyn",
        version: "1.2.3",
        launcher: put("terraform-provider-agyn", "#!/bin/sh", 0o755),
        bundles: [put("agyn.cjs", "")],
      },
    ]);

  it.each(["registry.terraform.io", "registry.opentofu.org"])("has launcher and bundle under %s", (host) => {
    layOut();

    const version = join(folder, "kept/mirror", host, "agynio/agyn/1.2.3");
    const [platform = ""] = ["linux", "darwin", "windows"]
      .flatMap((system) => [`${system}_amd64`, `${system}_arm64`])
      .filter((name) => existsSync(join(version, name)));
    expect(statSync(join(version, platform, "terraform-provider-agyn_v1.2.3")).mode & 0o111).not.toBe(0);
    expect(existsSync(join(version, platform, "agyn.cjs"))).toBe(true);
  });

  it("is the only place providers come from", () => {
    const config = readFileSync(layOut(), "utf8");

    expect(config).toContain('"registry.opentofu.org/agynio/agyn"');
    expect(config).not.toContain("direct");
  });

  it("forgets what an earlier layout held", () => {
    layOut();
    const old = put("kept/mirror/registry.terraform.io/agynio/agyn/0.0.1/x", "");
    layOut();

    expect(existsSync(old)).toBe(false);
  });
});

describe("finding terraform", () => {
  const fake = (name: string, says: string) => put(`bin/${name}`, `#!/bin/sh\necho "${says}"\n`, 0o755);

  it("takes TERRAFORM_BINARY_NAME before anything on PATH", async () => {
    fake("terraform", "Terraform v1.11.4");
    const path = fake("my-tofu", "OpenTofu v1.10.0");

    expect(await findTerraform({ PATH: join(folder, "bin"), TERRAFORM_BINARY_NAME: path })).toEqual({
      path,
      product: "OpenTofu",
      version: "1.10.0",
    });
  });

  it("takes tofu where there is no terraform", async () => {
    const path = fake("tofu", "OpenTofu v1.11.0");

    expect(await findTerraform({ PATH: join(folder, "bin") })).toMatchObject({ path });
  });

  it("fails when there is none, in one sentence that says what to install", async () => {
    await expect(findTerraform({ PATH: folder })).rejects.toThrow(
      "Neither terraform nor tofu was found on PATH: install Terraform 1.11 or newer (developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or newer (opentofu.org).",
    );
  });

  it("fails when TERRAFORM_BINARY_NAME names nothing", async () => {
    await expect(findTerraform({ PATH: folder, TERRAFORM_BINARY_NAME: "nope" })).rejects.toThrow(
      'TERRAFORM_BINARY_NAME is "nope", which was not found: install it, or unset the variable to use terraform or tofu from PATH.',
    );
  });

  it("fails when what was found is no terraform", async () => {
    const path = fake("terraform", "hello");

    await expect(findTerraform({ PATH: join(folder, "bin") })).rejects.toThrow(
      `${path} does not answer "version" as Terraform does`,
    );
  });
});

describe("credentials", () => {
  it("are made once, kept, and readable by their owner only", () => {
    const path = join(folder, "new/credentials.json");
    const first = keptCredentials(path, ["agyn_token_ml"]);
    const second = keptCredentials(path, ["agyn_token_web"]);

    expect(second.admin).toBe(first.admin);
    expect(second.variables["agyn_token_ml"]).toBe(first.variables["agyn_token_ml"]);
    expect(second.variables["agyn_token_web"]).toMatch(/^agyn_[0-9a-f-]{36}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("fails when the file is damaged, and leaves it alone", () => {
    const path = put("credentials.json", "{");

    expect(() => keptCredentials(path, [])).toThrow("is no JSON; it holds the tokens of the rehearsal");
    expect(readFileSync(path, "utf8")).toBe("{");
  });
});

describe("what a person is shown", () => {
  it("is the end of a failed command's output, without tokens", async () => {
    const token = "ab".repeat(32);
    const path = put("bin/failing", `#!/bin/sh\necho "agyn_runner.x has ${token}" >&2\nexit 1\n`, 0o755);
    const binary = { path, product: "Terraform", version: "1.11.4" } as const;
    const terraform = new Terraform({
      binary,
      directory: folder,
      cliConfigFile: "none",
      baseEnv: process.env,
      env: {},
    });

    await expect(terraform.init()).rejects.toMatchObject({ exitCode: 1, tail: "agyn_runner.x has [redacted]" });
  });

  it("reads terraform's diagnostics with the address they are about", () => {
    const line = {
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "No", detail: "why", address: "a.b" },
    };

    expect(readUiLine(JSON.stringify(line)).text).toBe("Error: No\n  with a.b\nwhy");
  });

  it("reads counts from a summary, and anything that is no JSON as text", () => {
    const line = { type: "change_summary", changes: { add: 1, change: 2, remove: 3, operation: "apply" } };

    expect(readUiLine(JSON.stringify(line)).changes).toEqual({ add: 1, change: 2, remove: 3 });
    expect(readUiLine("{broken")).toMatchObject({ type: "text", text: "{broken" });
  });
});

describe("steps", () => {
  it("are plain lines where there is no terminal, numbered, with what came of them", async () => {
    let shown = "";
    const steps = new Steps({ write: (text) => (shown += text) }, 3, { first: 2 });

    await steps.run(
      "Do it",
      () => Promise.resolve(4),
      (count) => `${count} done`,
    );

    expect(shown).toBe("   [2/3] Do it ...\nok [2/3] Do it: 4 done (0 s)\n");
  });

  it("fails when the work fails, naming the step", async () => {
    let shown = "";
    const steps = new Steps({ write: (text) => (shown += text) }, 1);
    const failure = steps.run(
      "Do it",
      () => Promise.reject(new Error("no")),
      () => "",
    );

    await expect(failure).rejects.toThrow(StepError);
    await expect(failure).rejects.toThrow("Do it: no");
    expect(shown).toContain("failed [1/1] Do it");
  });
});
