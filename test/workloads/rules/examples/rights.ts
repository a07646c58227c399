// What a pod may do: SEC, as far as rights are concerned.
import { HttpService } from "../../../../src/workloads/index";
import type { RuleExample } from "./example";

export const rightExamples: readonly RuleExample[] = [
  {
    rule: "SEC-06",
    what: "the token of the account for a program that asks the cluster nothing",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { mountServiceAccountToken: true } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        security: { mountServiceAccountToken: true, callsKubernetesApi: true },
      }),
    at: "answers.security.mountServiceAccountToken",
  },
  {
    rule: "SEC-07",
    what: "a container that is root",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsUser: 0 } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsUser: 10_001 } }),
    at: "answers.security.runAsUser",
  },
  ...(["privileged", "allowPrivilegeEscalation"] as const).map(
    (right): RuleExample => ({
      rule: "SEC-07",
      what: `a container with ${right}`,
      wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { [right]: true } }),
      right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { [right]: false } }),
      at: `answers.security.${right}`,
    }),
  ),
  {
    rule: "SEC-07",
    what: "a container that may be root",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsNonRoot: false } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsNonRoot: true } }),
    at: "answers.security.runAsNonRoot",
  },
  {
    rule: "SEC-07",
    what: "the socket of the node's containers",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { hostPaths: ["/var/run/docker.sock"] } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { hostPaths: [] } }),
    at: "answers.security.hostPaths[0]",
  },
  {
    rule: "SEC-08",
    what: "a root file system that can be written",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { readOnlyRootFilesystem: false } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { readOnlyRootFilesystem: true } }),
    at: "answers.security.readOnlyRootFilesystem",
  },
];
