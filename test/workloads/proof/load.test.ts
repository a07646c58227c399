// As many calls as there can be: what the provider of the model sees of them, what becomes of the ones beyond a pod's cap, and which pods
// go when calls pause.
import { type AgentPlatformProps, Drain, Exposure, Probe, Scaling } from "../../../src/workloads/index";
import type { StackJson } from "../../constructs/support";
import { autoscale, autoscalerSettings } from "../../support/pod-runner/autoscaler";
import type { Pod } from "../../support/pod-runner/index";
import { type Change, one, PORT, proof, type Running, running, serviceOf } from "./support";

const ask = { port: PORT };
const CAP = 4;

/** A model that bears so many calls at a time, in a rollout of three pods too. */
const MOST_CALLS = 24;
const platform: AgentPlatformProps = {
  budgets: [
    { name: "gpt", provider: "openai", requestsPerMinute: 1_000, tokensPerMinute: 1_000_000, concurrency: MOST_CALLS },
  ],
};
/** Its provider, which bounds nothing, so that it is seen what it would have to bear. */
const patient = { requestsPerMinute: 1_000 };
const long = {
  drain: Drain.of({ longestStepSeconds: 120 }),
  probes: { liveness: Probe.http("/healthz"), readiness: Probe.http("/readyz") },
  inFlightPerPod: CAP,
};
const withoutSemaphore = { AGENT_MODEL_LIMIT: undefined };

/** Fills a pod to its cap, with turns that each want three calls of the model at once. */
const fill = ({ service }: Running, { address }: Pod, seconds: number) =>
  Array.from({ length: CAP }, () => service.askPod(address, `/turn?calls=3&seconds=${seconds}`, ask));
const outcomesOf = async (answers: readonly Promise<{ outcome: number | string }>[]) =>
  new Set((await Promise.all(answers)).map(({ outcome }) => outcome));

proof("pods at their maximum, each full of turns that call the model three times at once", () => {
  test.each<[string, Change, Record<string, undefined>, { limit: string; refusedBy: string[]; peak: number }]>([
    [
      "keep the provider within its budget by the semaphore that each was handed",
      { replicas: 3 },
      {},
      { limit: "4", refusedBy: [], peak: 3 * 4 },
    ],
    [
      "keep it also when there are more than the budget bears: the semaphore is smaller",
      { replicas: 4 },
      {},
      { limit: "3", refusedBy: ["SCL-04"], peak: 4 * 3 },
    ],
    [
      "ask more of it than it bears without",
      { replicas: 3 },
      withoutSemaphore,
      { limit: "4", refusedBy: [], peak: 3 * CAP * 3 },
    ],
  ])("%s", async (_name, change, override, { limit, refusedBy, peak }) => {
    const settings = serviceOf({ ...long, ...change }, platform);
    expect(settings.refusedBy).toEqual(refusedBy);
    expect(variable(settings.stack, "AGENT_MODEL_LIMIT")).toBe(limit);
    await running(
      settings,
      { override },
      async (run) => {
        expect(await outcomesOf(run.service.running.flatMap((pod) => fill(run, pod, 20)))).toEqual(new Set([200]));
        expect(run.provider.peak).toBe(peak);
        expect(peak <= MOST_CALLS).toBe(override !== withoutSemaphore);
      },
      patient,
    );
  });

  test("are answered 429 by a provider that bounds them, without it", async () => {
    const settings = serviceOf({ ...long, replicas: 3 }, platform);
    await running(
      settings,
      { override: withoutSemaphore },
      async (run) => {
        const outcomes = await outcomesOf(run.service.running.flatMap((pod) => fill(run, pod, 20)));
        expect([outcomes.has(502), run.provider.refused]).toEqual([true, 3 * CAP * 3 - MOST_CALLS]);
      },
      { ...patient, concurrency: MOST_CALLS },
    );
  });
});

/** Each new pod is full as soon as it is ready; the old ones still finish what they have. */
proof("pods that drain in a rollout, beside as many new ones", () => {
  test.each<[string, Record<string, string>, number]>([
    ["keep the provider within its budget together: the semaphore counts both", {}, MOST_CALLS],
    [
      "ask twice of it, with semaphores that count the pods of a quiet day only",
      { AGENT_MODEL_LIMIT: String(MOST_CALLS / 3) },
      2 * MOST_CALLS,
    ],
  ])("%s", async (_name, override, peak) => {
    // what the pods of a quiet day ask is allowed; what they ask beside as many that drain is not, and was accepted
    const settings = serviceOf({ ...long, replicas: 3, inFlightPerPod: MOST_CALLS / 3 }, platform);
    expect(settings.refusedBy).toEqual(["SCL-04"]);
    await running(
      settings,
      { override },
      async (run) => {
        const { service, provider } = run;
        const old = [...service.running];
        const answers = old.flatMap((pod) => fill(run, pod, 30));
        for (const pod of old) {
          // a quarter of three pods more, which is one; then the first of the old ones ends
          await service.scaleTo(old.length + 1);
          void pod.delete();
          answers.push(...service.pods.slice(-1).flatMap((made) => fill(run, made, 30)));
        }
        expect(await outcomesOf(answers)).toEqual(new Set([200]));
        expect(provider.peak).toBe(peak);
      },
      patient,
    );
  });
});

