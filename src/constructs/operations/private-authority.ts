// The certificates of a private authority that a pool is given as text, as a ConfigMap beside its runners.
//
// Its name holds a digest of the certificates: a process reads them when it starts, so a runner has to restart for others (Go,
// crypto/x509: the system's roots are loaded once).
import { createHash } from "node:crypto";
import type { RunnerPodOptions } from "../runner-release/index.js";

const DIGEST_CHARS = 10;
const KEY = "ca.crt";

/** The ConfigMap; none unless certificates are given as text. */
export function authorityObjects(namespace: string, pod: RunnerPodOptions | undefined): readonly object[] {
  const { certificates, key = KEY } = pod?.certificateAuthority ?? {};
  if (certificates === undefined) return [];
  const metadata = { name: nameOf(certificates), namespace };
  return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { [key]: certificates } }];
}

/** The settings as a release takes them: certificates by the name of their ConfigMap. */
export function podWithAuthority(pod: RunnerPodOptions): RunnerPodOptions {
  const { certificates, key } = pod.certificateAuthority ?? {};
  if (certificates === undefined) return pod;
  return { ...pod, certificateAuthority: { configMap: nameOf(certificates), key } };
}

function nameOf(certificates: string): string {
  return `agyn-private-ca-${createHash("sha256").update(certificates).digest("hex").slice(0, DIGEST_CHARS)}`;
}
