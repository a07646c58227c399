// Which chart a runner is deployed with: where it is, its version, and the layout of its values.
//
// Source: agynio/k8s-runner (publishing by tag, chart version = app version); 0.10.15 is what platform-charts 0.17.0 bundles;
// agynio/base-chart `_helpers.tpl` (an image is `<image.repository>:<image.tag>`, and knows no digest of its own).
import { EXACT_IMAGE, imageReference, movesBecause } from "../../kubernetes/index.js";
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

  /**
   * Image of the runner: with an exact tag, or a digest (`registry.example.com/k8s-runner@sha256:<digest>`).
   *
   * @default - the chart's, of the chart's version
   */
  readonly image?: string;
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
    /** Image of the runner; undefined for the chart's. */
    readonly image: string | undefined,
    private readonly layout: ValuesLayout,
    private readonly checkLayoutVersion: typeof checkVersion,
  ) {}

  /** The published chart, 0.9 to 0.10, whose settings are one list of environment variables. */
  static envList(options: RunnerChartOptions = {}): RunnerChart {
    const { repository = REPOSITORY, version = DEFAULT_VERSION, image } = options;
    return new RunnerChart(repository, version, image, envListValues, checkEnvListVersion);
  }

  /** A chart that reads the values of the platform's documentation (`gateway.url`, `serviceToken.existingSecret`, ...). */
  static documented(options: DocumentedChartOptions): RunnerChart {
    const { repository = REPOSITORY, version, image } = options;
    return new RunnerChart(repository, version, image, documentedValues, () => []);
  }

  /** The chart's values for a runner. */
  values(settings: RunnerSettings): Readonly<Record<string, unknown>> {
    const values = this.layout(settings);
    if (this.image === undefined) return values;
    return { ...values, image: { ...(values["image"] as object | undefined), ...imageValues(this.image) } };
  }

  /** Whether it passes a catalog of flavors and storage classes to the runner: no chart 0.9, and no documented one, does. */
  get readsCatalog(): boolean {
    return this.layout === envListValues && !this.version.startsWith("0.9.");
  }

  /** Whether it reads settings of the runner's pod. */
  get readsRunnerPod(): boolean {
    return this.layout === envListValues;
  }

  /** Whether one can say under which key of its Secret the token is; else it is under `token`. */
  get readsTokenKey(): boolean {
    return this.layout === envListValues;
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [
      ...checkRepository(`${path}.repository`, this.repository),
      ...checkVersion(`${path}.version`, this.version),
      ...this.checkLayoutVersion(`${path}.version`, this.version),
      ...checkImage(`${path}.image`, this.image),
    ];
  }
}

function checkImage(path: string, image: string | undefined): readonly Problem[] {
  const why = image === undefined ? undefined : movesBecause(image);
  return why === undefined ? [] : [{ path, value: image, why, fix: EXACT_IMAGE }];
}

/** The chart joins repository and tag with a colon and takes its own version for a tag that is missing, so a digest is cut there. */
function imageValues(image: string): Readonly<Record<string, string>> {
  const { repository = image, tag, digest } = imageReference(image) ?? {};
  if (digest === undefined) return { repository, tag: tag ?? "" };
  return tag === undefined
    ? { repository: `${repository}@sha256`, tag: digest }
    : { repository, tag: `${tag}@sha256:${digest}` };
}
