// Where the kubeconfig of a cluster is. The providers take a relative path from where terraform runs, which is the stack's folder, and `~`
// as the home.
//
// Source: hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (`config_path`).
import { homedir } from "node:os";
import { resolve } from "node:path";

const HOME = /^~(?=\/|$)/;

/** The path that a stack in this folder means. */
export function kubeconfigIn(stackFolder: string, path: string): string {
  return HOME.test(path) ? path : resolve(stackFolder, path);
}

/** The path with the home of this user. */
export function atHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(HOME, env["HOME"] ?? homedir());
}
