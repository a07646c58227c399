// Taking in an answer's body, packed or not, within a bound: reading stops with the first byte too many, of what comes over the
// wire as of what it unpacks to, so that a small answer can not fill the memory.
//
// gzip is the only encoding asked for, because it is the only one connect-go has.
// Source: Connect protocol (`Accept-Encoding`), RFC 9110 §8.4.
import { createGunzip, type Gunzip } from "node:zlib";
import type { LocalReason } from "./error-table.js";

/** Value of `accept-encoding`. */
export const ACCEPTED_ENCODINGS = "gzip";
/** Far above a page of 100 rows; what is larger is no answer of the contract. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** An end that this client itself puts to a call; its code is a row of the error table. */
export class LocalFailure extends Error {
  constructor(readonly code: LocalReason) {
    super(code);
  }
}

/** Where a body goes, chunk by chunk. */
export interface BodySink {
  /** False: hold the next chunk back until `resume` was called. */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Gives up what was taken in. */
  destroy(): void;
}

/** Who hears of a body. */
export interface BodyEvents {
  readonly resume: () => void;
  readonly done: (body: Buffer) => void;
  readonly failed: (failure: LocalFailure) => void;
}

/** A sink for a body of the given `content-encoding`; undefined for one that was not asked for. */
export function bodySink(encoding: string | undefined, events: BodyEvents): BodySink | undefined {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return plainSink(events);
  return name === "gzip" || name === "x-gzip" ? gzipSink(events) : undefined;
}

function plainSink({ done, failed }: BodyEvents): BodySink {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    write: (chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) failed(new LocalFailure("answer too large"));
      else chunks.push(chunk);
      return true;
    },
    end: () => done(Buffer.concat(chunks, bytes)),
    destroy: () => void (chunks.length = 0),
  };
}

function gzipSink(events: BodyEvents): BodySink {
  const unpacked = plainSink(events);
  const gunzip: Gunzip = createGunzip();
  let packedBytes = 0;
  gunzip.on("data", (chunk: Buffer) => void unpacked.write(chunk));
  gunzip.on("drain", events.resume);
  gunzip.on("end", () => unpacked.end());
  gunzip.on("error", () => events.failed(new LocalFailure("answer with damaged gzip")));
  return {
    write: (chunk) => {
      packedBytes += chunk.length;
      if (packedBytes <= MAX_ANSWER_BYTES) return gunzip.write(chunk);
      events.failed(new LocalFailure("answer too large"));
      return true;
    },
    end: () => void gunzip.end(),
    destroy: () => {
      gunzip.destroy();
      unpacked.destroy();
    },
  };
}
