// SEC, as far as rights are concerned: a pod has no more of them than it needs.
import { ERROR, WARNING } from "../../rules/index.js";
import type { ContainerSecurity } from "../description/pod.js";
import { containersOf } from "./containers.js";
import { each, type OwnBreach, when, type WorkloadRule } from "./rule.js";

const accountToken: WorkloadRule = {
  id: "SEC-06",
  source: "D4",
  must: "The token of the service account is mounted only where the program calls the Kubernetes API.",
  otherwise: "Whoever takes over the agent can ask the cluster.",
  severity: ERROR,
  check: each(({ security: { mountsServiceAccountToken, callsKubernetesApi } }) =>
    when(mountsServiceAccountToken && !callsKubernetesApi, () => ({
      option: "security.mountServiceAccountToken",
      value: true,
      why: "the workload does not call the Kubernetes API, and whoever takes it over could",
      fix: "leave it out, or state callsKubernetesApi: true",
    })),
  ),
};

const root: WorkloadRule = {
  id: "SEC-07",
  source: "D4",
  must: "No container is root, privileged, may become so, or sees files of its node.",
  otherwise: "Who breaks out of the agent has the node.",
  severity: ERROR,
  check: each((workload) => {
    const { security } = workload;
    const fix =
      "leave it out; where it must be, acknowledge SEC-07 with the reason, and give the namespace a podSecurity that lets it";
    const found = (isWrong: boolean, option: string, value: unknown, why: string): readonly OwnBreach[] =>
      when(isWrong, () => ({ option, value, why, fix }));
    return [
      ...containersOf(workload).flatMap(({ at, security: own }) => {
        // what another container has of the agent is said there
        const isOf = (name: keyof ContainerSecurity, wrong: unknown): boolean =>
          own[name] === wrong && (at === "" || security[name] !== wrong);
        const option = `${at}security`;
        return [
          ...found(isOf("runAsNonRoot", false), `${option}.runAsNonRoot`, false, "the container may run as root"),
          ...found(isOf("runAsUser", 0), `${option}.runAsUser`, 0, "user 0 is root"),
          ...found(
            isOf("privileged", true),
            `${option}.privileged`,
            true,
            "a privileged container is root on its node",
          ),
          ...found(
            !own.privileged && isOf("allowPrivilegeEscalation", true),
            `${option}.allowPrivilegeEscalation`,
            true,
            "a process may gain rights",
          ),
        ];
      }),
      ...security.hostPaths.flatMap((path, index) =>
        found(true, `security.hostPaths[${index}]`, path, "the container sees, and may change, files of its node"),
      ),
    ];
  }),
};

const writableRoot: WorkloadRule = {
  id: "SEC-08",
  source: "D4",
  must: "The root file system of a container is read only.",
  otherwise: "What gets in can stay, and change what runs.",
  severity: WARNING,
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, security: { readOnlyRootFilesystem } }) =>
      when(!readOnlyRootFilesystem && (at === "" || workload.security.readOnlyRootFilesystem), () => ({
        option: `${at}security.readOnlyRootFilesystem`,
        value: false,
        why: "what gets into the container can change its programs",
        fix: "leave it out, and write to /tmp, which is a volume of the pod",
      })),
    ),
  ),
};

/** The rules of what a pod may do. */
export const rightRules: readonly WorkloadRule[] = [accountToken, root, writableRoot];