proof("calls beyond what one pod may have in flight", () => {
  const exposure = Exposure.ingress({
    ...{ host: "answers.example.com", className: "nginx", controller: "nginx", tlsSecret: "answers-tls" },
    fromNamespace: "ingress-nginx",
  });
  const cap = { replicas: 1, inFlightPerPod: CAP, exposure };

  test.each<[string, Record<string, undefined>, (number | string)[]]>([
    ["are shed at once with 429, and those that were taken are answered", {}, [200, 200, 200, 200, 429, 429]],
    [
      "are taken without the cap, and the way in gives them up while they wait for the model",
      { AGENT_IN_FLIGHT_LIMIT: undefined },
      [200, 200, 200, 200, "timed out", "timed out"],
    ],
  ])("%s", async (_name, override, outcomes) => {
    const settings = serviceOf(cap);
    const way = { ...ask, timeoutSeconds: readTimeout(settings.stack) };
    await running(settings, { override }, async ({ service }) => {
      const answers = outcomes.map(() => service.ask("/turn?calls=1&seconds=20", way));
      expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(outcomes);
    });
  });
});

proof("a way in", () => {
  test.each<[string, number | undefined, { refusedBy: string[]; outcome: number | string }]>([
    ["waits for the longest step when its timeout was derived", undefined, { refusedBy: [], outcome: 200 }],
    ["gives up a longer one, which nobody hears of", 10, { refusedBy: ["NET-05"], outcome: "timed out" }],
  ])("%s", async (_name, timeoutSeconds, { refusedBy, outcome }) => {
    const exposure = Exposure.ingress({
      ...{ host: "answers.example.com", className: "nginx", controller: "nginx", tlsSecret: "answers-tls" },
      fromNamespace: "ingress-nginx",
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    });
    const settings = serviceOf({ replicas: 1, exposure });
    expect(settings.refusedBy).toEqual(refusedBy);
    await running(settings, {}, async ({ service }) => {
      const answer = await service.ask("/turn?seconds=20", { ...ask, timeoutSeconds: readTimeout(settings.stack) });
      expect(answer.outcome).toBe(outcome);
    });
  });
});

/** Three times, six callers have a turn of 60 s and think for 30 s. */
proof("pods between two steps of the same calls", () => {
  const by = { server: "http://prometheus.monitoring:9090", query: "sum(in_flight)", minimum: 1, maximum: 3 };

  test.each<[string, number | undefined, { refusedBy: string[]; started: number }]>([
    ["stay, because the scaler waits longer than a step takes", undefined, { refusedBy: [], started: 3 }],
    ["go and are started again, with a window shorter than a step", 0, { refusedBy: ["SCL-07"], started: 5 }],
  ])("%s", async (_name, scaleDownWindowSeconds, { refusedBy, started }) => {
    const window = scaleDownWindowSeconds === undefined ? {} : { scaleDownWindowSeconds };
    const scaling = Scaling.prometheus({ ...by, ...window });
    const settings = serviceOf({ drain: Drain.of({ longestStepSeconds: 60 }), inFlightPerPod: CAP, scaling });
    expect(settings.refusedBy).toEqual(refusedBy);
    await running(settings, { replicas: 3 }, async ({ service, clock }) => {
      let isOver = false;
      const load = async (): Promise<number> => {
        const loads = service.running.map(({ address }) => service.askPod(address, "/metrics", ask));
        return (await Promise.all(loads)).reduce((sum, { body }) => sum + Number(body), 0);
      };
      const settled: Promise<void>[] = [];
      for (let round = 0; round < 3; round++) {
        const answers = Array.from({ length: 6 }, () => service.ask("/turn?seconds=60", ask));
        await clock.sleep(1);
        if (round === 0) {
          settled.push(autoscale(service, clock, autoscalerSettings(settings.stack), { load, isOver: () => isOver }));
        }
        expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(Array(6).fill(200));
        await clock.sleep(30);
      }
      isOver = true;
      await Promise.all(settled);
      expect(service.pods.length).toBe(started);
    });
  });
});

/** What the way in waits for an answer, as synthesized. */
function readTimeout({ resource }: StackJson): number {
  const ingress = Object.values(resource?.["kubernetes_ingress_v1"] ?? {})[0];
  const { annotations } = ingress?.["metadata"] as { annotations: Record<string, string> };
  return Number(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]);
}

/** A variable of the one ConfigMap. */
function variable({ resource }: StackJson, name: string): unknown {
  const map = one(Object.values(resource?.["kubernetes_config_map_v1"] ?? {}));
  return (map["data"] as Record<string, unknown>)[name];
}
