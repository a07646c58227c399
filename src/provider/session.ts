// The provider's session with the platform, from one ConfigureProvider to the next: the gateway client, failures in words
// for users, and what was read in this session.
//
// Loaded by `configure` only; everything else imports its types.
import {
  GatewayClient,
  GatewayConfigurationError,
  GatewayError,
  isNotFound,
  isReading,
  type Membership,
  type Runner,
} from "../gateway/index.js";
import { describeConfigurationFault, type Origins, type SessionOptions } from "./configuration.js";
import { describeFailure, isTransient } from "./failures.js";
import { limitMemory } from "./memory.js";
import { MembershipReads, type WantedMembership } from "./reads/membership-reads.js";
import { RunnerReads, type WantedRunner } from "./reads/runner-reads.js";

/** One call to the platform. */
export type Call<T> = (gateway: GatewayClient) => Promise<T>;

/** A configured connection to the platform. */
export interface Session {
  /** What the provider block says of lost registrations. */
  readonly exactlyOnce: boolean;
  /** How long one call may take, over all its tries. */
  readonly requestTimeoutMs: number;
  /**
   * Makes a call.
   *
   * @param action what is being done, to begin a sentence: `register runner "a"`
   * @throws {DiagnosticError} in words for the user
   */
  call<T>(action: string, call: Call<T>): Promise<T>;
  /** As `call`, but undefined when the platform itself says that the object does not exist. */
  find<T>(action: string, call: Call<T>): Promise<T | undefined>;
  /** A runner as `find` would give it; where many are read, listings answer (`reads/runner-reads.ts`). */
  findRunner(wanted: WantedRunner): Promise<Runner | undefined>;
  /** A membership as `find` would give it; those of one organization are listed together (`reads/membership-reads.ts`). */
  findMembership(wanted: WantedMembership): Promise<Membership | undefined>;
  /** As `find`, but `"unavailable"` where the platform can not be asked just now and another try may succeed. */
  poll<T>(action: string, call: Call<T>): Promise<T | "unavailable" | undefined>;
  /** Remembers that an object was read, which happens in plan walks only. */
  markRead(id: string): void;
  wasRead(id: string): boolean;
  /** The text without tokens and header values, the session's own among them. */
  redact(text: string): string;
}

/** @throws {DiagnosticError} when the options can not be used */
export function openSession(options: SessionOptions, origins: Origins): Session {
  limitMemory();
  const gateway = createClient(
    {
      ...options,
      onCall: (rpc) => {
        if (isReading(rpc)) return;
        runners.changed();
        memberships.changed();
      },
    },
    origins,
  );
  const runners = new RunnerReads(gateway);
  const memberships = new MembershipReads(gateway);
  const read = new Set<string>();

  async function guarded<T, F>(
    action: string,
    call: Call<T>,
    tolerate: (error: unknown) => { value: F } | undefined,
  ): Promise<T | F> {
    try {
      return await call(gateway);
    } catch (error) {
      const tolerated = tolerate(error);
      if (tolerated) return tolerated.value;
      throw error instanceof GatewayError ? describeFailure(error, action) : error;
    }
  }

  const gone = (error: unknown): { value: undefined } | undefined =>
    isNotFound(error) ? { value: undefined } : undefined;
  return {
    exactlyOnce: options.exactlyOnce,
    requestTimeoutMs: options.requestTimeoutMs,
    call: (action, call) => guarded(action, call, () => undefined),
    find: (action, call) => guarded(action, call, gone),
    findRunner: (wanted) => guarded(`read runner ${wanted.id}`, () => runners.read(wanted), gone),
    findMembership: (wanted) =>
      guarded(
        `read membership ${wanted.id} of organization ${wanted.organizationId}`,
        () => memberships.read(wanted),
        gone,
      ),
    poll: (action, call) =>
      guarded(
        action,
        call,
        (error) => gone(error) ?? (isTransient(error) ? { value: "unavailable" as const } : undefined),
      ),
    markRead: (id) => void read.add(id),
    wasRead: (id) => read.has(id),
    redact: (text) => gateway.redact(text),
  };
}

function createClient(options: SessionOptions, origins: Origins): GatewayClient {
  try {
    return new GatewayClient(options);
  } catch (error) {
    throw error instanceof GatewayConfigurationError ? describeConfigurationFault(error, origins) : error;
  }
}
