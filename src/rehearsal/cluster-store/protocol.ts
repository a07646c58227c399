// The calls by which stand-in providers reach the clusters: POST <address>/<operation>, JSON both ways. One table, so that both
// ends agree; the address holds an unguessable segment, which is the whole authentication on loopback.
import type { ClusterObject, ObjectInput, ObjectKey, RefusalReason, Release, ReleaseInput } from "./objects.js";

/** Input and answer by operation. Every input names its cluster beside this. */
export interface Operations {
  create: { input: ObjectInput; answer: ClusterObject };
  get: { input: ObjectKey; answer: ClusterObject | null };
  update: { input: ObjectInput; answer: ClusterObject };
  delete: { input: ObjectKey; answer: null };
  install: { input: ReleaseInput; answer: Release };
  upgrade: { input: ReleaseInput; answer: Release };
  release: { input: { readonly namespace: string; readonly name: string }; answer: Release | null };
  uninstall: { input: { readonly namespace: string; readonly name: string }; answer: null };
}

/** An operation's name. */
export type Operation = keyof Operations;

/** The environment variable by which stand-in providers are told the address. */
export const ADDRESS_VARIABLE = "CDKTF_AGYN_STAND_IN_URL";

/** An answer with a status other than 200. */
export interface RefusalBody {
  readonly reason: RefusalReason | "BadRequest" | "Internal";
  readonly message: string;
}
