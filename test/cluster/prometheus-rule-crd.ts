// The kind PrometheusRule, as far as rules of alerts need it. The API server drops a field that it does not know and warns of it; both
// show in what the clusters of a stage have observed.
//
// Source: prometheus-operator, monitoring.coreos.com/v1 (fields of a group and of a rule, the pattern of durations).

const text = { type: "string" };
const texts = { type: "object", additionalProperties: text };
const duration = {
  ...text,
  pattern: "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$",
};
const rule = {
  type: "object",
  required: ["alert", "expr"],
  properties: { alert: text, expr: text, for: duration, labels: texts, annotations: texts },
};
const group = {
  type: "object",
  required: ["name", "rules"],
  properties: { name: text, rules: { type: "array", items: rule } },
};

/** The definition of the kind. */
export const PROMETHEUS_RULE_CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "prometheusrules.monitoring.coreos.com" },
  spec: {
    group: "monitoring.coreos.com",
    scope: "Namespaced",
    names: { kind: "PrometheusRule", plural: "prometheusrules", singular: "prometheusrule" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              spec: { type: "object", properties: { groups: { type: "array", items: group } } },
            },
          },
        },
      },
    ],
  },
};
