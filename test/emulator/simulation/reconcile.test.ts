// The platform's table of what becomes of a workload, at and around its thresholds.
import {
  CRASHLOOP_THRESHOLD,
  INIT_RETRY_THRESHOLD,
  judge,
  retryAfterMs,
  START_GRACE_MS,
} from "../../../src/emulator/simulation/reconcile.js";
import type { ContainerRow, WorkloadStatus } from "../../../src/emulator/store/rows.js";

const initDone: ContainerRow = { name: "init", role: "init", status: "terminated", exitCode: 0 };
const initRuns: ContainerRow = { name: "init", role: "init", status: "running" };
const main: ContainerRow = { name: "agent", role: "main", status: "running" };
const sidecarWaits: ContainerRow = { name: "mcp", role: "sidecar", status: "waiting", reason: "ImagePullBackOff" };
const waits = (container: ContainerRow, reason: string, restartCount = 0): ContainerRow => ({
  ...container,
  status: "waiting",
  reason,
  restartCount,
});
const initFails = (restartCount: number): ContainerRow => ({ ...initDone, exitCode: 1, restartCount });

it.each<[string, WorkloadStatus, ContainerRow[] | undefined, number, string]>([
  ["initialized and up", "starting", [initDone, main], 0, "running"],
  ["up but for a sidecar", "starting", [initDone, main, sidecarWaits], START_GRACE_MS, "running"],
  ["still initializing", "starting", [initRuns, waits(main, "PodInitializing")], 1e9, "unchanged"],
  ["not there while starting", "starting", undefined, 0, "start_failed"],
  ["an image not pulled just before the grace ends", "starting", [waits(main, "ErrImagePull")], 59_999, "unchanged"],
  ["an image not pulled when it ends", "starting", [waits(main, "ErrImagePull")], 60_000, "image_pull_failed"],
  ["an init image not pulled", "starting", [waits(initRuns, "ImagePullBackOff"), main], 60_000, "image_pull_failed"],
  ["a config in error just before", "starting", [waits(main, "CreateContainerError")], 59_999, "unchanged"],
  ["a config in error when it ends", "starting", [waits(main, "CreateContainerConfigError")], 60_000, "config_invalid"],
  ["an image without a valid name", "starting", [waits(main, "InvalidImageName")], 60_000, "config_invalid"],
  ["an init container after two restarts", "starting", [initFails(INIT_RETRY_THRESHOLD - 1), main], 0, "unchanged"],
  ["an init container after three", "starting", [initFails(INIT_RETRY_THRESHOLD), main], 0, "start_failed"],
  ["a crash loop while starting", "starting", [initDone, waits(main, "CrashLoopBackOff", 3)], 0, "crashloop"],
  ["healthy", "running", [initDone, main], 0, "unchanged"],
  ["a crash loop after two restarts", "running", [waits(main, "CrashLoopBackOff", 2)], 0, "unchanged"],
  ["a crash loop after three", "running", [waits(main, "CrashLoopBackOff", CRASHLOOP_THRESHOLD)], 0, "crashloop"],
  ["a sidecar's crash loop", "running", [main, waits(sidecarWaits, "CrashLoopBackOff", 9)], 0, "unchanged"],
  ["not there while running", "running", undefined, 0, "runtime_lost"],
  ["there while stopping", "stopping", [initDone, main], 0, "unchanged"],
  ["not there while stopping", "stopping", undefined, 0, "stopped"],
])("%s (%s): %s", (_name, status, containers, ageMs, expected) => {
  const verdict = judge(status, containers, ageMs);

  expect(verdict.status === "failed" ? verdict.reason : verdict.status).toBe(expected);
});

it.each([
  [1, 10],
  [2, 30],
  [3, 60],
  [4, 300],
  [5, 900],
  [9, 900],
])("waits after failure %s in a row for %s s", (failures, seconds) => {
  expect(retryAfterMs(failures)).toBe(seconds * 1000);
});
