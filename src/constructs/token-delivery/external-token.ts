// A token in a secrets manager, and the ExternalSecret that reads it into the cluster. The object goes by the local objects chart:
// kubernetes_manifest would need the operator's custom resource at plan time.
//
// Source: external-secrets.io/v1 (served from operator 0.16 on). The operator reads a secret anew after `refreshInterval`, and at once
// when a label or an annotation of the ExternalSecret changes, unless the interval is 0: then it never does. It copies annotations to
// the Secret.
import { REVISION_ANNOTATION } from "../../kubernetes/index.js";
import { checkSubdomain } from "../names.js";
import { checkText, type Problem } from "../problems.js";
import { checkWriter, type TokenWriter } from "./token-writer.js";

/** The annotation of the revision in a path of Helm's values, where a dot parts two names. */
export const REVISION_ANNOTATION_IN_VALUES = REVISION_ANNOTATION.replaceAll(".", String.raw`\.`);

/** Settings of a token that a secrets manager holds. */
export interface ExternalTokenOptions {
  /** Name of the SecretStore or ClusterSecretStore in the runner's cluster, by which the operator reads the manager. */
  readonly store: string;

  /**
   * Kind of the store. A SecretStore must be in the runner's namespace, which a pool makes itself.
   *
   * @default "ClusterSecretStore"
   */
  readonly storeKind?: "ClusterSecretStore" | "SecretStore";

  /** Name of the secret in the manager; `{runner}` stands for the runner's name. */
  readonly remoteKey: string;

  /**
   * Which part of the secret the token is, for a manager whose secrets are maps; `{runner}` stands for the runner's name.
   *
   * @default - the whole secret
   */
  readonly property?: string;

  /**
   * How often the operator reads the secret again, in hours, minutes and seconds as "1h30m". It also does when the token's revision
   * changes.
   *
   * @default "1h"
   */
  readonly refreshInterval?: string;

  /**
   * Writes a runner's token into the manager.
   *
   * @default - somebody else does; the runner waits until the secret is there
   */
  readonly write?: TokenWriter;
}

/** A token in a secrets manager, with nothing left out that has a default. */
export interface ExternalToken extends ExternalTokenOptions {
  readonly storeKind: "ClusterSecretStore" | "SecretStore";
  readonly refreshInterval: string;
}

/** How often the manager is read when nothing else is said. */
const REFRESH_INTERVAL = "1h";

/** Settings with their defaults. */
export function externalToken(options: ExternalTokenOptions): ExternalToken {
  return { storeKind: "ClusterSecretStore", refreshInterval: REFRESH_INTERVAL, ...options };
}

/** The ExternalSecret that makes a Secret of the token, but for the revision. */
export function externalSecret(name: string, namespace: string, secretKey: string, token: ExternalToken): object {
  const { store, storeKind, remoteKey, property, refreshInterval } = token;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, namespace },
    spec: {
      refreshInterval,
      secretStoreRef: { kind: storeKind, name: store },
      // the Secret goes with the ExternalSecret, and stays when the manager's secret is lost: the runner goes on with the token it has
      target: { name, creationPolicy: "Owner", deletionPolicy: "Retain" },
      data: [{ secretKey, remoteRef: { key: remoteKey, ...(property === undefined ? {} : { property }) } }],
    },
  };
}

const checkInterval = checkText(
  (text) => /^(\d+h)?(\d+m)?(\d+s)?$/.test(text) && /[1-9]/.test(text),
  "it is no interval; without one the operator reads a secret once, and a new token would never arrive",
  'write it like "1h", "15m" or "1h30m"',
);
const checkKind = checkText(
  (kind) => kind === "ClusterSecretStore" || kind === "SecretStore",
  "it is no kind of store",
  'write "ClusterSecretStore" or "SecretStore"',
);
const checkPlace = checkText(
  (text) => text.trim() !== "" && !/[{}]/.test(text.replaceAll("{runner}", "")),
  "it is no place of a token",
  "name the secret as the manager does, with {runner} where the runner's name goes",
);

/** What is wrong with the settings, if anything. */
export function checkExternal(
  path: string,
  { store, storeKind, remoteKey, property, refreshInterval, write }: ExternalToken,
  checkNoSecret: (path: string, value: string | undefined) => readonly Problem[],
): readonly Problem[] {
  return [
    ...missing(`${path}.store`, store, "without a store the operator can't read the manager", STORE_FIX),
    ...checkSubdomain(`${path}.store`, store),
    ...checkKind(`${path}.storeKind`, storeKind),
    ...missing(`${path}.remoteKey`, remoteKey, "nothing says where in the manager the token is", PLACE_FIX),
    ...checkPlace(`${path}.remoteKey`, remoteKey),
    ...checkNoSecret(`${path}.remoteKey`, remoteKey),
    ...checkPlace(`${path}.property`, property),
    ...checkNoSecret(`${path}.property`, property),
    ...checkInterval(`${path}.refreshInterval`, refreshInterval),
    ...(write === undefined ? [] : checkWriter(`${path}.write`, write)),
  ];
}

const STORE_FIX = "name a SecretStore or ClusterSecretStore of the runner's cluster";
const PLACE_FIX = 'name the secret, for instance "agyn/runners/{runner}"';

/** For those who write JavaScript. */
function missing(path: string, value: string | undefined, why: string, fix: string): readonly Problem[] {
  return value === undefined ? [{ path, value, why, fix }] : [];
}
