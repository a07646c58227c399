// Where a runner's pod finds its token: in a Secret that the release makes, which is the rule and needs no word, or in one that is
// there already. Which token it is shows in its revision: the pod carries it, so that a new token restarts it.
import { checkSubdomain } from "../names.js";
import { checkText, checkWhole, type Problem } from "../problems.js";

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
   * Which token it is: `service_token_revision` of the registration, milliseconds since 1970. Give another number to restart the pod.
   *
   * @default - the runner's own, which Terraform knows for a runner that it registered, not for an imported one
   */
  readonly revision?: number;
}

const checkKey = checkText(
  (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key),
  "a key of a Secret is letters, digits, '-', '_' and '.'",
  `leave it out for ${JSON.stringify(TOKEN_KEY)}, or respell it`,
);

/** The Secret of a runner's token, when the release makes none. */
export class TokenSecret {
  /** Key of the token. */
  readonly key: string;
  /** Which token it is; undefined for the one of the runner's registration. */
  readonly revision: number | undefined;

  private constructor(
    /** Name of the Secret, in the namespace of the runner. */
    readonly name: string,
    { key = TOKEN_KEY, revision }: ExistingTokenSecretOptions,
  ) {
    this.key = key;
    this.revision = revision;
  }

  /** A Secret in the runner's namespace that somebody else made, and that stays as it is. Its content is in no state. */
  static existing(name: string, options: ExistingTokenSecretOptions = {}): TokenSecret {
    return new TokenSecret(name, options);
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [
      ...checkSubdomain(`${path}.name`, this.name),
      ...checkKey(`${path}.key`, this.key),
      ...checkWhole(`${path}.revision`, this.revision, 1, Number.MAX_SAFE_INTEGER),
    ];
  }
}
