// The runbooks about what is lost or moves away, done as their pages say, with work that runs meanwhile.
import { rmSync } from "node:fs";
import { join } from "node:path";
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
  const tokenOf = async (name: string) => {
    const secret = await runbook.cluster().call("get", { kind: "Secret", namespace: "agyn-standard", name });
    return secret?.data?.["token"];
  };

  it(
    "of moving a region leaves an agent a place at each step, and its work an end where it started",
    async () => {
      await start("move-a-region");

      await runbook.follow("1. Make the pools of the new region");
      expect(await places()).toEqual(["standard-eu-west-1-0", RUNNER]);
      await runbook.follow("2. Pause the old region");
      expect(await places()).toEqual(["standard-eu-west-1-0"]);
      runbook.tick("30m");
      expect(await runbook.working()).toEqual(["standard-eu-west-1-0"]);
      await runbook.follow("3. Take the pools of the old region away");
      await runbook.follow("4. Take the region away");

      expect(await places()).toEqual(["standard-eu-west-1-0"]);
      expect(runbook.lost()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "of a lost token makes the Secret with the same token again, and ends a token that somebody else has",
    async () => {
      await start("recover-a-lost-token");
      const name = `${RUNNER}-token`;
      const token = await tokenOf(name);
      await runbook.cluster().call("delete", { kind: "Secret", namespace: "agyn-standard", name });

      await runbook.follow("The Secret is gone");
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      // no token is printed when this fails
      expect((await tokenOf(name)) === token).toBe(true);

      runbook.settle();
      await runbook.follow("The token is gone, or somebody else has it");
      await expect(runbook.gateway.runners.enroll(String(token))).rejects.toThrow();
      expect(await places()).toEqual([`${RUNNER}-g2`]);
      expect(runbook.lost()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "of a lost state takes over what runs, and gives it new tokens",
    async () => {
      await start("restore-from-lost-state");
      const [runner] = await runbook.runners();
      const pods = runbook.platform.clusters.explain();
      rmSync(join(runbook.folder, "terraform.us-east-1.tfstate"));
      const given = {
        "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11": String(runner?.id),
        "1763000000001": String(runner?.createdAt?.getTime()),
      };

      await runbook.follow("1. Find the registrations", given);
      await runbook.follow("2. Take the pools over", given);
      expect(await runbook.ids()).toEqual([runner?.id]);
      expect(runbook.platform.clusters.explain()).toEqual(pods);
      expect(await runbook.working()).toEqual([RUNNER]);

      runbook.settle();
      await runbook.follow("3. Give the runners new tokens", given);
      expect(await places()).toEqual([`${RUNNER}-g2`]);
      expect(runbook.lost()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
