// The volumes of a pod and where its containers have them. The same volume of several containers is one; the root file systems are read
// only, so each container has a folder of its own at /tmp, unless it is given another there.
import type { WorkloadDescription } from "../description/workload.js";
import type { ContainerDescription } from "../description/pod.js";
import type { Volume } from "../options/volumes.js";
import type { Mount } from "./container.js";

/** Folder that every container can write to. */
export const SCRATCH = "/tmp";

/** What a user gave, as volumes of the pod. */
export function givenVolumes(workload: WorkloadDescription) {
  return [...namesOf(workload)].map(([{ source }, name]) => {
    switch (source.kind) {
      case "emptyDir":
        return { name, emptyDir: { sizeLimit: source.sizeLimit, ...(source.inMemory ? { medium: "Memory" } : {}) } };
      case "claim":
        return { name, persistentVolumeClaim: { claimName: source.name, readOnly: source.readOnly } };
      case "configMap":
        return { name, configMap: { name: source.name } };
      case "secret":
        return { name, secret: { secretName: source.name } };
    }
  });
}

/** Folders of the node, as volumes of the pod. */
export function hostVolumes({ security }: WorkloadDescription) {
  return security.hostPaths.map((path, index) => ({ name: hostName(index), hostPath: { path } }));
}

/** Where the agent has them: at the same path. */
export function hostMounts({ security }: WorkloadDescription): readonly Mount[] {
  return security.hostPaths.map((path, index) => ({ name: hostName(index), mountPath: path }));
}

const hostName = (index: number): string => `host-${index}`;

/** Where a container has what a user gave. */
export function givenMounts(
  workload: WorkloadDescription,
  volumes: Readonly<Record<string, Volume>>,
): readonly Mount[] {
  const names = namesOf(workload);
  return Object.entries(volumes).map(([mountPath, volume]) => ({
    name: names.get(volume) ?? "",
    mountPath,
    ...(volume.isWritable ? {} : { readOnly: true }),
  }));
}

/** Where a container beside the agent has its volumes. */
export function mountsOf(workload: WorkloadDescription, container: ContainerDescription): readonly Mount[] {
  return [
    ...(hasScratch(container) ? [{ name: scratchOf(container), mountPath: SCRATCH }] : []),
    ...givenMounts(workload, container.volumes),
  ];
}

/** The folders of the containers beside the agent. */
export function scratchVolumes({ pod }: WorkloadDescription) {
  return pod.containers.filter(hasScratch).map((container) => ({ name: scratchOf(container), emptyDir: {} }));
}

/** Whether a container is given the folder. */
export function hasScratch({ security, volumes }: Pick<ContainerDescription, "security" | "volumes">): boolean {
  return security.readOnlyRootFilesystem && volumes[SCRATCH] === undefined;
}

/** A name of 63 characters at most, whatever the container is called. */
const scratchOf = ({ option }: ContainerDescription): string =>
  `scratch-${option
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/-$/, "")
    .toLowerCase()}`;

/** Names by the order in which volumes are first given. */
function namesOf({ pod }: WorkloadDescription): ReadonlyMap<Volume, string> {
  const all = [pod.volumes, ...pod.containers.map(({ volumes }) => volumes)].flatMap((volumes) =>
    Object.values(volumes),
  );
  return new Map([...new Set(all)].map((volume, index) => [volume, `volume-${index}`]));
}
