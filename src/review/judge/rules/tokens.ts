// Which tokens are renewed, and what follows; tokens that are missing or go through another state.
import { type Judged, placeOf } from "../judged.js";
import type { Change } from "../../digest/model.js";
import { type JudgedRunner, nameOf, placeInPool } from "../runners.js";
import { sentences } from "../texts.js";
import { type Found, type ReviewRule, RUNBOOKS } from "./rule.js";

/** What stands around one registration of a pool. */
interface Followers {
  readonly secret?: Change;
  readonly release?: Change;
}

const TOKEN_ATTRIBUTES = [
  "service_token",
  "encrypted_service_token",
  "service_token_revision",
  "service_token_public_key",
];

const renewed: ReviewRule = {
  id: "review/token-renewed",
  risk: "medium",
  must: "A token is renewed only when that is meant.",
  otherwise: "Its Secret and pod have to follow at once, and until then the runner can't enroll.",
  check: (judged) => [
    ...judged.runners.filter(isRenewed).map((runner) => renewal(judged, runner)),
    ...otherRevisions(judged),
  ],
};

function isRenewed({ fate, change }: JudgedRunner): boolean {
  const touched = change?.attributes.some(({ path }) => TOKEN_ATTRIBUTES.includes(path)) ?? false;
  return fate === "recreated" || (fate === "stays" && touched);
}

function renewal(judged: Judged, runner: JudgedRunner): Found {
  const { secret, release } = followersOf(judged, runner);
  const following = [
    ...(secret === undefined ? [] : [`Secret ${identityOf(secret)}`]),
    ...(release === undefined ? [] : [`release ${identityOf(release)}, whose pod restarts`]),
  ];
  return {
    at: judged.whereRunner(runner),
    name: nameOf(runner),
    what: `the token of runner ${nameOf(runner)} is renewed`,
    cause:
      runner.fate === "recreated" ? "the runner is destroyed and recreated" : "what the token is made from changes",
    consequence:
      following.length > 0
        ? `In the same apply follow: ${following.join("; ")}.`
        : "Nothing in this plan follows it: whoever holds the old token keeps one that is worth nothing.",
    fix:
      following.length > 0
        ? `to renew a token without a gap, rotate: ${RUNBOOKS.rotate}`
        : "put the new token where the runner reads it, and restart the runner",
  };
}

/** Secrets that get another token while the registration stays. */
function otherRevisions(judged: Judged): readonly Found[] {
  const told = new Set(judged.runners.filter(isRenewed).flatMap((runner) => followersOf(judged, runner).secret ?? []));
  return judged.changes.flatMap((entry) => {
    const { change, pool } = entry;
    const isToken = change.type === "kubernetes_secret_v1" || change.type === "kubernetes_secret";
    if (!isToken || change.action !== "update" || pool === undefined || told.has(change)) return [];
    if (!change.attributes.some(({ path }) => path.startsWith("data_wo_revision") || path.startsWith("data")))
      return [];
    return [
      {
        at: judged.where(entry),
        name: identityOf(change),
        what: `Secret ${identityOf(change)} gets another content`,
        many: "Secrets with tokens get another content",
        consequence:
          "A pod that starts from now on enrolls with what is in it; with a token that is not its runner's it can't.",
        fix: `make sure that the token is the one of the runner's registration: ${RUNBOOKS.lostToken}`,
      },
    ];
  });
}

function followersOf(judged: Judged, runner: JudgedRunner): Followers {
  const place = placeInPool(runner.runner.path);
  if (place === undefined) return {};
  const release = `${place.pool}/Release${place.suffix}`;
  const [secret, helm] = [judged.changeOf(`${release}/Token`)?.change, judged.changeOf(release)?.change];
  return { ...(secret === undefined ? {} : { secret }), ...(helm === undefined ? {} : { release: helm }) };
}

function identityOf({ identity, path, address }: Change): string {
  const name = Object.hasOwn(identity, "name") ? identity["name"] : undefined;
  const namespace = Object.hasOwn(identity, "namespace") ? identity["namespace"] : undefined;
  if (name === undefined) return path ?? address;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

const withoutToken: ReviewRule = {
  id: "review/runner-imported-without-token",
  risk: "high",
  must: "A runner that is taken into a state has a Secret with its token already.",
  otherwise:
    "The platform shows a token once, so the state has none: its Secret can't be made, and its pod starts with nothing.",
  check: (judged) =>
    judged.runners.flatMap((runner) => {
      if (runner.change?.imported !== true) return [];
      const place = placeInPool(runner.runner.path);
      if (place === undefined || !judged.makes(runner.stack, `${place.pool}/Release${place.suffix}/Token`)) return [];
      return [
        {
          at: { ...judged.whereRunner(runner), ...placeOf(runner.pool) },
          name: nameOf(runner),
          what: `runner ${nameOf(runner)} is imported without its token, and its Secret is to be made from it`,
          consequence: sentences("The apply fails at the Secret, or the pod starts without a token."),
          fix:
            "adopt the pool with the name of the Secret that it has (docs/adopting-pools.md), or rotate it: " +
            RUNBOOKS.rotate,
        },
      ];
    }),
};

const remoteState: ReviewRule = {
  id: "review/remote-state-token",
  risk: "high",
  must: "No token comes from the state of another stack.",
  otherwise:
    "Terraform marks no value of another state as sensitive: it is in clear in plans, logs and this stack's state.",
  check: (judged) =>
    judged.digests.flatMap(({ stack, remoteStateTokens }) =>
      remoteStateTokens.map(({ address, attribute }) => ({
        at: { stack, address, ...pathIn(judged, stack, address) },
        name: address,
        what: `${attribute} of ${address} comes from the state of another stack`,
        many: "token fields come from the state of another stack",
        consequence: "Whoever may read a plan or a log of this stack can read the token.",
        fix: "hand the token over by a secrets manager (docs/token-delivery.md), and renew it",
      })),
    ),
};

function pathIn(judged: Judged, stack: string, address: string): { readonly path?: string } {
  const path = judged.resourceIn(judged.head, stack, address)?.path;
  return path === undefined ? {} : { path };
}

/** The registration that a release or something in it belongs to, by construct path. */
export function runnerOfRelease(judged: Judged, path: string | undefined): JudgedRunner | undefined {
  const [, pool, suffix] = /^(.+)\/Release(\d+(?:-g\d+)?)(?:\/|$)/.exec(path ?? "") ?? [];
  return pool === undefined || suffix === undefined ? undefined : judged.runnerOf(`${pool}/Runner${suffix}`);
}

/** The rules about tokens. */
export const tokenRules: readonly ReviewRule[] = [renewed];
/** The rules about tokens that are not where they have to be. */
export const tokenPlaceRules: readonly ReviewRule[] = [withoutToken, remoteState];
