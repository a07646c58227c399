// The door of the gateway client.
export { GatewayClient } from "./client.js";
export type { ListOptions } from "./caller.js";
export {
  type ConnectCode,
  GatewayConfigurationError,
  GatewayError,
  type GatewayErrorCode,
  isNotFound,
  type LocalCode,
} from "./errors.js";
export type { GatewayOptions } from "./options.js";
export type {
  CreateOrganizationInput,
  Organization,
  OrganizationPage,
  Organizations,
  UpdateOrganizationInput,
} from "./organizations.js";
export { redact } from "./redact.js";
export type {
  Enrollment,
  RegisteredRunner,
  RegisterRunnerInput,
  Runner,
  RunnerFilter,
  RunnerPage,
  Runners,
  RunnerStatus,
  UpdateRunnerInput,
} from "./runners.js";
export type { CallOptions } from "./transport.js";
export type { Me, User, Users } from "./users.js";
