import { failureOf, failureText, StepError } from "../../src/rehearsal/index";
import { StackFailedError } from "../../src/rehearsal/proof";
import { TerraformFailedError } from "../../src/rehearsal/terraform";
import { RunnersStuckError } from "../../src/rehearsal/stuck-runners";

const inApply = (cause: unknown) => new StepError("Apply", new StackFailedError("us-1", cause));
const diagnostic = { severity: "error", summary: "No", detail: "why", address: "agyn_runner.ml" } as const;

describe("a failure as a person reads it", () => {
  it.each([
    [
      "terraform named errors",
      inApply(new TerraformFailedError("apply", 1, "much\noutput", [diagnostic])),
      'The step "Apply" failed: terraform apply failed with exit code 1 in stack us-1:\n\nError: No\n  with agyn_runner.ml\nwhy',
    ],
    [
      "terraform named none",
      inApply(new TerraformFailedError("init", 1, "the end")),
      'The step "Apply" failed: terraform init failed with exit code 1 in stack us-1. The end of its output:\n\nthe end',
    ],
    [
      "runners stay pending",
      inApply(new RunnersStuckError(["a/b in c: its token is empty"])),
      'The step "Apply" failed: these runners do not enroll, so waiting is of no use in stack us-1:\n  a/b in c: its token is empty',
    ],
    ["a check failed", new StepError("Plan again", new Error("not empty")), 'The step "Plan again" failed: not empty'],
    ["it was in no step", new Error("broken"), "broken"],
  ])("says where and why when %s", (_, thrown, text) => {
    expect(failureText(failureOf(thrown))).toBe(text);
  });
});
