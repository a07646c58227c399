// The settings of a runner's pod as values of the published charts: image, account, volumes, placement, and the environment that Go's
// own libraries read.
//
// Source: agynio/base-chart as in runner-pod.ts. Go: SSL_CERT_FILE takes the place of the bundle, and the folder /etc/ssl/certs is read
// all the same (crypto/x509 root_unix.go); NO_PROXY takes hosts, domains, addresses and CIDRs (golang.org/x/net/http/httpproxy);
// grpc-go dials through HTTPS_PROXY, clear text too. Kubernetes: `$(NAME)` in a value becomes what a variable of the pod's services holds.
import { RUNNER_REQUESTS } from "../../kubernetes/index.js";
import type { Gateway, TrustedAuthority } from "../gateway.js";
import type { CertificateAuthority, RunnerPodOptions, RunnerProxy } from "./runner-pod.js";

const AUTHORITY_VOLUME = "private-ca";
const AUTHORITY_FOLDER = "/etc/agyn/private-ca";
const AUTHORITY_FILE = "ca.crt";

/** Where containers of the pod find the certificates. */
const AUTHORITY: TrustedAuthority = {
  file: `${AUTHORITY_FOLDER}/${AUTHORITY_FILE}`,
  mount: { name: AUTHORITY_VOLUME, mountPath: AUTHORITY_FOLDER, readOnly: true },
};

/** Asked directly by every runner: itself, the services of the cluster, and the API server, which is dialled by its address. */
const DIRECT = ["localhost", "127.0.0.1", ".svc", ".cluster.local", "$(KUBERNETES_SERVICE_HOST)"];

/** An entry of the environment. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
}

/** The values of a pod; `image` and `serviceAccount` go into those that are there. */
export function podValues(pod: RunnerPodOptions): Readonly<Record<string, unknown>> {
  const { certificateAuthority: authority } = pod;
  return {
    resources: resourceValues(pod),
    ...filled("podAnnotations", pod.annotations),
    ...filled("podLabels", pod.labels),
    ...filled("nodeSelector", pod.nodeSelector),
    ...filled("tolerations", pod.tolerations),
    ...filled("affinity", pod.affinity),
    ...(pod.priorityClassName === undefined ? {} : { priorityClassName: pod.priorityClassName }),
    ...(authority === undefined
      ? {}
      : { extraVolumes: [authorityVolume(authority)], extraVolumeMounts: [AUTHORITY.mount] }),
  };
}

/** Containers beside the runner that trust what the runner trusts. */
export function sidecarsOf(gateway: Gateway, { certificateAuthority }: RunnerPodOptions): Gateway["sidecars"] {
  return certificateAuthority === undefined ? gateway.sidecars : gateway.sidecarsTrusting(AUTHORITY);
}

/** What the runner's own libraries read. */
export function podEnvironment(gateway: Gateway, pod: RunnerPodOptions): readonly EnvironmentEntry[] {
  return [
    ...(pod.certificateAuthority === undefined ? [] : [{ name: "SSL_CERT_FILE", value: AUTHORITY.file }]),
    ...(pod.proxy === undefined ? [] : proxyEnvironment(gateway, pod.proxy)),
  ];
}

function proxyEnvironment(gateway: Gateway, { https, http, noProxy = [] }: RunnerProxy): readonly EnvironmentEntry[] {
  const host = gateway.address.replace(/:\d+$/, "");
  const direct = [...new Set([...DIRECT, host, ...noProxy])].join(",");
  return [
    ...(https === undefined ? [] : [{ name: "HTTPS_PROXY", value: https }]),
    ...(http === undefined ? [] : [{ name: "HTTP_PROXY", value: http }]),
    { name: "NO_PROXY", value: direct },
  ];
}

function resourceValues({ resources = {} }: RunnerPodOptions): object {
  const { limitCpu, limitMemory } = resources;
  const { requestCpu = RUNNER_REQUESTS.requestCpu, requestMemory = RUNNER_REQUESTS.requestMemory } = resources;
  const limits = {
    ...(limitCpu === undefined ? {} : { cpu: limitCpu }),
    ...(limitMemory === undefined ? {} : { memory: limitMemory }),
  };
  return {
    requests: { cpu: requestCpu, memory: requestMemory },
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

function authorityVolume({ configMap, secret, key = AUTHORITY_FILE }: CertificateAuthority): object {
  const items = [{ key, path: AUTHORITY_FILE }];
  return secret === undefined
    ? { name: AUTHORITY_VOLUME, configMap: { name: configMap, items } }
    : { name: AUTHORITY_VOLUME, secret: { secretName: secret, items } };
}

function filled(name: string, value: object | undefined): Readonly<Record<string, unknown>> {
  return value === undefined || Object.keys(value).length === 0 ? {} : { [name]: value };
}
