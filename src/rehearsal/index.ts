// Rehearsals: the real terraform against the embedded gateway and stand-in helm and kubernetes providers. The layer's only door.
export { ADDRESS_VARIABLE, type ClusterStore, type Explanation, type RunnerPod } from "./cluster-store/index.js";
export { type Credentials, keptCredentials } from "./credentials.js";
export { type Failure, failureOf, failureText } from "./failure.js";
export {
  addToMirror,
  builtProvider,
  cliConfiguration,
  fullAddresses,
  layOutMirror,
  type MirroredProvider,
  rehearsalProviders,
  terraformPlatform,
} from "./mirror.js";
export { type Platform, type PlatformOptions, startPlatform } from "./platform.js";
export { NotRehearsableError } from "./prepare.js";
export {
  applyStacks,
  countsInWords,
  destroyStacks,
  enrolledRunners,
  PATIENCE_MS,
  planStacks,
  requireNothingLeft,
  type Scene,
} from "./proof.js";
export { Rehearsal, type RehearsalOptions, type StackResult } from "./rehearsal.js";
export { joinReattach } from "./reattach.js";
export { rehearse } from "./rehearse.js";
export { type Kept, POD_START_MS, type RehearsalResult, type RehearseOptions } from "./rehearse-options.js";
export type { RunnerSeen } from "./runners-seen.js";
export { type Note, StepError, type StepOutput, Steps } from "./steps.js";
export { planVariables } from "./stack-variables.js";
export { pendingReasons } from "./stuck-runners.js";
export { type SynthesizableApp, synthesizeApp } from "./synthesize.js";
export { type Printed, Terraform, type TerraformOptions } from "./terraform.js";
export { findTerraform, type TerraformBinary, TerraformMissingError } from "./terraform-binary.js";
export type { Changes, UiLine } from "./terraform-ui.js";
export { readWrittenFindings } from "./written-findings.js";
export { agentsInWords, longGaps } from "./timeline/words.js";
