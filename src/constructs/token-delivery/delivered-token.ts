// A runner's token brought to where its process reads it: what is made for that, what the process waits for, and what a plan stops at.
//
// Source: write-only `data_wo` of kubernetes_secret_v1 (needs `data_wo_revision` >= 1 and acts only when that changes).
import { prebuilt } from "../prebuilt.js";
import { tokenSecretName } from "../../kubernetes/index.js";
import type { ClusterProviders } from "../cluster.js";
import { type Construct, type ITerraformDependable, type TerraformResourceLifecycle, Token } from "../core.js";
import { checkReleaseName } from "../names.js";
import type { Problem } from "../problems.js";
import type { Runner } from "../runner.js";
import { valuesText } from "../runner-release/values.js";
import { objectsChart } from "../tiers/index.js";
import { externalSecret, type ExternalToken, REVISION_ANNOTATION } from "./external-token.js";
import { TOKEN_KEY, type TokenSecret } from "./token-secret.js";
import { writeToken } from "./token-writer.js";

/** A token and the cluster it goes to. */
export interface TokenDelivery {
  readonly runner: Runner;
  /** Namespace of the Secret. */
  readonly namespace: string;
  /** Name of the Secret that is made; also that of the release of its ExternalSecret. */
  readonly secretName: string;
  readonly providers: ClusterProviders;
  /** How it gets there; undefined for a Secret made of the registration's token. */
  readonly tokenSecret?: TokenSecret;
  /** What must exist first. */
  readonly prerequisites?: readonly ITerraformDependable[];
}

/** Where the token is, once all of it is applied. */
export interface DeliveredToken {
  readonly secretName: string;
  /** Key in the Secret. */
  readonly key: string;
  /** Which token it is, as text; a Terraform reference unless it was given. */
  readonly revision: string;
  /** What was made for it. */
  readonly made: readonly ITerraformDependable[];
  /** What whoever reads the token carries, when nothing that was made carries it. */
  readonly lifecycle: TerraformResourceLifecycle | undefined;
}

/** What is wrong with the names of what is made for a token, if anything. */
export function checkTokenRelease(tokenSecret: TokenSecret | undefined, releaseName: string): readonly Problem[] {
  // a name of the release that is none is said elsewhere
  if (tokenSecret?.external === undefined || checkReleaseName("", releaseName).length > 0) return [];
  return checkReleaseName("release of the ExternalSecret", tokenSecretName(releaseName));
}

/** Makes what a token needs. */
export function deliverToken(scope: Construct, delivery: TokenDelivery): DeliveredToken {
  const { runner, secretName } = delivery;
  const tokenSecret = delivery.tokenSecret?.forRunner(runner.runnerName);
  const newest = Token.asString(runner.serviceTokenRevision);
  if (tokenSecret === undefined) {
    const made = [clusterSecret(scope, delivery)];
    return { secretName, key: TOKEN_KEY, revision: newest, made, lifecycle: undefined };
  }
  const { key, external, revision } = tokenSecret;
  if (external !== undefined) {
    const made = fromManager(scope, delivery, key, external);
    return { secretName, key, revision: newest, made, lifecycle: undefined };
  }
  return {
    secretName: tokenSecret.name ?? secretName,
    key,
    revision: revision === undefined ? newest : String(revision),
    made: [],
    lifecycle: tokenOf(tokenSecret, runner),
  };
}

function clusterSecret(
  scope: Construct,
  { runner, namespace, secretName, providers, prerequisites = [] }: TokenDelivery,
): ITerraformDependable {
  return new prebuilt.SecretV1(scope, "Token", {
    metadata: { name: secretName, namespace },
    type: "Opaque",
    dataWo: { [TOKEN_KEY]: runner.serviceToken.expression() },
    dataWoRevision: runner.serviceTokenRevision,
    provider: providers.kubernetes,
    dependsOn: [...prerequisites],
    lifecycle: knownToken(
      runner,
      "give the revision of the token it has, and leave its Secret in place: `adopt` of a pool, `tokenSecret` of a release",
    ),
  });
}

/** The revision changes once the token is written, so that the operator reads the new one at once. */
function fromManager(
  scope: Construct,
  { runner, namespace, secretName, providers, prerequisites = [] }: TokenDelivery,
  key: string,
  external: ExternalToken,
): readonly ITerraformDependable[] {
  const { remoteKey, property, write } = external;
  const written =
    write === undefined
      ? []
      : writeToken(scope, runner, write, { remoteKey, ...(property === undefined ? {} : { property }) });
  const object = externalSecret(secretName, namespace, key, external);
  const release = new prebuilt.Release(scope, "ExternalToken", {
    name: secretName,
    namespace,
    chart: `./${objectsChart(scope).path}`,
    values: [valuesText({ objects: [object] })],
    set: [
      {
        name: `objects[0].metadata.annotations.${REVISION_ANNOTATION.replaceAll(".", String.raw`\.`)}`,
        type: "string",
        value: Token.asString(runner.serviceTokenRevision),
      },
    ],
    // the runner's own release waits for the Secret
    wait: false,
    provider: providers.helm,
    dependsOn: [...prerequisites, ...written],
    lifecycle: knownToken(runner, "take over its pool with `adopt`, which leaves the Secret in place"),
  });
  return [...written, release];
}

/** Stops where the Secret that is there can't hold the runner's token. */
function tokenOf({ name = "", revision }: TokenSecret, runner: Runner): TerraformResourceLifecycle {
  if (revision === undefined) return knownToken(runner, "give the revision of the token that its Secret holds");
  const known = `${runner.address}.service_token_revision`;
  return {
    precondition: [
      {
        condition: `\${${known} == null || ${known} == ${revision}}`,
        errorMessage:
          `The Secret ${name} holds the token of revision ${revision}, and ${runner.address} has been registered anew since ` +
          "then. Put the new token there and give its revision; for a pool that was taken over, take adopt out, delete the Secret and " +
          "apply again: the pool makes it.",
      },
    ],
  };
}

/** Stops a plan that would go on without a token. */
function knownToken({ address }: Runner, orElse: string): TerraformResourceLifecycle {
  return {
    precondition: [
      {
        condition: `\${${address}.service_token_revision != null}`,
        errorMessage:
          `The service token of ${address} is not known: the platform shows it once, when the runner is registered, so an ` +
          `imported runner has none. Register it anew with -replace=${address}, or ${orElse}.`,
      },
    ],
  };
}
