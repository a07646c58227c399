// Liveness against a program that works and answers nobody: the threshold that was derived leaves it alone, the one that is usual starts
// it anew.
import { Drain, Probe } from "../../../src/workloads/index";
import { type Change, one, PORT, proof, running, serviceOf } from "./support";

const ask = { port: PORT };
const drain = Drain.of({ longestStepSeconds: 240 });
/** As Kubernetes has it where nothing is said. */
const usual = {
  liveness: Probe.http("/healthz", { periodSeconds: 10, failureThreshold: 3 }),
  readiness: Probe.http("/readyz"),
};

proof.each([
  ["a turn in which the program answers nobody", "/turn?blocked&seconds=240", undefined],
  ["a drain in which the program answers 503", "/turn?seconds=240", "/drain"],
])("%s", (_what, turn, before) => {
  test.each<[string, Change, { refusedBy: string[]; outcome: number | string; restarts: number }]>([
    ["outlasts nothing of it under the derived threshold", {}, { refusedBy: [], outcome: 200, restarts: 0 }],
    [
      "ends in a new start under a usual threshold, and the grace period saves the call",
      { probes: usual },
      { refusedBy: ["PRB-02"], outcome: 200, restarts: 1 },
    ],
    [
      "is cut under a usual threshold and a usual grace period",
      { probes: usual, gracePeriodSeconds: 30 },
      { refusedBy: ["DRN-01", "DRN-02", "PRB-02"], outcome: "cut", restarts: 1 },
    ],
  ])("%s", async (_name, change, { refusedBy, outcome, restarts }) => {
    const settings = serviceOf({ drain, ...change });
    expect(settings.refusedBy).toEqual(refusedBy);
    await running(settings, { replicas: 1 }, async ({ service, clock }) => {
      const answer = service.ask(turn, ask);
      await clock.sleep(1);
      if (before !== undefined) expect((await service.ask(before, ask)).outcome).toBe(202);
      expect((await answer).outcome).toBe(outcome);
      await clock.sleep(1);
      expect(one(service.pods).restarts).toBe(restarts);
    });
  });
});

proof("a pod that drains", () => {
  test("is sent no more calls once readiness has failed, and another takes them", async () => {
    await running(serviceOf({ drain }), { replicas: 2 }, async ({ service, clock }) => {
      const [draining, other] = [one(service.pods, 0), one(service.pods, 1)];
      const long = service.ask("/turn?seconds=200", ask); // goes to the first
      await clock.sleep(1);
      await service.ask("/turn?seconds=1", ask); // to the other
      expect(await service.ask("/drain", ask)).toMatchObject({ outcome: 202, by: draining.name });
      await clock.sleep(40); // three failures, and the time to tell whoever sends
      const later = await Promise.all([service.ask("/turn?seconds=1", ask), service.ask("/turn?seconds=1", ask)]);
      expect(later).toMatchObject([other, other].map(({ name }) => ({ outcome: 200, by: name })));
      expect(await long).toMatchObject({ outcome: 200, by: draining.name });
      expect([draining.restarts, draining.isReady]).toEqual([0, false]);
    });
  });
});
