// The runbooks about how much work a pool gets, done as their pages say, with work that runs meanwhile.
import type { SimulationPlan } from "../../src/emulator/index";
import { Runbook } from "../support/runbook";
import { describeWith } from "../support/terraform-versions";

const RUNNER = "standard-us-east-1-0";
/** A runner of another pool. */
const OTHER = "other-us-east-1-0";
const LABELS = { tier: "standard" };
const TIMEOUT_MS = 120_000;
/** Work without end. */
const REVIEWER = { organization: "acme-web", labels: LABELS, concurrency: 2, runsFor: "10m" };

describeWith("writeOnly", "the runbook", () => {
  let runbook: Runbook;
  afterEach(() => runbook.end());

  const start = async (page: string, agents: SimulationPlan["agents"] = { reviewer: REVIEWER }): Promise<void> => {
    runbook = await Runbook.start(page, agents);
    runbook.tick("2m");
    expect(await runbook.working()).toEqual([RUNNER]);
  };
  const places = () => runbook.places(LABELS);

  it(
    "of a pause lets running work end, new work wait, and both go on on the same registration",
    async () => {
      await start("pause");
      const before = await runbook.ids();

      await runbook.follow("1. Pause");
      expect(await places()).toEqual([]);
      expect(await runbook.working()).toEqual([RUNNER]);
      const while_ = runbook.tick("30m").map(({ kind }) => kind);
      expect(while_.filter((kind) => kind === "stopped")).toHaveLength(2);
      expect(while_).not.toContain("starting");

      await runbook.follow("2. Let it work again");
      runbook.tick("2m");
      expect(await runbook.working()).toEqual([RUNNER]);
      expect(await runbook.ids()).toEqual(before);
      expect(runbook.lost()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "of draining a pool takes it away when its work is done, whatever other pools have",
    async () => {
      const other = { ...REVIEWER, labels: { tier: "other" } };
      await start("drain", { reviewer: REVIEWER, other });
      const { serviceToken } = await runbook.gateway.runners.register({ name: OTHER, labels: other.labels });
      await runbook.gateway.runners.enroll(serviceToken);
      runbook.tick("2m");
      expect(await runbook.working()).toEqual([OTHER, RUNNER]);

      await runbook.follow("1. Send no new work, and guard what runs");
      await expect(runbook.follow("2. Wait until the work is done")).rejects.toThrow(`running on ${RUNNER}`);
      runbook.tick("30m");
      await runbook.follow("2. Wait until the work is done");
      expect(await runbook.working()).toEqual([OTHER]);
      await runbook.follow("3. Take the pool away");

      expect(runbook.lost()).toEqual([]);
      expect(runbook.platform.clusters.inventory()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "of a resize adds runners beside the work, and takes them away after theirs, though there is always more",
    async () => {
      await start("resize", { reviewer: { ...REVIEWER, concurrency: 9, runsFor: "3m" } });

      await runbook.follow("1. More runners, other ceilings");
      runbook.tick("2h");
      expect(await runbook.working()).toEqual([RUNNER, "standard-us-east-1-1", "standard-us-east-1-2"]);

      await runbook.follow("2. Send no new work before there are fewer");
      const waited = runbook.follow("3. Wait until the work of those that go is done");
      await expect(waited).rejects.toThrow(/running on standard-us-east-1-[12]/);
      runbook.tick("30m");
      await runbook.follow("3. Wait until the work of those that go is done");
      const asked = runbook.platform.gateway.faults.hold("ListWorkloads");
      const fewer = runbook.follow("4. Fewer runners");
      await Promise.race([asked.reached, fewer]);
      runbook.tick("1h"); // nothing comes to the runners that go while the apply is under way
      asked.release();
      await fewer;

      runbook.tick("2m");
      expect(await runbook.working()).toEqual([RUNNER]);
      expect(await places()).toEqual([RUNNER]);
      expect(runbook.lost()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
