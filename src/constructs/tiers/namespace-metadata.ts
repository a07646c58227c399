// Labels and annotations of one's own on a workload namespace, for what a cluster's other tools read there; those that decide
// whether workloads start are refused or checked.
//
// Source: measured on Kubernetes 1.35: below Pod Security level `privileged` every workload is refused (the overlay's side-car adds
// NET_ADMIN, and each kind of docker needs more); a whitelist of tolerations also judges those that Kubernetes adds by itself.
import { checkAnnotations, checkLabels } from "../names.js";
import type { Problem } from "../problems.js";
import { TIER_LABEL } from "./nodes.js";

/** Labels and annotations of a namespace. */
export interface NamespaceMetadata {
  /**
   * Labels.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Annotations.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Annotation of the plugin PodNodeSelector. */
export const NODE_SELECTOR_ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";
/** Annotation of the plugin PodTolerationRestriction: tolerations that each pod gets. */
export const TOLERATIONS_ANNOTATION = "scheduler.alpha.kubernetes.io/defaultTolerations";
/** Annotation of the plugin PodTolerationRestriction: tolerations that a pod may have. */
export const WHITELIST_ANNOTATION = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";

/** Tolerations that Kubernetes itself adds to pods. */
export const AUTOMATIC_TOLERATIONS = [
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" },
];

const ENFORCE_LABEL = "pod-security.kubernetes.io/enforce";

/** What is wrong with labels and annotations, if anything. */
export function checkNamespaceMetadata(path: string, metadata: NamespaceMetadata): readonly Problem[] {
  const { labels = {}, annotations = {} } = metadata;
  return [
    ...checkLabels(`${path}.labels`, labels),
    ...checkAnnotations(`${path}.annotations`, annotations),
    ...checkOwnLabels(`${path}.labels`, labels),
    ...checkWhitelist(`${path}.annotations`, annotations[WHITELIST_ANNOTATION]),
  ];
}

function checkOwnLabels(path: string, labels: Readonly<Record<string, string>>): readonly Problem[] {
  const { [ENFORCE_LABEL]: level, [TIER_LABEL]: tier } = labels;
  return [
    ...(level === undefined || level === "privileged"
      ? []
      : [
          {
            path: `${path}["${ENFORCE_LABEL}"]`,
            value: level,
            why: "the overlay's side-car adds NET_ADMIN and every kind of docker needs more, so each workload would be refused",
            fix: "leave it out; the namespace warns and audits at baseline",
          },
        ]),
    ...(tier === undefined
      ? []
      : [
          {
            path: `${path}["${TIER_LABEL}"]`,
            value: tier,
            why: "the tier sets it, and its policies go by it",
            fix: "leave it out",
          },
        ]),
  ];
}

function checkWhitelist(path: string, text: string | undefined): readonly Problem[] {
  if (text === undefined) return [];
  const at = { path: `${path}["${WHITELIST_ANNOTATION}"]`, value: text };
  const allowed = parseTolerations(text);
  if (allowed === undefined) {
    return [{ ...at, why: "it is no JSON list of tolerations", fix: "write it like [] or leave it out" }];
  }
  const missing = AUTOMATIC_TOLERATIONS.filter(
    ({ key, effect }) => !allowed.some((one) => one.key === key && (one.effect ?? effect) === effect),
  ).map(({ key, effect }) => `${key}:${effect}`);
  if (allowed.length === 0 || missing.length === 0) return []; // an empty list is no whitelist
  const why = `it lacks tolerations that Kubernetes itself adds (${missing.join(", ")}), so every pod is refused with HTTP 500`;
  return [{ ...at, why, fix: "add them, or state Steering.annotations({ strictTolerations: true })" }];
}

interface TolerationText {
  readonly key?: unknown;
  readonly effect?: unknown;
}

function parseTolerations(text: string): readonly TolerationText[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as readonly TolerationText[]) : undefined;
  } catch {
    return undefined;
  }
}
