// Where a runner's pod finds its token: in a Secret that the release makes, which is the rule and needs no word, or in one that is
// there already. Which token it is shows in its revision: the pod carries it, so that a new token restarts it.
import { checkSubdomain } from "../names.js";
import { checkText, type Problem } from "../problems.js";

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
      ...checkRevision(`${path}.revision`, this.revision),
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
