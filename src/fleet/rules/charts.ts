// What is deployed, and that it stays the same until somebody changes it: exact chart and image versions, and values that the chart
// of that version reads.
//
// Source: the published k8s-runner charts read one env list and know a catalog from 0.10 on; nobody publishes a chart with the
// documented values, and unknown values are ignored in silence (facts of the platform, 5.2 to 5.4).
import { EXACT_IMAGE, movesBecause } from "../../kubernetes/index.js";
import type { ResolvedPool } from "../resolved.js";
import { own } from "../plain.js";
import { PUBLISHED_CHART } from "../resolve.js";
import { type Breach, ERROR, type FleetRule, type JudgedFleet } from "./rule.js";

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
      EXACT_VERSION.test(chart.version)
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
  check: ({ fleet }) =>
    fleet.pools.flatMap(({ path, chart: { image } }) => {
      const why = image === undefined ? undefined : movesBecause(image);
      return why === undefined ? [] : [{ path: `${path}.chart.image`, value: image, why, fix: EXACT_IMAGE }];
    }),
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

function layoutBreaches({ fleet }: JudgedFleet, { path, chart, tier }: ResolvedPool): readonly Breach[] {
  const [major = 0, minor = 0] = chart.version.split(".").map(Number);
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
  if (!EXACT_VERSION.test(chart.version)) return [];
  if (major !== 0 || (minor !== 9 && minor !== 10)) {
    const why = "the env list is what charts 0.9 and 0.10 read; values of another version may be ignored in silence";
    return [
      {
        path: `${path}.chart.version`,
        value: chart.version,
        why,
        fix: "pin 0.9.x or 0.10.x, or write layout: documented for a chart that reads those values",
      },
    ];
  }
  const { flavors = {}, storageClasses = {} } = own(fleet.tiers, tier) ?? {};
  if (minor !== 9 || Object.keys(flavors).length + Object.keys(storageClasses).length === 0) return [];
  const why = `charts before 0.10 have no catalog, so the flavors and storage classes of the tier ${tier} reach nobody`;
  return [
    { path: `${path}.chart.version`, value: chart.version, why, fix: `pin 0.10.x, as "${PUBLISHED_CHART.version}"` },
  ];
}

/** The rules about charts and images. */
export const chartRules: readonly FleetRule[] = [floatingChart, floatingImage, chartLayout];
