// The runbooks about how much work a pool gets, done as their pages say, with work that runs meanwhile.
import { Runbook } from "../support/runbook";
import { describeWith } from "../support/terraform-versions";

const RUNNER = "standard-us-east-1-0";
const LABELS = { tier: "standard" };
const TIMEOUT_MS = 120_000;
/** Work without end. */
const REVIEWER = { organization: "acme-web", labels: LABELS, concurrency: 2, runsFor: "10m" };

describeWith("writeOnly", "the runbook", () => {
  let runbook: Runbook;
  afterEach(() => runbook.end());

  const start = async (page: string): Promise<void> => {
    runbook = await Runbook.start(page, { reviewer: REVIEWER });
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
    "of draining a pool takes it away when its work is done",
    async () => {
      await start("drain");

      await runbook.follow("1. Send no new work, and guard what runs");
      await expect(runbook.follow("2. Wait until the work is done")).rejects.toThrow(`running on ${RUNNER}`);
      runbook.tick("30m");
      await runbook.follow("2. Wait until the work is done");
      await runbook.follow("3. Take the pool away");

      expect(runbook.lost()).toEqual([]);
      expect(runbook.platform.clusters.inventory()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "of a resize adds runners beside the work, and takes them away after theirs",
    async () => {
      await start("resize");

      await runbook.follow("1. More runners");
      await runbook.follow("2. Other ceilings");
      runbook.tick("2h");
      expect(await runbook.places(LABELS)).toHaveLength(3);
      runbook.settle();
      await runbook.follow("3. Fewer runners");

      expect(runbook.lost()).toEqual([]);
      expect(await places()).toEqual([RUNNER]);
    },
    TIMEOUT_MS,
  );
});
