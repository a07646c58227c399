// A file that a command writes, with the folders above it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./read-text.js";

/**
 * Writes a file and the folders above it.
 *
 * @throws {Error} in one sentence, when the file can't be written
 */
export function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const why = `review: ${file} can't be written (${errorCode(error)}); name a file in a folder that you may write to`;
    throw new Error(why, { cause: error });
  }
}
