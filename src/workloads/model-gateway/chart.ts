// LiteLLM by its own chart: the values that follow from the description of the gateway, so that what the rules judge is what the chart
// is told. What the chart would do by itself and must not is switched off by name: a random master key, a Postgres with a published
// password, a Redis, hooks of a GitOps tool that is not there.
//
// Source: litellm-helm values.yaml and templates (facts 3.1); since 1.81 the chart's version is LiteLLM's (#19438).
import { escapeTemplates } from "../../constructs/index.js";
import { imageReference } from "../../kubernetes/index.js";
import { own } from "../../rules/index.js";
import type { WorkloadDescription } from "../description/workload.js";
import { affinityOf } from "../objects/affinity.js";
import { agentResources, otherVariables, preStopHandler } from "../objects/container.js";
import { checksum, NAME_LABEL, othersOf } from "../objects/pod.js";
import { templateManifest } from "../objects/pod-manifest.js";
import { strategyOf } from "../objects/runs.js";
import { scaledObjectSpec } from "../objects/scaler.js";
import { givenMounts, givenVolumes, hostMounts, hostVolumes, scratchVolumes } from "../objects/volumes.js";
import { probeTimes } from "../lifecycle/probes.js";
import { textVariables } from "../records.js";
import type { Scaling } from "../scaling/scaling.js";
import { revisionsOf } from "../secrets/read.js";
import { configOf, GATEWAY_PORT } from "./config.js";
import type { ModelGatewayProps } from "./options.js";

/** Where the chart is published. */
export const CHART_REPOSITORY = "oci://ghcr.io/berriai";
export const CHART_NAME = "litellm-helm";

type Values = Readonly<Record<string, unknown>>;

/** The values are escaped as a whole. */
const asWritten = (text: string): string => text;

/** The values of the chart: those that are derived, and over them the given ones. */
export function chartValues(
  description: WorkloadDescription,
  props: ModelGatewayProps,
  scaling: Scaling | undefined,
): Values {
  const derived = derivedValues(description, props, scaling);
  const { extraEnvVars, ...given } = props.chart?.values ?? {};
  const values = merged(derived, given);
  if (!Array.isArray(extraEnvVars)) return values;
  // a list of Helm is given whole, and ours has the keys
  return {
    ...values,
    extraEnvVars: [...(derived["extraEnvVars"] as readonly unknown[]), ...(extraEnvVars as unknown[])],
  };
}

/** The values that follow from the description. */
export function derivedValues(
  description: WorkloadDescription,
  props: ModelGatewayProps,
  scaling: Scaling | undefined,
): Values {
  const { name, image, environment, end, scale, security, probes, nodes, pod } = description;
  return {
    nameOverride: name,
    fullnameOverride: name,
    image: imageValues(image.reference),
    imagePullSecrets: (props.pullSecrets ?? []).map((secret) => ({ name: secret })),
    ...(scale.replicas === undefined ? {} : { replicaCount: scale.replicas }),
    numWorkers: scale.processesPerPod,
    serviceAccount: {
      create: true,
      name,
      automount: security.mountsServiceAccountToken,
      ...(Object.keys(pod.accountAnnotations).length === 0 ? {} : { annotations: pod.accountAnnotations }),
    },
    masterkeySecretName: props.masterKey.name,
    masterkeySecretKey: props.masterKey.key,
    proxy_config: configOf(props),
    envVars: textVariables(environment),
    extraEnvVars: otherVariables(environment, asWritten),
    logLevel: "", // LITELLM_LOG is among the variables
    service: { type: "ClusterIP", port: GATEWAY_PORT },
    ingress: { enabled: false },
    db: { deployStandalone: false, useExisting: false },
    redis: { enabled: false },
    migrationJob: { enabled: false }, // a job of ours migrates before the release
    strategy: strategyOf(pod.rollout, (part) => part),
    terminationGracePeriodSeconds: end.gracePeriodSeconds,
    ...(end.preStop === undefined
      ? {}
      : { lifecycle: { preStop: templateManifest(preStopHandler(end.preStop, asWritten)) } }),
    ...Object.fromEntries(
      (["startup", "liveness", "readiness"] as const).flatMap((kind) => {
        const probe = probes[kind];
        if (probe === undefined || !("path" in probe.action)) return [];
        const times = probeTimes(kind, probe, kind === "startup" ? pod.startSeconds : end.drain.livenessSeconds);
        return [[`${kind}Probe`, { path: probe.action.path, ...times }]];
      }),
    ),
    resources: agentResources(description),
    podSecurityContext: {
      runAsNonRoot: security.runAsNonRoot,
      ...(security.runAsUser === undefined ? {} : { runAsUser: security.runAsUser }),
      ...(pod.fsGroup === undefined ? {} : { fsGroup: pod.fsGroup }),
      seccompProfile: { type: "RuntimeDefault" },
    },
    securityContext: {
      runAsNonRoot: security.runAsNonRoot,
      ...(security.privileged ? { privileged: true } : {}),
      allowPrivilegeEscalation: security.allowPrivilegeEscalation,
      readOnlyRootFilesystem: security.readOnlyRootFilesystem,
      capabilities: { drop: ["ALL"] },
    },
    podLabels: description.labels,
    // a new revision of a Secret starts its readers anew
    podAnnotations: {
      ...description.annotations,
      ...(description.secrets.length === 0 ? {} : { "checksum/secrets": checksum(revisionsOf(description)) }),
    },
    nodeSelector: nodes.selector,
    tolerations: nodes.tolerations,
    ...besideAgent(description),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { [NAME_LABEL]: name } },
      },
    ],
    ...(scale.disruption === undefined ? {} : { pdb: { enabled: true, ...scale.disruption } }),
    autoscaling: { enabled: false },
    keda: kedaOf(description, scaling),
  };
}

