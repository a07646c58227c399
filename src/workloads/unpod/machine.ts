// What a machine of its own has to know of a runner, whatever supervises it there.
//
// Source: systemd.resource-control(5): `MemoryMax=` with K, M, G, T of 1,024, `CPUQuota=` as percents of one processor; the compose
// specification: byte values with b, k, m, g of 1,024, `cpus` as a number.
import { quantityValue } from "../../kubernetes/index.js";
import { textVariables } from "../records.js";
import { SecretKey } from "../secrets/secret-key.js";
import type { WorkloadDescription } from "../description/workload.js";

/** A runner on a machine of its own. */
export interface Machine {
  readonly texts: Readonly<Record<string, string>>;
  /** Variables that the environment file brings, by name: secrets, and addresses that are the machine's own. */
  readonly brought: readonly string[];
  /** How long it may take to end: nobody sends to it through a balancer, so without preStop. */
  readonly stopSeconds: number;
  /** Most memory, bytes. */
  readonly memoryBytes: number | undefined;
  /** Most processors. */
  readonly processors: number | undefined;
  /** Where systemd, or compose, reads secrets from. */
  readonly file: string;
}

/** Addresses of the cluster, which a machine outside of it does not reach. */
const OWN_ADDRESSES = ["MODEL_GATEWAY_URL"];
const KIBI = 1_024;

/**
 * A runner as it runs on a machine of its own.
 *
 * @param derived variables that are known only when all workloads are
 * @throws {Error} when a limit is no quantity
 */
export function machineOf(
  workload: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
  file = `/etc/unpod-runner/${workload.name}.env`,
): Machine {
  const { environment, end, unpod } = workload;
  const entries = Object.entries({ ...derived, ...environment }).sort(([a], [b]) => (a < b ? -1 : 1));
  const own = [...OWN_ADDRESSES, ...(unpod?.transport === "serve" ? ["UNPOD_RUNNER_URL"] : [])];
  const isOwn = (key: string): boolean => own.includes(key);
  const { preStopSeconds = 0 } = end.drain;
  return {
    texts: textVariables(Object.fromEntries(entries.filter(([key]) => !isOwn(key)))),
    brought: entries.filter(([key, value]) => value instanceof SecretKey || isOwn(key)).map(([key]) => key),
    stopSeconds: end.gracePeriodSeconds - preStopSeconds,
    memoryBytes: limit(workload, "memory", "1Gi"),
    processors: limit(workload, "cpu", "500m"),
    file,
  };
}

/** Comments on what the machine has to have. */
export function headOf({ files }: WorkloadDescription, { file, brought }: Machine): readonly string[] {
  return [
    `# ${file}, readable by root only, brings: ${brought.join(", ")}`,
    ...Object.keys(files).map((path) => `# ${path} has to be there.`),
  ];
}

function limit({ path, resources }: WorkloadDescription, kind: string, example: string): number | undefined {
  const { [kind]: text } = resources.limits;
  const value = quantityValue(text);
  if (text === undefined || value !== undefined) return value;
  throw new Error(
    `${path}: resources.limits.${kind} is ${JSON.stringify(text)}, which is no quantity, so a machine would keep to no limit; write it as ${example}.`,
  );
}

/**
 * Bytes by the largest unit of 1,024 that leaves a whole number.
 *
 * @param units from bytes on
 */
export function inUnits(bytes: number, units: readonly string[]): string {
  const whole = Math.ceil(bytes);
  const [unit = "", ...larger] = units;
  return larger.length > 0 && whole > 0 && whole % KIBI === 0 ? inUnits(whole / KIBI, larger) : `${whole}${unit}`;
}
