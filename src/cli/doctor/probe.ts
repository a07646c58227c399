// The probe of a pool: the API server judges a pod of the pool's runner without making it, and what comes out, or why it is refused,
// is told.
//
// Source: server dry-run by impersonation shows the changed pod; with a guard in place a refused probe is the same sign (measured on
// Kubernetes 1.35 and 1.36). "An apply that succeeded is no proof": a policy may be accepted and do nothing.
import { type Check, ok, problem, skipped } from "./check.js";
import { faultsOf, praise } from "./judge-pod.js";
import type { Kubectl } from "./kubectl.js";
import type { PlacedPool } from "./placed-pool.js";
import { type Judged, probePod } from "./probe-pod.js";

/** Probes a pool as one of its runners. */
export async function probe(kubectl: Kubectl, placed: PlacedPool, runner: string): Promise<Check> {
  const { pool, cluster } = placed;
  const name = `${pool.id}: probe as ${runner}`;
  const account = `system:serviceaccount:${pool.runnerNamespace}:${runner}`;
  const flags = ["--dry-run=server", "--validate=false", "--output=json", "--filename=-"];
  const {
    ok: made,
    stdout,
    refusal,
  } = await kubectl.run(
    ["create", "--namespace", pool.workloadNamespace, `--as=${account}`, ...flags],
    JSON.stringify(probePod(cluster.steering.way === "runtimeClass" ? cluster.steering.handler : undefined)),
  );
  if (!made) return explained(name, refusal, placed);
  const faults = faultsOf(JSON.parse(stdout) as Judged, placed);
  if (faults.length === 0) return ok(name, praise(placed));
  return problem(name, faults.join("; "), whatHelps(placed).why, whatHelps(placed).fix);
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
