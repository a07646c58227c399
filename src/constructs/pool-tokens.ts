// Where the tokens of a pool's runners are when the pool does not make their Secrets of the registrations: in Secrets that are given by
// name, in a secrets manager, or in the Secrets of runners that are taken over.
//
// Source: a second runner that enrolls with a token deletes the overlay identity of the first (facts of the platform, 3.2).
import { tokenSecretName } from "../kubernetes/index.js";
import { type AdoptedRunner, checkAdopted } from "./adoption.js";
import type { Problem } from "./problems.js";
import { TokenSecret } from "./token-delivery/index.js";

/** How a pool finds tokens that are there already. */
export interface ExistingTokens {
  readonly tokenSecrets?: readonly TokenSecret[] | TokenSecret;
  readonly adopt?: readonly AdoptedRunner[];
}

/** The Secrets by number of the runner, those of adopted runners first; none for runners whose releases make them. */
export function existingSecrets(
  runnerNames: readonly string[],
  { tokenSecrets, adopt }: ExistingTokens,
): readonly TokenSecret[] {
  const adopted = (adopt ?? []).map(({ tokenSecret, tokenRevision }, index) =>
    TokenSecret.existing(tokenSecret ?? tokenSecretName(runnerNames[index] ?? ""), { revision: tokenRevision }),
  );
  return [...adopted, ...secretsOf(runnerNames.slice(adopted.length), tokenSecrets)];
}

/** One value says for every runner where its token is. */
function secretsOf(
  runnerNames: readonly string[],
  given: readonly TokenSecret[] | TokenSecret = [],
): readonly TokenSecret[] {
  return given instanceof TokenSecret
    ? runnerNames.map((name) => given.forRunner(name))
    : given.map((secret, index) => secret.forRunner(runnerNames[index] ?? ""));
}

/**
 * What is wrong with where the tokens are, if anything.
 *
 * @param adoptable how many of the runners can be taken over: those of the older generation, which come first
 */
export function checkTokens(
  runnerNames: readonly string[],
  tokens: ExistingTokens,
  adoptable: number = runnerNames.length,
): readonly Problem[] {
  const { tokenSecrets, adopt } = tokens;
  return [
    ...(tokenSecrets === undefined || tokenSecrets instanceof TokenSecret || adopt === undefined
      ? []
      : [bothGiven(tokens)]),
    ...(tokenSecrets instanceof TokenSecret ? [] : checkNumber("tokenSecrets", tokenSecrets, runnerNames.length)),
    ...checkMost("adopt", adopt, adoptable),
    ...(tokenSecrets instanceof TokenSecret
      ? tokenSecrets.problems("tokenSecrets")
      : (tokenSecrets ?? []).flatMap((secret, index) => secret.problems(`tokenSecrets[${index}]`))),
    ...checkAdopted("adopt", adopt ?? []),
    ...sharedSecrets(existingSecrets(runnerNames, tokens), (secret, index) =>
      index < (adopt ?? []).length ? `adopt[${index}].tokenSecret` : placeOf(secret, tokenSecrets, index),
    ),
  ];
}

function bothGiven({ tokenSecrets = [] }: ExistingTokens): Problem {
  const value = (tokenSecrets instanceof TokenSecret ? [tokenSecrets] : tokenSecrets).map(({ place }) => place);
  const why = "adopt says where the tokens of the runners are that it takes over";
  return { path: "tokenSecrets", value, why, fix: "keep one of them" };
}

function checkNumber(path: string, given: readonly unknown[] | undefined, runners: number): readonly Problem[] {
  // a number of runners that is wrong itself is said elsewhere
  if (given === undefined || runners === 0 || given.length === runners) return [];
  const why = `the pool has ${runners === 1 ? "1 runner" : `${runners} runners`}, and each has a token of its own`;
  return [{ path, value: given.length, why, fix: `give ${runners}, one for each runner in their order` }];
}

/** Runners beside those that are taken over are new. */
function checkMost(path: string, given: readonly unknown[] | undefined, runners: number): readonly Problem[] {
  if (given === undefined || runners === 0 || given.length <= runners) return [];
  const why = `the pool has ${runners === 1 ? "1 runner" : `${runners} runners`}, and each takes over one registration`;
  return [{ path, value: given.length, why, fix: `give ${runners} at most, or raise runners` }];
}

/** Where in the settings stands which Secret or which secret of the manager it is. */
function placeOf({ external }: TokenSecret, given: ExistingTokens["tokenSecrets"], index: number): string {
  const own = given instanceof TokenSecret ? "tokenSecrets" : `tokenSecrets[${index}]`;
  return external === undefined ? `${own}.name` : `${own}.remoteKey`;
}

function sharedSecrets(
  secrets: readonly TokenSecret[],
  pathOf: (secret: TokenSecret, index: number) => string,
): readonly Problem[] {
  const places = secrets.map(({ place }) => place);
  return secrets.flatMap((secret, index) => {
    const value = places[index];
    if (value === undefined || places.indexOf(value) === index) return [];
    const why = `another runner of the pool has this ${secret.external === undefined ? "Secret" : "secret of the manager"}, and each enrollment with a token ends the runner before`;
    const fix =
      secret.external === undefined ? "name a Secret for each runner" : "name one for each runner, with {runner} in it";
    return [{ path: pathOf(secret, index), value, why, fix }];
  });
}
