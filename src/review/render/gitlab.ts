// The two reports that GitLab shows in a merge request: code quality, and the counts of its Terraform widget.
//
// Source: GitLab's code quality format (no byte order mark; equal fingerprints become one entry) and `artifacts:reports:terraform`, which
// counts a replacement as a create and a delete.
import type { Review, Risk } from "../judge/model.js";
import { jsonText } from "./json.js";
import { lineOf, type SourceMap } from "./locations.js";
import { readable } from "./visible.js";
import { asSentence, whereIs } from "./words.js";

const SEVERITIES: Readonly<Record<Risk, "blocker" | "critical" | "major" | "minor">> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
};

/** Findings that nobody accepts as a code quality report; `[]` when there are none. Ends with a line break. */
export function renderCodeQuality(review: Review, sources: SourceMap): string {
  const open = review.findings.filter(({ accepted }) => accepted === undefined);
  return jsonText(
    open.map((finding) => {
      const { file, line } = lineOf(finding, sources);
      return {
        description: readable(
          `${finding.what} (${whereIs(finding.at)}). ${asSentence(finding.consequence)} ${asSentence(finding.fix)}`,
        ),
        check_name: finding.rule,
        fingerprint: finding.fingerprint,
        severity: SEVERITIES[finding.risk],
        location: { path: file, lines: { begin: line } },
      };
    }),
  );
}

/** The counts as a Terraform report. Ends with a line break. */
export function renderTerraformReport({ counts }: Review): string {
  const { created, updated, destroyed, recreated } = counts;
  return jsonText({ create: created + recreated, update: updated, delete: destroyed + recreated });
}
