// How container images are named, and which names mean another image tomorrow.
//
// Source: image references of Kubernetes (`[host[:port]/]path[:tag][@digest]`; without a tag `latest` is meant).
import type { Fault } from "./fault.js";

const REFERENCE = /^([^\s@]+?)(?::([\w][\w.-]{0,127}))?(?:@sha256:([0-9a-f]{64}))?$/;
/** Tags that are moved to newer images by habit: names of branches, and the first one or two numbers of a version. */
const MOVING_TAG =
  /^(v?\d{1,3}(\.\d{1,3})?|latest|main|master|stable|edge|nightly|dev|develop|head|canary|release)(-[A-Za-z0-9].*)?$/i;
/** What makes a tag mean one image all the same: a commit at its end, or a whole version in it. */
const EXACT_PART = /-[0-9a-f]{7,40}$|\d+\.\d+\.\d+/i;

/** The parts of an image's name. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string | undefined;
  /** Hexadecimal digits of the SHA-256. */
  readonly digest: string | undefined;
}

/** The parts of an image's name; undefined when it is none. */
export function imageReference(image: string): ImageReference | undefined {
  const [, repository = "", tag, digest] = REFERENCE.exec(image) ?? [];
  return repository === "" ? undefined : { repository, tag, digest };
}

/** What makes an image's name mean another image some day; undefined when it has an exact tag, or a digest. */
export function movesBecause(image: string): string | undefined {
  const reference = imageReference(image);
  if (reference === undefined) return "it is no name of an image";
  const { tag, digest } = reference;
  if (digest !== undefined) return undefined;
  if (tag === undefined) return "without a tag the image is whatever latest is";
  return MOVING_TAG.test(tag) && !EXACT_PART.test(tag) ? `the tag ${tag} is moved to newer images` : undefined;
}

/** What is wrong with the image of a container, which is named exactly; one that is missing is fine. */
export function imageFaults(path: string, image: string | undefined): readonly Fault[] {
  const why = image === undefined ? undefined : movesBecause(image);
  return why === undefined ? [] : [{ path, value: image, why, fix: "write an exact tag, or @sha256:<digest>" }];
}
