// What is deployed, and that it stays the same until somebody changes it: exact chart and image versions, and values that the chart
// of that version reads.
//
// Source: the published k8s-runner charts read one env list and know a catalog from 0.10 on; nobody publishes a chart with the
// documented values, and unknown values are ignored in silence (facts of the platform, 5.2 to 5.4).
import {
  type ChartFolder,
  imageFaults,
  NOT_OF_A_FOLDER,
  OF_A_FOLDER,
  RUNNER_CHART,
  wrongFolder,
} from "../../kubernetes/index.js";
import type { ResolvedPool } from "../resolved.js";
import { own } from "../plain.js";
import { PUBLISHED_CHART } from "../resolve.js";
import { type Breach, ERROR } from "../../rules/index.js";
import { type FleetRule, type JudgedFleet, writtenSettings } from "./rule.js";

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Chart versions are exact. */
const floatingChart: FleetRule = {
  id: "fleet/floating-chart",
  must: "The version of a chart is exact: three numbers.",
  otherwise: "What is deployed would change without a change of the fleet.",
  severity: ERROR,
  unacknowledgeable: "pin an exact version",
  check: ({ fleet }) =>
    fleet.pools.flatMap(({ path, chart }) =>
      chart.version === undefined || EXACT_VERSION.test(chart.version)
        ? []
        : [
            {
              path: `${path}.chart.version`,
              value: chart.version,
              why: "the chart's version is not exact, so a plan may change by itself",
              fix: `write three numbers in quotes, as "${PUBLISHED_CHART.version}"`,
            },
          ],
    ),
};

/** Images do not move. */
const floatingImage: FleetRule = {
  id: "fleet/floating-image",
  must: "The image of a runner has an exact tag, or a digest.",
  otherwise: "A restart of the pod would run something else than was tried.",
  severity: ERROR,
  unacknowledgeable: "write an exact tag, or a digest",
  check: ({ fleet }) => fleet.pools.flatMap(({ path, chart: { image } }) => imageFaults(`${path}.chart.image`, image)),
};

/** Values are those the chart reads. */
const chartLayout: FleetRule = {
  id: "fleet/chart-layout",
  must: "The layout of a chart's values is the one that its version reads.",
  otherwise: "The chart ignores unknown values in silence: the runner starts without its token and stays pending.",
  severity: ERROR,
  unacknowledgeable: "choose the layout that the chart reads",
  check: (judged) => judged.fleet.pools.flatMap((pool) => layoutBreaches(judged, pool)),
};

function layoutBreaches(judged: JudgedFleet, { path, chart, tier }: ResolvedPool): readonly Breach[] {
  const { fleet } = judged;
  const folder = chart.path === undefined ? undefined : judged.chartFolder(chart.path);
  const version = folder?.version ?? chart.version ?? "";
  const place = { path: `${path}.chart.${folder === undefined ? "version" : "path"}`, value: chart.path ?? version };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (chart.layout === "documented") {
    if (chart.repository !== PUBLISHED_CHART.repository) return [];
    const why = "no chart published there reads the documented values: the runner would start without its token";
    return [
      {
        path: `${path}.chart.layout`,
        value: chart.layout,
        why,
        fix: "leave layout out, or name the repository of a chart that reads them",
      },
    ];
  }
  if (!EXACT_VERSION.test(version)) return [];
  if (major !== 0 || (minor !== 9 && minor !== 10)) {
    const of = folder === undefined ? "" : `, and the Chart.yaml there says ${version}`;
    const why = `the env list is what charts 0.9 and 0.10 read; values of another version may be ignored in silence${of}`;
    return [
      {
        ...place,
        why,
        fix: "pin 0.9.x or 0.10.x, or write layout: documented for a chart that reads those values",
      },
    ];
  }
  const { flavors = {}, storageClasses = {} } = own(fleet.tiers, tier) ?? {};
  if (minor !== 9 || Object.keys(flavors).length + Object.keys(storageClasses).length === 0) return [];
  const why = `charts before 0.10 have no catalog, so the flavors and storage classes of the tier ${tier} reach nobody`;
  return [{ ...place, why, fix: `pin 0.10.x, as "${PUBLISHED_CHART.version}"` }];
}

/** A chart in a folder is one of the runner, and comes from nowhere else. */
const chartOfFolder: FleetRule = {
  id: "fleet/chart-folder",
  must: `A chart by \`path\` has neither \`repository\` nor \`version\` beside it; its Chart.yaml says a version with three numbers and the name ${RUNNER_CHART}.`,
  otherwise: "Two charts are asked for at once, or none that Helm and the alerts of the pool can do with.",
  severity: ERROR,
  unacknowledgeable: "say one place, and name the folder of a chart of the runner",
  check: (judged) => [
    // what one place says contradicts itself, what two places say does not
    ...writtenSettings(judged).flatMap(({ path, settings: { chart } }) =>
      NOT_OF_A_FOLDER.filter((key) => chart?.path !== undefined && chart[key] !== undefined).map((key) => ({
        path: `${path}.chart.${key}`,
        value: chart?.[key],
        ...OF_A_FOLDER,
      })),
    ),
    ...judged.fleet.pools.flatMap(({ path, chart }) => {
      const wrong = chart.path === undefined ? undefined : folderBreach(judged.chartFolder(chart.path));
      return wrong === undefined ? [] : [{ path: `${path}.chart.path`, value: chart.path, ...wrong }];
    }),
  ],
};

function folderBreach(folder: ChartFolder): Pick<Breach, "why" | "fix"> | undefined {
  const wrong = wrongFolder(folder, "the fleet's file, or to where the program runs");
  if (wrong !== undefined || EXACT_VERSION.test(folder.version)) return wrong;
  const why = `its Chart.yaml says version ${folder.version}, which is not exact, so a plan may change by itself`;
  return { why, fix: `write three numbers there, as ${PUBLISHED_CHART.version}` };
}

/** The rules about charts and images. */
export const chartRules: readonly FleetRule[] = [floatingChart, floatingImage, chartLayout, chartOfFolder];
