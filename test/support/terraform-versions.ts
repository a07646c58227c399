// What the Terraform or OpenTofu under test has, by its version: tests of newer features are skipped on older ones, with the
// reason in their names. `npm run test:versions` runs them on several.
//
// Source: the change logs of Terraform and OpenTofu.
import { execFileSync } from "node:child_process";

/** Since which version of each product, as `major.minor` or never, and what it is. */
const FEATURES = {
  refinements: { Terraform: "1.6", OpenTofu: "1.6", what: "promises about unknown values" },
  removedBlocks: { Terraform: "1.7", OpenTofu: "1.7", what: "removed blocks" },
  functions: { Terraform: "1.8", OpenTofu: "1.7", what: "functions of providers" },
  moveAcross: { Terraform: "1.8", OpenTofu: "1.10", what: "moved blocks across providers" },
  ephemeral: { Terraform: "1.10", OpenTofu: "1.11", what: "ephemeral resources" },
  writeOnly: { Terraform: "1.11", OpenTofu: "1.11", what: "write-only arguments" },
  // what misbehaves there has write-only arguments; OpenTofu ends a walk at some breaches, before it has judged the other rows
  coreRules: { Terraform: "1.11", OpenTofu: "never", what: "write-only arguments, and all breaches told in one walk" },
  identity: { Terraform: "1.12", OpenTofu: "1.12", what: "resource identity" },
} as const;

export type Feature = keyof typeof FEATURES;

/** The product under test and its version. */
const [, product = "", major = "0", minor = "0"] =
  /^(Terraform|OpenTofu) v(\d+)\.(\d+)/.exec(
    execFileSync(process.env["TERRAFORM_BINARY_NAME"] || "terraform", ["version"], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], CHECKPOINT_DISABLE: "1" },
    }),
  ) ?? [];

/** Whether the product under test has a feature. */
export function has(feature: Feature | undefined): boolean {
  if (feature === undefined) return true;
  const wanted = since(feature);
  if (wanted === "never") return false;
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
}

/** `describe`, or `describe.skip` where the product under test lacks a feature; undefined: every version has it. */
export function describeWith(feature: Feature | undefined, title: string, body: () => void): void {
  (has(feature) ? describe : describe.skip)(named(feature, title), body);
}

/** `it`, or `it.skip` where the product under test lacks a feature; undefined: every version has it. */
export function itWith(
  feature: Feature | undefined,
  title: string,
  body: () => Promise<void>,
  timeoutMs?: number,
): void {
  (has(feature) ? it : it.skip)(named(feature, title), body, timeoutMs);
}

function since(feature: Feature): string {
  return FEATURES[feature][product === "OpenTofu" ? "OpenTofu" : "Terraform"];
}

function named(feature: Feature | undefined, title: string): string {
  if (feature === undefined) return title;
  const { what, Terraform, OpenTofu } = FEATURES[feature];
  return has(feature) ? title : `${title} (${what}: Terraform ${Terraform}, OpenTofu ${OpenTofu})`;
}
