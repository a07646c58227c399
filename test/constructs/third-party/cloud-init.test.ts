// User data of a machine that runs a runner: what is in it, that its script does what it says, and that no token is in it unasked.
import { spawnSync } from "node:child_process";
import { acknowledgeWarning, AgynStack, type CloudInitOptions, ThirdPartyRunner } from "../../../src/constructs/index";
import { App, Fn, ref, TerraformOutput, Token } from "cdktf";
import { messageOf, type Output, synth } from "../support";

const PULL = { command: ["/opt/acme/runner"], tokenCommand: ["acme-secrets", "read", "agyn/edge"] };
const LITERAL = "0123456789abcdef".repeat(4);

/** Tokens of runners, as they may stand in a value. */
const HIDDEN_TOKENS: readonly (readonly [string, (runner: ThirdPartyRunner) => string])[] = [
  ["the reference in a command", ({ runner }) => runner.serviceToken.expression()],
  ["the reference in a text", ({ runner }) => `--token=${runner.serviceToken.expression()}`],
  ["the reference in a function", ({ runner }) => Fn.base64encode(runner.serviceToken.expression())],
  [
    "the token of another runner",
    (runner) => new ThirdPartyRunner(runner, "Other", { name: "other" }).runner.serviceToken.expression(),
  ],
  [
    "the token of a runner in another stack",
    (runner) =>
      new ThirdPartyRunner(new AgynStack(App.of(runner), "other"), "other", {
        name: "other",
      }).runner.serviceToken.expression(),
  ],
  ["a token that was sealed", () => Token.asString(ref("ephemeral.agyn_service_token.edge.service_token"))],
];

const synthUserData = (options: (runner: ThirdPartyRunner) => CloudInitOptions, acknowledged = false): Output =>
  synth((app) => {
    if (acknowledged) acknowledgeWarning(app, "cdktf-agyn:token-in-user-data", "a lab without a secrets manager");
    const stack = new AgynStack(app, "test");
    const runner = new ThirdPartyRunner(stack, "edge", { name: "edge" });
    new TerraformOutput(stack, "user_data", { value: runner.cloudInit(options(runner)), sensitive: true });
  });
const textOf = ({ stacks }: Output) => stacks.test?.output?.user_data?.value as string;

interface Config {
  readonly users?: readonly unknown[];
  readonly write_files: readonly { readonly path: string; readonly permissions?: string; readonly content: string }[];
  readonly runcmd: readonly (readonly string[])[];
}

