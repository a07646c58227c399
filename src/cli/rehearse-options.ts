// The command line of `cdktf-agyn rehearse`: what it takes, and every fault of it at once.
import { resolve } from "node:path";
import { PATIENCE_MS, type SynthesizableApp } from "../rehearsal/index.js";
import { synthesizableApp } from "./app-command.js";
import { parseWords } from "./words.js";

const MAX_PATIENCE_SECONDS = 3600;
const VARIABLE = /^([A-Za-z_][\w-]*)=(.*)$/s;
const ADDRESS = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/i;
const ALLOWED =
  "Allowed: --app CMD, --out DIR, --state FILE..., --var NAME=VALUE, --gateway-address HOST:PORT, --stand-in RUNNER, --patience SECONDS, --keep, --json, --help.";

export const REHEARSE_HELP = `Usage: cdktf-agyn rehearse [--app CMD | --out DIR] [--state FILE...] [options]

Proves a synthesized app on a platform in this process: applies its stacks in their order, sees every runner enroll, plans
again and expects nothing, destroys, and looks for what is left. terraform and the agyn provider are real, the gateway is
embedded, helm and kubernetes are stand-ins; nothing leaves this machine. Your states, lock files, plugin cache and CLI
configuration are neither read nor written.

Options:
  --app CMD           synthesize with this command, as cdktf does (default: "app" of ./cdktf.json)
  --out DIR           rehearse what was synthesized into this folder instead, such as cdktf.out
  --state FILE...     begin from what \`terraform state pull\` printed: what it tells of is there, with the same ids, and the
                      app's change is planned against it. The stack is found by the file's name (STACK.tfstate, STACK.json)
                      or the addresses in it; STACK=FILE says it. May be given again
  --var NAME=VALUE    value of a Terraform variable; sensitive ones without a default get tokens of the rehearsal. May be
                      given again
  --gateway-address HOST:PORT
                      where runners reach the gateway; may be given again (default: whatever they dial is taken for it)
  --stand-in RUNNER   enroll this runner in its stead, because what runs it or brings its token is not in the rehearsal; may be
                      given again
  --patience SECONDS  give up a runner that stays pending this long for the same reason (default: ${PATIENCE_MS / 1000})
  --keep              destroy nothing: leave gateway and work folder open for a look, until Ctrl-C; the folder stays
  --json              the result as JSON on stdout
  --help              this text

Progress goes to stderr, the result to stdout.

Exit codes: 0 proved (with --keep: as far as the second plan); 1 it could not be rehearsed, and the message says why;
2 the app failed the rehearsal; 130 interrupted.

Examples:
  npx cdktf-agyn rehearse
  npx cdktf-agyn rehearse --out cdktf.out --json > rehearsal.json
  terraform state pull > us-east-1.tfstate && npx cdktf-agyn rehearse --state us-east-1.tfstate
  npx cdktf-agyn rehearse --app "npx tsx main.ts" --var cluster_host=https://cluster.example --keep
`;

/** What the command line asks for. */
export interface RehearseArguments {
  readonly help: boolean;
  readonly app: SynthesizableApp | { readonly outDirectory: string };
  readonly states: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly gatewayAddresses: readonly string[] | undefined;
  readonly standIns: readonly string[];
  readonly patienceMs: number;
  readonly keep: boolean;
  readonly json: boolean;
}

/**
 * Reads the words after `rehearse`.
 * @throws with every fault, a line each
 */
export function readRehearseArguments(args: readonly string[], directory: string): RehearseArguments {
  const { values, positionals } = parseWords("rehearse", ALLOWED, args, {
    allowPositionals: true,
    options: {
      app: { type: "string" },
      out: { type: "string" },
      state: { type: "string", multiple: true },
      var: { type: "string", multiple: true },
      "gateway-address": { type: "string", multiple: true },
      "stand-in": { type: "string", multiple: true },
      patience: { type: "string" },
      keep: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const problems: string[] = [];
  const { app: command, out, state = [], var: given = [], "gateway-address": addresses, patience } = values;
  const help = values.help === true;
  if (positionals.length > 0 && state.length === 0) {
    problems.push(`${JSON.stringify(positionals[0])} is no option. ${ALLOWED}`);
  }
  if (command !== undefined && out !== undefined) {
    problems.push("--app and --out exclude each other: an app is synthesized, or was; give one of them");
  }
  for (const [option, value] of [
    ["--app", command],
    ["--out", out],
  ] as const) {
    if (value === "")
      problems.push(`${option} is empty; leave it out, or give ${option === "--app" ? "a command" : "a folder"}`);
  }
  const variables: Record<string, string> = {};
  for (const [index, text] of given.entries()) {
    const [, name, value] = VARIABLE.exec(text) ?? [];
    // what was given may be a secret, so it is not shown
    if (name === undefined || value === undefined) problems.push(`--var number ${index + 1} is not NAME=VALUE`);
    else variables[name] = value;
  }
  for (const address of addresses ?? []) {
    if (!ADDRESS.test(address)) {
      problems.push(
        `--gateway-address is ${JSON.stringify(address)}; runners dial HOST:PORT, such as gateway.platform.svc.cluster.local:8080`,
      );
    }
  }
  const seconds = patience === undefined ? PATIENCE_MS / 1000 : /^\d{1,4}$/.test(patience) ? Number(patience) : 0;
  if (seconds < 1 || seconds > MAX_PATIENCE_SECONDS) {
    problems.push(
      `--patience is ${JSON.stringify(patience)}; allowed: whole seconds from 1 to ${MAX_PATIENCE_SECONDS}`,
    );
  }
  const appOf = () =>
    synthesizableApp(command, directory, problems, ["--out DIR", "for what was synthesized"]) ?? { outDirectory: "" };
  const app = help ? { outDirectory: "" } : out === undefined ? appOf() : { outDirectory: resolve(directory, out) };
  if (problems.length > 0 && !help) throw new Error(problems.map((problem) => `rehearse: ${problem}`).join("\n"));
  return {
    help,
    app,
    states: [...state, ...positionals],
    variables,
    gatewayAddresses: addresses,
    standIns: values["stand-in"] ?? [],
    patienceMs: seconds * 1000,
    keep: values.keep === true,
    json: values.json === true,
  };
}
