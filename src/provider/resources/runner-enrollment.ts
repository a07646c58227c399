// `agyn_runner_enrollment`: waits until a runner has enrolled, so that an apply that succeeds means a runner that works.
//
// The platform's status is sticky: `enrolled` means "has enrolled at least once". On a runner registered in the same apply
// that proves that its token arrived and its process reached the gateway; on an older or imported runner it proves nothing.
//
// Terraform destroys it before what it depends on, while the runner's process still lives: the place to wait for workloads to end.
//
// Source: agynio/runners `internal/server/runners.go` (EnrollRunner); the runner itself gives up after two minutes and is
// started again by Kubernetes, and a first image pull takes minutes more, hence the generous default.
import {
  attribute,
  defineSchema,
  DiagnosticError,
  parseDuration,
  requiresReplace,
  type StateOf,
  t,
  timeoutsBlock,
  useStateForUnknown,
} from "../../framework/index.js";
import { defineResource } from "../define.js";
import { fromOtherAddress } from "../state-movers.js";
import {
  beforeDelete,
  DEFAULT_DELETE_TIMEOUT,
  type Ending,
  onActiveWorkloads,
  planDestroy,
  planReplacement,
} from "./runner/on-active-workloads.js";
import { uuid } from "../validators/text.js";
import { wait } from "../waiting.js";

const DEFAULT_CREATE_TIMEOUT = "10m";
/** Looks again after this long, twice as long each time, up to the limit. */
const FIRST_POLL_MS = 250;
const LAST_POLL_MS = 5_000;

const schema = defineSchema({
  description:
    "Waits until a runner has enrolled at the platform. Make it depend on whatever starts the runner process. The status is sticky: for a runner that enrolled before, or an imported one, this proves nothing new. On timeout nothing is kept in state, and the next apply waits anew. Destroyed before what it depends on, it is the place for `on_active_workloads`.",
  attributes: {
    runner_id: attribute(t.string, {
      required: true,
      description: "UUID of the runner to wait for. Changing this waits anew, for the other runner.",
      validators: [uuid()],
      modifiers: [requiresReplace()],
    }),
    on_active_workloads: onActiveWorkloads(),
    enrolled_at: attribute(t.string, {
      computed: true,
      description:
        "When this provider saw the runner enrolled, RFC 3339 in UTC. The platform itself keeps no such time.",
      modifiers: [useStateForUnknown()],
    }),
  },
  blocks: { timeouts: timeoutsBlock({ create: DEFAULT_CREATE_TIMEOUT, delete: DEFAULT_DELETE_TIMEOUT }) },
});

type State = StateOf<typeof schema>;

function endingOf({ runner_id, on_active_workloads }: State): Ending {
  return { runnerId: runner_id, policy: on_active_workloads };
}

export const runnerEnrollmentResource = defineResource({
  schema,
  stateMovers: [fromOtherAddress("agyn_runner_enrollment", schema)],

  async modifyPlan({ client, state, replacing, diagnostics, private: privateState }) {
    const ending = state && endingOf(state);
    await planReplacement({ client, diagnostics, private: privateState, ending, replacing });
  },

  async planDelete({ client, state, diagnostics }) {
    await planDestroy({ client, diagnostics, ending: endingOf(state) });
  },

  async create({ plan, client, signal }) {
    const id = plan.runner_id;
    const timeout = plan.timeouts?.create ?? DEFAULT_CREATE_TIMEOUT;
    const deadline = performance.now() + (parseDuration(timeout) ?? 0);
    let outage = false;
    for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LAST_POLL_MS)) {
      const runner = await client.poll(`read runner ${id}`, (gateway) => gateway.runners.get(id, { signal }));
      if (runner === undefined) {
        throw new DiagnosticError(
          "Runner does not exist",
          `There is no runner ${id} to wait for. Was it deleted outside Terraform? Plan again.`,
        );
      }
      outage = runner === "unavailable";
      if (runner !== "unavailable" && runner.status === "enrolled") {
        const { on_active_workloads, timeouts } = plan;
        return { runner_id: id, on_active_workloads, enrolled_at: new Date().toISOString(), timeouts };
      }
      const left = deadline - performance.now();
      if (left <= 0) throw outage ? unreachable(id, timeout) : notEnrolled(id, timeout);
      await wait(Math.min(pause, left), signal);
    }
  },

  async read({ state, client, signal }) {
    const runner = await client.findRunner({ id: state.runner_id, signal });
    // a runner that is offline, or in a state this release does not know, has enrolled once all the same
    return runner === undefined || runner.status === "pending" ? undefined : state;
  },

  // nothing was made, so there is nothing to take away; but what runs on the runner may want to end first
  async delete({ state, client, signal }) {
    await beforeDelete(client, endingOf(state), state.timeouts?.delete ?? DEFAULT_DELETE_TIMEOUT, signal);
  },
});

function notEnrolled(id: string, timeout: string): DiagnosticError {
  return new DiagnosticError(
    "Runner has not enrolled",
    `Runner ${id} is still pending after ${timeout} (timeouts.create). Its process has not presented its token to the gateway. Look, in this order: does its pod run (kubectl get pods -l app.kubernetes.io/name=k8s-runner)? Does the Secret its SERVICE_TOKEN refers to exist, with the key it names? Is ZITI_ENABLED "true"? Is GATEWAY_ADDRESS host:port in clear text (not a URL), and reachable from the pod? Then apply again: waiting starts anew, the runner is kept.`,
  );
}

function unreachable(id: string, timeout: string): DiagnosticError {
  return new DiagnosticError(
    "Agyn is not available",
    `The gateway could not be asked about runner ${id} for the last of ${timeout} (timeouts.create). Apply again when it answers: waiting starts anew, the runner is kept.`,
  );
}