/** As cloud-init reads it once Terraform has undone its escapes. */
const configOf = (options: CloudInitOptions): Config => {
  const text = textOf(synthUserData(() => options))
    .replaceAll("$${", "${")
    .replaceAll("%%{", "%{");
  expect(text).toMatch(/^#cloud-config\n/);
  return JSON.parse(text.slice(text.indexOf("\n"))) as Config;
};

describe("the user data of a machine", () => {
  it("takes what is known to Terraform only and is no token", () => {
    const output = synthUserData(({ runner }) => ({
      ...PULL,
      environment: {
        ID: runner.runnerId,
        REVISION: Token.asString(runner.serviceTokenRevision),
        PLACE: Token.asString(ref("acme_secret.service_token.arn")),
      },
    }));

    expect(textOf(output)).toContain("service_token_revision)}");
    expect(output.warnings).toEqual([]);
  });

  it("makes a user, a start script that only it reads, and a service that starts for ever", () => {
    const { users, write_files, runcmd } = configOf(PULL);

    expect(users).toEqual(["default", { name: "agyn-runner", system: true, shell: "/usr/sbin/nologin" }]);
    expect(write_files.map(({ path, permissions }) => [path, permissions])).toEqual([
      ["/usr/local/sbin/agyn-runner-start", "0500"],
      ["/etc/systemd/system/agyn-runner.service", undefined],
    ]);
    expect(write_files[1]?.content).toMatch(
      /^User=agyn-runner\nExecStart=\/usr\/local\/sbin\/agyn-runner-start\nRestart=always$/m,
    );
    expect(runcmd).toEqual([
      ["chown", "agyn-runner:", "/usr/local/sbin/agyn-runner-start"],
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", "agyn-runner.service"],
    ]);
  });

  it("takes a user of the image, and another name", () => {
    const { users, write_files, runcmd } = configOf({ ...PULL, serviceName: "gpu-runner", user: "acme" });

    expect(users).toBeUndefined();
    expect(write_files[0]?.path).toBe("/usr/local/sbin/gpu-runner-start");
    expect(runcmd[0]).toEqual(["chown", "acme:", "/usr/local/sbin/gpu-runner-start"]);
  });

  const run = (options: CloudInitOptions) =>
    spawnSync("/bin/sh", ["-c", configOf(options).write_files[0]?.content ?? ""], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });
  const show = (...names: readonly string[]) => [
    "/bin/sh",
    "-c",
    names.map((name) => `printf '[%s]' "$${name}"`).join(";"),
  ];

  it("starts the runner with what the command prints as its token, and with the environment as it is", () => {
    const hostile = 'it\'s "$HOME" `id` ${x} %{y} \\n $(id)';
    const { stdout, status } = run({
      command: show("RUNNER_TOKEN", "GATEWAY_ADDRESS"),
      tokenCommand: ["printf", "%s\\n", "it's a token"],
      tokenVariable: "RUNNER_TOKEN",
      environment: { GATEWAY_ADDRESS: hostile },
    });

    expect(status).toBe(0);
    expect(stdout).toBe(`[it's a token][${hostile}]`);
  });

  it("does not start the runner when the command fails", () => {
    const { stdout, status } = run({ command: ["echo", "started"], tokenCommand: ["false"] });

    expect(stdout).toBe("");
    expect(status).not.toBe(0);
  });

  it("does not name the token when the machine fetches it", () => {
    const output = synthUserData(() => PULL);

    expect([...output.files.values()].join("\n")).not.toMatch(/service_token\b(?!_)/);
    expect(output.warnings).toEqual([]);
  });

  it("warns when the token stands in it, unless that is acknowledged", () => {
    const options = () => ({ command: ["/opt/acme/runner"], tokenInUserData: true });
    const output = synthUserData(options);

    expect(textOf(output)).toMatch(
      /SERVICE_TOKEN=\\"\$\(printf %s '\$\{base64encode\(agyn_runner\.edge_Runner_\w+\.service_token\)\}' \| base64 -d\)/,
    );
    expect(output.warnings).toHaveLength(1);
    expect(output.warnings[0]).toMatch(
      /^\[cdktf-agyn:token-in-user-data\] The service token of edge is in the state of the machine in clear/,
    );
    expect(synthUserData(options, true).warnings).toEqual([]);
  });

  it.each<[string, CloudInitOptions | ((runner: ThirdPartyRunner) => CloudInitOptions), string]>([
    ["nothing to run", { ...PULL, command: [] }, "command = []: the service would have nothing to run"],
    ["no token", { command: ["x"] }, "tokenCommand = (nothing): nothing says where the machine finds its token"],
    ["an empty command", { command: ["x"], tokenCommand: [] }, "tokenCommand = []: nothing says where"],
    ["two tokens", { ...PULL, tokenInUserData: true }, "the token would be in the user data as well"],
    ["a literal token", { ...PULL, environment: { KEY: LITERAL } }, "environment.KEY = "],
    ["a literal token in a command", { ...PULL, tokenCommand: ["echo", LITERAL] }, "tokenCommand[1] = "],
    ...HIDDEN_TOKENS.map(([what, tokenOf]): [string, (runner: ThirdPartyRunner) => CloudInitOptions, string] => [
      what,
      (runner) => ({ ...PULL, tokenCommand: ["echo", tokenOf(runner)] }),
      "tokenCommand[1] = (known to Terraform only): it is a service token, which would be in the state of the machine",
    ]),
    ["a token beside the token", { ...PULL, environment: { SERVICE_TOKEN: "x" } }, "this variable is the token's"],
    ["a variable that is none", { ...PULL, environment: { "a b": "x" } }, 'environment.a b = "a b": it is no name'],
    ["a service that is none", { ...PULL, serviceName: "a/b" }, 'serviceName = "a/b": it is no name that a service'],
    ["a user that is none", { ...PULL, user: "a b" }, 'user = "a b": it is no name that a service'],
    ["a NUL", { ...PULL, command: ["a\0b"] }, 'command[0] = "a\\u0000b": no process can be given a NUL'],
  ])("is refused with %s", (_, options, text) => {
    const message = messageOf(() => synthUserData(typeof options === "function" ? options : () => options));

    expect(message).toContain(text);
    expect(message).not.toContain(LITERAL);
  });
});
