// The forms in which a runner's token reaches its pod: a Secret that is made of it, which is the rule and needs no word, one that is
// there already, or one that an ExternalSecret makes of what a secrets manager holds. Which token it is shows in its revision: the pod
// carries it, so that a new token restarts it.
import { rulesModule } from "../rules.js";
import { checkSubdomain } from "../names.js";
import { checkText, type Problem } from "../problems.js";
import { checkExternal, externalToken, type ExternalToken, type ExternalTokenOptions } from "./external-token.js";

/** Key of the token in its Secret, as the platform's own installation names it. */
export const TOKEN_KEY = "token";

/** What is known of a Secret that is there already. */
export interface ExistingTokenSecretOptions {
  /**
   * Key of the token in the Secret.
   *
   * @default "token"
   */
  readonly key?: string;

  /**
   * Which token it holds: `service_token_revision` of the registration, milliseconds since 1970. For a runner that is registered anew
   * since then, the apply stops.
   *
   * @default - the runner's newest, which Terraform knows for a runner that it registered, not for an imported one
   */
  readonly revision?: number;
}

const checkKey = checkText(
  (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key),
  "a key of a Secret is letters, digits, '-', '_' and '.'",
  `leave it out for ${JSON.stringify(TOKEN_KEY)}, or respell it`,
);

/** No token is written where only its place is asked for. */
export const checkNoSecret = checkText(
  (text) => rulesModule().secretIn(text) === undefined,
  "it looks like a secret itself, and whatever is written here goes to cdk.tf.json",
  "name the place of the token instead, and delete and register the runner anew: its token has been written down",
);

/** The Secret of a runner's token, when the release does not make it of the registration's token. */
export class TokenSecret {
  /** Key of the token. */
  readonly key: string;
  /** Which token it is; undefined for the one of the runner's registration. */
  readonly revision: number | undefined;

  private constructor(
    /** Name of the Secret, in the namespace of the runner; undefined for `<releaseName>-token`. */
    readonly name: string | undefined,
    /** What an ExternalSecret makes it of; undefined for a Secret that is there already. */
    readonly external: ExternalToken | undefined,
    { key = TOKEN_KEY, revision }: ExistingTokenSecretOptions,
  ) {
    this.key = key;
    this.revision = revision;
  }

  /** A Secret in the runner's namespace that somebody else made, and that stays as it is. Its content is in no state. */
  static existing(name: string, options: ExistingTokenSecretOptions = {}): TokenSecret {
    return new TokenSecret(name, undefined, options);
  }

  /**
   * A Secret that an ExternalSecret (`external-secrets.io/v1`) makes of what a secrets manager holds. `write` puts the token there with
   * a resource of your own provider; without it somebody else does, and the runner waits for it. The token rests in the manager and in
   * the cluster's Secret, and in the state of the registration unless it is sealed.
   */
  static external(options: ExternalTokenOptions): TokenSecret {
    return new TokenSecret(undefined, externalToken(options), {});
  }

  /** The same for one runner: with its name where the place of the token says `{runner}`. */
  forRunner(runnerName: string): TokenSecret {
    if (this.external === undefined) return this;
    const place = (text: string) => text.replaceAll("{runner}", runnerName);
    const { remoteKey, property, ...external } = this.external;
    return new TokenSecret(
      undefined,
      { ...external, remoteKey: place(remoteKey), ...(property === undefined ? {} : { property: place(property) }) },
      this,
    );
  }

  /** What tells apart where tokens are: two runners with the same text would share one. */
  get place(): string {
    if (this.external === undefined) return this.name ?? "";
    const { store, storeKind, remoteKey, property } = this.external;
    return [storeKind, store, remoteKey, ...(property === undefined ? [] : [property])].join(" ");
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [
      ...checkSubdomain(`${path}.name`, this.name),
      ...checkNoSecret(`${path}.name`, this.name),
      ...checkKey(`${path}.key`, this.key),
      ...checkNoSecret(`${path}.key`, this.key),
      ...checkRevision(`${path}.revision`, this.revision),
      ...(this.external === undefined ? [] : checkExternal(path, this.external, checkNoSecret)),
    ];
  }
}

/** What is wrong with the revision of a token, if anything; the pod carries it as text, so it is known at synth. */
export function checkRevision(path: string, value: number | undefined): readonly Problem[] {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return [];
  const why =
    "it is not the revision of a token, a whole number that is known at synth: the pod restarts for another one";
  return [{ path, value, why, fix: "give `service_token_revision` of the agyn_runner in the state that has it" }];
}
