// Secrets in plans of the real terraform, without any provider: what it marks, what it does not, and what it copies where.
import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform } from "../../src/rehearsal/index";
import { digestPlan } from "../../src/review/digest/digest-plan";
import { formsOf } from "../../src/review/digest/scrubber";
import type { Digest } from "../../src/review/index";

const CANARIES = [
  "canary-variable-1!",
  "canary-remote-2!",
  "canary-literal-3!",
  "canary-default-4!",
  "canary-output-5!",
];
const [VARIABLE = "", REMOTE = "", LITERAL = "", DEFAULT = "", OUTPUT = ""] = CANARIES;

const UPSTREAM = `
variable "token" { sensitive = true }
output "runner_token" {
  value     = var.token
  sensitive = true
}
`;

/** What is applied, and what is planned after it: the new ones show what terraform plans for a secret it marks, or does not. */
const DOWNSTREAM = (turn: number): string => `
variable "secret" { sensitive = true }
variable "unused" {
  sensitive = true
  default   = "${DEFAULT}"
}
data "terraform_remote_state" "up" {
  backend = "local"
  config  = { path = "../up/terraform.tfstate" }
}
resource "terraform_data" "copies" {
  for_each = toset([nonsensitive(var.secret)])
  input    = [var.secret, base64encode("x:\${var.secret}"), ${turn}]
}
resource "terraform_data" "remote" {
  for_each = { (data.terraform_remote_state.up.outputs.runner_token) = ${turn} }
  input    = yamlencode({ token = data.terraform_remote_state.up.outputs.runner_token, turn = ${turn} })
}
resource "terraform_data" "literal" {
  triggers_replace = [${turn}]
  input            = { client_secret = "${LITERAL}" }
  provisioner "local-exec" { command = ": ${LITERAL}" }
}
resource "terraform_data" "gone" {
  count = ${turn === 1 ? 1 : 0}
  input = nonsensitive(var.secret)
}
resource "terraform_data" "wants_token" {
  input = { password = data.terraform_remote_state.up.outputs.runner_token }
}
check "says_too_much" {
  assert {
    condition     = length(terraform_data.gone) == 1
    error_message = "got \${nonsensitive(var.secret)}"
  }
}
output "shown" {
  sensitive = true
  value     = "${OUTPUT}-${turn}"
}
output "copied" { value = nonsensitive(sha1("\${var.secret}${turn}")) }
`;

describe("plans of the real terraform", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-canary-"));
  const digests: Digest[] = [];
  const plans: string[] = [];

  beforeAll(async () => {
    const { path } = await findTerraform(process.env);
    const terraform = (stack: string, ...args: string[]): string =>
      execFileSync(path, args, {
        cwd: join(folder, stack),
        env: { PATH: process.env["PATH"], CHECKPOINT_DISABLE: "1", TF_VAR_secret: VARIABLE, TF_VAR_token: REMOTE },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 26,
      });
    const write = (stack: string, hcl: string): void => {
      mkdirSync(join(folder, stack), { recursive: true });
      writeFileSync(join(folder, stack, "main.tf"), hcl);
    };
    write("up", UPSTREAM);
    terraform("up", "init", "-input=false");
    terraform("up", "apply", "-auto-approve", "-input=false");
    write("down", DOWNSTREAM(1));
    terraform("down", "init", "-input=false");
    terraform("down", "apply", "-auto-approve", "-input=false");
    write("down", DOWNSTREAM(2));
    for (const turn of [1, 2]) {
      terraform("down", "plan", "-input=false", `-out=${turn}.bin`);
      const file = join(folder, `${turn}.json`);
      plans.push(terraform("down", "show", "-json", `${turn}.bin`));
      writeFileSync(file, plans.at(-1) ?? "", { mode: 0o600 });
      digests.push(await digestPlan(createReadStream(file), { stack: "down" }));
    }
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("hold the secrets in clear", () => {
    for (const canary of CANARIES) expect(plans[0]).toContain(canary);
  });

  it("lose them in the digest, in every form", () => {
    const text = JSON.stringify(digests);

    expect(text).toContain('terraform_data.copies[\\"(secret)\\"]');
    for (const form of CANARIES.flatMap((canary) => [...formsOf(canary)])) expect(text).not.toContain(form);
    expect(text).not.toContain("canary");
  });

  it("say what happens all the same", () => {
    const [digest] = digests;

    expect(digest?.doubts).toEqual([]);
    expect(digest?.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'update terraform_data.copies["(secret)"]',
      "delete terraform_data.gone[0]",
      "delete-create terraform_data.literal",
      'update terraform_data.remote["(secret)"]',
    ]);
    expect(digest?.checks).toEqual([{ address: "check.says_too_much", status: "fail" }]);
    expect(digest?.outputs).toEqual([
      { name: "copied", action: "update", sensitive: false },
      { name: "shown", action: "update", sensitive: true },
    ]);
    expect(digest?.unchanged).toBe(1);
  });

  it("made twice have the same semantic digest, and files of their own", () => {
    const [first, second] = digests;

    expect(first?.semantic).toBe(second?.semantic);
    expect(first?.semantic).toMatch(/^[\da-f]{64}$/);
  });
});
