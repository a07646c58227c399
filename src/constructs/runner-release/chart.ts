// Which chart a runner is deployed with: where it is, its version, and the layout of its values.
//
// Source: agynio/k8s-runner (publishing by tag, chart version = app version); 0.10.15 is what platform-charts 0.17.0 bundles.
import { checkText, type Problem } from "../problems.js";
import { documentedValues, envListValues, type RunnerSettings, type ValuesLayout } from "./values.js";

/** Registry path of the published charts. */
const REPOSITORY = "oci://ghcr.io/agynio/charts";
/** Name of the chart. */
const CHART_NAME = "k8s-runner";
/** Version deployed when none is asked for. */
const DEFAULT_VERSION = "0.10.15";

/** Where a chart comes from. */
export interface RunnerChartOptions {
  /**
   * Exact version of the chart.
   *
   * @default "0.10.15"
   */
  readonly version?: string;

  /**
   * Chart repository, an `oci://` or `https://` address.
   *
   * @default "oci://ghcr.io/agynio/charts"
   */
  readonly repository?: string;
}

/** Where a chart with the documented values comes from: nobody publishes one, so its version has no default. */
export interface DocumentedChartOptions extends RunnerChartOptions {
  /** Exact version of the chart. */
  readonly version: string;
}

const checkVersion = checkText(
  (version) => /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version),
  "a chart version must be exact, so that a plan does not change by itself",
  'write it like "0.10.15"',
);
const checkEnvListVersion = checkText(
  (version) => !/^\d+\.\d+\.\d+/.test(version) || /^0\.(9|10)\./.test(version),
  "the env list layout is that of charts 0.9 and 0.10; values of another version may be ignored in silence",
  "pin 0.9.x or 0.10.x, or use RunnerChart.documented for a chart with the documented values",
);
const checkRepository = checkText(
  (address) => /^(oci|https):\/\/\S+$/.test(address),
  "it is no chart repository",
  'write it like "oci://ghcr.io/agynio/charts"',
);

/** A chart that deploys a runner. */
export class RunnerChart {
  /** Name of the chart in its repository. */
  readonly chart = CHART_NAME;

  private constructor(
    /** Chart repository. */
    readonly repository: string,
    /** Exact version. */
    readonly version: string,
    private readonly layout: ValuesLayout,
    private readonly checkLayoutVersion: typeof checkVersion,
  ) {}

  /** The published chart, 0.9 to 0.10, whose settings are one list of environment variables. */
  static envList(options: RunnerChartOptions = {}): RunnerChart {
    const { repository = REPOSITORY, version = DEFAULT_VERSION } = options;
    return new RunnerChart(repository, version, envListValues, checkEnvListVersion);
  }

  /** A chart that reads the values of the platform's documentation (`gateway.url`, `serviceToken.existingSecret`, ...). */
  static documented(options: DocumentedChartOptions): RunnerChart {
    return new RunnerChart(options.repository ?? REPOSITORY, options.version, documentedValues, () => []);
  }

  /** The chart's values for a runner. */
  values(settings: RunnerSettings): Readonly<Record<string, unknown>> {
    return this.layout(settings);
  }

  /** Whether it passes a catalog of flavors and storage classes to the runner: no chart 0.9, and no documented one, does. */
  get readsCatalog(): boolean {
    return this.layout === envListValues && !this.version.startsWith("0.9.");
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [
      ...checkRepository(`${path}.repository`, this.repository),
      ...checkVersion(`${path}.version`, this.version),
      ...this.checkLayoutVersion(`${path}.version`, this.version),
    ];
  }
}
