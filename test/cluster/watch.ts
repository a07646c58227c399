// Runner Deployments of a real cluster, watched: kwok runs no process, so a runner's start is played when its Deployment has a pod
// that is available, whoever made the Deployment and however much later.
//
// Source: `kubectl get --watch --output json` prints one object after the other; each begins with a `{` and ends with a `}` of its
// own on a line.
import { spawn } from "node:child_process";
import type { ControlPlane } from "./control-plane";

/** Label of what the k8s-runner chart makes. */
export const RUNNERS = "app.kubernetes.io/name=k8s-runner";

/** A Deployment as far as it tells of the runner. */
export interface Deployment {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly name: string; readonly env?: readonly EnvironmentEntry[] }[];
      };
    };
  };
  readonly status: { readonly availableReplicas?: number };
}

/** A variable of a container. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** A watch that goes on. */
export interface Watch {
  stop(): Promise<void>;
}

/** Where an object ends. */
const END = "\n}\n";

/** Watches the runner Deployments of a cluster; tells of each that is available, again whenever it changes. */
export function watchRunners(plane: ControlPlane, onAvailable: (deployment: Deployment) => void): Watch {
  const flags = ["--all-namespaces", "--selector", RUNNERS, "--watch", "--output", "json"];
  const child = spawn(plane.kubectlPath, ["get", "deployments", ...flags], {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", KUBECONFIG: plane.kubeconfig },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf(END); end >= 0; end = text.indexOf(END)) {
      const deployment = JSON.parse(text.slice(0, end + END.length)) as Deployment;
      text = text.slice(end + END.length);
      if ((deployment.status.availableReplicas ?? 0) > 0) onAvailable(deployment);
    }
  });
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
