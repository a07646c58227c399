// The probe of a pool: the API server judges a pod of the pool's runner without making it, and what comes out, or why it is refused,
// is told.
//
// Source: server dry-run by impersonation shows the changed pod; with a guard in place a refused probe is the same sign (measured on
// Kubernetes 1.35 and 1.36). "An apply that succeeded is no proof": a policy may be accepted and do nothing.
import { at, isList } from "../../synthesized/index.js";
import { type Check, ok, problem, skipped } from "./check.js";
import { parsed } from "./json.js";
import { faultsOf, praise } from "./judge-pod.js";
import type { Kubectl } from "./kubectl.js";
import { OWN_OBJECTS, type PlacedPool } from "./placed-pool.js";
import { type Judged, probePod } from "./probe-pod.js";
import { neverFits, type TooMuch } from "./quota.js";

/** Probes a pool as one of its runners. */
export async function probe(kubectl: Kubectl, placed: PlacedPool, runner: string): Promise<Check> {
  const { pool } = placed;
  const name = `${pool.id}: probe as ${runner}`;
  const account = `system:serviceaccount:${pool.runnerNamespace}:${runner}`;
  const flags = ["--dry-run=server", "--validate=false", "--output=json", "--filename=-"];
  const {
    ok: made,
    stdout,
    refusal,
  } = await kubectl.run(
    ["create", "--namespace", pool.workloadNamespace, `--as=${account}`, ...flags],
    JSON.stringify(probePod(runtimeClassOf(placed))),
  );
  if (!made) return explained(name, refusal, placed);
  const pod = parsed(stdout);
  if (!isPod(pod)) {
    return problem(
      name,
      "what answers is no pod",
      "what a workload gets can't be told",
      "see that no sign-in or proxy stands before the API server",
    );
  }
  const faults = faultsOf(pod, placed);
  if (faults.length === 0) return ok(name, praise(placed));
  return problem(name, faults.join("; "), whatHelps(placed).why, whatHelps(placed).fix);
}

/** The class that workloads of the pool name, where it is what steers them. */
function runtimeClassOf({ cluster: { steering }, docker }: PlacedPool): string | undefined {
  return steering.way === "runtimeClass" && docker === steering.handler ? steering.handler : undefined;
}

function isPod(value: unknown): value is Judged {
  return isList(at(value, "spec", "containers"));
}

/** Why a workload comes out wrong, and what to do. */
function whatHelps({ cluster, tier, pool }: PlacedPool): { readonly why: string; readonly fix: string } {
  if (tier.nodes === undefined) {
    return {
      why: "everyday work would take places on nodes that are kept for other tiers",
      fix: `find what changes pods of namespace ${pool.workloadNamespace}: a policy, a webhook, a LimitRange or an annotation that this fleet did not write`,
    };
  }
  const why = "workloads would stay pending or run on nodes of another tier";
  const again = "apply the pool's stack again";
  switch (cluster.steering.way) {
    case "auto":
    case "mutatingAdmissionPolicy":
      return {
        why,
        fix: `see that mutatingadmissionpolicy agyn-tier-${pool.name} and its binding are there (${again}), and that the API server carries them out: before 1.36 it needs the feature gate MutatingAdmissionPolicy and admissionregistration.k8s.io/v1beta1 in its runtime-config, both`,
      };
    case "kyverno":
      return { why, fix: `see that Kyverno runs and knows MutatingPolicy agyn-tier-${pool.name}; ${again}` };
    case "annotations":
      return {
        why,
        fix: `see that the API server runs PodNodeSelector and PodTolerationRestriction, and that namespace ${pool.workloadNamespace} carries their annotations; ${again}`,
      };
    case "limitRange":
      return {
        why,
        fix: `see that the API server runs ExtendedResourceToleration, and that namespace ${pool.workloadNamespace} has its LimitRange; ${again}`,
      };
    case "runtimeClass":
      return {
        why,
        fix: `see that RuntimeClass ${cluster.steering.handler ?? ""} has the tier's scheduling; ${again}`,
      };
  }
}

/** A refusal in words: who refused, and what that says. */
function explained(name: string, refusal: string, placed: PlacedPool): Check {
  const { pool } = placed;
  const refused = `the API server refuses it: ${refusal}`;
  if (/cannot impersonate/.test(refusal)) {
    return problem(
      name,
      `your user may not impersonate the runner's service account: ${refusal}`,
      "policies go by who makes a pod, so only a probe in the runner's name shows what its workloads get",
      `have a Role in ${pool.runnerNamespace} bound to your user: apiGroups [""], resources ["serviceaccounts"], verbs ["impersonate"]`,
    );
  }
  if (/exceeded quota/.test(refusal)) {
    const tooMuch = neverFits(refusal);
    if (tooMuch.length > 0) return withoutRoom(name, tooMuch, placed);
    return skipped(name, `the pool is at its ceiling at the moment, so nothing more is judged: ${refusal}`);
  }
  if (/pods is forbidden: User "system:serviceaccount:/.test(refusal)) {
    return problem(
      name,
      refused,
      "the runner could start no workload",
      `apply the pool's stack again: it makes the Role and the RoleBinding in ${pool.workloadNamespace}`,
    );
  }
  if (/ValidatingAdmissionPolicy/.test(refusal)) {
    return problem(
      name,
      refused,
      "a guard stands in the way of a pod that did not get what steers it, so every start of this pool fails",
      whatHelps(placed).fix,
    );
  }
  if (/violates PodSecurity/.test(refusal)) {
    return problem(
      name,
      refused,
      "the overlay's side-car needs NET_ADMIN, so every start of this pool fails",
      `label namespace ${pool.workloadNamespace} pod-security.kubernetes.io/enforce=privileged, as the pool's stack does`,
    );
  }
  if (/failed quota/.test(refusal)) {
    return problem(
      name,
      refused,
      "the quota counts what the containers do not ask for, so every start of this pool fails",
      `apply the pool's stack again: its LimitRange in ${pool.workloadNamespace} gives what containers leave out`,
    );
  }
  return problem(
    name,
    refused,
    "a workload would be refused the same way",
    `look for the policy, webhook or rule that says so in namespace ${pool.workloadNamespace}`,
  );
}

/** A quota that refuses the pod however idle the pool is. */
function withoutRoom(name: string, tooMuch: readonly TooMuch[], { pool, tier }: PlacedPool): Check {
  const asked = tooMuch.map(
    ({ quota, resource, requested, limited }) =>
      `asks for ${requested} of ${resource}, and quota ${quota} has ${limited} in all`,
  );
  const strange = tooMuch
    .map(({ resource }) => resource.replace(/^requests\./, ""))
    .filter((resource) => resource.includes("/") && resource !== tier.gpu?.resource);
  const [{ quota } = { quota: "" }] = tooMuch;
  return problem(
    name,
    `the pod ${asked.join("; ")}`,
    "no workload with one container beside its main one ever fits, however idle the pool is",
    strange.length > 0
      ? `find what gives ${strange.join(" and ")} to containers of namespace ${pool.workloadNamespace} that ask for none: a LimitRange, a policy or a webhook that was not made for this pool`
      : quota === OWN_OBJECTS
        ? `give the pool a quota with room for one workload, and apply its stack`
        : `raise quota ${quota} in namespace ${pool.workloadNamespace} or take it away: the pool's stack makes ${OWN_OBJECTS} alone`,
  );
}
