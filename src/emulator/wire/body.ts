// Request bodies: read whole, bounded, unpacked when packed.
//
// Source: connect-go `envelope.go` (text of the size limit). The limit itself is ours; no message of the contract comes near.
import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { RpcError } from "../rpc-error.js";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** @throws {RpcError} `resource_exhausted` beyond 16 MiB, `invalid_argument` for a body that isn't the gzip it says it is */
export async function readBody(request: IncomingMessage, gzip: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new RpcError("resource_exhausted", `message size ${size} is larger than configured max ${MAX_BODY_BYTES}`);
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!gzip || body.length === 0) {
    return body;
  }
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch {
    throw new RpcError("invalid_argument", "decompress: gzip: invalid header");
  }
}
