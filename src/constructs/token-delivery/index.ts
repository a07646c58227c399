// The ways of a token from its registration to the process that reads it.
export {
  checkTokenRelease,
  type DeliveredToken,
  deliverToken,
  type TokenDelivery,
} from "./delivered-token.js";
export { type ExternalTokenOptions, REVISION_ANNOTATION_IN_VALUES } from "./external-token.js";
export { checkPlaces, type PlacedToken, takePlaces } from "./places-of-cluster.js";
export {
  checkNoSecret,
  checkRevision,
  type ExistingTokenSecretOptions,
  TOKEN_KEY,
  TokenSecret,
} from "./token-secret.js";
export { checkWriter, type TokenToWrite, type TokenWriter, writeToken } from "./token-writer.js";
