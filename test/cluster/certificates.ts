// Keys and certificates of a control plane, by openssl.
//
// Source: Kubernetes, PKI certificates and requirements (a client's user and groups are CN and O; the server answers for 10.96.0.1).
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
const DAYS = ["-days", "2"];

/** One authority, a server certificate, client certificates, and a key pair for tokens of service accounts. */
export function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const authority = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=test-authority"];
  openssl("req", "-x509", ...NEW_KEY, ...authority, ...DAYS);
  const issue = (name: string, subject: string, extensions: string): void => {
    openssl("req", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
    writeFileSync(join(folder, `${name}.ext`), extensions);
    const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-out", `${name}.crt`, ...DAYS);
  };
  issue(
    "server",
    "/CN=kube-apiserver",
    "subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc\nextendedKeyUsage=serverAuth\n",
  );
  issue("admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth\n");
  issue("controller-manager", "/CN=system:kube-controller-manager", "extendedKeyUsage=clientAuth\n");
  issue("scheduler", "/CN=system:kube-scheduler", "extendedKeyUsage=clientAuth\n");
  openssl("genrsa", "-out", "accounts.key", "2048");
  openssl("rsa", "-in", "accounts.key", "-pubout", "-out", "accounts.pub");
}
