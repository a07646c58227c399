// Asks a gateway for its runners and what runs on them. What the platform refuses is told as unseen: 403 is no zero.
//
// Source: ListRunners of an organization needs a membership, also of the cluster admin; ListWorkloads needs an organization and the right
// to see its workloads; only the cluster admin lists all organizations.
import {
  type GatewayClient,
  GatewayError,
  type Organization,
  type Runner,
  type Workload,
  type WorkloadStatus,
} from "../../gateway/index.js";
import { groupBy, redactText } from "../../rules/index.js";
import type { Failures, RunnerStatusRow, RunnerWork, StatusDocument } from "./model.js";

const ACTIVE: readonly WorkloadStatus[] = ["starting", "running", "stopping"];
const LISTED = ["starting", "running", "stopping", "failed"] as const;
/** Organizations that are asked at a time: the client keeps ten connections. */
const AT_A_TIME = 5;
const MAX_MESSAGE = 200;

/**
 * Runners by scope and name.
 *
 * @throws {GatewayError} when the runners themselves can't be listed
 */
export async function askStatus(client: GatewayClient): Promise<Pick<StatusDocument, "runners" | "unseen">> {
  const { organizations, all } = await organizationsOf(client);
  const runners = new Map((await allOf(client.runners.listAll())).map((runner) => [runner.id, runner]));
  const workloads: Workload[] = [];
  // each organization is asked: the listing without one leaves out the runners of those that the token does not belong to
  const answers = await inBatches(organizations, async (organization) => ({
    organization,
    runners: await unlessRefused(allOf(client.runners.listAll({ organizationId: organization.id }))),
    workloads: await unlessRefused(allOf(client.workloads.listAll(organization.id, { statuses: LISTED }))),
  }));
  for (const answer of answers) {
    for (const runner of answer.runners ?? []) runners.set(runner.id, runner);
    workloads.push(...(answer.workloads ?? []));
  }
  const refused = new Set(
    answers.filter((answer) => answer.workloads === undefined).map(({ organization }) => organization.id),
  );
  const slugs = new Map(organizations.map(({ id, slug }) => [id, slug]));
  const byRunner = groupBy(workloads, ({ runnerId }) => runnerId);
  const seen = new Set(organizations.filter(({ id }) => !refused.has(id)).map(({ id }) => id));
  const rows = [...runners.values()].map((runner) => {
    const scope: Scope =
      runner.organizationId === undefined
        ? { any: seen.size > 0, all: all && refused.size === 0 }
        : { any: seen.has(runner.organizationId), all: seen.has(runner.organizationId) };
    return rowOf(runner, slugs, workOf(byRunner.get(runner.id) ?? [], scope, client));
  });
  return {
    runners: rows.sort((a, b) => compare(scopeOf(a), scopeOf(b)) || compare(a.name, b.name) || compare(a.id, b.id)),
    unseen: [
      ...(all ? [] : ["The token is not the cluster admin's: organizations and runners of others are not seen."]),
      ...answers
        .filter((answer) => answer.runners === undefined)
        .map(({ organization: { slug } }) => `The token may not see the runners of the organization ${slug}.`),
      ...elsewhere(workloads, runners),
      ...organizations
        .filter(({ id }) => refused.has(id))
        .map(({ slug }) => `The token may not see the workloads of the organization ${slug}.`),
      ...(rows.some(({ organization, workloads: work }) => organization === null && !work.complete)
        ? ["What others run on cluster-scoped runners is not seen, so their counts are lower bounds."]
        : []),
    ],
  };
}

/** Whether the token sees any and all of the organizations whose work a runner may have. */
interface Scope {
  readonly any: boolean;
  readonly all: boolean;
}

async function organizationsOf(
  client: GatewayClient,
): Promise<{ organizations: readonly Organization[]; all: boolean }> {
  const every = await unlessRefused(allOf(client.organizations.listAll()));
  if (every !== undefined) return { organizations: every, all: true };
  return { organizations: await client.organizations.listAccessible(), all: false };
}

/** The cluster admin sees the work of organizations whose runners it may not list. */
function elsewhere(workloads: readonly Workload[], runners: ReadonlyMap<string, Runner>): readonly string[] {
  const active = workloads.filter(({ status, runnerId }) => ACTIVE.includes(status) && !runners.has(runnerId)).length;
  return active === 0 ? [] : [`Active workloads on runners that the token may not see: ${active}.`];
}

function rowOf(runner: Runner, slugs: ReadonlyMap<string, string>, workloads: RunnerWork): RunnerStatusRow {
  const { id, name, status, organizationId, labels, capabilities } = runner;
  return {
    id,
    name,
    status,
    organization: organizationId === undefined ? null : { id: organizationId, slug: slugs.get(organizationId) ?? "" },
    labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compare(a, b))),
    capabilities: [...new Set(capabilities)].sort(),
    workloads,
  };
}

function workOf(workloads: readonly Workload[], { any, all }: Scope, client: GatewayClient): RunnerWork {
  const active = workloads.filter(({ status }) => ACTIVE.includes(status)).length;
  const failed = workloads.filter(({ status, removedAt }) => status === "failed" && removedAt === undefined);
  const failures = [...groupBy(failed, ({ failureReason }) => failureReason ?? "unspecified")].map(
    ([reason, [last, ...more]]): Failures => {
      // the platform lists what was started last first
      const said = shortened(last?.failureMessage ?? "", client);
      return { reason, count: 1 + more.length, ...(said === "" ? {} : { lastMessage: said }) };
    },
  );
  return { active: any ? active : null, complete: all, failures: failures.sort((a, b) => compare(a.reason, b.reason)) };
}

/** What a workload said: written by anybody, so on one line, without secrets and control characters. */
function shortened(message: string, client: GatewayClient): string {
  const line = redactText(client.redact(message))
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  return line.length <= MAX_MESSAGE ? line : `${line.slice(0, MAX_MESSAGE)}...`;
}

async function inBatches<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += AT_A_TIME) {
    answers.push(...(await Promise.all(items.slice(at, at + AT_A_TIME).map(ask))));
  }
  return answers;
}

async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GatewayError && error.code === "permission_denied") return undefined;
    throw error;
  }
}

async function allOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

function scopeOf({ organization }: RunnerStatusRow): string {
  return organization === null ? "" : organization.slug || organization.id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
