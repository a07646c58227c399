// When changes would happen on a real platform: what has to wait for a pod waits, and what need not goes on.
import { estimate } from "../../src/rehearsal/timeline/estimate";
import { StackResources } from "../../src/rehearsal/timeline/resources";
import type { Operation, RunnerChange, RunnerThen } from "../../src/rehearsal/timeline/watch";

const STACK = "us-1";
const POD_START_MS = 60_000;
const BEGIN_MS = 1_000_000;

const resource = (address: string, attributes: object, dependencies: readonly string[] = []) => {
  const [type, name] = address.split(".");
  return { mode: "managed", type, name, instances: [{ attributes, dependencies }] };
};
const state = (...resources: object[]): string => JSON.stringify({ version: 4, resources });
const chain = (name: string, needs: readonly string[] = []) => {
  const [runner, release] = [`agyn_runner.${name}`, `helm_release.${name}`];
  return [
    resource(runner, { id: name }, needs),
    resource(release, { namespace: "ns", name }, [runner, ...needs]),
    resource(`agyn_runner_enrollment.${name}`, { runner_id: name }, [release, runner, ...needs]),
  ];
};
const resources = (before: readonly object[], after: readonly object[]) => {
  const directory = "";
  const stack = { name: STACK, dependencies: [], directory, configuration: {}, variables: [] };
  return new Map([[STACK, new StackResources(stack, { before: [state(...before)], after: [state(...after)] })]]);
};

const operation = (address: string, action: string, fromMs: number, toMs: number, stack = STACK): Operation => ({
  ...{ stack, address, action },
  ...{ startMs: BEGIN_MS + fromMs, endMs: BEGIN_MS + toMs },
});
const runner = (id: string, change: Partial<RunnerThen> = {}): RunnerThen => ({
  ...{ id, name: id, organizationId: undefined, status: "enrolled", labels: {}, capabilities: [] },
  ...{ process: "runs", release: `ns/${id}`, updatedAt: "", ...change },
});
const change = (atMs: number, before: RunnerThen | undefined, after: RunnerThen | undefined): RunnerChange => ({
  ...{ stack: STACK, atMs: BEGIN_MS + atMs, before, after },
});
const enrolls = (atMs: number, id: string) => change(atMs, runner(id, { status: "pending" }), runner(id));
const span = (fromMs: number, toMs: number, stack = STACK) => ({
  ...{ stack, startMs: BEGIN_MS + fromMs, endMs: BEGIN_MS + toMs },
});

describe("an estimate", () => {
  it("lets two pods start side by side", () => {
    const operations = ["a", "b"].map((name, at) => operation(`helm_release.${name}`, "create", 10 * at, 10 * at + 50));
    const observed = { spans: [span(0, 100)], operations, changes: [enrolls(20, "a"), enrolls(40, "b")] };

    const { changes: timed } = estimate(observed, resources([], [...chain("a"), ...chain("b")]), POD_START_MS);

    expect(timed.map(({ rehearsedMs }) => rehearsedMs)).toEqual([20, 40]);
    expect(timed.map(({ estimatedMs }) => estimatedMs)).toEqual([60_020, 60_040]);
  });

  it("lets what needs an enrollment wait for it, and nothing else", () => {
    const recreated = resource("agyn_runner.a", { id: "a2" }, ["agyn_runner_enrollment.b"]);
    const after = [...chain("b"), resource("agyn_runner.d", { id: "d" }, ["agyn_runner_enrollment.b"]), recreated];
    const operations = [
      operation("helm_release.b", "create", 0, 50),
      operation("agyn_runner_enrollment.b", "create", 60, 70),
      operation("agyn_runner.d", "update", 80, 90),
      operation("agyn_runner.a", "delete", 95, 99),
    ];
    const drained = change(85, runner("d"), runner("d", { labels: { paused: "true" }, updatedAt: "later" }));
    const gone = change(97, runner("a"), undefined);
    const observed = { spans: [span(0, 100)], operations, changes: [enrolls(20, "b"), drained, gone] };

    const { changes: timed } = estimate(
      observed,
      resources([resource("agyn_runner.a", { id: "a" })], after),
      POD_START_MS,
    );

    // the release is up when b enrolls, at 60.02 s instead of 0.05 s, and all that needs it is as much later
    expect(timed.map(({ estimatedMs }) => estimatedMs)).toEqual([60_020, 85 + (60_020 - 50), 97]);
  });

  it("begins a stack when the one before is done", () => {
    const operations = [
      operation("helm_release.a", "create", 0, 50),
      operation("agyn_runner.z", "delete", 210, 220, "us-2"),
    ];
    const gone = { ...change(215, runner("z"), undefined), stack: "us-2" };
    const observed = { spans: [span(0, 100), span(200, 300, "us-2")], operations, changes: [enrolls(20, "a"), gone] };

    const { changes: timed } = estimate(observed, resources([], chain("a")), POD_START_MS);

    // the release waits for its pod until 60.02 s, which is 59.92 s after the end of the stack as rehearsed
    expect(timed.map(({ estimatedMs }) => estimatedMs)).toEqual([60_020, 215 + 59_920]);
  });

  it("names no operation for what none that was under way brought about, however many there were", () => {
    const operations = [
      operation("helm_release.a", "create", 0, 50),
      operation("helm_release.b", "delete", 60, 90),
      operation("agyn_runner.b", "delete", 60, 90),
    ];
    const again = change(70, runner("a"), runner("a", { updatedAt: "later" }));
    const observed = { spans: [span(0, 100)], operations, changes: [enrolls(20, "a"), again] };

    const { changes: timed } = estimate(observed, resources(chain("b"), chain("a")), POD_START_MS);

    expect(timed.map((one) => one.operation?.address)).toEqual(["helm_release.a", undefined]);
    expect(timed[1]?.address).toBe("helm_release.a");
  });

  it("takes the Secret that a pod has waited for as what started it", () => {
    const [secret, release] = ["kubernetes_secret_v1.a", "helm_release.a"];
    const after = [...chain("a", [secret]), resource(secret, {}, ["agyn_runner_enrollment.b"]), ...chain("b")];
    const operations = [
      operation("helm_release.b", "create", 0, 50),
      operation("agyn_runner_enrollment.b", "create", 60, 70),
      operation(secret, "create", 80, 90),
    ];
    const observed = { spans: [span(0, 100)], operations, changes: [enrolls(20, "b"), enrolls(85, "a")] };

    const { changes: timed } = estimate(
      observed,
      resources([resource(release, { namespace: "ns", name: "a" })], after),
      POD_START_MS,
    );

    expect(timed[1]?.operation?.address).toBe(secret);
    expect(timed[1]?.estimatedMs).toBe(85 + (60_020 - 50) + POD_START_MS);
  });

  it("tells when each stack begins and ends by it", () => {
    const operations = [operation("helm_release.a", "create", 0, 50)];
    const observed = { spans: [span(0, 100), span(200, 300, "us-2")], operations, changes: [enrolls(20, "a")] };

    const { spans } = estimate(observed, resources([], chain("a")), POD_START_MS);

    expect(spans).toEqual([
      { stack: STACK, startMs: 0, endMs: 100 + 59_920 },
      { stack: "us-2", startMs: 200 + 59_920, endMs: 300 + 59_920 },
    ]);
  });
});

