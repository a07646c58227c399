// When things would happen on a real platform: as rehearsed, but for the pods of runners, which take their time to start. What needs a pod
// to run waits for it, and what needs that waits as well; what needs neither goes on meanwhile, as Terraform does.
//
// A time is kept as its delay: how much later than rehearsed. Not estimated: waits for work, pulls of charts, calls over a network, and
// more than ten operations at a time.
import { type StackResources, withoutIndex } from "./resources.js";
import { isStart, type Operation, type RunnerChange, type StackSpan } from "./watch.js";

/** What an estimate is made from. */
export interface Observed {
  readonly spans: readonly StackSpan[];
  readonly operations: readonly Operation[];
  readonly changes: readonly RunnerChange[];
}

/** A change with its times; milliseconds from the beginning of the first apply. */
export interface TimedChange extends RunnerChange {
  /** Address of the resource that caused it. */
  readonly address: string | undefined;
  readonly rehearsedMs: number;
  readonly estimatedMs: number;
  /** The operation that caused it. */
  readonly operation: Operation | undefined;
}

/** What it comes to. */
export interface Estimated {
  /** In the order they were seen. */
  readonly changes: readonly TimedChange[];
  /** The applies of the stacks, one after the other; milliseconds from the beginning of the first. */
  readonly spans: readonly StackSpan[];
}

/** Gives every change its times. */
export function estimate(
  { spans, operations, changes }: Observed,
  resources: ReadonlyMap<string, StackResources>,
  podStartMs: number,
): Estimated {
  const beginMs = spans[0]?.startMs ?? 0;
  const timed: TimedChange[] = [];
  const estimatedSpans: StackSpan[] = [];
  /** When a runner is estimated to be as it was last seen. */
  const runnersMs = new Map<string, number>();
  let stackDelayMs = 0;
  for (const span of spans) {
    const its = resources.get(span.stack);
    const own = operations.filter(({ stack }) => stack === span.stack).sort((a, b) => a.startMs - b.startMs);
    const seen = changes.filter(({ stack }) => stack === span.stack);
    const starts = seen.filter(isStart);
    const causes = new Map(seen.map((change) => [change, causeOf(change, own, its)]));
    const delays = new Map<Operation, { readonly startMs: number; readonly endMs: number }>();
    const byAddress = new Map<string, Operation[]>();
    for (const operation of own) {
      const address = withoutIndex(operation.address);
      const before = (its?.related(operation.address) ?? [address])
        .flatMap((other) => byAddress.get(other) ?? [])
        .filter((earlier) => its?.isForced(earlier, operation) === true);
      const startMs = Math.max(stackDelayMs, ...before.map((one) => delays.get(one)?.endMs ?? 0));
      const awaited = operation.action === "delete" ? undefined : its?.awaited(operation.address);
      const upMs = starts
        .filter((change) => awaited !== undefined && isAwaited(change, awaited) && change.atMs <= operation.endMs)
        .map((change) => {
          const its = causes.get(change);
          const causeMs = its?.operation === operation ? startMs : delayOf(change, its, delays, stackDelayMs);
          return change.atMs + causeMs + podStartMs - operation.endMs;
        });
      delays.set(operation, { startMs, endMs: Math.max(startMs, ...upMs) });
      byAddress.set(address, [...(byAddress.get(address) ?? []), operation]);
    }
    for (const change of seen) {
      const cause = causes.get(change);
      const { address, operation } = cause ?? {};
      const delayMs = delayOf(change, cause, delays, stackDelayMs);
      const id = (change.after ?? change.before)?.id ?? "";
      const soonestMs = change.atMs + delayMs + (isStart(change) ? podStartMs : 0);
      const estimatedMs = Math.max(soonestMs, runnersMs.get(id) ?? 0);
      runnersMs.set(id, estimatedMs);
      timed.push({
        ...change,
        address,
        operation,
        rehearsedMs: change.atMs - beginMs,
        estimatedMs: estimatedMs - beginMs,
      });
    }
    const endMs = Math.max(...own.map((one) => one.endMs + (delays.get(one)?.endMs ?? 0)), 0);
    const delayBeforeMs = stackDelayMs;
    stackDelayMs = Math.max(stackDelayMs, endMs - span.endMs);
    const lastMs = Math.max(0, ...timed.filter(({ stack }) => stack === span.stack).map((one) => one.estimatedMs));
    estimatedSpans.push({
      stack: span.stack,
      startMs: span.startMs + delayBeforeMs - beginMs,
      endMs: Math.max(span.endMs + stackDelayMs - beginMs, lastMs),
    });
  }
  return { changes: timed, spans: estimatedSpans };
}

/** How much later than rehearsed: as its cause. Where none is known, what takes a place is not held up, and what gives one is, by all there is. */
function delayOf(
  change: RunnerChange,
  cause: Cause | undefined,
  delays: ReadonlyMap<Operation, { readonly startMs: number }>,
  stackDelayMs: number,
): number {
  const known = cause?.operation && delays.get(cause.operation)?.startMs;
  if (known !== undefined || !isStart(change)) return known ?? stackDelayMs;
  return Math.max(stackDelayMs, ...(cause?.underWay ?? []).map((one) => delays.get(one)?.startMs ?? 0));
}

function isAwaited({ after }: RunnerChange, awaited: string): boolean {
  return awaited === `runner ${after?.id ?? ""}` || awaited === `release ${after?.release ?? ""}`;
}

/** What is behind a change. */
interface Cause {
  readonly address: string | undefined;
  /** @default - no operation that was under way fits */
  readonly operation: Operation | undefined;
  readonly underWay: readonly Operation[];
}

/** The resource behind a change, and what was done to it then, or to what it needs or is needed by: a Secret, a namespace. */
function causeOf(change: RunnerChange, operations: readonly Operation[], resources: StackResources | undefined): Cause {
  const { before, after, atMs } = change;
  const { id = "", release } = after ?? before ?? {};
  const isOfPod = isStart(change) || before?.process !== after?.process;
  const released = isOfPod && after !== undefined && release !== undefined ? resources?.release(release) : undefined;
  const address = released ?? resources?.runner(id);
  const underWay = operations.filter(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
  const related = address === undefined ? [] : (resources?.related(address) ?? []);
  const isOfCluster = released !== undefined;
  const operation =
    underWay.find((one) => one.address === address) ??
    underWay.findLast(
      (one) => related.includes(withoutIndex(one.address)) && isOfCluster !== isGatewayResource(one.address),
    );
  return { address, operation, underWay };
}

function isGatewayResource(address: string): boolean {
  return /(?:^|\.)agyn_\w+\.[\w-]+$/.test(withoutIndex(address));
}
