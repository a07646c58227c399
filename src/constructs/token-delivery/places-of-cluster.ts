// Where the tokens of a cluster's runners are, over all stacks of an app: a Secret, or a secret of a manager, is of one runner.
//
// Source: a second runner that enrolls with a token deletes the overlay identity of the first (facts of the platform, 3.2).
import type { Cluster } from "../cluster.js";
import type { IConstruct } from "../core.js";
import type { Problem } from "../problems.js";
import type { TokenSecret } from "./token-secret.js";

/** Where the token of one runner is. */
export interface PlacedToken {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly runnerName: string;
  /** Name of the Secret when one is made. */
  readonly secretName: string;
  readonly tokenSecret: TokenSecret | undefined;
}

interface Place {
  readonly key: string;
  /** Option that names it. */
  readonly option: "name" | "remoteKey";
  readonly value: string;
  readonly what: string;
}

const placesOfApp = new WeakMap<IConstruct, Map<string, string>>();

function ownersIn(scope: IConstruct): Map<string, string> {
  const owners = placesOfApp.get(scope.node.root) ?? new Map<string, string>();
  placesOfApp.set(scope.node.root, owners);
  return owners;
}

function placesOf({ cluster, namespace, runnerName, secretName, tokenSecret }: PlacedToken): readonly Place[] {
  const name = tokenSecret?.name ?? secretName;
  const secret = tokenSecret?.forRunner(runnerName);
  const at = [cluster.path, cluster.context];
  // a SecretStore is one of its namespace
  const near = secret?.external?.storeKind === "SecretStore" ? [namespace] : [];
  return [
    { key: JSON.stringify([...at, namespace, name]), option: "name", value: name, what: "Secret of the namespace" },
    ...(secret?.external === undefined
      ? []
      : [
          {
            key: JSON.stringify([...at, "external", ...near, secret.place]),
            option: "remoteKey" as const,
            value: secret.external.remoteKey,
            what: "secret of the manager",
          },
        ]),
  ];
}

/** What is wrong with the places of a token beside those of other runners, if anything. */
export function checkPlaces(
  scope: IConstruct,
  token: PlacedToken,
  pathOf: (option: "name" | "remoteKey") => string,
): readonly Problem[] {
  const owners = ownersIn(scope);
  // a place that is none is said elsewhere
  if ((token.tokenSecret?.problems("") ?? []).length > 0) return [];
  return placesOf(token).flatMap(({ key, option, value, what }) => {
    const owner = owners.get(key);
    if (owner === undefined) return [];
    const why = `this ${what} is that of ${owner}, and each enrollment with a token ends the runner before`;
    const fix = option === "name" ? "name one for each runner" : "name one for each runner, with {runner} in it";
    return [{ path: pathOf(option), value, why, fix }];
  });
}

/** Notes the places of a token as those of a construct. */
export function takePlaces(scope: IConstruct, token: PlacedToken): void {
  const owners = ownersIn(scope);
  for (const { key } of placesOf(token)) owners.set(key, scope.node.path);
}
