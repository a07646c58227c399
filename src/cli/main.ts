#!/usr/bin/env node
// The `cdktf-agyn` command: finds the subcommand, loads only that one, and turns what it throws into one sentence and exit 1.
import { packageVersion } from "./package-folder.js";

/** A subcommand: gets the words after its name, resolves with the exit code. */
interface Command {
  readonly summary: string;
  readonly load: () => Promise<(args: readonly string[]) => Promise<number>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    summary: "make the repository of a fleet",
    load: async () => (await import("./init.js")).runInit,
  },
  gateway: {
    summary: "serve the embedded Agyn gateway, for tests and first runs",
    load: async () => (await import("./gateway.js")).runGateway,
  },
  check: {
    summary: "judge a fleet file, without synthesizing it",
    load: async () => (await import("./check.js")).runCheck,
  },
  add: {
    summary: "add a region, a team or a pool to a fleet file",
    load: async () => (await import("./add.js")).runAdd,
  },
  synth: {
    summary: "synthesize an app; with --check compare the output that is in version control",
    load: async () => (await import("./synth.js")).runSynth,
  },
  status: {
    summary: "show the runners of a live gateway, and what runs on them",
    load: async () => (await import("./status.js")).runStatus,
  },
  doctor: {
    summary: "say what is missing: terraform, provider, gateway, token, cluster",
    load: async () => (await import("./doctor.js")).runDoctor,
  },
  rehearse: {
    summary: "prove a synthesized app: apply, enroll, empty second plan, destroy, nothing left",
    load: async () => (await import("./rehearse.js")).runRehearse,
  },
  review: {
    summary: "say what a change does to the fleet, from plans or synthesized apps",
    load: async () => (await import("./review.js")).runReview,
  },
  move: {
    summary: "write a script that moves pools to the states of other stacks",
    load: async () => (await import("./move.js")).runMove,
  },
  provider: {
    summary: "install the provider of this package into a mirror",
    load: async () => (await import("./provider.js")).runProvider,
  },
};

const HELP = `Usage: cdktf-agyn <command> [options]

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

Options:
  --help      this text; after a command, the command's
  --version   the version of the package

Examples:
  npx cdktf-agyn init infra --name acme --regions us-east-1,eu-west-1 --teams ml,web
  npx cdktf-agyn check fleet.yaml
  npx cdktf-agyn add region ap-south-1 --like eu-west-1
  npx cdktf-agyn synth --check
  npx cdktf-agyn gateway --data .cdktf-agyn/gateway.json
  npx cdktf-agyn provider install --mirror /opt/terraform/mirror
  npx cdktf-agyn doctor --cluster acme-us-east-1
  npx cdktf-agyn rehearse
  npx cdktf-agyn review --out cdktf.out --plan plans/*.json
  npx cdktf-agyn move --from cdktf.out.before --to cdktf.out --script move.sh
  npx cdktf-agyn provider --help
`;

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined) {
    process.stderr.write(HELP);
    return 1;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new Error(`unknown command "${name}"; there is: ${Object.keys(COMMANDS).join(", ")}. See cdktf-agyn --help.`);
  }
  const run = await command.load();
  return await run(rest);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`cdktf-agyn: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
