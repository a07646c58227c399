// What is wrong with the settings of a runner's pod beside its chart and what is made of them.
import { POD_UNREAD, runnerPodFaults } from "../../kubernetes/index.js";
import { type Problem, problemsOf } from "../problems.js";
import type { RunnerPodOptions } from "./runner-pod.js";

/** What is wrong with the settings of a runner's pod, if anything. `isRead`: whether the chart reads them. */
export function checkRunnerPod(path: string, pod: RunnerPodOptions, isRead: boolean): readonly Problem[] {
  if (isRead) return problemsOf(runnerPodFaults(path, pod));
  return [{ path, value: Object.keys(pod), why: POD_UNREAD, fix: "leave it out, or use RunnerChart.envList()" }];
}

/** Certificates as text for a release alone, which makes no ConfigMap. */
export function checkNoCertificates(path: string, pod: RunnerPodOptions | undefined): readonly Problem[] {
  if (pod?.certificateAuthority?.certificates === undefined) return [];
  const why = "a release makes no ConfigMap of certificates; a pool does";
  const fix = "give configMap or secret";
  return [{ path: `${path}.certificateAuthority.certificates`, value: "[hidden]", why, fix }];
}
