// Findings as SARIF 2.1.0, for code scanning. GitHub opens alerts for suppressed results, too: the form that is uploaded leaves accepted
// findings out, the full form keeps them with their suppression.
//
// Source: SARIF 2.1.0 errata 01; GitHub's limits for an upload: 10 MB compressed, 25,000 results of which the top 5,000 are kept;
// of partial fingerprints it uses primaryLocationLineHash only.
import { gzipSync } from "node:zlib";
import type { RuleDescription } from "../../rules/index.js";
import type { Acceptance, PolicyDecision, Review, ReviewFinding, Risk } from "../judge/model.js";
import { jsonText } from "./json.js";
import { lineOf, type SourceMap } from "./locations.js";
import { readable } from "./visible.js";
import { asSentence, meaning, RISK_WORDS, whereIs } from "./words.js";

/** Settings of the SARIF form. */
export interface SarifOptions {
  /** Version of this package. */
  readonly version: string;
  /** All rules of a review; a finding of another is described by its id. */
  readonly rules: readonly RuleDescription[];
  /** Tells this run from those of other fleets. @default - the name of the fleet, else "fleet" */
  readonly key?: string;
  readonly sources: SourceMap;
  /** With accepted findings, and with as many results as any reader takes. @default false */
  readonly full?: boolean;
}

/** Results that GitHub keeps of an upload. */
const UPLOAD_RESULTS = 5_000;
/** Results that a file may have. */
const FILE_RESULTS = 25_000;
const FILE_BYTES_COMPRESSED = 10_000_000;

const LEVELS: Readonly<Record<Risk, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** The findings as one SARIF document; ends with a line break. */
export function renderSarif(review: Review, options: SarifOptions): string {
  const findings = review.findings.filter(({ accepted }) => options.full === true || accepted === undefined);
  let most = options.full === true ? FILE_RESULTS : UPLOAD_RESULTS;
  for (;;) {
    const text = jsonText(document(review, findings.slice(0, most), findings.length, options));
    // each result takes some hundred bytes, so that small files need not be compressed to know
    if (text.length < FILE_BYTES_COMPRESSED || gzipSync(text).length <= FILE_BYTES_COMPRESSED || most <= 1) return text;
    most = Math.floor(Math.min(most, findings.length) / 2);
  }
}

function document(review: Review, findings: readonly ReviewFinding[], all: number, options: SarifOptions): unknown {
  const rules = rulesOf(findings, options.rules);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const left = all - findings.length;
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "cdktf-agyn-review", semanticVersion: options.version, rules } },
        automationDetails: { id: `agyn-review/${readable(options.key ?? review.fleet ?? "fleet")}/` },
        invocations: [
          {
            executionSuccessful: review.verdict !== "unjudgeable",
            toolExecutionNotifications: [
              ...(review.verdict === "unjudgeable"
                ? [{ level: "error", message: { text: plain(review.sentence) } }]
                : []),
              ...(left === 0
                ? []
                : [
                    {
                      level: "warning",
                      message: { text: `${findings.length} of ${all} findings are in this file, the worst ones.` },
                    },
                  ]),
            ],
          },
        ],
        properties: {
          verdict: review.verdict,
          ...(review.decision === undefined ? {} : { policy: cleanDecision(review.decision) }),
        },
        results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? 0, options.sources)),
      },
    ],
  };
}

/** The rules that the findings are of, by id, each with the level of its worst finding. */
function rulesOf(findings: readonly ReviewFinding[], descriptions: readonly RuleDescription[]) {
  const known = new Map(descriptions.map((rule) => [rule.id, rule]));
  const worst = new Map<string, Risk>();
  for (const { rule, risk } of findings) if (!worst.has(rule)) worst.set(rule, risk);
  return [...worst]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([id, risk]) => {
      const { must = id, otherwise = id } = known.get(id) ?? {};
      return {
        id,
        shortDescription: { text: must },
        fullDescription: { text: otherwise },
        help: { text: `${must} ${otherwise}` },
        defaultConfiguration: { level: LEVELS[risk] },
      };
    });
}

function resultOf(finding: ReviewFinding, ruleIndex: number, sources: SourceMap): unknown {
  const { rule, risk, at, what, fix, others, fingerprint, accepted } = finding;
  const { file, line } = lineOf(finding, sources);
  const more = others.length === 0 ? "" : ` ${others.length} more like it.`;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[risk],
    message: { text: plain(`${what} (${whereIs(at)}).${more} ${meaning(finding)} ${asSentence(fix)}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: relativeUri(file) },
          region: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
        },
        logicalLocations: [at, ...others].slice(0, 50).map((place) => ({
          fullyQualifiedName: readable(place.path ?? place.pool ?? place.address ?? place.stack ?? "fleet"),
        })),
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1` },
    properties: {
      risk: RISK_WORDS[risk],
      ...Object.fromEntries(Object.entries<string>({ ...at }).map(([name, value]) => [name, readable(value)])),
    },
    ...(accepted === undefined ? {} : { suppressions: [suppressionOf(accepted)] }),
  };
}

/** A path as a relative URI: nothing in it is a scheme, a query or a fragment, and half a character is none. */
function relativeUri(path: string): string {
  return encodeURI(path.replace(/\p{Cs}/gu, "\ufffd")).replace(/[#?:]/g, encodeURIComponent);
}

function cleanDecision({ deniedBy, exceptions, ...rest }: PolicyDecision): unknown {
  return {
    ...rest,
    deniedBy: deniedBy.map((one) => ({ ...one, rule: readable(one.rule) })),
    exceptions: exceptions.map((one) => ({ ...one, id: readable(one.id), owner: readable(one.owner) })),
  };
}

/** A text in a message, in which brackets would begin a link (SARIF §3.11.6). */
function plain(text: string): string {
  return readable(text).replace(/[\\[\]]/g, "\\$&");
}

/** Without `status`, which an older published schema refuses. */
function suppressionOf({ by, id, reason, owner, expires }: Acceptance): unknown {
  const words = [
    reason ?? (by === "baseline" ? "in the baseline" : "its rule is off"),
    ...(id === undefined ? [] : [`exception ${id}`]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(expires === undefined ? [] : [`until ${expires}`]),
  ];
  return { kind: "external", justification: readable(words.join("; ")) };
}
