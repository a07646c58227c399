// Machines with runners of somebody else's, by the real terraform: the user data is read as cloud-init reads it, and its start script
// run as systemd runs it; what it starts gets the token and enrolls with it.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformOutput, TerraformResource } from "cdktf";
import { acknowledgeWarning, AgynStack, ThirdPartyRunner } from "../../src/constructs/index";
import { enroll } from "../../src/rehearsal/cluster-store/index";
import { StackPlatform } from "../support/stack-platform";
import { describeWith } from "../support/terraform-versions";

const TIMEOUT_MS = 120_000;
/** Text that a shell, JSON, YAML and Terraform would each read otherwise. */
const HOSTILE = "it's \"$HOME\" `id` ${x} %{y} } \\n $(id) 'é' <&>";
const SHOW = ["/bin/sh", "-c", `printf '%s\\n' "$SERVICE_TOKEN" "$FIXED" "$KNOWN_LATER" "$1"`, "sh", HOSTILE];

interface UserData {
  readonly write_files: readonly { readonly content: string }[];
}

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: { readonly name: string; readonly service_token: string } }[];
  }[];
}

describeWith("writeOnly", "machines with runners of somebody else's", () => {
  let stacks: StackPlatform;
  beforeAll(async () => {
    stacks = await StackPlatform.start();
  });
  afterAll(() => stacks.close());

  /** Two machines: one fetches its token from a file that stands for a secrets manager, one has it in its user data. */
  function synthesize({ waits }: { readonly waits: boolean }): void {
    const app = new App({ outdir: stacks.outdir, stackTraces: false });
    acknowledgeWarning(app, "cdktf-agyn:token-in-user-data", "shown here");
    const stack = new AgynStack(app, "machines");
    const machine = (id: string, input: string) => {
      const made = new TerraformResource(stack, id, { terraformResourceType: "terraform_data" });
      made.addOverride("input", input);
      return made;
    };
    const network = machine("network", HOSTILE.replaceAll("${", () => "$${").replaceAll("%{", "%%{"));
    const environment = {
      FIXED: HOSTILE,
      KNOWN_LATER: `before '" ${network.interpolationForAttribute("output").toString()} after`,
    };
    for (const [name, token] of [
      ["fetches", { tokenCommand: ["cat", join(stacks.folder, "manager")] }],
      ["carries", { tokenInUserData: true }],
    ] as const) {
      const runner = new ThirdPartyRunner(stack, name, { name });
      const vm = machine(`vm-${name}`, runner.cloudInit({ command: SHOW, environment, ...token }));
      if (waits) runner.waitForEnrollment([vm], { minutes: 1 });
      new TerraformOutput(stack, `user-data-${name}`, {
        staticId: true,
        sensitive: true,
        value: vm.interpolationForAttribute("output"),
      });
    }
    app.synth();
  }

  it(
    "enroll with the token that their start script gets, whatever stands in their environment",
    async () => {
      synthesize({ waits: false });
      const terraform = stacks.terraform("machines");
      await terraform.init();
      await terraform.apply();

      const { stdout } = await terraform.execute("state", ["pull"]);
      const { resources } = JSON.parse(stdout) as State;
      const tokens = new Map(
        resources
          .filter(({ type }) => type === "agyn_runner")
          .flatMap(({ instances }) => instances.map(({ attributes }) => [attributes.name, attributes.service_token])),
      );
      writeFileSync(join(stacks.folder, "manager"), `${tokens.get("fetches")}\n`, { mode: 0o600 });
      const output = await terraform.output();
      for (const name of ["fetches", "carries"]) {
        const token = tokens.get(name) ?? "";
        const text = String(output[`user-data-${name}`]?.value);
        expect(started(text)).toEqual([token, HOSTILE, `before '" ${HOSTILE} after`, HOSTILE]);
        // as base64, which hides it from nobody
        expect([name, text.includes(Buffer.from(token).toString("base64"))]).toEqual([name, name === "carries"]);
        expect(text).not.toContain(token);
        await enroll(stacks.platform.gateway.url, token);
      }
      expect(await terraform.plan()).toMatchObject({ hasChanges: false });

      synthesize({ waits: true });
      expect(await terraform.apply()).toMatchObject({ add: 2, change: 0, remove: 0 });
      await terraform.destroy();
    },
    TIMEOUT_MS,
  );
});

/** What the runner sees that a machine with this user data starts. */
function started(text: string): readonly string[] {
  expect(text).toMatch(/^#cloud-config\n/);
  const { write_files } = JSON.parse(text.slice(text.indexOf("\n"))) as UserData;
  const { stdout } = spawnSync("/bin/sh", ["-c", write_files[0]?.content ?? ""], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  return stdout.split("\n").slice(0, -1);
}
