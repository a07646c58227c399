// `on_active_workloads`: what a destroy or replacement does while workloads run on the runner. The same for `agyn_runner` and for
// `agyn_runner_enrollment`, which Terraform destroys first, while the runner's pod still lives.
//
// - judged from the value that was applied last, which is what state holds: a change of it helps from the next apply on, and only
//   if nothing in the plan of that apply ends the object (`workload-texts.ts` says how to come by such a plan)
// - a destroy is judged by `planDelete`. A replacement for a change is judged by `modifyPlan` where it sees it. One by `-replace`
//   shows only in a second plan, with null prior state; it finds in private data what the first one left
// - a tainted object is planned without state and without private data; it is judged, like everything once more, by `delete`
//
// Source: core's PlanResourceChange, as measured with terraform 1.11.
import {
  attribute,
  type Attribute,
  type DiagnosticError,
  type Diagnostics,
  type PrivateState,
  t,
  type Validator,
} from "../../../framework/index.js";
import type { Call, Session } from "../../session.js";
import { log } from "../../log.js";
import { wait } from "../../waiting.js";
import type { Activity } from "./active-workloads.js";
import { Deadline } from "./deadline.js";
import { cannotKnow, describeActivity, hasActive, stillActive, unreachable, waits } from "./workload-texts.js";

const POLICIES = ["ignore", "refuse", "wait"] as const;

/** Looks again after this long, twice as long each time, up to the limit. */
const FIRST_POLL_MS = 1_000;
const LAST_POLL_MS = 15_000;

/** How long a destroy waits for workloads to end. */
export const DEFAULT_DELETE_TIMEOUT = "30m";

/** Private key under which a plan leaves what a second plan of a replacement has to know. */
const KEY = "ends_with";

/** What is about to end, as it was applied last. */
export interface Ending {
  readonly runnerId: string;
  /** The value of `on_active_workloads`; null is `ignore`. */
  readonly policy: string | null;
}

function policy(): Validator<string> {
  return {
    description: `One of ${POLICIES.map((known) => `\`${known}\``).join(", ")}.`,
    check: (value) =>
      POLICIES.some((known) => known === value)
        ? undefined
        : {
            summary: "Not a way to treat active workloads",
            detail: `Found ${JSON.stringify(value)}. Write "ignore" (workloads are given up), "refuse" (a destroy or replacement is an error while there are any) or "wait" (a destroy waits until none is left).`,
          },
  };
}

/** The attribute, for a resource whose end is meant. */
export function onActiveWorkloads(): Attribute<string, "optional"> {
  return attribute(t.string, {
    optional: true,
    description: `What a destroy or replacement does while workloads are starting, running or stopping on the runner: \`ignore\` gives them up, \`refuse\` makes the plan an error that names them, \`wait\` waits for their end as long as \`timeouts.delete\` allows (new ones may come meanwhile). What can not be listed counts as "can not know", and is an error with \`refuse\` and \`wait\`. The value applied last counts, also for what the same plan replaces; a change is made in place and asks nothing of the platform. To give workloads up after all, set \`ignore\` and apply that by itself first (\`terraform apply -refresh=false\`, with the rest of the configuration as it was applied last). Default: \`ignore\`.`,
    validators: [policy()],
  });
}

/** Of `modifyPlan`. */
export interface PlanningEnd {
  readonly client: Session | undefined;
  readonly private: PrivateState;
  readonly diagnostics: Diagnostics;
  /** The user's interrupt. */
  readonly signal: AbortSignal;
  /** What ends if the object is replaced; undefined where none is there. */
  readonly ending: Ending | undefined;
  readonly replacing: boolean;
}

/** Judges a replacement in a plan, and leaves behind what the second plan of one needs. */
export async function planReplacement(context: PlanningEnd): Promise<void> {
  const { ending, replacing, private: memory } = context;
  const left = memory.get(KEY) as unknown as Ending | undefined;
  memory.delete(KEY);
  if (ending === undefined) {
    if (left !== undefined) await judge({ ...context, ending: left }, "replaced");
  } else if (replacing) {
    await judge({ ...context, ending }, "replaced");
  } else if (isActive(ending)) {
    memory.set(KEY, { ...ending });
  }
}

/** Judges a destroy while it is planned. */
export async function planDestroy(
  context: Pick<PlanningEnd, "client" | "diagnostics" | "signal"> & { readonly ending: Ending },
): Promise<void> {
  await judge(context, "destroyed");
}

function isActive({ policy: chosen }: Ending): boolean {
  return chosen === "refuse" || chosen === "wait";
}

async function judge(
  {
    client,
    diagnostics,
    signal,
    ending,
  }: Pick<PlanningEnd, "client" | "diagnostics" | "signal"> & { readonly ending: Ending },
  what: string,
): Promise<void> {
  // without a client nothing can be asked; `delete` asks once more
  if (client === undefined || !isActive(ending)) return;
  const { action, call } = await look(ending, signal);
  const activity = await client.call(action, call);
  if (activity === undefined) return;
  const refusal = refusalOf(activity, ending, what);
  if (refusal) diagnostics.error(refusal.summary, refusal.detail, refusal.path);
  else if (activity.workloads.length > 0) {
    diagnostics.warning("Destroying waits for active workloads", waits(activity));
  }
}

/**
 * Holds a destroy up, or refuses it.
 *
 * @param timeout `timeouts.delete`, a Go duration
 * @throws {DiagnosticError} when workloads are there (`refuse`), stay (`wait`), or can not be ruled out
 */
export async function beforeDelete(
  client: Session,
  ending: Ending,
  timeout: string,
  signal: AbortSignal,
): Promise<void> {
  if (!isActive(ending)) return;
  const deadline = new Deadline(timeout);
  let last: Activity | undefined;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LAST_POLL_MS)) {
    const activity = await deadline.ask(signal, async (bounded) => {
      const { action, call } = await look(ending, bounded);
      // what waits bears with a gateway that can not be asked just now
      return ending.policy === "wait" ? await client.poll(action, call) : await client.call(action, call);
    });
    if (activity === undefined) return;
    const left = deadline.leftMs;
    if (activity !== "unavailable") {
      const refusal = refusalOf(activity, ending, "destroyed");
      if (refusal) throw refusal;
      if (activity.workloads.length === 0) return;
      last = activity;
      if (left > 0) log(`${describeActivity(activity)}: waiting, ${Math.ceil(left / 1000)} s more at most`);
    }
    if (left <= 0)
      throw activity === "unavailable" ? unreachable(ending.runnerId, timeout, last) : stillActive(activity, timeout);
    await wait(Math.min(pause, left), signal);
  }
}

function refusalOf(activity: Activity, ending: Ending, what: string): DiagnosticError | undefined {
  return cannotKnow(activity, what) ?? (ending.policy === "refuse" ? hasActive(activity, what) : undefined);
}

/** A look at the runner, to be called through the session: undefined where there is no such runner. */
async function look(
  { runnerId }: Ending,
  signal: AbortSignal,
): Promise<{ readonly action: string; readonly call: Call<Activity | undefined> }> {
  // whatever calls the gateway is loaded by who has a client
  const { activityOf } = await import("./active-workloads.js");
  const call: Call<Activity | undefined> = (gateway) => activityOf(gateway, runnerId, signal);
  return { action: `look for active workloads of runner ${runnerId}`, call };
}
