// Which releases get another chart or other values.
import type { AttributeChange, Change, Shown } from "../../digest/model.js";
import { type Judged, type JudgedChange, titleOf } from "../judged.js";
import type { Risk } from "../model.js";
import { listed } from "../texts.js";
import { versionStep, type VersionStep } from "../versions.js";
import type { Found, ReviewRule } from "./rule.js";
import { runnerOfRelease } from "./tokens.js";

/** Values that are named in a finding; all are in the path diff. */
const MAX_NAMED = 3;
/** The annotation by which a pod follows its token. */
const REVISION =
  /^(?:set\[podAnnotations\.agyn\\?\.dev\/service-token-revision\](?:\.value)?|values\.podAnnotations\[agyn\.dev\/service-token-revision\])$/;
/** Characters of a value in a clause. */
const MAX_CHARS = 60;

const RISK_OF: Readonly<Record<VersionStep, Risk>> = {
  major: "high",
  downgrade: "high",
  unknown: "high",
  minor: "medium",
  prerelease: "medium",
  patch: "low",
  same: "low",
};

const WORDS: Readonly<Record<VersionStep, string>> = {
  major: "A major step may rename values and change what the runner does.",
  downgrade:
    "It goes back: what the newer chart brought goes too, and values that only it knows are ignored in silence.",
  unknown: "How far apart the versions are can't be told.",
  minor: "A minor step brings new behaviour.",
  prerelease: "It is a pre-release, or the end of one.",
  patch: "A patch corrects things.",
  same: "Only the build changes.",
};

const chart: ReviewRule = {
  id: "review/chart-changed",
  risk: "medium",
  unless: "high for a major step, a step back and another chart; low for a patch",
  must: "A chart's version changes on purpose, forwards and by small steps.",
  otherwise: "The chart ignores values that it does not know in silence, and a runner may stay pending.",
  check: (judged) => releasesOf(judged).flatMap((entry) => chartFound(judged, entry)),
};

function chartFound(judged: Judged, entry: JudgedChange): readonly Found[] {
  const version = versionOf(entry.change);
  const source = entry.change.attributes.find(
    ({ path, after }) => (path === "chart" || path === "repository") && !isLocal(after),
  );
  if (version === undefined && source === undefined) return [];
  const step = version === undefined ? "unknown" : versionStep(version.before, version.after);
  const jump = version === undefined ? "" : ` from ${version.before} to ${version.after}`;
  const kind = step === "downgrade" ? "goes back" : "goes";
  return [
    {
      at: judged.where(entry),
      risk: source === undefined ? RISK_OF[step] : "high",
      name: titleOf(entry),
      subject: [version?.before, version?.after, source?.before, source?.after],
      kind: JSON.stringify([source?.before, source?.after]),
      what:
        source === undefined
          ? `the chart of release ${titleOf(entry)} ${kind}${jump}`
          : `release ${titleOf(entry)} gets another chart${jump}`,
      many:
        source === undefined
          ? `charts ${step === "downgrade" ? "go back" : "go"}${jump}`
          : `releases get another chart${jump}`,
      consequence: `${source === undefined ? WORDS[step] : "Its values may mean something else there."} ${restart(judged, entry)}`,
      fix: "read the chart's release notes, and try it in one region first",
    },
  ];
}

const values: ReviewRule = {
  id: "review/values-changed",
  risk: "medium",
  unless: "low when no runner's pod reads them; high when no replica is left",
  must: "Values of a release change on purpose.",
  otherwise: "The runner's pod restarts with settings that nobody looked at.",
  check: (judged) =>
    releasesOf(judged).flatMap((entry) => {
      const changed = valuesOf(entry.change);
      if (changed.length === 0) return [];
      // values that are named after their own runner are the same in all
      const general = (text: string): string => text.replaceAll(titleOf(entry), "*");
      const words = listed(
        changed.map((one) => stepOf({ ...one, path: one.path.replace(/^values\./, "") })),
        MAX_NAMED,
      );
      return [
        {
          at: judged.where(entry),
          ...(isStopped(changed)
            ? { risk: "high" as const }
            : runnerOfRelease(judged, entry.change.path) === undefined
              ? { risk: "low" as const }
              : {}),
          name: titleOf(entry),
          subject: changed.map(({ path, before, after }) => [path, before, after]),
          kind: general(JSON.stringify(changed)),
          what: `values of release ${titleOf(entry)} change: ${words}`,
          many: `releases change values (${general(words)})`,
          consequence: isStopped(changed)
            ? "With no replica its pod goes and does not come back; nothing takes its work."
            : restart(judged, entry),
          fix: "look at the values one by one below",
        },
      ];
    }),
};

/** The version of a release before and after; undefined when it stays. */
export function versionOf({ attributes }: Change): { readonly before: string; readonly after: string } | undefined {
  const found = attributes.find(({ path }) => path === "version");
  if (found === undefined) return undefined;
  const [before, after] = [textOf(found.before), textOf(found.after)];
  return before === after ? undefined : { before, after };
}

/** Values of a release that change, without those that only carry a token's revision. */
export function valuesOf({ attributes }: Change): readonly AttributeChange[] {
  return attributes.filter(
    ({ path }) => /^(?:values|set|set_list|set_wo|set_sensitive)(?:$|[.[])/.test(path) && !REVISION.test(path),
  );
}

function releasesOf({ changes }: Judged): readonly JudgedChange[] {
  return changes.filter(
    ({ change }) =>
      change.type === "helm_release" &&
      ["update", "delete-create", "create-delete"].includes(change.action) &&
      !change.deposed,
  );
}

function restart(judged: Judged, { change }: JudgedChange): string {
  return runnerOfRelease(judged, change.path) === undefined
    ? "What the release made is changed in place."
    : "The runner's pod restarts; workloads that run go on.";
}

/** Whether no replica is left. */
function isStopped(changed: readonly AttributeChange[]): boolean {
  return changed.some(({ path, after }) => /(?:\.|\[)replicaCount(?:\].*)?$/.test(path) && textOf(after) === "0");
}

function isLocal(value: Shown): boolean {
  return textOf(value).startsWith("./");
}

/** A step in a clause: of long texts that begin alike only where they are. */
export function stepOf({ path, before, after }: AttributeChange): string {
  const [from, to] = [textOf(before), textOf(after)];
  return from === to ? path : `${path} ${from} -> ${to}`;
}

/** A value in a clause. */
function textOf(shown: Shown): string {
  if ("absent" in shown) return "(none)";
  if ("unknown" in shown) return "(known after the apply)";
  if ("hidden" in shown) return "(not shown)";
  const { value } = shown;
  if (typeof value === "string") return value === "" ? '""' : cut(value);
  return cut(JSON.stringify(value));
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  // never half of a character
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS).replace(/[\uD800-\uDBFF]$/, "")}...` : line;
}

/** The rules about releases. */
export const releaseRules: readonly ReviewRule[] = [chart, values];
