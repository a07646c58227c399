// However terraform ends, and however the plugin does, nothing is left: no process, no socket, no folder.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unwrap } from "../support/workspace";
import { LifeLine } from "../tfplugin/life-line";
import { type Running, TerraformWithPlugin } from "../tfplugin/terraform-with-plugin";

let terraform: TerraformWithPlugin;
let lifeLine: LifeLine;
beforeAll(async () => {
  terraform = await TerraformWithPlugin.create(join(__dirname, "../tfplugin/life-fixture.ts"), "example/life");
});
afterAll(() => terraform.dispose());
let tests = 0;
beforeEach(() => {
  lifeLine = new LifeLine(join(terraform.directory, `line-${tests++}`));
});
afterEach(() => lifeLine.close());

function apply(mode: string, env: NodeJS.ProcessEnv = {}): Running {
  terraform.write(`terraform {
  required_providers {
    life = { source = "example/life" }
  }
}
resource "life_thing" "one" {
  mode = ${JSON.stringify(mode)}
}
`);
  return terraform.start(["apply", "-auto-approve", "-input=false", "-no-color", `-state=${mode}-${tests}.tfstate`], {
    LIFE_LINE: lifeLine.path,
    ...env,
  });
}

const toGroup = ({ child }: Running, signal: NodeJS.Signals): void => {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
};

async function expectNothingLeft(): Promise<void> {
  await lifeLine.gone();
  expect(readdirSync(terraform.temporary).filter((name) => name.startsWith("plugin"))).toEqual([]);
}

describe("nothing is left behind", () => {
  it.each<[string, NodeJS.ProcessEnv]>([
    ["with TLS", {}],
    ["without TLS", { TF_DISABLE_PLUGIN_TLS: "1" }],
    ["with everything logged", { TF_LOG: "TRACE", TF_LOG_PATH: "/dev/null" }],
  ])("after an apply %s", async (_name, env) => {
    const { code, text } = await apply("create", env).ended;

    expect(text).toContain("Apply complete!");
    expect(code).toBe(0);
    await expectNothingLeft();
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "after %s to the whole process group, which stops the creation in order",
    async (signal) => {
      const running = apply("hold");
      await lifeLine.until("creating");
      toGroup(running, signal);
      await lifeLine.until("stopped");
      const { text } = await running.ended;

      expect(text).toContain("Interrupt received");
      expect(text).not.toContain("Plugin did not respond");
      expect(text).not.toContain("plugin crashed");
      await expectNothingLeft();
    },
  );

  it("after a second Ctrl-C, when the creation does not stop", async () => {
    const running = apply("never");
    await lifeLine.until("creating");
    let printed = "";
    const interrupted = new Promise<void>((resolve) => {
      running.child.stdout?.on("data", (data: string) => {
        printed += data;
        if (printed.includes("Gracefully shutting down")) resolve();
      });
    });
    toGroup(running, "SIGINT");
    await interrupted;
    toGroup(running, "SIGINT");
    const { code, text } = await running.ended;

    expect(code).not.toBe(0);
    expect(text).toContain("Two interrupts received");
    await expectNothingLeft();
  });

  it.each(["SIGKILL", "SIGHUP", "SIGQUIT"] as const)("after %s to terraform alone", async (signal) => {
    const running = apply("never");
    await lifeLine.until("creating");
    running.child.kill(signal);
    await running.ended;

    await expectNothingLeft();
  });

  it("after SIGHUP to the whole process group, as when a terminal is closed", async () => {
    const running = apply("never");
    await lifeLine.until("creating");
    toGroup(running, "SIGHUP");
    await running.ended;

    await expectNothingLeft();
  });

  it("after SIGKILL to the plugin, which terraform reports", async () => {
    const running = apply("never");
    await lifeLine.until("creating");
    process.kill(lifeLine.pid, "SIGKILL");
    const { code, text } = await running.ended;

    expect(code).toBe(1);
    expect(text).toContain("Plugin did not respond");
    await expectNothingLeft();
  });
});

describe("a crash", () => {
  it.each<[string, string, string]>([
    ["is thrown where nobody catches", "throw", "Error: a defect with [redacted]"],
    ["is rejected where nobody awaits", "reject", "TypeError: nobody awaits this"],
  ])("that %s is shown to the user with its stack, without secrets, and leaves nothing", async (_name, mode, error) => {
    // OpenTofu 1.12 forgets the stack of a plugin that it starts again afterwards, and shows it in its log only
    const isTerraform = terraform.release.startsWith("terraform");
    const { code, text } = await apply(mode, isTerraform ? {} : { TF_LOG_PROVIDER: "DEBUG" }).ended;

    expect(code).toBe(1);
    expect(text).toContain(`panic: ${error}`);
    expect(text).toMatch(/\s{4}at .*plugin\.cjs:\d+:\d+/);
    expect(text).not.toContain("agyn_3333");
    if (isTerraform) {
      expect(text).toContain("Stack trace from the terraform-provider-life plugin:");
      expect(text).toContain("plugin crashed!");
    }
    await expectNothingLeft();
  });
});

describe("the handshake", () => {
  const fixture = join(__dirname, "../tfplugin/plugin-fixture.ts");
  let other: TerraformWithPlugin;
  beforeAll(async () => {
    other = await TerraformWithPlugin.create(fixture, "example/fixture");
    other.write('terraform {\n  required_providers {\n    fixture = { source = "example/fixture" }\n  }\n}\n');
  });
  afterAll(() => other.dispose());

  it("may name a TCP port instead of a socket, as on Windows", async () => {
    const { code, text } = await other.run(["providers", "schema", "-json"], { FIXTURE_NETWORK: "tcp" });

    expect(code).toBe(0);
    expect(text).toContain("example/fixture");
  });

  it("fails in words that terraform shows when the plugin can not listen", async () => {
    const long = join(other.directory, "long".repeat(30));
    mkdirSync(long);
    const { code, text } = await other.run(["providers", "schema", "-json", "-no-color"], { TMPDIR: long });

    expect(code).toBe(1);
    expect(unwrap(text)).toContain("terraform-provider-fixture can not listen on a unix socket in");
    expect(readdirSync(long)).toEqual([]);
  });
});
