// Digests as files: what `review digest` wrote in another job. One that can't be read is a stack that can't be judged, never one
// without changes: the job that made it may have died.
import { basename } from "node:path";
import {
  type Digest,
  DIGEST_FORMAT,
  DIGEST_VERSION,
  digestJsonSchema,
  type Doubt,
  violations,
} from "../../review/index.js";
import { readText } from "./read-text.js";

/**
 * Reads digests.
 *
 * @throws for a file that is not there, and for two digests of one stack
 */
export function readDigests(files: readonly string[]): readonly Digest[] {
  const all = files.map((file) => ({
    file,
    digest: digestOf(file, readText(file, "a digest, as `review digest` writes it")),
  }));
  const twice = all.flatMap(({ file, digest }, index) => {
    const first = all.slice(0, index).find((other) => other.digest.stack === digest.stack);
    return first === undefined
      ? []
      : [`review report: ${first.file} and ${file} are both of stack ${digest.stack}; give one of them`];
  });
  if (twice.length > 0) throw new Error(twice.join("\n"));
  return all.map(({ digest }) => digest);
}

function digestOf(file: string, text: string): Digest {
  const stack = basename(file).replace(/(?:\.digest)?\.json$/, "");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unusable(stack, "unreadable", `The digest in ${file} is broken off or no JSON: run its job again.`);
  }
  const { format, version, stack: named } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== DIGEST_FORMAT || typeof named !== "string") {
    return unusable(stack, "unreadable", `${file} is no digest: make it with cdktf-agyn review digest.`);
  }
  if (version !== DIGEST_VERSION) {
    return unusable(
      named,
      "newer-format",
      `The digest in ${file} has version ${JSON.stringify(version)}, and this command knows ${DIGEST_VERSION}: use one version of cdktf-agyn in all jobs.`,
    );
  }
  const [violation] = violations(json, digestJsonSchema);
  // what stands there may be anything, so that only its place is said
  return violation === undefined
    ? (json as Digest)
    : unusable(
        named,
        "unreadable",
        `The digest in ${file} is not as its schema says, at ${violation.split(" ", 1)[0] ?? "$"}: run its job again.`,
      );
}

/** A digest that says nothing but why. */
function unusable(stack: string, kind: Doubt["kind"], sentence: string): Digest {
  return {
    format: DIGEST_FORMAT,
    version: DIGEST_VERSION,
    stack,
    source: { kind: "plan" },
    doubts: [{ kind, sentence }],
    changes: [],
    runners: [],
    unchanged: 0,
    drift: [],
    outputs: [],
    checks: [],
    remoteStateTokens: [],
    semantic: kind,
  };
}