/** What is beside the container of the agent, as Kubernetes has it; nothing where nothing is asked for. */
function besideAgent(description: WorkloadDescription): Values {
  const { pod } = description;
  const affinity = affinityOf(pod.affinity);
  const { init } = othersOf(description, "manifest", asWritten);
  const volume = [...hostVolumes(description), ...givenVolumes(description), ...scratchVolumes(description)];
  const volumeMount = [...hostMounts(description), ...givenMounts(description, pod.volumes)];
  const { initContainers, volumes, volumeMounts, ...rest } = templateManifest({
    ...(init.length === 0 ? {} : { initContainer: init }),
    ...(volume.length === 0 ? {} : { volume }),
    ...(volumeMount.length === 0 ? {} : { volumeMount }),
    ...(affinity === undefined ? {} : { affinity }),
  });
  return {
    ...(initContainers === undefined ? {} : { extraInitContainers: initContainers }),
    ...(volumes === undefined ? {} : { volumes }),
    ...(volumeMounts === undefined ? {} : { volumeMounts }),
    ...rest,
  };
}

/** KEDA as the chart has it, from the object that we would make. */
function kedaOf(description: WorkloadDescription, scaling: Scaling | undefined): Values {
  const [scaler] = description.scale.scalers;
  if (scaling?.by !== "keda" || scaler === undefined) return { enabled: false };
  const { triggers, advanced } = scaledObjectSpec(description, scaler, scaling);
  return {
    enabled: true,
    minReplicas: scaler.minimum,
    maxReplicas: scaler.maximum,
    triggers,
    // without its `behavior`, which the chart's template leaves out, a lost Prometheus would take pods away
    fallback: { failureThreshold: 3, replicas: scaler.maximum },
    behavior: advanced.horizontalPodAutoscalerConfig.behavior,
  };
}

/** The chart writes `repository:tag`; a digest stands behind the tag. */
function imageValues(reference: string): Values {
  const { repository = reference, tag = "", digest } = imageReference(reference) ?? {};
  return { repository, tag: digest === undefined ? tag : `${tag}@sha256:${digest}`, pullPolicy: "IfNotPresent" };
}

/** The given over the derived; objects together, anything else whole, as Helm merges values. */
function merged(derived: Values, given: Values): Values {
  const over = Object.entries(given).map(([key, value]) => {
    const below = own(derived, key);
    return [key, isObject(below) && isObject(value) ? merged(below, value) : value] as const;
  });
  return { ...derived, ...Object.fromEntries(over) };
}

/** Whether a value has members by name. */
export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As one text; what Terraform would take for a template is escaped. */
export function chartText(values: Values): string {
  return escapeTemplates(JSON.stringify(values));
}
