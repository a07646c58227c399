// The stand-ins served by the process that holds their clusters, for one directory that terraform runs in: a command starts a provider
// three to five times, and most of a rehearsal was processes of the stand-ins that begin.
import { attach } from "../../framework/index.js";
import { joinReattach } from "../reattach.js";
import { helmStandIn } from "./helm.js";
import { kubernetesStandIn } from "./kubernetes.js";

/** Stand-ins that listen. */
export interface AttachedStandIns {
  /** The value of TF_REATTACH_PROVIDERS by which both are found. */
  readonly reattach: string;
  close(): void;
}

/**
 * Serves both.
 *
 * @param address where the clusters are
 * @param directory where terraform runs
 */
export async function attachStandIns(address: string, directory: string): Promise<AttachedStandIns> {
  const served = await Promise.all([
    attach(helmStandIn(address, directory), "hashicorp/helm"),
    attach(kubernetesStandIn(address), "hashicorp/kubernetes"),
  ]);
  return {
    reattach: joinReattach(...served.map(({ reattach }) => reattach)),
    close: () => {
      for (const one of served) one.close();
    },
  };
}
