// How callers of an AgentFlow service say who they are.
//
// Source: facts 2.1: with `jwt` the server wants JWT_SECRET_KEY and JWT_ALGORITHM in the environment, else it does not start; a caller
// who is refused gets 403.
import type { EnvironmentValue } from "../description/container.js";
import type { SecretKey } from "../secrets/secret-key.js";
import { requireKind } from "../given/readable.js";

/** Tokens that a shared secret signs. */
export interface JwtOptions {
  /** The secret, of 32 characters or more. */
  readonly secret: SecretKey;
  /** How tokens are signed. @default "HS256" */
  readonly algorithm?: "HS256" | "HS384" | "HS512";
  /** Who has to have issued a token; from server 0.6 on. @default - anybody with the secret */
  readonly issuer?: string;
  /** For whom a token has to be; from server 0.6 on. @default - anybody */
  readonly audience?: string;
}

/** How callers say who they are. */
export class AgentFlowAuth {
  private constructor(
    readonly kind: "jwt" | "custom" | "none",
    /** As agentflow.json has it. */
    readonly inConfig: null | "jwt" | { readonly method: "custom"; readonly path: string },
    /** Its variables; undefined: one that is not set. */
    readonly environment: Readonly<Record<string, EnvironmentValue | undefined>>,
  ) {}

  /** By a token. */
  static jwt(options: JwtOptions): AgentFlowAuth {
    requireKind("AgentFlowAuth.jwt", "JwtOptions", options);
    const { secret, algorithm = "HS256", issuer, audience } = options;
    return new AgentFlowAuth("jwt", "jwt", {
      JWT_SECRET_KEY: secret,
      JWT_ALGORITHM: algorithm,
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: audience,
    });
  }

  /** By a class of the program, as `module:variable`. */
  static custom(path: string): AgentFlowAuth {
    return new AgentFlowAuth("custom", { method: "custom", path }, {});
  }

  /** Not at all, which SEC-09 refuses in production. */
  static none(): AgentFlowAuth {
    return new AgentFlowAuth("none", null, {});
  }

  /** Of a class of the program. */
  get path(): string | undefined {
    return typeof this.inConfig === "object" ? this.inConfig?.path : undefined;
  }
}
