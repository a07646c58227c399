// The ways of a token from its registration to the process that reads it.
export {
  checkTokenRelease,
  type DeliveredToken,
  deliverToken,
  type TokenDelivery,
} from "./delivered-token.js";
export type { ExternalTokenOptions } from "./external-token.js";
export {
  checkNoSecret,
  checkRevision,
  type ExistingTokenSecretOptions,
  TOKEN_KEY,
  TokenSecret,
} from "./token-secret.js";
export { type TokenToWrite, type TokenWriter, writeToken } from "./token-writer.js";