describe("the order of two operations", () => {
  const [first, second] = ["agyn_runner.a", "helm_release.a"];
  const needing = [resource(first, { id: "a" }), resource(second, {}, [first])];
  const nothing: readonly object[] = [];

  it.each<[string, readonly object[], readonly object[], [string, string], [string, string], boolean]>([
    ["what is needed is made first", nothing, needing, [first, "create"], [second, "create"], true],
    ["what is needed goes last", needing, nothing, [second, "delete"], [first, "delete"], true],
    [
      "a deletion comes before the change of what needed it",
      needing,
      needing,
      [first, "delete"],
      [second, "update"],
      true,
    ],
    [
      "what was left over goes after the change of what needed it",
      needing,
      needing,
      [second, "update"],
      [first, "delete"],
      true,
    ],
    ["one resource is deleted, then created", needing, needing, [first, "delete"], [first, "create"], true],
    ["what is needed now does not hold up a deletion", nothing, needing, [first, "create"], [second, "delete"], false],
    [
      "instances of one resource have none",
      needing,
      needing,
      [`${first}[0]`, "delete"],
      [`${first}[1]`, "create"],
      false,
    ],
    [
      "instances of what is needed have it",
      nothing,
      needing,
      [`${first}[0]`, "create"],
      [`${second}[1]`, "create"],
      true,
    ],
    ["strangers have none", nothing, needing, ["agyn_runner.b", "delete"], [second, "create"], false],
  ])("%s", (_, before, after, earlier, later, forced) => {
    const its = resources(before, after).get(STACK);
    const [one, other] = [operation(...earlier, 0, 10), operation(...later, 20, 30)];

    expect(its?.isForced(one, other)).toBe(forced);
    expect(its?.isForced(other, one)).toBe(false);
  });

  it("is that of the configuration in every instance of a module", () => {
    const inModule = (type: string, dependencies: readonly string[]) => ({
      ...{ mode: "managed", module: 'module.pool["a"]', type, name: "a" },
      instances: [{ attributes: {}, dependencies }],
    });
    const after = [inModule("agyn_runner", []), inModule("helm_release", ["module.pool.agyn_runner.a"])];
    const its = resources(nothing, after).get(STACK);
    const [one, other] = [first, second].map((address) => `module.pool["a"].${address}`);

    expect(its?.isForced(operation(one ?? "", "create", 0, 10), operation(other ?? "", "create", 20, 30))).toBe(true);
  });
});

it("knows what the deletion of a runner does about its work from the runner, or from the wait for its enrollment", () => {
  const before = [
    resource("agyn_runner.a", { id: "a", on_active_workloads: "refuse" }),
    resource("agyn_runner.b", { id: "b", on_active_workloads: "ignore" }),
    resource("agyn_runner_enrollment.b", { runner_id: "b", on_active_workloads: "wait" }),
    resource("agyn_runner.c", { id: "c" }),
  ];
  const its = resources(before, []).get(STACK);

  expect(["a", "b", "c", "d"].map((id) => its?.policy(id))).toEqual(["refuse", "wait", "ignore", "ignore"]);
});
