// Where the tokens of a pool's runners are when a secrets manager holds them.
//
// Source: external-secrets.io/v1; who writes the tokens there is code, so a fleet does not say it.
import { z } from "zod";
import { text } from "./texts.js";

/** A secrets manager that holds the tokens, as an ExternalSecret for each runner reads it. */
export const externalTokensSchema = z
  .strictObject({
    /** Name of the SecretStore or ClusterSecretStore in the runners' cluster. */
    store: text,
    /**
     * Kind of the store.
     *
     * @default "ClusterSecretStore"
     */
    storeKind: z.enum(["ClusterSecretStore", "SecretStore"]).optional(),
    /** Name of the secret in the manager; `{runner}` stands for the runner's name. */
    remoteKey: text,
    /**
     * Which part of the secret the token is; `{runner}` stands for the runner's name.
     *
     * @default - the whole secret
     */
    property: text.optional(),
    /**
     * How often the secret is read again, as "1h30m"; it is also read when the token's revision changes.
     *
     * @default "1h"
     */
    refreshInterval: text.optional(),
  })
  .meta({ id: "ExternalTokens" });
