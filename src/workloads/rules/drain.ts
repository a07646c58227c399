// DRN: a pod that ends finishes what it works on, and nothing keeps a node from being drained for ever.
import { ERROR, ERROR_IN_PROD, WARNING_IN_PROD } from "../../rules/index.js";
import type { PreStopHook } from "../description/container.js";
import { LEAST_MARGIN_SECONDS } from "../lifecycle/drain.js";
import { isLater } from "../later.js";
import { endingSeconds } from "../lifecycle/rollout.js";
import { each, probesOf, when, type WorkloadRule } from "./rule.js";

/** Programs that come with a shell; an image without one has them not, and may well have its own. */
const WITH_A_SHELL =
  /(^|\/)((ba|da|a|z|k)?sh|sleep|cat|test|\[|true|curl|wget|nc|stat|find|touch|kill|pkill|pgrep|echo)$/;

/** How long a hook sleeps, where its command says so. */
export function sleepSeconds(hook: PreStopHook | undefined): number {
  const text = hook !== undefined && "command" in hook ? hook.command.join(" ") : "";
  return Number(/(?:^|[\s;&/])sleep (\d+)s?(?=$|[\s;&])/.exec(text)?.[1] ?? 0);
}

const grace: WorkloadRule = {
  id: "DRN-01",
  source: "U9, D10",
  must: `The grace period is at least preStop, drain and ${LEAST_MARGIN_SECONDS} s; equality is too little.`,
  otherwise: "SIGKILL comes while the last call is answered.",
  severity: ERROR,
  check: each(({ end: { drain, gracePeriodSeconds, preStop } }) => {
    if (!drain.makesSense || !Number.isInteger(gracePeriodSeconds)) {
      const { longestStepSeconds, drainSeconds, preStopSeconds = 0, marginSeconds } = drain;
      const value = { longestStepSeconds, drainSeconds, preStopSeconds, marginSeconds, gracePeriodSeconds };
      const why = "durations are whole seconds, 0 or more, known at synth, and everything else follows from them";
      return [{ option: "drain", value, why, fix: "correct the numbers" }];
    }
    if (isLater(gracePeriodSeconds)) {
      const why = "nobody knows whether preStop and the drain fit into it: durations are known at synth";
      const fix = `leave it out, which is ${drain.gracePeriodSeconds}, or give whole seconds`;
      return [{ option: "gracePeriodSeconds", value: gracePeriodSeconds, why, fix }];
    }
    const { preStopSeconds = 0, drainSeconds, marginSeconds } = drain;
    const slept = sleepSeconds(preStop);
    const waits = Math.max(preStopSeconds, slept);
    const least = waits + drainSeconds + LEAST_MARGIN_SECONDS;
    const left = gracePeriodSeconds - waits - drainSeconds;
    const why = `preStop takes ${waits} s and the drain ${drainSeconds} s of ${gracePeriodSeconds}, which leaves ${left} s before SIGKILL`;
    const margin = {
      option: "drain.marginSeconds",
      value: marginSeconds,
      why,
      fix: `leave it out, or set ${LEAST_MARGIN_SECONDS} or more`,
    };
    const sleep = { option: "preStop", value: `sleep ${slept}`, why, fix: `say preStopSeconds: ${slept} in the drain` };
    const grace = {
      option: "gracePeriodSeconds",
      value: gracePeriodSeconds,
      why,
      fix: `leave it out, or set ${least} or more`,
    };
    if (gracePeriodSeconds >= least) return [];
    // said where the number was written that has to be changed
    if (gracePeriodSeconds !== drain.gracePeriodSeconds) return [grace];
    return [marginSeconds < LEAST_MARGIN_SECONDS ? margin : sleep];
  }),
};

const longest: WorkloadRule = {
  id: "DRN-02",
  source: "D10",
  must: "The grace period is longer than the longest step, where a step that is cut is lost.",
  otherwise: "Each rollout cuts the longest calls.",
  severity: ERROR,
  check: each(({ end: { drain, gracePeriodSeconds, isRestartable } }) => {
    const { longestStepSeconds, drainSeconds, preStopSeconds = 0 } = drain;
    if (isRestartable || isLater(gracePeriodSeconds)) return [];
    return [
      ...when(gracePeriodSeconds <= preStopSeconds + longestStepSeconds, () => ({
        option: "gracePeriodSeconds",
        value: gracePeriodSeconds,
        why: `after ${preStopSeconds} s of preStop the longest step may take ${longestStepSeconds} s, and no other pod can do it again`,
        fix: `leave it out, which is ${drain.gracePeriodSeconds}, or state restartable: true`,
      })),
      ...when(drainSeconds < longestStepSeconds, () => ({
        option: "drain.drainSeconds",
        value: drainSeconds,
        why: `the process leaves before its longest step of ${longestStepSeconds} s is done, and no other pod can do it again`,
        fix: `leave it out, which is ${longestStepSeconds}, or state restartable: true`,
      })),
    ];
  }),
};

const sigterm: WorkloadRule = {
  id: "DRN-03",
  source: "U9",
  must: "A program whose SDK installs no handler of SIGTERM is stated to have one.",
  otherwise: "As process 1 it goes on taking calls until it is killed, else it dies at once; calls are cut either way.",
  severity: ERROR_IN_PROD,
  check: each(({ system, end: { handlesSigterm } }) =>
    when(handlesSigterm === false, () => ({
      option: "handlesSigterm",
      value: false,
      why: "its SDK installs no handler of SIGTERM, so calls are cut at every rollout",
      fix: `let the program stop taking work, finish, and leave on SIGTERM, and write handlesSigterm: true${system === "unpod" ? "; or start it by the wrapper" : ""}`,
    })),
  ),
};

const budget: WorkloadRule = {
  id: "DRN-04",
  source: "eviction API",
  must: "A disruption budget lets one pod go.",
  otherwise: "No node that runs one can ever be drained.",
  severity: ERROR,
  check: each(({ scale: { disruption, replicas = Infinity, scalers } }) => {
    const counts = [replicas, ...scalers.map(({ minimum }) => minimum)];
    // what Terraform knows later can't be reckoned with
    if (disruption === undefined || Object.values(disruption).some(isLater)) return [];
    if ("maxUnavailable" in disruption) {
      return when(disruption.maxUnavailable < 1, () => ({
        option: "disruption.maxUnavailable",
        value: disruption.maxUnavailable,
        why: "no pod may ever be evicted, so no node that has one can be drained",
        fix: "write 1",
      }));
    }
    if (counts.some(isLater) || disruption.minAvailable === 0) return [];
    const least = Math.min(...counts);
    return when(disruption.minAvailable >= Math.max(1, least), () => ({
      option: "disruption.minAvailable",
      value: disruption.minAvailable,
      why: `there may be ${least} pods, so none of them may ever be evicted, and no node that has one can be drained`,
      fix: "write maxUnavailable: 1, or have more pods",
    }));
  }),
};

const shellless: WorkloadRule = {
  id: "DRN-05",
  source: "kubernetes provider #2837",
  must: "What the kubelet runs in a container, before its end or as a probe, is in the image.",
  otherwise: "It fails at once: SIGTERM comes while calls still arrive, or the pod is never alive.",
  severity: ERROR,
  check: each((workload) => {
    const {
      image: { hasShell },
      end: { preStop, drain },
    } = workload;
    const seconds = drain.preStopSeconds ?? 0;
    const hook = preStop !== undefined && "command" in preStop ? preStop.command : [];
    const commands = probesOf(workload).flatMap(({ kind, probe: { action } }) =>
      "command" in action ? [{ option: `probes.${kind}`, command: action.command }] : [],
    );
    const others = workload.pod.containers.flatMap(({ option, image, preStop: wait, probes }) =>
      image.hasShell
        ? []
        : [
            ...(wait !== undefined && "command" in wait
              ? [{ option: `${option}.preStop`, command: wait.command }]
              : []),
            ...probesOf({ probes }).flatMap(({ kind, probe: { action } }) =>
              "command" in action ? [{ option: `${option}.probes.${kind}`, command: action.command }] : [],
            ),
          ],
    );
    return [
      ...[...(hasShell ? [] : [{ option: "preStop", command: hook }, ...commands]), ...others].flatMap(
        ({ option, command: [program = ""] }) =>
          when(WITH_A_SHELL.test(program), () => ({
            option,
            value: program,
            why: "the image is declared without a shell, so this is not in it, and the command fails at once",
            fix: option.endsWith("preStop")
              ? "let the program wait on a path, and give PreStop.http(<path>, <port>)"
              : "ask a path by Probe.http(<path>), or a program of the image",
          })),
      ),
      ...when(seconds > 0 && preStop === undefined, () => ({
        option: "preStop",
        why: `${seconds} s are set aside for it, and nothing waits for them: the provider has no sleep of its own`,
        fix: "give PreStop.http(<path>, <port>), or an image with a shell",
      })),
    ];
  }),
};

const wait: WorkloadRule = {
  id: "DRN-06",
  source: "helm",
  must: "What waits for a rollout waits longer than pods may take to end, where none starts before another is gone.",
  otherwise: "The apply reports a failure while pods still drain.",
  severity: ERROR,
  check: each((workload) => {
    const { kind, end } = workload;
    const { waitSeconds: value } = end;
    const least = endingSeconds(workload);
    const each =
      kind === "StatefulSet"
        ? "its pods are exchanged one after the other, which may take"
        : "its one pod is gone before the next starts, which may take";
    return when(!isLater(value) && value <= least, () => ({
      option: "waitSeconds",
      value,
      why:
        least === 0
          ? "nothing becomes ready in no time, so the apply would report a failure"
          : `${each} ${least} s before the last one starts, and the apply would report a failure before`,
      fix: `leave it out, or set more than ${least}, and what pods take to start`,
    }));
  }),
};

const beside: WorkloadRule = {
  id: "DRN-08",
  source: "kubernetes provider #2446",
  must: "A sidecar that listens goes on for as long as the agent's preStop and drain take, where a step that is cut is lost; a native one not longer.",
  otherwise:
    "It ends as soon as the agent is told to, and what the agent still works on fails without it; or a run that is done keeps its place.",
  severity: WARNING_IN_PROD,
  check: each(({ kind, charts, pod, end: { drain, isRestartable } }) => {
    // in a Job for each task and in the chart it is a native one, which is told to end when the agent has
    if (kind === "ScaledJob") {
      return pod.containers.flatMap(({ role, option, preStop }) => {
        const slept = sleepSeconds(preStop);
        return when(role === "sidecar" && slept > 0, () => ({
          option: `${option}.preStop`,
          value: `sleep ${slept}`,
          why: `it is told to end when the agent has, so each run that is done keeps its pod for ${slept} s`,
          fix: "leave it out",
        }));
      });
    }
    if (isRestartable || charts.length > 0 || !(kind === "Deployment" || kind === "StatefulSet")) return [];
    const needed = (drain.preStopSeconds ?? 0) + drain.drainSeconds;
    return pod.containers.flatMap(({ role, option, port, preStop }) => {
      const slept = sleepSeconds(preStop);
      // what waits otherwise may know when the agent is done
      const isShort = preStop === undefined || (slept > 0 && slept < needed);
      return when(role === "sidecar" && port !== undefined && needed > 0 && isShort, () => ({
        option: `${option}.preStop`,
        value: preStop === undefined ? undefined : `sleep ${slept}`,
        why: `its SIGTERM comes when the agent's comes, and the agent may go on for ${needed} s and need it`,
        fix: `give PreStop.command(["sleep", "${needed}"]), or leave port out where the agent does not use it`,
      }));
    });
  }),
};

/** The rules of draining. */
export const drainRules: readonly WorkloadRule[] = [grace, longest, sigterm, budget, shellless, wait, beside];
