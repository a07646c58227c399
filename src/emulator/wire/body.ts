// Request bodies: read whole, bounded, unpacked when packed.
//
// Source: connect-go `protocol_connect.go`, `envelope.go` and `compression.go` (texts); Go `compress/gzip` (what is wrong with a
// stream). The limit itself is ours: the platform has none, and no message of the contract comes near.
import { gunzipSync } from "node:zlib";
import { RpcError } from "../rpc-error.js";
import { systemErrorCode } from "../store/system-error.js";
import type { HttpRequest } from "./exchange.js";

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const GZIP_HEADER_BYTES = 10;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);

/** @throws {RpcError} `resource_exhausted` beyond 16 MiB */
export async function readBody(request: HttpRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw tooLarge(size);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws {RpcError} `invalid_argument` for bytes that aren't gzip, `resource_exhausted` when they unpack to more than 16 MiB */
export function gunzip(packed: Buffer): Buffer {
  if (packed.length < GZIP_HEADER_BYTES) {
    throw new RpcError("invalid_argument", "get decompressor: unexpected EOF");
  }
  if (!packed.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) {
    throw new RpcError("invalid_argument", "get decompressor: gzip: invalid header");
  }
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    switch (systemErrorCode(error)) {
      case "ERR_BUFFER_TOO_LARGE":
        throw tooLarge(MAX_BODY_BYTES + 1);
      case "Z_BUF_ERROR":
        throw new RpcError("invalid_argument", "decompress: unexpected EOF");
      default:
        throw new RpcError("invalid_argument", "decompress: gzip: invalid checksum");
    }
  }
}

function tooLarge(size: number): RpcError {
  return new RpcError("resource_exhausted", `message size ${size} is larger than configured max ${MAX_BODY_BYTES}`);
}
