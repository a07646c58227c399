// The guard of a pool's workload namespace: a validating policy that refuses a pod which did not get what steers it. It turns a
// policy that is silently inert into a clear refusal, and keeps other pods out of the tier's nodes.
//
// Source: text measured on Kubernetes 1.35 (bad pods refused, good ones and later edits passed); `namespaceObject` is usable in
// variables and validations, not in matchConditions.
import { cel, namespaceSelector, type PolicySubject } from "./mutating-policy.js";
import { TIER_LABEL } from "./nodes.js";

const API_VERSION = "admissionregistration.k8s.io/v1";

/** What the guard asks for. */
export interface GuardOptions {
  /** Whether just one container may have the accelerator; not so where every container gets it. */
  readonly oneContainer: boolean;
}

/** A ValidatingAdmissionPolicy and its binding. */
export function guard(subject: PolicySubject, { oneContainer }: GuardOptions): readonly object[] {
  const { name, tier } = subject;
  const own = tier.accelerator?.resource;
  const refused = Object.keys(tier.accelerators).filter((resource) => tier.accelerators[resource] === 0);
  const counted = own === undefined ? refused : [own];
  const foreign = own === undefined ? counted : [tier.nodes?.taint?.key ?? own];
  const accelerators = counted.length > 0 && (own === undefined || oneContainer);
  return [
    {
      apiVersion: API_VERSION,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["pods"] },
          ],
        },
        variables: [
          { name: "tier", expression: `namespaceObject.metadata.labels[${cel(TIER_LABEL)}]` },
          { name: "tols", expression: "object.spec.?tolerations.orValue([])" },
          ...(accelerators ? [{ name: "gpus", expression: containersWith(counted) }] : []),
        ],
        validations: [
          {
            expression: selects(subject),
            messageExpression: "'pod must select nodes of tier ' + variables.tier",
          },
          {
            expression: "request.operation != 'CREATE' || !has(object.spec.nodeName)",
            message: "spec.nodeName may not be preset",
          },
          ...(foreign.length === 0 ? [] : [tolerates(subject, foreign)]),
          ...(accelerators
            ? [
                {
                  expression:
                    own === undefined
                      ? "variables.gpus == 0"
                      : `variables.gpus == (variables.tier == ${cel(tier.name)} ? 1 : 0)`,
                  messageExpression: "'containers with a GPU: ' + string(variables.gpus)",
                },
              ]
            : []),
        ],
      },
    },
    {
      apiVersion: API_VERSION,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ["Deny"],
        matchResources: { namespaceSelector: namespaceSelector(subject) },
      },
    },
  ];
}

/** The pod names every label of the tier's nodes. */
function selects({ tier }: PolicySubject): string {
  return Object.entries(tier.nodes?.selector ?? {})
    .map(([key, value]) => {
      const wanted = key === TIER_LABEL && value === tier.name ? "variables.tier" : cel(value);
      return `object.spec.?nodeSelector[${cel(key)}].orValue('') == ${wanted}`;
    })
    .join(" && ");
}

/** Only pods of a tier with accelerators tolerate the taint of their nodes; a wildcard tolerates it too. */
function tolerates({ tier }: PolicySubject, keys: readonly string[]) {
  const others = `!variables.tols.exists(t, t.?key.orValue('') in ['', ${keys.map(cel).join(", ")}])`;
  return {
    expression: tier.accelerator === undefined ? others : `variables.tier == ${cel(tier.name)} || ${others}`,
    message: `only the gpu tier may tolerate ${keys.join(", ")}`,
  };
}

/** How many containers ask for any of the accelerators. */
function containersWith(resources: readonly string[]): string {
  const asks = resources.map(
    (resource) => `c.?resources.?limits[${cel(resource)}].orValue(quantity('0')) != quantity('0')`,
  );
  return `(object.spec.containers + object.spec.?initContainers.orValue([])).filter(c, ${asks.join(" || ")}).size()`;
}
