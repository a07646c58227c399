// `cdktf-agyn status`: runners of a live gateway, and what runs on them. Nothing is changed there.
//
// Contract: the runners go to stdout, as a table or with -o json as one document of api/status.schema.json; exit code 0 all that are
// seen are enrolled, 1 it could not be asked, 2 one is not enrolled.
import { GatewayClient, GatewayConfigurationError, GatewayError, proxyFromEnv } from "../gateway/index.js";
import { inEnvironmentWords } from "./doctor/gateway.js";
import { askStatus } from "./status/ask.js";
import { type RunnerStatusRow, type StatusDocument, statusDocument } from "./status/model.js";
import { outputForm, parseWords } from "./words.js";

const ALLOWED = "Allowed: --gateway URL, -o text|json, --help.";
const EXIT = { enrolled: 0, notEnrolled: 2 } as const;

const HELP = `Usage: cdktf-agyn status [--gateway URL] [-o text|json]

Shows the runners of a live gateway: scope, status, labels, active workloads, and why workloads failed. What the token may not see is
said, and is never shown as zero: "?" is unknown, "2+" is at least two. Nothing is changed.

Options:
  --gateway URL  base address of the gateway (default: AGYN_API_URL)
  -o, --output   text, or json: one document of api/status.schema.json (default: text)
  --help         this text

Environment: AGYN_API_TOKEN is the token: it sees the cluster-scoped runners and those of organizations it belongs to. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed.

Exit codes: 0 all runners that are seen are enrolled; 1 the gateway could not be asked, and the message says why; 2 a runner is not
enrolled.

Examples:
  npx cdktf-agyn status
  npx cdktf-agyn status --gateway https://gateway.agyn.dev:2496 -o json | jq '.runners[] | select(.status != "enrolled") | .name'
`;

/** Runs the subcommand. */
export async function runStatus(args: readonly string[]): Promise<number> {
  const { values } = parseWords("status", ALLOWED, args, {
    options: {
      gateway: { type: "string" },
      output: { type: "string", short: "o" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return EXIT.enrolled;
  }
  const form = outputForm("status", values.output);
  const { AGYN_API_URL = "", AGYN_API_TOKEN: token = "" } = process.env;
  const url = values.gateway ?? AGYN_API_URL;
  const problems = [
    ...(url === "" ? ["there is no gateway: give --gateway URL, or export AGYN_API_URL"] : []),
    ...(token === "" ? ["AGYN_API_TOKEN is not set: export an API token of a member of the organizations"] : []),
  ];
  if (problems.length > 0) throw new Error(problems.map((problem) => `status: ${problem}`).join("\n"));
  const document = await ask(url, token);
  process.stdout.write(form === "json" ? `${JSON.stringify(document)}\n` : inWords(document));
  return document.runners.every(({ status }) => status === "enrolled") ? EXIT.enrolled : EXIT.notEnrolled;
}

async function ask(url: string, token: string): Promise<StatusDocument> {
  let client: GatewayClient | undefined;
  try {
    // it takes no address with a password in it
    client = new GatewayClient({ url, token, proxy: proxyFromEnv(process.env) });
    return statusDocument({ gateway: url, ...(await askStatus(client)) });
  } catch (error) {
    if (error instanceof GatewayError) {
      const said = `${error.detail} (${error.code}). ${inEnvironmentWords(error.advice)}`;
      throw new Error(`status: ${url}: ${said}`, { cause: error });
    }
    if (error instanceof GatewayConfigurationError) {
      throw new Error(`status: ${inEnvironmentWords(error.message)}`, { cause: error });
    }
    throw error;
  } finally {
    await client?.close();
  }
}

function inWords({ gateway, runners, unseen }: StatusDocument): string {
  const header = ["RUNNER", "SCOPE", "STATUS", "ACTIVE", "LABELS"];
  const rows = runners.map((runner) => [
    plain(runner.name),
    plain(scopeOf(runner)),
    runner.status,
    activeOf(runner),
    plain(
      Object.entries(runner.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(","),
    ),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const table = [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const failures = runners.flatMap(({ name, workloads }) =>
    workloads.failures.map(({ reason, count, lastMessage }) => {
      const said = lastMessage === undefined ? "" : `; the last said: ${lastMessage}`;
      return `${plain(name)}: ${count} ${count === 1 ? "workload" : "workloads"} failed with ${reason}${said}`;
    }),
  );
  const enrolled = runners.filter(({ status }) => status === "enrolled").length;
  const lines = [
    ...(runners.length === 0 ? [] : [...table, ""]),
    ...(failures.length === 0 ? [] : [...failures, ""]),
    ...unseen.map((sentence) => `Note: ${sentence}`),
    `${gateway}: ${enrolled} of ${runners.length} ${runners.length === 1 ? "runner" : "runners"} enrolled.`,
  ];
  return `${lines.join("\n")}\n`;
}

function scopeOf({ organization }: RunnerStatusRow): string {
  return organization === null ? "cluster" : organization.slug || organization.id;
}

function activeOf({ workloads: { active, complete } }: RunnerStatusRow): string {
  return active === null ? "?" : `${active}${complete ? "" : "+"}`;
}

/** Names and labels are anybody's: no control character reaches a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "?");
}
