// The runners' processes of a cluster, played: kwok runs none. Whoever made a Deployment and however late its pod is available, its
// process starts once for each template, with the token that the Secret has at that moment.
//
// A kubelet reads a Secret when a container starts, so a changed one is only read by the next pod; one that is missing is waited for.
// A Deployment that goes or has no pods any more takes no registration along: the platform's status stays `enrolled`.
import type { PodStart } from "../../src/rehearsal/cluster-store/index";
import type { ControlPlane } from "./control-plane";
import { type Deployment, revisionOf, RUNNERS, startOf, whyNotRunning } from "./runner-process";
import { watch, type WatchEvent } from "./watch";

interface Secret {
  readonly metadata: { readonly namespace: string };
}

/** A process that presents its token. */
export type Start = Exclude<PodStart, { readonly reason: string }>;

/** Plays them until it is stopped. */
export interface Enroller {
  /**
   * Waits for the starts that are under way.
   * @throws what a start failed with that nobody was told of yet; later ones went on
   */
  idle(): Promise<void>;
  /** Ends, and throws as `idle` does. */
  stop(): Promise<void>;
}

/**
 * Plays the runners of a cluster.
 *
 * @param onStart of a process, with `namespace/name` of its Deployment; the next one waits for it
 */
export function playRunners(
  plane: ControlPlane,
  onStart: (start: Start, deployment: string) => Promise<unknown>,
): Enroller {
  const known = new Map<string, Deployment>();
  /** Template of the process that runs, by the Deployment's uid. */
  const running = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  const failures: Error[] = [];
  const idle = async (): Promise<void> => {
    await last;
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw failure;
  };

  const look = async (uid: string): Promise<void> => {
    const deployment = known.get(uid);
    if (deployment === undefined) return;
    const { replicas = 0, availableReplicas = 0 } = deployment.status;
    if (replicas === 0 && availableReplicas === 0) running.delete(uid); // a later pod is another process
    if (whyNotRunning(deployment) !== undefined || running.get(uid) === revisionOf(deployment)) return;
    const start = await startOf(plane, deployment);
    if ("reason" in start) return; // a Secret that comes later is told of
    running.set(uid, revisionOf(deployment));
    await onStart(start, `${deployment.metadata.namespace}/${deployment.metadata.name}`);
  };
  const lookSoon = (uid: string): void => {
    last = last.then(() => look(uid)).catch((error: unknown) => failures.push(error as Error));
  };
  const deployments = watch<Deployment>(plane, "deployments", ["--selector", RUNNERS], ({ type, object }) => {
    const { uid } = object.metadata;
    if (type === "DELETED") known.delete(uid);
    else known.set(uid, object);
    lookSoon(uid);
  });
  // those of service accounts and of Helm have types of their own
  const secrets = watch<Secret>(
    plane,
    "secrets",
    ["--field-selector", "type=Opaque"],
    ({ object }: WatchEvent<Secret>) => {
      for (const [uid, { metadata }] of known) if (metadata.namespace === object.metadata.namespace) lookSoon(uid);
    },
  );
  return {
    idle,
    stop: async () => {
      await Promise.all([deployments.stop(), secrets.stop()]);
      await idle();
    },
  };
}
