// PRB: liveness asks nobody and kills almost never; readiness is there where somebody is sent to.
import { ERROR, WARNING } from "../../rules/index.js";
import type { WorkloadDescription } from "../description.js";
import { allowancesOf } from "../budget.js";
import { mostPods } from "../rollout.js";
import { failsAfterSeconds, type Probe, probeTimes } from "../probes.js";
import { isLater } from "../later.js";
import { isServed } from "../shapes.js";
import { containersOf } from "./containers.js";
import { asksTheSame, each, type OwnBreach, probesOf, when, type WorkloadRule } from "./rule.js";

/** Least seconds between two questions that cost something. */
const LEAST_PROVIDER_SECONDS = 30;
/** Paths of gateways to models that call every model. */
const PAID_PATHS = new Set(["/health"]);

const pathOfProbe = (probe: Probe | undefined): string | undefined =>
  probe !== undefined && "path" in probe.action ? probe.action.path.split("?")[0] : undefined;

const dear: WorkloadRule = {
  id: "PRB-01",
  source: "D8, D9",
  must: "Liveness depends on nothing but the process, and no probe asks what has to be paid.",
  otherwise: "An outage of the provider restarts every pod, or each probe costs a call.",
  severity: ERROR,
  check: each((workload) => {
    const { liveness, readiness } = workload.probes;
    const isDear = liveness !== undefined && liveness.dependsOn !== "nothing";
    const isReadiness =
      liveness !== undefined &&
      readiness !== undefined &&
      readiness.dependsOn !== "nothing" &&
      asksTheSame(liveness, readiness);
    const fix = "give a path that answers from the process alone, as /healthz";
    return [
      ...when(isDear, () => ({
        option: "probes.liveness",
        value: liveness?.dependsOn,
        why: `it depends on its ${liveness?.dependsOn ?? ""}, whose outage would restart every pod`,
        fix,
      })),
      ...when(!isDear && isReadiness, () => ({
        option: "probes.liveness",
        value: pathOfProbe(liveness) ?? "its command",
        why: `it asks what readiness asks, which depends on its ${readiness?.dependsOn ?? ""}, whose outage would restart every pod`,
        fix,
      })),
      ...probesOf(workload).flatMap(({ kind, probe }) => {
        const asked = pathOfProbe(probe);
        return when(workload.system === "model-gateway" && asked !== undefined && PAID_PATHS.has(asked), () => ({
          option: `probes.${kind}`,
          value: asked,
          why: "it calls every model, which has to be paid",
          fix: "use /health/liveliness and /health/readiness",
        }));
      }),
    ];
  }),
};

const kills: WorkloadRule = {
  id: "PRB-02",
  source: "D9",
  must: "Liveness kills later than readiness takes a pod out, and later than the longest step and the drain take.",
  otherwise: "It kills a pod that works.",
  severity: ERROR,
  check: each(({ probes: { liveness, readiness }, end: { drain } }) => {
    if (liveness === undefined) return [];
    const { periodSeconds, failureThreshold } = liveness.options;
    if (isLater(periodSeconds) || isLater(failureThreshold)) return [];
    const times = probeTimes("liveness", liveness, drain.livenessSeconds);
    const after = failsAfterSeconds(times);
    const isKnown = readiness !== undefined && !Object.values(readiness.options).some(isLater);
    const out = isKnown ? failsAfterSeconds(probeTimes("readiness", readiness, 0)) : 0;
    const busy = Math.max(drain.longestStepSeconds, drain.drainSeconds);
    const option = "probes.liveness.failureThreshold";
    const needed = Math.floor(Math.max(busy, out) / times.periodSeconds) + 2;
    const fix = `leave it out, or give ${needed} or more`;
    const value = times.failureThreshold;
    return [
      ...when(after <= busy, () => ({
        option,
        value,
        why: `it may kill after ${after} s, and a step or a drain takes ${busy} s without an answer`,
        fix,
      })),
      ...when(after > busy && after <= out, () => ({
        option,
        value,
        why: `it may kill after ${after} s, before readiness takes the pod out after ${out} s`,
        fix,
      })),
    ];
  }),
};

