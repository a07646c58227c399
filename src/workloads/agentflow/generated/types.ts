// What is known of an image whose container files `agentflow build` generated.
import type { GeneratedFault } from "../description.js";

/** Texts of the generated files. */
export interface GeneratedFiles {
  /** The Dockerfile. */
  readonly dockerfile: string;
  /** docker-compose.yml. @default - not generated */
  readonly compose?: string;
  /** The Kubernetes file of newer versions. @default - not generated */
  readonly kubernetes?: string;
}

/** What generated files say. What two of them say differently is taken from the one that is deployed: Kubernetes, compose, Dockerfile. */
export interface AgentFlowBuild {
  /** Image of the Deployment, or of the compose service. */
  readonly image: string | undefined;
  /** Image that the last stage is built from. */
  readonly baseImage: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly port: number | undefined;
  readonly healthPath: string | undefined;
  /** User of the image, by number or by name. */
  readonly user: string | undefined;
  /** Processes of a pod; undefined: neither a command nor WEB_CONCURRENCY says. */
  readonly workers: number | undefined;
  /** How long a worker may go on after SIGTERM. */
  readonly gracefulSeconds: number | undefined;
  /** After how long a worker counts as hung. */
  readonly hungSeconds: number | undefined;
  /** Grace period of the pod, or of the compose service. */
  readonly gracePeriodSeconds: number | undefined;
  readonly preStopSeconds: number | undefined;
  readonly replicas: number | undefined;
  readonly resources:
    | { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> }
    | undefined;
  /** Variables by name; secrets among them are not shown. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it lacks, or has in a way that does not hold in production, and what is done about it. */
  readonly lacks: readonly BuildNote[];
  /** What keeps a file from being read; AFL-16 says it at synth. */
  readonly faults: readonly GeneratedFault[];
}

/** Something that generated files lack. */
export interface BuildNote {
  /** A short name, as `NetworkPolicy` or `image tag`. */
  readonly what: string;
  readonly why: string;
  /** What AgentFlowService does, or what is left to do. */
  readonly instead: string;
  /** Where it stands; undefined: nowhere, which is the point. */
  readonly at: { readonly file: string; readonly line: number } | undefined;
}
