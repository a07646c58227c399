// A secret that only Terraform ever holds. There is no way to make one from text, and printing one, joining it to a string or
// writing it as JSON shows a placeholder: so a token can't slip into a label, a value of a chart or a log.
//
// Source: facts of write-only attributes (a literal given to one is still in the synthesized file).
import type { Runner } from "../bindings/agyn/runner/index.js";
import type { TerraformVariable } from "./core.js";

const PLACEHOLDER = "[secret]";

/** Points at a secret value in Terraform without being its text. */
export class SecretReference {
  readonly #expression: string;

  private constructor(expression: string) {
    this.#expression = expression;
  }

  /** The service token of a runner made in the same stack. */
  static fromServiceToken(runner: Runner): SecretReference {
    return new SecretReference(runner.serviceToken);
  }

  /**
   * A Terraform variable that holds a secret.
   *
   * @throws {Error} when the variable is not marked sensitive, or has a default.
   */
  static fromVariable(variable: TerraformVariable): SecretReference {
    if (variable.sensitive !== true) {
      throw new Error(`${variable.node.path}: the variable holds a secret and must be declared with sensitive: true.`);
    }
    if (variable.default !== undefined) {
      throw new Error(
        `${variable.node.path}: the variable holds a secret, and its default would be written to cdk.tf.json: leave the default out.`,
      );
    }
    return new SecretReference(variable.stringValue);
  }

  /**
   * The Terraform reference, for a write-only argument (`..._wo`). One that is merely sensitive keeps the secret in the state of its
   * resource; any other shows it in plans too.
   */
  expression(): string {
    return this.#expression;
  }

  /** What text shows in place of the secret. */
  toString(): string {
    return PLACEHOLDER;
  }

  /** What JSON shows in place of the secret. */
  toJSON(): string {
    return PLACEHOLDER;
  }
}
