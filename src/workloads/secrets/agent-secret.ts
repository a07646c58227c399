// A Secret of which Terraform knows the names of the values only: they are written, and stand in no state.
//
// Source: `data_wo` and `data_wo_revision` of hashicorp/kubernetes 2.38 (Terraform 1.11); without a revision the Secret is created
// empty, and no error says so (#2833).
import type { SecretReference } from "../../constructs/index.js";
import type { AgentNamespace } from "../agent-namespace.js";
import { clusterKey } from "../cluster-key.js";
import { Construct, type ITerraformDependable, Token } from "../core.js";
import { AgentPlatform } from "../platform.js";
import { prebuilt } from "../prebuilt.js";
import { neededFirst } from "../order.js";
import { SecretKey, type SecretSource, type SecretDescription } from "./secret-key.js";
import { requireReadable } from "../given/readable.js";

/** Settings of an AgentSecret. */
export interface AgentSecretProps {
  /** Namespace that it is in, with those who read it. */
  readonly namespace: AgentNamespace;
  /** Values by key: variables of Terraform that are sensitive. */
  readonly data: Readonly<Record<string, SecretReference>>;
  /** A whole number from 1 on; raise it when a value changes, else the old one stays. Who reads it is then started anew. */
  readonly revision: number;

  /**
   * Name of the Secret.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * After how many days its values are renewed: said, so that whoever reviews it can ask.
   *
   * @default - not said, which POL-05 warns of
   */
  readonly renewEveryDays?: number;

  /**
   * Whether the values may stand in the state, for a Terraform that knows no write-only arguments; SEC-03 has to be acknowledged.
   *
   * @default false
   */
  readonly inState?: boolean;
}

/**
 * A Secret for agent workloads.
 *
 * Children: `Resource` (kubernetes_secret_v1).
 */
export class AgentSecret extends Construct implements SecretSource {
  /** What is known of it. */
  readonly description: SecretDescription;
  /** What has to be there before who reads it. */
  readonly dependencies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AgentSecretProps) {
    requireReadable(scope, id, "AgentSecretProps", props);
    super(scope, id);
    const { namespace, data, revision, name = id, renewEveryDays, inState = false } = props;
    this.description = {
      path: this.node.path,
      name,
      namespace: namespace.name,
      cluster: clusterKey(namespace.cluster),
      inState,
      revision,
      keys: Object.keys(data),
      renewEveryDays,
    };
    AgentPlatform.of(this).addSecret(this, this.description);
    const values = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.expression()]));
    this.dependencies = [
      new prebuilt.SecretV1(this, "Resource", {
        metadata: { name, namespace: namespace.name },
        ...(inState ? { data: values } : { dataWo: values, dataWoRevision: Token.asNumber(revision) }),
        provider: namespace.cluster.providers(this).kubernetes,
        dependsOn: neededFirst(this, namespace.dependencies),
      }),
    ];
  }

  /** One of its values, for whoever reads it: in the same namespace, and made after it. @throws {Error} when it has no such key */
  key(key: string): SecretKey {
    const { keys } = this.description;
    if (!keys.includes(key)) throw new Error(`${this.node.path}: there is no key "${key}"; it has ${keys.join(", ")}.`);
    return SecretKey.from(this, key);
  }
}
