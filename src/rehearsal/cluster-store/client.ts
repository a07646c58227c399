// The stand-in providers' side of the calls. What a cluster refuses becomes a diagnostic in the cluster's own words; a store
// that is not there becomes one that says who should have started it.
import { DiagnosticError } from "../../framework/index.js";
import { ADDRESS_VARIABLE, type Operation, type Operations, type RefusalBody } from "./protocol.js";

/** One cluster, as a stand-in provider uses it. */
export interface ClusterClient {
  /** Name of the cluster, made from the provider's configuration. */
  readonly cluster: string;
  /**
   * Calls an operation.
   * @throws {DiagnosticError} when the cluster refuses, or the store can not be reached
   */
  call<O extends Operation>(operation: O, input: Operations[O]["input"]): Promise<Operations[O]["answer"]>;
}

/** A client of one cluster. `address` is the value of CDKTF_AGYN_STAND_IN_URL, if any. */
export function clusterClient(address: string | undefined, cluster: string): ClusterClient {
  return {
    cluster,
    async call<O extends Operation>(operation: O, input: Operations[O]["input"]): Promise<Operations[O]["answer"]> {
      if (address === undefined || address === "") {
        throw new DiagnosticError(
          "Stand-in provider without a cluster",
          `${ADDRESS_VARIABLE} is not set. This is a stand-in for rehearsals, not the real provider: start Terraform through a rehearsal (npm start), or install the real provider from its registry.`,
        );
      }
      const response = await post(`${address}/${operation}`, { cluster, ...input });
      const body: unknown = await response.json();
      if (response.ok) return body as Operations[O]["answer"];
      throw new DiagnosticError(
        "Refused by the stand-in cluster",
        `${(body as RefusalBody).message} (cluster ${cluster})`,
      );
    },
  };
}

async function post(url: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, { method: "POST", body: JSON.stringify(body) });
  } catch (error) {
    throw new DiagnosticError(
      "Stand-in cluster not reachable",
      `Nothing answers at ${new URL(url).host}, where ${ADDRESS_VARIABLE} points. The rehearsal that started Terraform holds the stand-in clusters: is it still running?`,
      undefined,
      { cause: error },
    );
  }
}
