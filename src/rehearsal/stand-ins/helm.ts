// The stand-in for hashicorp/helm: a release is kept in the embedded clusters with its values merged as Helm merges them; a
// runner's chart acts there as its pod would. No chart is fetched or rendered; of a local one its Chart.yaml is read.
//
// A read asks the cluster for version, status and metadata only; what was asked for stays as the state has it. So an import knows the
// chart's name, the defaults, and neither repository nor values, and the first plan after it is an upgrade.
//
// Source: hashicorp/terraform-provider-helm 3.1 `helm/resource_helm_release.go` (`setReleaseAttributes`, `ImportState`; `set_wo`
// counts on create with a revision above 0, on update only when the revision grew, and any other update drops it, issue 1753; then
// `metadata.values` reads `{}`).
import { definitionsFor, DiagnosticError, type Provider, type Resource } from "../../framework/index.js";
import { Unknown, unknownAsNull, type Value, type ValueRecord } from "../../values/index.js";
import { type ClusterClient, clusterClient } from "../cluster-store/client.js";
import { mergeValues, type SetEntry } from "../cluster-store/helm-values.js";
import type { Release } from "../cluster-store/objects.js";
import { topLevelDefaults } from "./behaviours.js";
import { knownClusterName } from "./cluster-name.js";
import { loadSchemas } from "./load.js";
import { localChart } from "./local-chart.js";
import type { RuntimeSchema } from "./schema-from-json.js";
import { record, records, text, texts, whole } from "./records.js";
import helmSchemas from "./schemas/helm.generated.json";

/** What an import takes for every attribute that has a default. */
const DEFAULTS = topLevelDefaults("helm_release");
/** What stands for "the newest" where no version is configured: no registry is asked. */
const NEWEST = "0.0.0";

const { defineResource } = definitionsFor<ClusterClient>();

/**
 * Makes the provider.
 *
 * @param address where the clusters are, from the environment
 * @param directory where terraform runs
 */
export function helmStandIn(
  address: string | undefined,
  directory: string = process.cwd(),
): Provider<RuntimeSchema, ClusterClient> {
  const { version, provider, resources } = loadSchemas(helmSchemas, "helm");
  return {
    name: "helm",
    version,
    schema: provider,
    configure({ config }) {
      const connection = record(config)["kubernetes"] ?? {};
      if (connection instanceof Unknown) return undefined;
      const cluster = knownClusterName(record(connection));
      return cluster === undefined ? undefined : clusterClient(address, cluster);
    },
    resources: Object.fromEntries(
      Object.entries(resources).map(([type, schema]) => [type, releaseResource(schema, directory)]),
    ),
    dataSources: {},
  };
}

function releaseResource(schema: RuntimeSchema, directory: string): Resource<RuntimeSchema, ClusterClient> {
  const deploy = async (
    client: ClusterClient,
    mode: "install" | "upgrade",
    plan: ValueRecord,
    writeOnly: readonly ValueRecord[],
  ): Promise<ValueRecord> => {
    const local = localChart(text(plan["chart"]), directory);
    const state = { ...plan, version: local?.version ?? (text(plan["version"]) || NEWEST) };
    const merged = mergeValues(texts(plan["values"]), [...setsOf(plan), ...writeOnly.map(setEntry)]);
    const release = await client.call(mode, {
      namespace: text(plan["namespace"]),
      name: text(plan["name"]),
      chart: local?.name ?? chartName(text(plan["chart"])),
      version: state.version,
      ...(local && { chartFolder: local.folder }),
      values: "values" in merged ? merged.values : undefined,
      createNamespace: plan["create_namespace"] === true,
      ...(plan["wait"] === true && { waitSeconds: whole(plan["timeout"]) }),
    });
    return withServerFields(state, release);
  };
  return defineResource({
    schema,
    create({ client, plan, config }) {
      const state = record(unknownAsNull(plan as Value));
      return deploy(client, "install", state, whole(state["set_wo_revision"]) > 0 ? writeOnlyOf(config) : []);
    },
    async read({ client, state }) {
      const { namespace, name } = record(state);
      const release = await client.call("release", { namespace: text(namespace), name: text(name) });
      return release ? withServerFields({ ...record(state), version: release.version }, release) : undefined;
    },
    update({ client, plan, state, config }) {
      const after = record(unknownAsNull(plan as Value));
      const grew = whole(after["set_wo_revision"]) > whole(record(state)["set_wo_revision"]);
      return deploy(client, "upgrade", after, grew ? writeOnlyOf(config) : []);
    },
    async delete({ client, state }) {
      const { namespace, name } = record(state);
      await client.call("uninstall", { namespace: text(namespace), name: text(name) });
    },
    async importState({ id, empty, client }) {
      const [namespace = "", name = "", ...more] = id.split("/");
      if (namespace === "" || name === "" || more.length > 0) {
        const problem = `Unexpected ID format (${JSON.stringify(id)}), expected namespace/name`;
        throw new DiagnosticError("Unable to parse import identifier", `Unable to parse identifier ${id}: ${problem}`);
      }
      const release = await client.call("release", { namespace, name });
      if (!release)
        throw new DiagnosticError("Error getting release", `Unable to get Helm release ${name}: release: not found`);
      const { revision, chart, version } = release;
      const description = revision === 1 ? "Install complete" : "Upgrade complete";
      const known = { ...DEFAULTS, name, namespace, chart, version, description };
      return withServerFields({ ...record(empty), ...known }, release);
    },
  });
}

/** `oci://host/agynio/charts/k8s-runner`, `./charts/k8s-runner` and `k8s-runner` are one chart. */
function chartName(chart: string): string {
  return chart.replace(/\/+$/, "").split("/").at(-1) ?? chart;
}

function setsOf(plan: ValueRecord): SetEntry[] {
  const lists = records(plan["set_list"]).map((entry) => ({ name: text(entry["name"]), value: texts(entry["value"]) }));
  return [...records(plan["set"]).map(setEntry), ...lists, ...records(plan["set_sensitive"]).map(setEntry)];
}

function setEntry(entry: ValueRecord): SetEntry {
  return { name: text(entry["name"]), value: text(entry["value"]), type: text(entry["type"]) };
}

function writeOnlyOf(config: unknown): ValueRecord[] {
  return records(record(config)["set_wo"]);
}

function withServerFields(state: ValueRecord, release: Release): ValueRecord {
  const cloaked = whole(state["set_wo_revision"]) > 0;
  return {
    ...state,
    id: release.name,
    status: "deployed",
    manifest: null, // only with the experiment "manifest"
    resources: null,
    metadata: {
      app_version: release.version,
      chart: release.chart,
      first_deployed: release.firstDeployed,
      last_deployed: release.lastDeployed,
      name: release.name,
      namespace: release.namespace,
      notes: "",
      revision: release.revision,
      values: cloaked ? "{}" : JSON.stringify(valuesShown(state, release)),
      version: release.version,
    },
  };
}

/** The merged values as the real provider shows them: what came by `set_sensitive` is cloaked. */
function valuesShown(state: ValueRecord, { values = {} }: Release): unknown {
  const cloaked = records(state["set_sensitive"]).map((entry) => ({ ...setEntry(entry), value: "(sensitive value)" }));
  const merged = mergeValues([JSON.stringify(values)], cloaked);
  return "values" in merged ? merged.values : {};
}
