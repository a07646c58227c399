// The policy that changes each pod of a pool's runners on its way in: selector, toleration, priority, and the accelerator on the
// agent's container alone, which is always the first one; its name differs per agent and thread.
//
// Source: text measured on Kubernetes 1.35 (v1beta1) and 1.36 (v1). JSONPatch where ApplyConfiguration refuses (selectors and
// tolerations are atomic); the parent of a path must exist, else every pod is refused; a priority class counts only together with
// its number. Kyverno's has the same fields (MutatingPolicySpec of policies.kyverno.io/v1, read) and has not been run.
import { type NodeTaint, TIER_LABEL, tolerationOf } from "./nodes.js";
import { priorityClass, type WorkloadPriority } from "./priority.js";
import type { RunnerTier } from "./runner-tier.js";
import type { FailurePolicy } from "./steering.js";

/** Whose pods are steered, and where. */
export interface PolicySubject {
  /** Name of the policy and its binding. */
  readonly name: string;
  /** The tier; it has nodes of its own. */
  readonly tier: RunnerTier;
  /** Namespace of the workloads. */
  readonly workloadNamespace: string;
  /** Namespace of the runners. */
  readonly runnerNamespace: string;
  /** Service accounts of the runners. */
  readonly serviceAccounts: readonly string[];
}

/** A MutatingAdmissionPolicy and its binding. */
export function mutatingAdmissionPolicy(
  subject: PolicySubject,
  apiVersion: string,
  failurePolicy: FailurePolicy,
): readonly object[] {
  const { name } = subject;
  return [
    {
      apiVersion,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: policySpec(subject, failurePolicy, { scope: "Namespaced" }),
    },
    {
      apiVersion,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, matchResources: { namespaceSelector: namespaceSelector(subject) } },
    },
  ];
}

/** The same as a MutatingPolicy of Kyverno, which needs no binding. */
export function kyvernoPolicy(subject: PolicySubject, failurePolicy: FailurePolicy): readonly object[] {
  const { matchConstraints, ...spec } = policySpec(subject, failurePolicy, {});
  return [
    {
      apiVersion: "policies.kyverno.io/v1",
      kind: "MutatingPolicy",
      metadata: { name: subject.name },
      spec: { ...spec, matchConstraints: { ...matchConstraints, namespaceSelector: namespaceSelector(subject) } },
    },
  ];
}

/** Namespaces that a policy of the subject is for: one, as long as it carries the label of its tier. */
export function namespaceSelector({ tier, workloadNamespace }: PolicySubject) {
  return { matchLabels: { [TIER_LABEL]: tier.name, "kubernetes.io/metadata.name": workloadNamespace } };
}

function policySpec(subject: PolicySubject, failurePolicy: FailurePolicy, scope: { readonly scope?: string }) {
  const { selector = {}, taint } = subject.tier.nodes ?? {};
  const { accelerator } = subject.tier;
  return {
    failurePolicy,
    reinvocationPolicy: "IfNeeded",
    matchConstraints: {
      resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], ...scope }],
    },
    matchConditions: [{ name: "by-runner", expression: byRunner(subject) }],
    variables: [
      { name: "sel", expression: celMap(selector) },
      ...(taint === undefined ? [] : [{ name: "hasTol", expression: hasToleration(taint) }]),
    ],
    mutations: [
      { patchType: "JSONPatch", jsonPatch: { expression: patches(subject, taint).join(" + ") } },
      ...(accelerator === undefined
        ? []
        : [
            {
              patchType: "ApplyConfiguration",
              applyConfiguration: { expression: acceleratorOnMain(accelerator.resource, accelerator.perWorkload) },
            },
          ]),
    ],
  };
}

function byRunner({ runnerNamespace, serviceAccounts }: PolicySubject): string {
  return serviceAccounts
    .map((account) => `request.userInfo.username == ${cel(`system:serviceaccount:${runnerNamespace}:${account}`)}`)
    .join(" || ");
}

function hasToleration({ key }: NodeTaint): string {
  return `object.spec.?tolerations.orValue([]).exists(t, t.?key.orValue('') == ${cel(key)})`;
}

function patches(subject: PolicySubject, taint: NodeTaint | undefined): readonly string[] {
  return [
    '(has(object.spec.nodeSelector) ? [] : [JSONPatch{op: "add", path: "/spec/nodeSelector", value: {}}])',
    'variables.sel.map(k, JSONPatch{op: "add", path: "/spec/nodeSelector/" + jsonpatch.escapeKey(k), value: variables.sel[k]})',
    ...(taint === undefined
      ? []
      : [
          '(has(object.spec.tolerations) ? [] : [JSONPatch{op: "add", path: "/spec/tolerations", value: []}])',
          `(variables.hasTol ? [] : [JSONPatch{op: "add", path: "/spec/tolerations/-", value: ${celToleration(taint)}}])`,
        ]),
    ...(subject.tier.priority === undefined ? [] : [priorityPatch(subject.name, subject.tier.priority)]),
  ];
}

function celToleration(taint: NodeTaint): string {
  const fields = Object.entries(tolerationOf(taint)).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  return `Object.spec.tolerations{${fields.join(", ")}}`;
}

/** The class alone is refused: the number that came with the default class has to go with it. */
function priorityPatch(name: string, priority: WorkloadPriority): string {
  const { value, className, preemption } = priorityClass(name, priority);
  const patch = (op: string, field: string, text: string) =>
    `JSONPatch{op: "${op}", path: "/spec/${field}", value: ${text}}`;
  return `[${[
    patch("add", "priorityClassName", JSON.stringify(className)),
    patch("replace", "priority", String(value)),
    patch("replace", "preemptionPolicy", JSON.stringify(preemption)),
  ].join(", ")}]`;
}

function acceleratorOnMain(resource: string, count: number): string {
  const amount = `{${JSON.stringify(resource)}: ${JSON.stringify(String(count))}}`;
  return (
    "Object{spec: Object.spec{containers: [Object.spec.containers{name: object.spec.containers[0].name, " +
    `resources: Object.spec.containers.resources{limits: ${amount}, requests: ${amount}}}]}}`
  );
}

function celMap(entries: Readonly<Record<string, string>>): string {
  return `{${Object.entries(entries)
    .map(([key, value]) => `${cel(key)}: ${cel(value)}`)
    .join(", ")}}`;
}

/** A text of CEL. Names, labels and resources are checked and hold no quote; a backslash is none of their characters either. */
export function cel(text: string): string {
  return `'${text}'`;
}
