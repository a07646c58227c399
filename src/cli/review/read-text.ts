// A file of the user's as text, or one sentence.
import { readFileSync } from "node:fs";

/**
 * Reads a file.
 *
 * @param what ends the sentence: `a digest`
 * @throws in one sentence when it can't be read
 */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`review: ${file} can't be read (${errorCode(error)}); name ${what}`, { cause: error });
  }
}

/** What the system calls an error: `ENOENT`. */
export function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
}
