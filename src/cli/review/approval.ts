// The record of what a review looked at, written beside its forms.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Digest, jsonText, recordOf, type Review } from "../../review/index.js";
import { packageVersion } from "../package-folder.js";
import type { ShowOptions } from "./options.js";
import type { Apps } from "./pipeline.js";
import { write } from "./write.js";

/**
 * Writes the record; answers in a sentence why there is none.
 *
 * @throws when a file can't be read or written
 */
export function writeApproval(
  file: string,
  { review, digests, head }: Pick<Apps, "head"> & { readonly review: Review; readonly digests: readonly Digest[] },
  { headSha, lockFile, approvalDays }: ShowOptions,
  today: Date,
): string | undefined {
  const lockFileSha256 = lockFile === undefined ? undefined : sha256Of(lockFile);
  try {
    const record = recordOf(review, digests, {
      head,
      today,
      tool: packageVersion(),
      days: approvalDays,
      ...(headSha === undefined ? {} : { headSha }),
      ...(lockFileSha256 === undefined ? {} : { lockFileSha256 }),
    });
    write(file, jsonText(record));
    return undefined;
  } catch (error) {
    if (error instanceof Error && !("code" in error)) return error.message;
    throw error;
  }
}

/** @throws in one sentence when the file can't be read */
export function sha256Of(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    throw new Error(`review: ${file} can't be read; name the lock file that terraform init uses`, { cause: error });
  }
}
