// Which chart a runner is deployed with: where it is, its version, and the layout of its values.
//
// Source: agynio/k8s-runner (publishing by tag, chart version = app version); 0.10.15 is what platform-charts 0.17.0 bundles;
// agynio/base-chart `_helpers.tpl` (an image is `<image.repository>:<image.tag>`, and knows no digest of its own).
import { chartFolder, EXACT_IMAGE, imageReference, movesBecause, RUNNER_CHART } from "../../kubernetes/index.js";
import { checkText, type Problem } from "../problems.js";
import { checkLocal } from "./local-chart.js";
import { documentedValues, envListValues, type RunnerSettings, type ValuesLayout } from "./values.js";

/** Registry path of the published charts. */
const REPOSITORY = "oci://ghcr.io/agynio/charts";
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
   * Folder of a chart of your own, relative to where the app runs, or absolute. Each stack gets a copy at synth, and its Chart.yaml
   * says the version: leave out `repository` and `version`.
   *
   * @default - the chart comes from a repository
   */
  readonly path?: string;

  /**
   * Image of the runner: with an exact tag, or a digest (`registry.example.com/k8s-runner@sha256:<digest>`).
   *
   * @default - the chart's, of the chart's version
   */
  readonly image?: string;
}

/** Where a chart with the documented values comes from: nobody publishes one, so it has a version or a path. */
export type DocumentedChartOptions = RunnerChartOptions &
  ({ /** Exact version. */ readonly version: string } | { /** Folder of the chart. */ readonly path: string });

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
  readonly chart = RUNNER_CHART;

  private constructor(
    /** Chart repository; undefined for a chart of a folder. */
    readonly repository: string | undefined,
    /** Exact version. */
    readonly version: string,
    /** Image of the runner; undefined for the chart's. */
    readonly image: string | undefined,
    /** Folder of the chart, absolute; undefined for a chart of a repository. */
    readonly folder: string | undefined,
    private readonly layout: ValuesLayout,
    private readonly checkPlace: (path: string) => readonly Problem[],
  ) {}

  /** The published chart, 0.9 to 0.10, whose settings are one list of environment variables. */
  static envList(options: RunnerChartOptions = {}): RunnerChart {
    return RunnerChart.#of(options, envListValues, checkEnvListVersion);
  }

  /** A chart that reads the values of the platform's documentation (`gateway.url`, `serviceToken.existingSecret`, ...). */
  static documented(options: DocumentedChartOptions): RunnerChart {
    return RunnerChart.#of(options, documentedValues, () => []);
  }

  static #of(options: RunnerChartOptions, layout: ValuesLayout, checkLayout: typeof checkVersion): RunnerChart {
    const local = options.path === undefined ? undefined : chartFolder(options.path);
    const { repository = local === undefined ? REPOSITORY : undefined, image } = options;
    const version = local?.version ?? options.version ?? DEFAULT_VERSION;
    const check = (path: string): readonly Problem[] => [
      ...(local === undefined ? [] : checkLocal(path, options, local)),
      ...(repository === undefined ? [] : checkRepository(`${path}.repository`, repository)),
      ...(local?.version === "" ? [] : checkVersion(`${path}.version`, version)),
      ...(local?.version === "" ? [] : checkLayout(`${path}.version`, version)),
    ];
    return new RunnerChart(repository, version, image, local?.folder, layout, check);
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
    return [...this.checkPlace(path), ...checkImage(`${path}.image`, this.image)];
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
