// What a machine of its own has to know of a runner, whatever supervises it there.
import { SecretKey } from "../secrets.js";
import type { WorkloadDescription } from "../description.js";

/** A runner on a machine of its own. */
export interface Machine {
  readonly texts: Readonly<Record<string, string>>;
  /** Variables that the environment file brings, by name: secrets, and the machine's own serving URL. */
  readonly brought: readonly string[];
  /** How long it may take to end: nobody sends to it through a balancer, so without preStop. */
  readonly stopSeconds: number;
  /** Most memory, as Kubernetes writes it. */
  readonly memory: string | undefined;
  /** Where systemd, or compose, reads secrets from. */
  readonly environmentFile: string;
}

/**
 * A runner as it runs on a machine of its own.
 *
 * @param derived variables that are known only when all workloads are
 */
export function machineOf(
  { environment, end, resources, name, unpod }: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
  environmentFile = `/etc/unpod-runner/${name}.env`,
): Machine {
  const entries = Object.entries({ ...derived, ...environment }).sort(([a], [b]) => (a < b ? -1 : 1));
  const isOwn = (key: string): boolean => key === "UNPOD_RUNNER_URL" && unpod?.transport === "serve";
  const { drainSeconds, longestStepSeconds, marginSeconds } = end.drain;
  return {
    texts: Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string" && !isOwn(entry[0])),
    ),
    brought: entries.filter(([key, value]) => value instanceof SecretKey || isOwn(key)).map(([key]) => key),
    stopSeconds: Math.max(drainSeconds, longestStepSeconds) + marginSeconds,
    memory: resources.limits["memory"],
    environmentFile,
  };
}
