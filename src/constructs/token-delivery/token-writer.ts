// How a token gets into a secrets manager: a function of the user's makes a resource of the user's own provider, and is watched doing
// it. This package knows no such provider.
//
// Source: write-only arguments end in `_wo` by convention of all providers that have them, and Terraform 1.11 keeps them out of plan
// and state; any other argument is in the state of its resource.
import {
  Construct,
  DefaultTokenResolver,
  type ITerraformDependable,
  StringConcat,
  TerraformElement,
  Tokenization,
} from "../core.js";
import { assertNoProblems, type Problem } from "../problems.js";
import type { Runner } from "../runner.js";
import type { SecretReference } from "../secret-reference.js";
import { warn } from "../warnings.js";

/** What is to be written, and where. */
export interface TokenToWrite {
  /** Where the resources go; their addresses are below the runner's. */
  readonly scope: Construct;
  /** Name of the runner. */
  readonly runnerName: string;
  /** Name of the secret in the manager, as it is read from there. */
  readonly remoteKey: string;
  /** Which part of the secret the token is; undefined for the whole. */
  readonly property: string | undefined;
  /** The token; its `expression()` is for a write-only argument. */
  readonly token: SecretReference;
  /** Which token it is, for the argument by which a write-only one is written anew; a Terraform number. */
  readonly revision: number;
}

/** Writes a token into a secrets manager and answers what was made, for the runner to wait for. */
export type TokenWriter = (token: TokenToWrite) => readonly ITerraformDependable[];

/** What is wrong with a writer that has to be there, if anything; for those who write JavaScript. */
export function checkWriter(path: string, write: unknown): readonly Problem[] {
  if (typeof write === "function") return [];
  const why = "nothing would write the token, and the runner would wait for it";
  return [{ path, value: write, why, fix: "give a function that makes a resource and returns it in a list" }];
}

/** Where a writer is to write. */
export interface WritingPlace {
  readonly remoteKey: string;
  readonly property?: string;
}

/**
 * Lets a writer write the token of a runner; what it makes is below the child `Written`.
 *
 * @throws {ConstructError} when it answers nothing to wait for.
 */
export function writeToken(
  scope: Construct,
  runner: Runner,
  write: TokenWriter,
  { remoteKey, property }: WritingPlace,
): readonly ITerraformDependable[] {
  const written = new Construct(scope, "Written");
  const made = write({
    scope: written,
    runnerName: runner.runnerName,
    remoteKey,
    property,
    token: runner.serviceToken,
    revision: runner.serviceTokenRevision,
  });
  const why = "the runner would start before its token is in the manager";
  assertNoProblems(
    scope,
    Array.isArray(made) && made.length > 0
      ? []
      : [{ path: "write", value: made, why, fix: "return the resource that writes the token" }],
  );
  const places = readablePlaces(written, `${runner.address}.service_token`);
  if (places.length > 0) {
    const message = `The service token of ${runner.runnerName} goes to ${places.join(", ")}, which keep it in state; write-only arguments end in _wo.`;
    warn(scope, "cdktf-agyn:token-not-write-only", message);
  }
  return made;
}

/** Every argument below a construct that holds the token and is not write-only. */
function readablePlaces(scope: Construct, token: string): readonly string[] {
  const holdsToken = new RegExp(`${token.replaceAll(".", String.raw`\.`)}(?![\\w-])`);
  const resolver = new DefaultTokenResolver(new StringConcat());
  return scope.node
    .findAll()
    .filter((child): child is TerraformElement => TerraformElement.isTerraformElement(child))
    .flatMap((element) => placesIn(Tokenization.resolve(element.toTerraform(), { scope: element, resolver })))
    .filter(({ path, text }) => holdsToken.test(text) && !path.some((key) => key.endsWith("_wo")))
    .map(({ path }) => path.join("."));
}

interface PlacedText {
  readonly path: readonly string[];
  readonly text: string;
}

function placesIn(value: unknown, path: readonly string[] = []): readonly PlacedText[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]));
}
