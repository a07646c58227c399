// Runners that this package registers and does not deploy.
export type { CloudInitOptions } from "./cloud-init.js";
export {
  type ThirdPartyManagerOptions,
  ThirdPartyRunner,
  type ThirdPartyRunnerProps,
  type ThirdPartySecretOptions,
  type TokenSecretKey,
  type WaitForEnrollmentOptions,
} from "./third-party-runner.js";
