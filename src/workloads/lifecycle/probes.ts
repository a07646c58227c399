// Probes of agent workloads, split by what they decide: liveness kills, so it asks nobody; readiness may ask what the work needs, and
// keeps the answer for a while, because a provider's answer costs money, and its outage would take every pod from its Service at once.
//
// Source: rules D8, D9; facts 12 (article readiness); the kubelet's probe fields.

/** How a probe asks. */
export type ProbeAction =
  | {
      readonly path: string;
      readonly port: number | undefined;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly command: readonly string[] };

/** What the answer depends on. */
export type ProbeDependency = "nothing" | "stores" | "provider";

/** Settings of a probe. */
export interface ProbeOptions {
  /**
   * Port that is asked.
   *
   * @default - the workload's port
   */
  readonly port?: number;

  /**
   * Headers of the request: a server that compares hosts is asked by the address of its pod otherwise. No secrets.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * Seconds from one asking to the next.
   *
   * @default - 30 for liveness, 10 for readiness, 5 for startup
   */
  readonly periodSeconds?: number;

  /**
   * Seconds that an answer may take.
   *
   * @default 5
   */
  readonly timeoutSeconds?: number;

  /**
   * How many failures in a row count.
   *
   * @default - liveness: as many as outlast the drain and the longest step; readiness 3; startup as many as the start may take
   */
  readonly failureThreshold?: number;

  /**
   * What the program asks to answer: nothing but itself, its stores, or the provider of its models.
   *
   * @default "nothing"
   */
  readonly dependsOn?: ProbeDependency;

  /**
   * Seconds for which the program keeps the answer of what it depends on.
   *
   * @default 0
   */
  readonly cachedSeconds?: number;
}

/** Settings of a probe of a file. */
export interface HeartbeatOptions extends ProbeOptions {
  /** After how many minutes without a touch the program counts as hung, whole. @default 2 */
  readonly staleMinutes?: number;
}

const STALE_MINUTES = 2;
/** A command starts a process in the container each time. */
const HEARTBEAT_SECONDS = 60;

/** A probe. */
export class Probe {
  private constructor(
    /** How it asks. */
    readonly action: ProbeAction,
    /** Its settings, as given. */
    readonly options: ProbeOptions,
  ) {}

  /** Asks a path over HTTP. */
  static http(path: string, options: ProbeOptions = {}): Probe {
    return new Probe({ path, port: options.port, headers: options.headers ?? {} }, options);
  }

  /** Runs a command in the container: for what listens on no port. */
  static command(command: readonly string[], options: ProbeOptions = {}): Probe {
    return new Probe({ command }, options);
  }

  /**
   * Looks at a file that the program touches again and again: for what listens on no port. Needs `sh`, `test` and `find`, which
   * every base image but distroless ones has.
   *
   * @param path of the file
   */
  static heartbeat(path: string, { staleMinutes = STALE_MINUTES, ...options }: HeartbeatOptions = {}): Probe {
    const touched = `test -n "$(find '${path}' -mmin -${staleMinutes})"`;
    return new Probe({ command: ["sh", "-c", touched] }, { periodSeconds: HEARTBEAT_SECONDS, ...options });
  }

  /** What the program asks to answer. */
  get dependsOn(): ProbeDependency {
    return this.options.dependsOn ?? "nothing";
  }
}

/** The probes of a workload. */
export interface Probes {
  /** Whether it has started; until then the others do not ask. */
  readonly startup: Probe | undefined;
  /** Whether it has to be started anew. */
  readonly liveness: Probe | undefined;
  /** Whether it may be sent work. */
  readonly readiness: Probe | undefined;
}

/** A probe's numbers, as they are written into the pod. */
export interface ProbeTimes {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

const TIMEOUT_SECONDS = 5;
/** Seconds from one asking to the next, where nobody says. */
export const PERIODS = { startup: 5, liveness: 30, readiness: 10 } as const;
const READINESS_FAILURES = 3;
/** Fewest failures after which a pod may be killed. */
const LIVENESS_FAILURES = 5;

/**
 * The numbers of a probe.
 *
 * @param patienceSeconds what liveness has to put up with, or startup; of readiness it does not matter
 */
export function probeTimes(kind: keyof Probes, { options }: Probe, patienceSeconds: number): ProbeTimes {
  const { periodSeconds = PERIODS[kind], timeoutSeconds = TIMEOUT_SECONDS } = options;
  const failures = {
    startup: Math.ceil(patienceSeconds / periodSeconds),
    liveness: Math.max(LIVENESS_FAILURES, Math.ceil(patienceSeconds / periodSeconds) + 1),
    readiness: READINESS_FAILURES,
  };
  return { periodSeconds, timeoutSeconds, failureThreshold: options.failureThreshold ?? failures[kind] };
}

/** The least seconds after which a probe's failures count. */
export function failsAfterSeconds({ periodSeconds, failureThreshold }: ProbeTimes): number {
  return periodSeconds * (failureThreshold - 1);
}
