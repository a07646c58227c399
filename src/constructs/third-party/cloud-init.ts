// User data that makes a machine run a runner: a systemd service, and a script that fetches the token each time it starts. Values that
// Terraform knows only at apply go in as base64, so that whatever they hold is a word to the shell and text to JSON.
//
// Source: cloud-init (`#cloud-config` is YAML, of which JSON is a part; `write_files`, `users`, `runcmd`); user data is served to every
// process of a machine by the metadata service of its cloud, and stands in the state of the machine's resource.
import { rulesModule } from "../rules.js";
import { Fn } from "../core.js";
import { checkText, type Problem } from "../problems.js";
import { escapeTemplates } from "../runner-release/values.js";
import type { SecretReference } from "../secret-reference.js";

/** Settings of a machine's user data. */
export interface CloudInitOptions {
  /** The runner's program and its arguments; it is in the image of the machine, or something before it puts it there. */
  readonly command: readonly string[];

  /**
   * Program and arguments that print the token, and nothing else, to the user of the service: a read from a secrets manager with the
   * machine's own identity. It runs at each start of the service. Exactly one of this and `tokenInUserData`.
   *
   * @default - none
   */
  readonly tokenCommand?: readonly string[];

  /**
   * Whether the token stands in the user data. A machine that uses it gets the warning `cdktf-agyn:token-in-user-data`.
   *
   * @default false
   */
  readonly tokenInUserData?: boolean;

  /**
   * Environment of the runner beside its token: the gateway's address, for instance.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Variable in which the runner looks for its token.
   *
   * @default "SERVICE_TOKEN"
   */
  readonly tokenVariable?: string;

  /**
   * Name of the systemd service.
   *
   * @default "agyn-runner"
   */
  readonly serviceName?: string;

  /**
   * User that the service runs as; it must be in the image.
   *
   * @default - a system user named like the service, which is made
   */
  readonly user?: string;
}

const SERVICE_NAME = "agyn-runner";
const TOKEN_VARIABLE = "SERVICE_TOKEN";

/** The text, with Terraform references where values are not known yet. */
export function cloudInitText(options: CloudInitOptions, token: SecretReference): string {
  const { environment = {}, serviceName = SERVICE_NAME, user = serviceName } = options;
  const { tokenVariable = TOKEN_VARIABLE, tokenCommand } = options;
  const references: string[] = [];
  const piece = (text: string): string => {
    if (!TOKEN.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
    references.push(text);
    return `"$(printf %s '${marker(references.length - 1)}' | base64 -d)"`;
  };
  // pieces without a blank between them are one word to a shell
  const word = (value: string): string =>
    value
      .split(TOKENS)
      .filter((text, _, all) => text !== "" || all.length === 1)
      .map(piece)
      .join("");
  const words = (argv: readonly string[]) => argv.map(word).join(" ");
  const script = `/usr/local/sbin/${serviceName}-start`;
  const config = {
    ...(options.user === undefined
      ? { users: ["default", { name: user, system: true, shell: "/usr/sbin/nologin" }] }
      : {}),
    write_files: [
      {
        path: script,
        permissions: "0500",
        content: lines(
          "#!/bin/sh",
          "set -eu",
          ...Object.entries(environment).map(([name, value]) => `export ${name}=${word(value)}`),
          // an assignment by itself: a failure of the command ends the script
          `${tokenVariable}=${tokenCommand === undefined ? word(token.expression()) : `"$(${words(tokenCommand)})"`}`,
          `export ${tokenVariable}`,
          `exec ${words(options.command)}`,
        ),
      },
      { path: `/etc/systemd/system/${serviceName}.service`, content: unit(script, user) },
    ],
    runcmd: [
      ["chown", `${user}:`, script],
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", `${serviceName}.service`],
    ],
  };
  const text = escapeTemplates(JSON.stringify(config, undefined, 2));
  return `#cloud-config\n${text.replace(MARKER, (_, index: string) => Fn.base64encode(references[Number(index)] ?? ""))}\n`;
}

/** How the core spells what is known at apply only, in a text. */
const TOKEN = /^\$\{TfToken\[[^\]]*\]\}$/;
const TOKENS = /(\$\{TfToken\[[^\]]*\]\})/;

