// How far apart two versions of a chart are.
//
// Source: Semantic Versioning 2.0.0, §4 (before 1.0.0 a minor step may break), §11 (order).

/** A step from one version to another. */
export type VersionStep = "major" | "minor" | "patch" | "prerelease" | "downgrade" | "same" | "unknown";

interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];
}

/** The step between two versions; `unknown` when one of them is none. */
export function versionStep(before: string, after: string): VersionStep {
  const [from, to] = [parse(before), parse(after)];
  if (from === undefined || to === undefined) return "unknown";
  const order = compareVersions(from, to);
  if (order === 0) return "same";
  if (order > 0) return "downgrade";
  const [fromMajor = 0, fromMinor = 0, fromPatch = 0] = from.numbers;
  const [toMajor = 0, toMinor = 0, toPatch = 0] = to.numbers;
  if (fromMajor !== toMajor) return "major";
  if (fromMinor !== toMinor) return toMajor === 0 ? "major" : "minor";
  return fromPatch === toPatch ? "prerelease" : "patch";
}

function parse(text: string): Version | undefined {
  const [, core, prerelease] =
    /^v?(\d{1,9}\.\d{1,9}\.\d{1,9})(?:-([0-9A-Za-z.-]{1,128}))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text) ?? [];
  if (core === undefined) return undefined;
  return { numbers: core.split(".").map(Number), prerelease: prerelease?.split(".") ?? [] };
}

function compareVersions(a: Version, b: Version): number {
  const core = a.numbers.map((number, index) => number - (b.numbers[index] ?? 0)).find((step) => step !== 0);
  if (core !== undefined) return core;
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  const length = Math.max(a.prerelease.length, b.prerelease.length);
  for (let index = 0; index < length; index += 1) {
    const order = comparePart(a.prerelease[index], b.prerelease[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