const paid: WorkloadRule = {
  id: "PRB-03",
  source: "D8, D11",
  must: "Readiness asks the provider at most every 30 s, and all pods together a small part of the budget.",
  otherwise: "Probes eat the requests that the work needs.",
  severity: WARNING,
  check: each((workload, world) => {
    const { readiness } = workload.probes;
    if (readiness?.dependsOn !== "provider") return [];
    if (isLater(readiness.options.periodSeconds) || isLater(readiness.options.cachedSeconds)) return [];
    const pods = mostPods(workload) ?? 1;
    const { periodSeconds } = probeTimes("readiness", readiness, 0);
    const asks = Math.max(periodSeconds, readiness.options.cachedSeconds ?? 0);
    const perMinute = (60 / asks) * pods;
    // which of its models it asks nobody says: the one that bears least
    const [least] = allowancesOf(world)
      .filter(({ shares }) => shares.some((share) => share.workload === workload))
      .sort((one, other) => one.requestsPerMinute - other.requestsPerMinute);
    const part = least === undefined ? 0 : perMinute / least.requestsPerMinute;
    const fix = "keep the answer in the program for 30 s or more, and say cachedSeconds";
    return [
      ...when(asks < LEAST_PROVIDER_SECONDS, () => ({
        option: "probes.readiness.cachedSeconds",
        value: readiness.options.cachedSeconds ?? 0,
        why: `each pod asks the provider every ${asks} s, whose outage takes all pods out at once`,
        fix,
      })),
      ...when(asks >= LEAST_PROVIDER_SECONDS && part > 0.01, () => ({
        option: "probes.readiness.cachedSeconds",
        value: readiness.options.cachedSeconds ?? 0,
        why: `${pods} pods ask ${Math.ceil(perMinute)} times a minute, ${Math.ceil(part * 100)} % of what ${least?.by ?? ""} allows of ${least?.name ?? ""}`,
        fix: "keep the answer longer",
      })),
    ];
  }),
};

const ready: WorkloadRule = {
  id: "PRB-04",
  source: "D8",
  must: "What is served has a readiness probe.",
  otherwise: "Calls are sent to a pod that has not started.",
  severity: ERROR,
  check: each(({ shape, probes: { readiness } }) =>
    when(isServed(shape) && readiness === undefined, () => ({
      option: "probes.readiness",
      why: `shape ${shape} is sent calls as soon as its container runs, before the program can answer`,
      fix: 'give one, as Probe.http("/readyz")',
    })),
  ),
};

const KINDS = ["startup", "liveness", "readiness"] as const;

const port: WorkloadRule = {
  id: "PRB-05",
  source: "Kubernetes",
  must: "A probe over HTTP has a port.",
  otherwise: "The cluster refuses the pod.",
  severity: ERROR,
  unacknowledgeable: "give the port",
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, probes, port: own }) =>
      KINDS.flatMap((kind) => {
        const action = probes[kind]?.action;
        const hasNone = action !== undefined && "path" in action && (action.port ?? own) === undefined;
        // the startup probe asks what liveness asks
        return when(hasNone && (kind !== "startup" || probes.liveness === undefined), () => ({
          option: `${at}probes.${kind}`,
          value: pathOfProbe(probes[kind]),
          why: `the ${at === "" ? "workload" : "container"} listens on no port of its own, and the probe names none`,
          fix: 'name it, as Probe.http("/healthz", { port: 9090 }), or use Probe.heartbeat or Probe.command',
        }));
      }),
    ),
  ),
};

function startFaults({ pod: { startSeconds } }: WorkloadDescription): readonly OwnBreach[] {
  const isPart = isLater(startSeconds);
  return when(isPart || !Number.isInteger(startSeconds) || startSeconds < 1, () => ({
    option: "probes.startupSeconds",
    value: isPart ? "known at apply" : startSeconds,
    why: isPart
      ? "how long a rollout is waited for follows from it, and is written at synth"
      : "a pod can't start in that, and its deadline is whole seconds",
    fix: "give whole seconds, as 900",
  }));
}

const starts: WorkloadRule = {
  id: "PRB-06",
  source: "Kubernetes",
  must: "How long a start may take is whole seconds, from 1 on, and known at synth as the periods are that failures are counted by.",
  otherwise: "The cluster refuses the pod, or nothing is waited for.",
  severity: ERROR,
  unacknowledgeable: "give whole seconds",
  check: each((workload) => [
    ...startFaults(workload),
    ...containersOf(workload).flatMap(({ at, probes }) =>
      probesOf({ probes }).flatMap(({ kind, probe: { options } }) =>
        // of readiness nothing is counted
        when(kind !== "readiness" && isLater(options.periodSeconds) && options.failureThreshold === undefined, () => ({
          option: `${at}probes.${kind}.periodSeconds`,
          value: "known at apply",
          why: "how many failures count follows from it, and is written at synth",
          fix: "write the number, or give failureThreshold",
        })),
      ),
    ),
  ]),
};

/** The rules of probes. */
export const probeRules: readonly WorkloadRule[] = [dear, kills, paid, ready, port, starts];
