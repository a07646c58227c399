// The runbook of a rotation, done as it says under running work: no moment at which a declared agent has no place, and no work lost.
import { Runbook } from "../support/runbook";
import { describeWith } from "../support/terraform-versions";

const OLD = "standard-us-east-1-0";
const NEW = `${OLD}-g2`;
const LABELS = { tier: "standard" };
/** Work without end: as soon as a workload is done, the next one is there. */
const BUSY = { reviewer: { organization: "acme-web", labels: LABELS, concurrency: 3, runsFor: "10m" } };

describeWith("writeOnly", "the runbook of a rotation", () => {
  let runbook: Runbook;
  beforeEach(async () => {
    runbook = await Runbook.start("rotate", BUSY);
    runbook.tick("2m");
    expect(await runbook.working()).toEqual([OLD]);
  }, 120_000);
  afterEach(() => runbook.end());

  const places = () => runbook.places(LABELS);
  const lost = () => runbook.events.filter(({ kind }) => ["failed", "unplaced", "left_behind"].includes(kind));

  it("leaves an agent a place at every moment, and its work an end on the runner it started on", async () => {
    const { faults } = runbook.platform.gateway;
    // the old runner's labels go only when the new one has enrolled
    const labelling = faults.hold("UpdateRunner");
    const added = runbook.follow("1. Put the new registrations beside the old ones");
    await Promise.race([labelling.reached, added]);
    expect(await places()).toEqual([NEW]);
    labelling.release();
    await added;
    expect(await places()).toEqual([NEW]);

    // new work goes to the new runner, the old one keeps what it has
    runbook.tick("1m");
    expect(await runbook.working()).toEqual([OLD]);

    const asked = faults.hold("ListWorkloads");
    const removed = runbook.follow("2. Take the old ones away");
    await asked.reached; // by the plan
    asked.release();
    const waiting = faults.hold("ListWorkloads");
    await waiting.reached; // by the apply
    expect(await places()).toEqual([NEW]);
    expect(await accounts()).toEqual([OLD, NEW]);
    runbook.tick("30m");
    expect(await runbook.working()).toEqual([NEW]);
    waiting.release();
    await removed;

    expect(await accounts()).toEqual([NEW]);
    expect(await places()).toEqual([NEW]);
    runbook.tick("30m");
    expect(lost()).toEqual([]);
    expect(runbook.simulation.state().leftBehind).toEqual([]);
  }, 120_000);

  it("leads back, too", async () => {
    await runbook.follow("1. Put the new registrations beside the old ones");
    runbook.tick("30m");
    expect(await runbook.working()).toEqual([NEW]);

    // before the new runner is taken away, chance decides between both
    const asked = runbook.platform.gateway.faults.hold("ListWorkloads");
    const back = runbook.follow("Go back");
    await Promise.race([asked.reached, back]);
    expect(await places()).toEqual([OLD, NEW]);
    const started = runbook.tick("6h").filter(({ kind }) => kind === "starting");
    expect(new Set(started.map(({ runnerName }) => runnerName))).toEqual(new Set([OLD, NEW]));
    // nothing comes any more, so that the wait for the new runner's work ends
    runbook.simulation.stop();
    runbook.tick("1h");
    asked.release();
    await back;

    expect(await places()).toEqual([OLD]);
    expect(lost()).toEqual([]);
  }, 120_000);

  /** Who may work in the pool's namespace. */
  async function accounts(): Promise<readonly string[]> {
    const key = { kind: "RoleBinding" as const, namespace: "agyn-standard-workloads", name: "agyn-runner" };
    const binding = await runbook.cluster().call("get", key);
    return [...(binding?.body ?? "").matchAll(/standard-us-east-1-0(-g2)?(?=")/g)].map(([name]) => name).sort();
  }
});
