// OBS: what can be seen of a workload, and whether its policy lets anybody see it.
import { WARNING_IN_PROD } from "../../rules/index.js";
import { each, when, type WorkloadRule } from "./rule.js";

const said: WorkloadRule = {
  id: "OBS-01",
  source: "U12, D18",
  must: "Metrics and traces of a workload go somewhere.",
  otherwise: "What is slow, dear or wrong is learnt from its users.",
  severity: WARNING_IN_PROD,
  check: each(({ sight: { metrics, traces } }) => {
    const isSaid = (where: string | undefined): boolean => where !== undefined && where.trim() !== "";
    const missing = [...when(!isSaid(metrics), () => "metrics"), ...when(!isSaid(traces), () => "traces")];
    return when(missing.length > 0, () => ({
      option: "sight",
      value: `no ${missing.join(", no ")}`,
      why: "what is slow, dear or wrong is learnt from its users",
      fix: "say where they go under sight, as metrics and traces",
    }));
  }),
};

const seen: WorkloadRule = {
  id: "OBS-02",
  source: "U12, D18",
  must: "The policy lets metrics be read at their port, and traces go where they are sent.",
  otherwise: "Dashboards stay empty, and a scaler that looks at metrics sees none.",
  severity: WARNING_IN_PROD,
  check: each(({ network: { hasPolicy }, sight: { metrics, traces, metricsPort, isRead, isSent } }) => [
    ...when(/^\d+(\/|$)/.test(metrics ?? ""), () => ({
      option: "sight.metrics",
      value: metrics,
      why: "without a colon it is no port but a word, so the policy opens none",
      fix: `write it like ":9090/metrics"`,
    })),
    ...when(hasPolicy && !isRead, () => ({
      option: "sight.monitoring",
      value: metrics,
      why: `the policy lets nobody read the metrics at port ${metricsPort ?? 0}`,
      fix: 'name who reads them, as { namespace: "monitoring" }',
    })),
    ...when(hasPolicy && !isSent, () => ({
      option: "sight.collector",
      value: traces?.replace(/^((?:[a-z]+:\/\/)?[^/]+).*$/i, "$1"), // a path may hold a key
      why: "the policy lets the traces go nowhere, and the address does not say where in the cluster that is",
      fix: "name where it is, as { cidr, ports } or { namespace, ports }",
    })),
  ]),
};

/** The rules of what can be seen. */
export const sightRules: readonly WorkloadRule[] = [said, seen];
