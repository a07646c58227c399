// Rehearsals: the real terraform against the embedded gateway and stand-in helm and kubernetes providers. The layer's only door.
export { ADDRESS_VARIABLE, type ClusterStore, type Explanation, type RunnerPod } from "./cluster-store/index.js";
export { type Credentials, keptCredentials } from "./credentials.js";
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
export { Rehearsal, type RehearsalOptions, type StackResult } from "./rehearsal.js";
export { type Note, StepError, type StepOutput, Steps } from "./steps.js";
export { pendingReasons, RunnersStuckError, withoutStuckRunners } from "./stuck-runners.js";
export { readSynthesizedStacks, removeStaleStacks, type SynthesizedStack } from "./synthesized.js";
export { type Printed, Terraform, TerraformFailedError, type TerraformOptions } from "./terraform.js";
export { findTerraform, type TerraformBinary } from "./terraform-binary.js";
export type { Changes, UiLine } from "./terraform-ui.js";
