// What happens to runners while the stacks are applied: seen after every change of the gateway's tables and of the clusters, before whoever
// made it has an answer, so nothing happens between two looks.
//
// `enrolled` is no sign of life (facts of the platform, 3.3), so the pod of each runner is looked at too: the one that enrolled with its
// token, or, where nothing tells of a token, the only one of its name.
import type { Registered } from "../../emulator/index.js";
import type { Platform } from "../platform.js";
import type { UiLine } from "../terraform-ui.js";

/** Whether a runner's process runs: in a pod that is seen, in none any more, or where a rehearsal does not look. */
export type Process = "runs" | "gone" | "elsewhere";

/** A runner at a moment. */
export interface RunnerThen {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string | undefined;
  readonly status: "pending" | "enrolled" | "offline";
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly process: Process;
  /** Release of its pod, `namespace/name`. */
  readonly release: string | undefined;
  readonly updatedAt: string;
}

/** A runner that came, changed or went. */
export interface RunnerChange {
  readonly stack: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly before: RunnerThen | undefined;
  readonly after: RunnerThen | undefined;
}

/** What Terraform did to a resource. */
export interface Operation {
  readonly stack: string;
  readonly address: string;
  /** `create`, `update` or `delete`. */
  readonly action: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The apply of one stack. */
export interface StackSpan {
  readonly stack: string;
  readonly startMs: number;
  endMs: number;
}

/** Watches a platform, and hears what Terraform says meanwhile. */
export class PlatformWatch {
  readonly before: ReadonlyMap<string, RunnerThen>;
  readonly changes: RunnerChange[] = [];
  readonly operations: Operation[] = [];
  readonly spans: StackSpan[] = [];
  /** Why a resource is replaced or removed, in Terraform's word, by stack and address. */
  readonly reasons = new Map<string, string>();
  private now: ReadonlyMap<string, RunnerThen>;
  private readonly open = new Map<string, Omit<Operation, "endMs">>();
  /** Which runner a pod enrolled as: what its token was then, and the runner's id. */
  private readonly pods = new Map<
    string,
    { readonly token: string | undefined; readonly runner: string | undefined }
  >();
  private readonly released = new Map<string, string>();
  /** The slug each organization last had, by id; those that are gone, too. */
  private readonly slugs = new Map<string, string>();

  constructor(private readonly platform: Platform) {
    this.before = this.now = this.look();
    platform.gateway.onChanged(() => this.notice()); // the clusters are kept in a section of its tables
  }

  /** The organizations there are or were, in the order they were seen, each with the slug it last had. */
  get organizations(): Registered["organizations"] {
    return [...this.slugs].map(([id, slug]) => ({ id, slug }));
  }

  /** Runners as they are now. */
  get after(): ReadonlyMap<string, RunnerThen> {
    return this.now;
  }

  stackBegins(stack: string): void {
    this.spans.push({ stack, startMs: Date.now(), endMs: Number.POSITIVE_INFINITY });
  }

  stackEnds(): void {
    const span = this.spans.at(-1);
    if (span) span.endMs = Date.now();
  }

  /** Hears a line of Terraform's. */
  hear(stack: string, { type, resource, operation, reason, atMs }: UiLine): void {
    if (resource === undefined) return;
    if (type === "planned_change" && reason !== undefined) this.reasons.set(`${stack} ${resource}`, reason);
    const key = `${stack} ${resource} ${operation ?? ""}`;
    if (type === "apply_start" && operation !== undefined) {
      this.open.set(key, { stack, address: resource, action: operation, startMs: atMs });
    }
    const begun = this.open.get(key);
    if ((type === "apply_complete" || type === "apply_errored") && begun !== undefined) {
      this.open.delete(key);
      this.operations.push({ ...begun, endMs: atMs });
    }
  }

  end(): void {
    this.platform.gateway.onChanged(undefined);
  }

  private notice(): void {
    const [before, after] = [this.now, this.look()];
    this.now = after;
    const [atMs, stack] = [Date.now(), this.spans.at(-1)?.stack ?? ""];
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      const [then, now] = [before.get(id), after.get(id)];
      if (isSame(then, now)) continue;
      const change = { stack, atMs, before: then, after: now };
      // a pod is seen to run a moment after it has enrolled: that is one thing that happened
      const last = this.changes.findLastIndex((one) => (one.after ?? one.before)?.id === id);
      const start = this.changes[last];
      if (start !== undefined && isStart(start) && isOnlySeenToRun(change)) {
        this.changes[last] = { ...start, after: now };
      } else this.changes.push(change);
    }
  }

  private look(): ReadonlyMap<string, RunnerThen> {
    const { runners, organizations } = this.platform.gateway.registered();
    for (const { id, slug } of organizations) this.slugs.set(id, slug);
    const running = this.runningPods(runners);
    return new Map(
      runners.map(({ id, name, organizationId, status, labels, capabilities, updatedAt }) => {
        const release = running.get(id) ?? this.released.get(id);
        if (release !== undefined) this.released.set(id, release);
        const process: Process = running.has(id) ? "runs" : release === undefined ? "elsewhere" : "gone";
        return [id, { id, name, organizationId, status, labels, capabilities, process, release, updatedAt }];
      }),
    );
  }

  /** Releases whose pods run, by the ids of their runners. */
  private runningPods(runners: Registered["runners"]): ReadonlyMap<string, string> {
    const running = new Map<string, string>();
    for (const { key, namespace, release, isThere, token } of this.platform.clusters.runnerPods()) {
      if (!isThere) continue;
      let pod = this.pods.get(key);
      if (pod === undefined || pod.token !== token) {
        const runner = token === undefined ? onlyOne(runners, release) : this.platform.gateway.runnerOfToken(token);
        pod = { token, runner };
        this.pods.set(key, pod);
      }
      if (pod.runner !== undefined) running.set(pod.runner, `${namespace}/${release}`);
    }
    return running;
  }
}

/** Whether a process has come up: it enrolled, for the first time or again. */
export function isStart({ before, after }: RunnerChange): boolean {
  if (after?.status !== "enrolled" || before === undefined) return after?.status === "enrolled";
  return before.status !== "enrolled" || isRestart(before, after);
}

/** Whether a runner enrolled once more, which moves its time and nothing else. */
function isRestart(before: RunnerThen, after: RunnerThen): boolean {
  return before.updatedAt !== after.updatedAt && told(before) === told(after);
}

function isOnlySeenToRun({ before, after }: RunnerChange): boolean {
  if (before === undefined || after === undefined) return false;
  return after.process === "runs" && before.process !== "runs" && before.updatedAt === after.updatedAt;
}

/** Every change of a row moves its time. */
function isSame(one: RunnerThen | undefined, other: RunnerThen | undefined): boolean {
  return one?.updatedAt === other?.updatedAt && one?.process === other?.process && one?.release === other?.release;
}

function told({ labels, capabilities, name, status }: RunnerThen): string {
  return JSON.stringify([labels, capabilities, name, status]);
}

/** The runner of a name, when there is one such. */
function onlyOne(runners: Registered["runners"], called: string): string | undefined {
  const found = runners.filter(({ name, status }) => name === called && status === "enrolled");
  return found.length === 1 ? found[0]?.id : undefined;
}
