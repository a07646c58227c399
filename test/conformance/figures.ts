// What the last run of `npm run bench` measured of the provider, for the page that compares it with the Go one. Whoever runs the
// bench for a release writes the figures here, and `npm run gen` puts them into the page; `comparison.test.ts` holds them to their
// marks. `npm run bench` itself fails above a mark, on any machine.

/** A figure and the most it may be. */
export interface MeasuredFigure {
  readonly what: string;
  readonly measured: number;
  readonly mark: number;
  /** `x` for a ratio of two runs; otherwise what is counted. */
  readonly unit: "x" | "requests" | "connections" | "MB";
  /** What measures it. */
  readonly command: string;
}

/** Where they were measured. */
export const MEASURED_WITH = "node 20.20 and terraform 1.11.4 on a Linux machine of two cores";

const RUNNERS = "npm run bench -- runners";

export const figures: readonly MeasuredFigure[] = [
  {
    what: "start to handshake, packaged, against bare node of the same version",
    measured: 1.32,
    mark: 1.6,
    unit: "x",
    command: "npm run bench -- packaged",
  },
  {
    what: "plan of 1,000 existing runners at 20 ms a request, against the same at 0 ms",
    measured: 1.01,
    mark: 1.1,
    unit: "x",
    command: RUNNERS,
  },
  { what: "the plan at 20 ms: requests", measured: 20, mark: 30, unit: "requests", command: RUNNERS },
  { what: "the plan at 20 ms: connections", measured: 10, mark: 10, unit: "connections", command: RUNNERS },
  {
    what: "plan of 1,000 existing runners at 100 ms a request, against the same at 0 ms",
    measured: 1.25,
    mark: 1.35,
    unit: "x",
    command: RUNNERS,
  },
  {
    what: "plan of 1,000 existing runners at 0 ms, against the same with `-refresh=false`",
    measured: 1.17,
    mark: 1.35,
    unit: "x",
    command: RUNNERS,
  },
  {
    what: "apply of 1,000 new runners at 20 ms a request, against the same at 0 ms plus 2 s",
    measured: 0.92,
    mark: 1.15,
    unit: "x",
    command: RUNNERS,
  },
  { what: "resident memory with 1,000 runners", measured: 82, mark: 90, unit: "MB", command: RUNNERS },
];