/** A NUL is in no word of a command, and JSON spells it so. */
const MARKER = /\\u0000(\d+)\\u0000/g;

function marker(index: number): string {
  return `\0${index}\0`;
}

/** It starts again for ever: the gateway may be away for long, and a token may be written late. */
function unit(script: string, user: string): string {
  return lines(
    "[Unit]",
    "Description=Agyn runner",
    "Wants=network-online.target",
    "After=network-online.target",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `User=${user}`,
    `ExecStart=${script}`,
    "Restart=always",
    "RestartSec=5",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
}

function lines(...texts: readonly string[]): string {
  return `${texts.join("\n")}\n`;
}

const checkVariable = checkText(
  (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
  "it is no name of an environment variable",
  "use letters, digits and _",
);
const checkUnitName = checkText(
  (name) => /^[a-z_][a-z0-9_-]{0,31}$/.test(name),
  "it is no name that a service and its user can have",
  "use lower-case letters, digits, - and _, at most 32 characters",
);
const checkNoNul = checkText((text) => !text.includes("\0"), "no process can be given a NUL", "take it out");

/** What is wrong with the settings, if anything. */
export function checkCloudInit(options: CloudInitOptions, token: SecretReference): readonly Problem[] {
  const { command, tokenCommand = [], environment = {}, tokenVariable = TOKEN_VARIABLE } = options;
  const given = [
    ...command.map((value, index) => ({ path: `command[${index}]`, value })),
    ...tokenCommand.map((value, index) => ({ path: `tokenCommand[${index}]`, value })),
    ...Object.entries(environment).map(([name, value]) => ({ path: `environment.${name}`, value })),
  ];
  return [
    ...(command.length > 0 ? [] : [nothingToRun(command)]),
    ...onePlace(options),
    ...checkVariable("tokenVariable", tokenVariable),
    ...Object.keys(environment).flatMap((name) => checkVariable(`environment.${name}`, name)),
    ...(Object.hasOwn(environment, tokenVariable) ? [tokenTwice(tokenVariable)] : []),
    ...checkUnitName("serviceName", options.serviceName),
    ...checkUnitName("user", options.user),
    ...given.flatMap(({ path, value }) => [...checkNoNul(path, value), ...secretProblems(path, value, token)]),
  ];
}

function nothingToRun(value: readonly string[]): Problem {
  return { path: "command", value, why: "the service would have nothing to run", fix: "give the runner's program" };
}

function onePlace({ tokenCommand, tokenInUserData }: CloudInitOptions): readonly Problem[] {
  const commanded = tokenCommand !== undefined && tokenCommand.length > 0;
  if (commanded !== (tokenInUserData === true)) return [];
  const why = commanded
    ? "the token would be in the user data as well"
    : "nothing says where the machine finds its token";
  const fix = commanded ? "leave tokenInUserData out" : "give a command that prints the token";
  return [{ path: "tokenCommand", value: tokenCommand, why, fix }];
}

function tokenTwice(name: string): Problem {
  const why = "this variable is the token's, which is not written out";
  return { path: `environment.${name}`, value: "(not shown)", why, fix: "leave it out" };
}

/** A secret as text, or the token where it would be taken for something else. */
function secretProblems(path: string, value: string, token: SecretReference): readonly Problem[] {
  if (value.includes(token.expression())) {
    const why = "it is the service token, which would be in the state of the machine";
    return [{ path, value, why, fix: "give a command that reads it from a secrets manager as tokenCommand" }];
  }
  const kind = rulesModule().secretIn(value);
  if (kind === undefined) return [];
  const why = `it looks like ${kind}, and user data is in cdk.tf.json, in state and in the metadata service`;
  return [{ path, value, why, fix: "let the machine read it from a secrets manager, and revoke this one" }];
}
