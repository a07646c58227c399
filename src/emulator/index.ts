// The door of the embedded gateway: start it, read what it saw, close it.
export {
  type Emulator,
  type EmulatorOptions,
  type RequestHandler,
  type RequestRecord,
  startEmulator,
} from "./emulator.js";
export { EmulatorError, type EmulatorErrorCode } from "./errors.js";
export { CLUSTER_ADMIN_IDENTITY_ID } from "./identity.js";
export type { StoreSection } from "./store/store.js";
