// Which namespaces, Secrets, organizations and memberships go.
import { groupBy } from "../../../rules/index.js";
import { at, text } from "../../../synthesized/index.js";
import { causeOf } from "../causes.js";
import type { Change } from "../../digest/model.js";
import { type Judged, type JudgedChange, placeOf, titleOf } from "../judged.js";
import { named, sentences } from "../texts.js";
import { isOfAgents } from "./agent-namespaces.js";
import { ENDING, type Found, type ReviewRule, RUNBOOKS } from "./rule.js";
import { isProtected } from "./protection.js";
import { runnerOfRelease } from "./tokens.js";

const NAMESPACES: ReadonlySet<string> = new Set(["kubernetes_namespace_v1", "kubernetes_namespace"]);
const SECRETS: ReadonlySet<string> = new Set(["kubernetes_secret_v1", "kubernetes_secret"]);

/** Whether an object ends, and how. */
export function endOf({ action, deposed }: Change): "destroyed" | "destroyed and recreated" | undefined {
  if (deposed) return undefined;
  if (action === "delete") return "destroyed";
  return action === "delete-create" || action === "create-delete" ? "destroyed and recreated" : undefined;
}

const namespaces: ReviewRule = {
  id: "review/namespace-destroyed",
  risk: "high",
  must: "No namespace is destroyed.",
  otherwise: "Everything in it goes: running workloads, volumes of threads, Secrets with tokens.",
  check: (judged) => {
    const ending = judged.changes.filter(({ change }) => NAMESPACES.has(change.type) && endOf(change) !== undefined);
    const groups = groupBy(ending, ({ stack, pool, change }) =>
      JSON.stringify([stack, pool?.path ?? change.address, endOf(change)]),
    );
    return [...groups.values()].flatMap((ofPool) => {
      const [first] = ofPool;
      return first === undefined ? [] : [namespacesOf(judged, first, ofPool)];
    });
  },
};

function namespacesOf(judged: Judged, first: JudgedChange, all: readonly JudgedChange[]): Found {
  const { stack, change, pool } = first;
  const ofAgents = isOfAgents(judged, first);
  const wasProtected = all.some((entry) => isProtected(judged.base, entry.stack, entry.change.address));
  return {
    at:
      pool === undefined ? judged.where(first) : { stack, path: pool.path, address: change.address, ...placeOf(pool) },
    name: pool?.id ?? titleOf(first),
    subject: [endOf(change), all.map(titleOf)],
    what: `${named(all.map(titleOf), "namespace")} ${all.length === 1 ? "is" : "are"} ${endOf(change) ?? "destroyed"}`,
    many: `${pool === undefined ? "namespaces" : "pools lose namespaces, which"} are ${endOf(change) ?? "destroyed"}`,
    cause: causeOf(judged, first),
    consequence: sentences(
      ofAgents
        ? "Everything in it goes: workloads that still run, their volumes and Secrets."
        : "Everything in it goes: workloads that still run, volumes of threads, Secrets with tokens.",
      wasProtected ? "It was protected until now." : "",
    ),
    fix: `let the work end first (${ofAgents ? ENDING : RUNBOOKS.drain}) and save what is in volumes; to keep a namespace list it in the stack's released`,
  };
}

const secrets: ReviewRule = {
  id: "review/secret-destroyed",
  risk: "high",
  unless: "medium when it is recreated",
  must: "No Secret goes whose runner stays.",
  otherwise: "The platform shows a token once: a pod that restarts has none, and its runner goes offline.",
  check: (judged) =>
    judged.changes.flatMap((entry) => {
      const end = endOf(entry.change);
      if (!SECRETS.has(entry.change.type) || end === undefined) return [];
      const runner = runnerOfRelease(judged, entry.change.path);
      // what ends with its runner is told there
      if (runner !== undefined && ["destroyed", "rotated-out", "recreated"].includes(runner.fate)) return [];
      const isRemade = end !== "destroyed";
      return [
        {
          at: judged.where(entry),
          ...(isRemade ? { risk: "medium" as const } : {}),
          name: titleOf(entry),
          what: `Secret ${titleOf(entry)} is ${end}`,
          many: `Secrets are ${end}`,
          cause: causeOf(judged, entry),
          consequence:
            runner === undefined
              ? "Whatever reads it has nothing when it starts again."
              : isRemade
                ? "A pod that starts in between finds no token."
                : "Its runner stays, and a pod that restarts has no token: it goes offline.",
          fix: `keep it, or rotate the pool: ${RUNBOOKS.rotate}; where the token is lost: ${RUNBOOKS.lostToken}`,
        },
      ];
    }),
};

const organizations: ReviewRule = {
  id: "review/organization-destroyed",
  risk: "critical",
  must: "No organization is destroyed.",
  otherwise: "Its agents, threads and runners go with it, and nothing brings them back.",
  check: (judged) =>
    judged.changes.flatMap((entry) => {
      const end = endOf(entry.change);
      if (entry.change.type !== "agyn_organization" || end === undefined) return [];
      return [
        {
          at: judged.where(entry),
          name: titleOf(entry),
          what: `organization ${titleOf(entry)} is ${end}`,
          many: `organizations are ${end}`,
          cause: causeOf(judged, entry),
          consequence: "Its agents, threads and runners go with it, and nothing brings them back.",
          fix: "let the state forget it (a removed block with destroy = false) unless all of it is to go",
        },
      ];
    }),
};

const memberships: ReviewRule = {
  id: "review/membership-removed",
  risk: "high",
  unless: "medium when its role changes",
  must: "No membership is taken away.",
  otherwise: "Who deployed with it can no longer register, change or remove runners of the organization.",
  check: (judged) =>
    judged.changes.flatMap((entry) => {
      const { change } = entry;
      if (change.type !== "agyn_organization_membership") return [];
      const end = endOf(change);
      const role = change.action === "update" ? change.attributes.find(({ path }) => path === "role") : undefined;
      if (end === undefined && role === undefined) return [];
      const [from, to] = [text(at(role?.before, "value")), text(at(role?.after, "value"))];
      return [
        {
          at: judged.where(entry),
          ...(end === undefined ? { risk: "medium" as const } : {}),
          name: titleOf(entry),
          what:
            end === undefined
              ? `membership ${titleOf(entry)} changes from ${from} to ${to}`
              : `membership ${titleOf(entry)} is ${end}`,
          ...(end === undefined ? {} : { many: `memberships are ${end}` }),
          cause: causeOf(judged, entry),
          consequence: "A team needs an owner's token for its pools; with another role its next apply is refused.",
          fix: "make sure that each team that deploys keeps an owner",
        },
      ];
    }),
};

/** The rules about what stands around runners. */
export const objectRules: readonly ReviewRule[] = [organizations, namespaces, secrets, memberships];
