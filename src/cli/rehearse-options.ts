// The command line of `cdktf-agyn rehearse`: what it takes, and every fault of it at once.
import { resolve } from "node:path";
import { PATIENCE_MS, POD_START_MS, type SynthesizableApp } from "../rehearsal/index.js";
import { synthesizableApp } from "./app-command.js";
import { parseWords } from "./words.js";

const MAX_PATIENCE_SECONDS = 3600;
const MAX_POD_START_SECONDS = 3600;
const MAX_GAP_SECONDS = 86_400;
const DURATION = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/;
const VARIABLE = /^([A-Za-z_][\w-]*)=(.*)$/s;
const ADDRESS = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/i;
const ALLOWED =
  "Allowed: --app CMD, --out DIR, --state FILE..., --var NAME=VALUE, --gateway-address HOST:PORT, --stand-in RUNNER, --patience SECONDS, --pod-start DURATION, --max-gap DURATION, --markdown FILE, --keep, --json, --help.";

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
                      or the addresses in it; STACK=FILE says it. An empty file: it was never applied. May be given again
  --var NAME=VALUE    value of a Terraform variable; sensitive ones without a default get tokens of the rehearsal. May be
                      given again
  --gateway-address HOST:PORT
                      where runners reach the gateway; may be given again (default: whatever they dial is taken for it)
  --stand-in RUNNER   enroll this runner in its stead, because what runs it or brings its token is not in the rehearsal; may be
                      given again
  --patience SECONDS  give up a runner that stays pending this long for the same reason (default: ${PATIENCE_MS / 1000})
  --pod-start DURATION
                      how long a runner takes on a real platform from the start of its pod until it has enrolled, for the
                      estimate of how long agents have no place (default: ${POD_START_MS / 1000}s)
  --max-gap DURATION  fail when the change leaves an agent without a place for longer than this, such as 0s; the app needs
                      agents for that, and every stack a state
  --markdown FILE     write the result for a pull-request comment into this file, too
  --keep              destroy nothing: leave gateway and work folder open for a look, until Ctrl-C; the folder stays
  --json              the result as JSON on stdout
  --help              this text

Progress goes to stderr, the result to stdout.

Exit codes: 0 proved (with --keep: as far as the second plan); 1 it could not be rehearsed, and the message says why;
2 the app failed the rehearsal, or an agent has no place for longer than --max-gap; 130 interrupted.

Examples:
  npx cdktf-agyn rehearse
  npx cdktf-agyn rehearse --out cdktf.out --json > rehearsal.json
  terraform state pull > us-east-1.tfstate && npx cdktf-agyn rehearse --state us-east-1.tfstate
  npx cdktf-agyn rehearse --state us-east-1.tfstate --max-gap 0s --markdown rehearsal.md
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
  readonly podStartMs: number;
  /** @default - an agent may be without a place for any time */
  readonly maxGap: { readonly text: string; readonly seconds: number } | undefined;
  /** @default - none */
  readonly markdown: string | undefined;
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
      "pod-start": { type: "string" },
      "max-gap": { type: "string" },
      markdown: { type: "string" },
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
  const podStart = durationOf("--pod-start", values["pod-start"], MAX_POD_START_SECONDS, problems);
  const maxGap = durationOf("--max-gap", values["max-gap"], MAX_GAP_SECONDS, problems);
  if (values.markdown === "") problems.push("--markdown is empty; leave it out, or give a file to write");
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
    podStartMs: podStart === undefined ? POD_START_MS : podStart * 1000,
    maxGap: maxGap === undefined ? undefined : { text: values["max-gap"] ?? "", seconds: maxGap },
    markdown: values.markdown === undefined ? undefined : resolve(directory, values.markdown),
    keep: values.keep === true,
    json: values.json === true,
  };
}

/** Seconds of `90s` or `1m30s`. */
function durationOf(
  option: string,
  text: string | undefined,
  maxSeconds: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const [whole, hours = "0", minutes = "0", rest = "0"] = DURATION.exec(text) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  if (whole === undefined || seconds > maxSeconds) {
    problems.push(`${option} is ${JSON.stringify(text)}; allowed: 0s to ${maxSeconds}s, such as "90s" or "1m30s"`);
  }
  return seconds;
}
