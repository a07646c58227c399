// A review in the form that the command line names.
import { readFileSync } from "node:fs";
import {
  renderAnnotations,
  renderCodeQuality,
  renderJson,
  renderMarkdown,
  renderSarif,
  renderTerraformReport,
  renderText,
  type Review,
  type SourceLine,
  type SourceMap,
} from "../../review/index.js";
import { packageVersion } from "../package-folder.js";
import type { FormName } from "./form-names.js";
import type { ShowOptions } from "./options.js";
import type { Pipeline } from "./pipeline.js";

/** What the forms need beside the review. */
export interface FormContext {
  readonly options: ShowOptions;
  readonly sources: SourceMap;
  readonly pipeline: Pick<Pipeline, "html" | "rules">;
  readonly terminal: { readonly color: boolean; readonly width: number };
}

/** A form of a review, and what of it did not fit. */
export interface Rendered {
  readonly text: string;
  /** A sentence when not even what must be said fits. @default - all that must be said is there */
  readonly unfit?: string;
}

/** The review in a form. */
export function render(
  form: FormName,
  review: Review,
  { options, sources, pipeline, terminal }: FormContext,
): Rendered {
  const { key, headSha, link, host } = options;
  const keyed = key === undefined ? {} : { key };
  switch (form) {
    case "text":
      return { text: renderText(review, terminal) };
    case "markdown": {
      const head = headSha === undefined ? {} : { head: headSha };
      const linked = link === undefined ? {} : { link };
      const { text, fits, cut } = renderMarkdown(review, { host, ...keyed, ...head, ...linked });
      return fits ? { text } : { text, unfit: `the findings do not fit into a comment on ${host}: ${cut.join(" ")}` };
    }
    case "html":
      return { text: pipeline.html(review, headSha) };
    case "json":
      return { text: renderJson(review) };
    case "sarif":
    case "sarif-full": {
      const { rules } = pipeline;
      return {
        text: renderSarif(review, { version: packageVersion(), rules, sources, ...keyed, full: form === "sarif-full" }),
      };
    }
    case "github":
      return { text: renderAnnotations(review, { sources }) };
    case "gitlab-codequality":
      return { text: renderCodeQuality(review, sources) };
    case "gitlab-terraform":
      return { text: renderTerraformReport(review) };
  }
}

/**
 * Reads where constructs are made: an object of `"<beginning of a construct path>": "<file>:<line>"`.
 *
 * @throws with every fault, a line each
 */
export function readSources({ locate, entry }: Pick<ShowOptions, "locate" | "entry">): SourceMap {
  if (locate === undefined) return { entry };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(locate, "utf8"));
  } catch (error) {
    throw new Error(`review: --locate ${locate} can't be read as JSON; write { "<construct path>": "<file>:<line>" }`, {
      cause: error,
    });
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new Error(`review: --locate ${locate} holds no object; write { "<construct path>": "<file>:<line>" }`);
  const faults: string[] = [];
  const paths = new Map<string, SourceLine>();
  for (const [path, place] of Object.entries(json as Readonly<Record<string, unknown>>)) {
    const [, file, line] = (typeof place === "string" ? /^(.+):([1-9]\d*)$/.exec(place) : null) ?? [];
    if (file === undefined)
      faults.push(`${path} is ${JSON.stringify(place)}; write "<file>:<line>", as in "main.ts:12"`);
    else paths.set(path, { file, line: Number(line) });
  }
  if (faults.length > 0) throw new Error(faults.map((fault) => `review: --locate ${locate}: ${fault}`).join("\n"));
  return { entry, paths };
}
