// The door of kubernetes: how names, labels, images and quantities are spelled there, and what a pool's objects are called. Fleets,
// constructs and the simulation judge by it.
export { EXACT_IMAGE, imageReference, movesBecause } from "./images.js";
export {
  isAcceleratorName,
  isDnsLabel,
  isLabelKey,
  isLabelValue,
  MAX_LABEL_CHARS,
  MAX_RELEASE_NAME_CHARS,
} from "./names.js";
export { isNetwork } from "./networks.js";
export { runnerName, runnerNamespace, tokenSecretName, warmName, workloadNamespace } from "./pool-names.js";
export { quantityValue } from "./quantity.js";
