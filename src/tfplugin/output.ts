// Writing to the process's own pipes: synchronously, so that a last word is out before the process ends, and without node's
// streams, which cost a start several milliseconds and turn a reader that went away into an uncaught error.
import { writeSync } from "node:fs";

const FILE = { stdout: 1, stderr: 2 } as const;

/** Writes a text. What nobody can read any more (a closed pipe, a full disk) is dropped: it is not worth the process. */
export function writeTo(file: keyof typeof FILE, text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(FILE[file], rest));
  } catch {
    // the host has closed its end
  }
}
