// Where the tokens of a pool's runners are when the pool does not make their Secrets: in Secrets that are given by name, or in those
// of runners that are taken over.
//
// Source: a second runner that enrolls with a token deletes the overlay identity of the first (facts of the platform, 3.2).
import { type AdoptedRunner, checkAdopted } from "./adoption.js";
import type { Problem } from "./problems.js";
import { tokenSecretName } from "../kubernetes/index.js";
import { TokenSecret } from "./runner-release/index.js";

/** How a pool finds tokens that are there already. */
export interface ExistingTokens {
  readonly tokenSecrets?: readonly TokenSecret[];
  readonly adopt?: readonly AdoptedRunner[];
}

/** The Secrets by number of the runner; none when the releases make them. */
export function existingSecrets(
  runnerNames: readonly string[],
  { tokenSecrets = [], adopt }: ExistingTokens,
): readonly TokenSecret[] {
  return (
    adopt?.map(({ tokenSecret, tokenRevision }, index) =>
      TokenSecret.existing(tokenSecret ?? tokenSecretName(runnerNames[index] ?? ""), { revision: tokenRevision }),
    ) ?? tokenSecrets
  );
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
    ...(tokenSecrets === undefined || adopt === undefined ? [] : [bothGiven(tokenSecrets)]),
    ...checkNumber("tokenSecrets", tokenSecrets, runnerNames.length),
    ...checkNumber("adopt", adopt, adoptable),
    ...(tokenSecrets ?? []).flatMap((secret, index) => secret.problems(`tokenSecrets[${index}]`)),
    ...checkAdopted("adopt", adopt ?? []),
    ...sharedSecrets(
      existingSecrets(runnerNames, tokens),
      adopt === undefined ? (index) => `tokenSecrets[${index}].name` : (index) => `adopt[${index}].tokenSecret`,
    ),
  ];
}

function bothGiven(tokenSecrets: readonly TokenSecret[]): Problem {
  const why = "adopt says where the tokens of the runners are that it takes over";
  return { path: "tokenSecrets", value: tokenSecrets.map(({ name }) => name), why, fix: "keep one of them" };
}

function checkNumber(path: string, given: readonly unknown[] | undefined, runners: number): readonly Problem[] {
  // a number of runners that is wrong itself is said elsewhere
  if (given === undefined || runners === 0 || given.length === runners) return [];
  const why = `the pool has ${runners === 1 ? "1 runner" : `${runners} runners`}, and each has a token of its own`;
  return [{ path, value: given.length, why, fix: `give ${runners}, one for each runner in their order` }];
}

function sharedSecrets(secrets: readonly TokenSecret[], pathOf: (index: number) => string): readonly Problem[] {
  const names = secrets.map(({ name }) => name);
  const why = "another runner of the pool has this Secret, and each enrollment with a token ends the runner before";
  return names.flatMap((value, index) =>
    names.indexOf(value) === index ? [] : [{ path: pathOf(index), value, why, fix: "name a Secret for each runner" }],
  );
}
