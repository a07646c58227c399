// The Grafana dashboard of one pool, as a ConfigMap that Grafana's side-car picks up.
//
// Source: grafana/helm-charts, `sidecar.dashboards.label` (grafana_dashboard=1); JSON model of dashboards, schema version 39.
import { createHash } from "node:crypto";
import { quotaShare, volumeShare, type Watched } from "./alerts.js";
import { select } from "./series.js";

const SCHEMA_VERSION = 39;
const PANEL_WIDTH = 12;
const PANEL_HEIGHT = 8;
/** Longest uid that Grafana takes. */
const UID_CHARS = 40;

/** The labels by which Grafana's side-car finds it. */
const DASHBOARD_LABELS = { grafana_dashboard: "1" };

interface Panel {
  readonly title: string;
  readonly unit: "short" | "percentunit";
  /** PromQL by legend. */
  readonly queries: Readonly<Record<string, string>>;
}

/** The ConfigMap. `region` tells apart pools of one name in several clusters. */
export function dashboardConfigMap(
  watched: Watched,
  region: string,
  labels: Readonly<Record<string, string>> = DASHBOARD_LABELS,
): object {
  const name = `agyn-${watched.poolName}-dashboard`;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: watched.runnerNamespace, labels },
    data: { [`agyn-${watched.poolName}-${region}.json`]: JSON.stringify(dashboard(watched, region)) },
  };
}

function dashboard(watched: Watched, region: string): object {
  const key = `${region}/${watched.poolName}`;
  return {
    uid: `agyn-${createHash("sha256").update(key).digest("hex")}`.slice(0, UID_CHARS),
    title: `Agyn pool ${watched.poolName} in ${region}`,
    tags: ["agyn"],
    schemaVersion: SCHEMA_VERSION,
    time: { from: "now-6h", to: "now" },
    refresh: "1m",
    templating: { list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }] },
    panels: panelsOf(watched).map(panelJson),
  };
}

function panelsOf({ workloadNamespace: namespace, runnerNamespace }: Watched): readonly Panel[] {
  const quota = (type: string): string =>
    select("kube_resourcequota", { namespace, resourcequota: "agyn-runner", resource: "pods", type });
  return [
    {
      title: "Pods by phase",
      unit: "short",
      queries: { "{{phase}}": `sum by (phase) (${select("kube_pod_status_phase", { namespace })})` },
    },
    {
      title: "Concurrent workloads",
      unit: "short",
      queries: {
        running: `sum(${select("kube_pod_status_phase", { namespace, phase: "Running" })})`,
        ceiling: quota("hard"),
      },
    },
    {
      title: "Restarts in an hour",
      unit: "short",
      queries: {
        "{{container}}": `sum by (container) (increase(${select("kube_pod_container_status_restarts_total", { namespace })}[1h])) > 0`,
      },
    },
    { title: "Ceilings used", unit: "percentunit", queries: { "{{resource}}": quotaShare(namespace) } },
    { title: "Volumes used", unit: "percentunit", queries: { "{{persistentvolumeclaim}}": volumeShare(namespace) } },
    {
      title: "Runners available",
      unit: "short",
      queries: {
        "{{deployment}}": select("kube_deployment_status_replicas_available", { namespace: runnerNamespace }),
      },
    },
  ];
}

function panelJson({ title, unit, queries }: Panel, index: number): object {
  const datasource = { type: "prometheus", uid: "${datasource}" };
  return {
    id: index + 1,
    title,
    type: "timeseries",
    datasource,
    gridPos: {
      x: (index % 2) * PANEL_WIDTH,
      y: Math.floor(index / 2) * PANEL_HEIGHT,
      w: PANEL_WIDTH,
      h: PANEL_HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], query) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + query),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
