// Debug mode with the real terraform: one process, started by hand, serves command after command.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePlugin, PluginProcess } from "../support/plugin-process";
import { PLUGIN, Workspace } from "../support/workspace";
import { LifeLine } from "../tfplugin/life-line";
import { TerraformWithPlugin } from "../tfplugin/terraform-with-plugin";

const folder = mkdtempSync(join(tmpdir(), "reattach-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the plugin tells a POSIX shell to set. */
async function reattach(plugin: PluginProcess): Promise<{ TF_REATTACH_PROVIDERS: string }> {
  const line = await plugin.line(/^POSIX shells:/);
  await plugin.line(/Ctrl-C/);
  return { TF_REATTACH_PROVIDERS: /='(.*)'$/.exec(line)?.[1] ?? "" };
}

const APPLY = ["-auto-approve", "-input=false", "-no-color"];

it("the built provider serves two plans and an apply in one process", async () => {
  const workspace = await Workspace.create();
  const envFile = join(folder, "debug.env");
  const run = async (plugin: PluginProcess): Promise<void> => {
    const env = await reattach(plugin);
    expect(readFileSync(envFile, "utf8")).toBe(`TF_REATTACH_PROVIDERS='${env.TF_REATTACH_PROVIDERS}'\n`);
    await workspace.write('resource "agyn_organization" "acme" {\n  name = "Acme ML"\n}\n');
    const printed = [
      await workspace.run("plan", ["-input=false", "-no-color"], env),
      await workspace.run("plan", ["-input=false", "-no-color"], env),
      await workspace.run("apply", APPLY, env),
      await workspace.run("plan", ["-input=false", "-no-color"], env),
    ];

    expect(printed.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(printed.map(() => [0, ""]));
    expect(printed[2]?.stdout).toContain("Resources: 1 added");
    expect(printed[3]?.stdout).toContain("No changes.");
    expect(workspace.gateway.snapshot()).toMatchObject({ organizations: 1 });
    // all of it was this process: nothing else writes its log
    const served = (rpc: string): number => plugin.stderr.split(`"tf_rpc":"${rpc}"`).length - 1;
    expect(served("PlanResourceChange")).toBeGreaterThanOrEqual(4);
    expect(served("ApplyResourceChange")).toBe(1);

    plugin.send("SIGINT");
    expect(await plugin.ended).toEqual({ code: 0, signal: null });
  };
  try {
    const { AGYN_API_URL, AGYN_API_TOKEN } = workspace.environment;
    await PluginProcess.use(PLUGIN, () => ({ AGYN_API_URL, AGYN_API_TOKEN, TF_LOG: "TRACE" }), run, [
      "--debug",
      "--debug-env-file",
      envFile,
    ]);
  } finally {
    await workspace.dispose();
  }
});

it("an interrupted apply does not stop the ones after it", async () => {
  const fixture = join(__dirname, "../tfplugin/life-fixture.ts");
  const terraform = await TerraformWithPlugin.create(fixture, "example/life");
  const lifeLine = new LifeLine(join(terraform.directory, "line"));
  const bundle = join(folder, "life.cjs");
  await bundlePlugin(fixture, bundle);
  const configuration = (mode: string): string =>
    `terraform {\n  required_providers {\n    life = { source = "example/life" }\n  }\n}\nresource "life_thing" "one" {\n  mode = "${mode}"\n}\n`;
  try {
    await PluginProcess.use(
      bundle,
      () => ({ LIFE_LINE: lifeLine.path }),
      async (plugin) => {
        const env = await reattach(plugin);
        terraform.write(configuration("hold"));
        const held = terraform.start(["apply", ...APPLY, "-state=held.tfstate"], env);
        await lifeLine.until("creating hold");
        held.child.kill("SIGINT");
        await lifeLine.until("stopped");
        await held.ended;

        terraform.write(configuration("hold"));
        const again = terraform.start(["apply", ...APPLY, "-state=again.tfstate"], env);
        await lifeLine.until("creating hold", 2);
        again.child.kill("SIGINT");
        await lifeLine.until("stopped", 2);
        await again.ended;

        terraform.write(configuration("create"));
        expect((await terraform.run(["apply", ...APPLY, "-state=create.tfstate"], env)).text).toContain(
          "Apply complete!",
        );
        expect(lifeLine.heard.filter((text) => text.startsWith("pid "))).toEqual([`pid ${plugin.pid}`]);
      },
      ["--debug"],
    );
  } finally {
    lifeLine.close();
    terraform.dispose();
  }
});
