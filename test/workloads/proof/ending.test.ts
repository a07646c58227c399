// A pod that ends: what becomes of the call that it works on, and of the one that is still sent to it, under settings that were derived
// and under such as the rules refuse.
import { Drain, PreStop } from "../../../src/workloads/index";
import { NAMESPACE } from "../../support/pod-runner/index";
import { DIGEST } from "../support";
import { type Change, IMAGE, one, PORT, proof, running, serviceOf } from "./support";

const ask = { port: PORT };
/** A turn as long as the longest step. */
const TURN = "/turn?seconds=20";

proof("the last call that a deleted pod gets, and what it saves afterwards", () => {
  const drain = Drain.of({ longestStepSeconds: 20, preStopSeconds: 5 });
  const killed = ["deleted", "preStop", "SIGTERM", "SIGKILL"];

  test.each<[string, Change, { refusedBy: string[]; outcome: number | string; story: string[] }]>([
    [
      "are finished within the grace period that was derived",
      {},
      { refusedBy: [], outcome: 200, story: ["deleted", "preStop", "SIGTERM", "saved", "exit 0"] },
    ],
    [
      "are answered and not saved with one that equals preStop and drain",
      { gracePeriodSeconds: 25 },
      { refusedBy: ["DRN-01", "DRN-02"], outcome: 200, story: killed },
    ],
    [
      "are cut by one that is shorter than the longest step",
      { gracePeriodSeconds: 15 },
      { refusedBy: ["DRN-01", "DRN-02"], outcome: "cut", story: killed },
    ],
  ])("%s", async (_name, change, { refusedBy, outcome, story }) => {
    const settings = serviceOf({ drain, environment: { AGENT_SAVE_SECONDS: "3" }, ...change });
    expect(settings.refusedBy).toEqual(refusedBy);
    await running(settings, { replicas: 1 }, async ({ service, clock }) => {
      const pod = one(service.pods);
      const ended = pod.delete();
      await clock.sleep(4); // whoever sends has not heard of it yet
      const answer = await service.ask(TURN, ask);
      await ended;
      expect(answer.outcome).toBe(outcome);
      expect(pod.story.slice(2)).toEqual(story);
    });
  });
});

proof("calls that are sent while a pod is taken out of its service", () => {
  const sleeps = Drain.of({ longestStepSeconds: 20 });

  test.each<[string, Change, { refusedBy: string[]; outcomes: (number | string)[] }]>([
    ["are answered when the pod sleeps before SIGTERM", {}, { refusedBy: [], outcomes: [200, 200] }],
    [
      "are answered when the program waits on a path before SIGTERM",
      {
        image: { reference: `registry.example.com/support@sha256:${DIGEST}`, hasShell: false },
        preStop: PreStop.http("/wait?seconds=10", PORT),
      },
      { refusedBy: [], outcomes: [200, 200] },
    ],
    [
      "are refused when nothing waits, because the image has no program that could",
      { image: { reference: `registry.example.com/support@sha256:${DIGEST}`, hasShell: false } },
      { refusedBy: ["DRN-05"], outcomes: ["refused", 200] },
    ],
    [
      "are refused when the command that waits is not in the image",
      {
        image: { reference: `registry.example.com/support@sha256:${DIGEST}`, hasShell: false },
        preStop: PreStop.command(["sleep", "10"]),
      },
      { refusedBy: ["DRN-05"], outcomes: ["refused", 200] },
    ],
  ])("%s", async (_name, change, { refusedBy, outcomes }) => {
    const settings = serviceOf({ drain: sleeps, ...change });
    expect(settings.refusedBy).toEqual(refusedBy);
    const hasShell = change.image === undefined;
    await running(settings, { replicas: 2, image: { ...IMAGE, hasShell } }, async ({ service, clock }) => {
      const ended = one(service.pods).delete();
      await clock.sleep(2); // whoever sends has not heard of it yet
      const answers = await Promise.all([service.ask("/turn?seconds=1", ask), service.ask("/turn?seconds=1", ask)]);
      await ended;
      expect(answers.map(({ outcome }) => outcome)).toEqual(outcomes);
    });
  });
});

proof("SIGTERM", () => {
  const finished = ["SIGTERM", "saved", "exit 0"];
  const killed = ["SIGTERM", "SIGKILL"];

  test("cuts the call when the program leaves at once", async () => {
    await running(serviceOf({ program: "dies-at-once.mjs" }), { replicas: 1 }, async ({ service, clock }) => {
      const answer = service.ask("/turn?seconds=20", ask);
      await clock.sleep(1);
      await one(service.pods).delete();
      expect((await answer).outcome).toBe("cut");
      expect(one(service.pods).story.slice(-2)).toEqual(["SIGTERM", "exit 0"]);
    });
  });

  // what process 1 is told can be seen only where the kernel allows a namespace
  (NAMESPACE === undefined ? describe.skip : describe)("to process 1", () => {
    test.each<[string, Change, { refusedBy: string[]; story: string[] }]>([
      ["ends a program that handles it when its call is finished", {}, { refusedBy: [], story: finished }],
      [
        "does not reach a program below a shell, which is killed at the end of the grace period",
        { command: ["sh", "-c", "node /app/agent-service.mjs; echo ended"] },
        { refusedBy: ["IMG-04"], story: killed },
      ],
      [
        "is not heard by a program that installs no handler, which is killed as well",
        { program: "no-handler.mjs", handlesSigterm: false },
        { refusedBy: ["DRN-03"], story: killed },
      ],
    ])("%s", async (_name, change, { refusedBy, story }) => {
      const settings = serviceOf(change);
      expect(settings.refusedBy).toEqual(refusedBy);
      await running(settings, { replicas: 1 }, async ({ service, clock }) => {
        const answer = service.ask(TURN, ask);
        await clock.sleep(1);
        await one(service.pods).delete();
        expect((await answer).outcome).toBe(200);
        expect(one(service.pods).story.slice(-story.length)).toEqual(story);
      });
    });
  });
});
