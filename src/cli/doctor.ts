// `cdktf-agyn doctor`: says what is missing before a fleet can be applied, and whether its cluster does what the fleet counts on.
//
// Contract: checks go to stdout, as text or with -o json as one document of api/doctor.schema.json; exit code 0 nothing is missing, 1 it could not run,
// 2 problems. Nothing is changed: a terraform init in a folder of its own, one call to the gateway, reads and dry-runs in the cluster.
import { type Check, inWords, skipped, toDocument } from "./doctor/check.js";
import { checkCluster } from "./doctor/cluster.js";
import { checkGateway } from "./doctor/gateway.js";
import { checkTerraform } from "./doctor/terraform.js";
import { outputForm, parseWords } from "./words.js";

const DEFAULT_OUT = "cdktf.out";
const ALLOWED = "Allowed: --cluster CONTEXT, --out DIR, -o text|json, --json, --help.";
const EXIT = { fine: 0, problems: 2 } as const;

const HELP = `Usage: cdktf-agyn doctor [--cluster CONTEXT] [--out DIR] [-o text|json]

Says what is missing: terraform or tofu, the agyn provider by your own CLI configuration, the gateway of AGYN_API_URL, the
token of AGYN_API_TOKEN. With --cluster also whether the cluster is what the synthesized app states, has the namespaces of its
pools, and would give a workload what its tier promises: the API server judges a pod of each runner's, by impersonation and as
a dry-run. Nothing is changed anywhere.

Options:
  --cluster CONTEXT  a context of the kubeconfig that the app names
  --out DIR          folder of the synthesized app (default: ${DEFAULT_OUT})
  -o, --output FORM  text, or json: one document of api/doctor.schema.json (default: text)
  --json             the same as -o json
  --help             this text

Environment: TERRAFORM_BINARY_NAME and KUBECTL name other binaries than those on PATH.

Exit codes: 0 nothing is missing; 1 the doctor could not run, and the message says why; 2 problems, each with its fix.

Examples:
  npx cdktf-agyn doctor
  npx cdktf-agyn doctor --cluster acme-us-east-1
  npx cdktf-agyn doctor -o json | jq '.checks[] | select(.status == "problem")'
`;

/** Runs the subcommand. */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const {
    help,
    cluster,
    out = DEFAULT_OUT,
    output,
    json,
  } = parseWords("doctor", ALLOWED, args, {
    options: {
      cluster: { type: "string" },
      out: { type: "string" },
      output: { type: "string", short: "o" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
  if (help === true) {
    process.stdout.write(HELP);
    return EXIT.fine;
  }
  if (cluster === "") throw new Error(`doctor: --cluster is empty; name a context of the kubeconfig. ${ALLOWED}`);
  if (out === "") throw new Error(`doctor: --out is empty; name the folder of the synthesized app. ${ALLOWED}`);
  const form = json === true ? "json" : outputForm("doctor", output);
  const { env } = process;
  const checks: readonly Check[] = [
    ...(await checkTerraform(env)),
    ...(await checkGateway(env)),
    ...(cluster === undefined
      ? [skipped("cluster", "name its context with --cluster to have it looked at")]
      : await checkCluster({ context: cluster, outDirectory: out }, env)),
  ];
  process.stdout.write(form === "json" ? `${JSON.stringify(toDocument(checks))}\n` : inWords(checks));
  return checks.some(({ status }) => status === "problem") ? EXIT.problems : EXIT.fine;
}
