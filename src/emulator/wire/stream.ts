// Connect streams: one request message in an envelope, any number of answers in envelopes, and how it ended in a last one.
//
// Layout of an envelope: byte 0 flags (1 packed, 2 end of stream), bytes 1 to 4 length of the data (big-endian), then the data.
// Source: connect-go `envelope.go`, `connect.go` (`receiveUnaryMessage`), `protocol_connect.go` (`connectEndStreamMessage`). A stream
// is answered with HTTP 200 whatever happens: an error is in its end.
import { gzipSync } from "node:zlib";
import { RpcError } from "../rpc-error.js";
import { gunzip } from "./body.js";

const PREFIX_BYTES = 5;
const FLAG_PACKED = 1;
const FLAG_END = 2;

/**
 * The one message of a request.
 * @throws {RpcError} `unimplemented` for none or several, `invalid_argument` for bytes that are no envelope, `internal` for packed
 * data nobody announced
 */
export function readRequestMessage(body: Buffer, mayBePacked: boolean): Buffer {
  if (body.length === 0) {
    throw new RpcError("unimplemented", "unary request has zero messages");
  }
  if (body.length < PREFIX_BYTES) {
    throw new RpcError("invalid_argument", "protocol error: incomplete envelope: unexpected EOF");
  }
  const flags = body.readUInt8(0);
  const end = PREFIX_BYTES + body.readUInt32BE(1);
  if (body.length < end) {
    const got = body.length - PREFIX_BYTES;
    throw new RpcError(
      "invalid_argument",
      `protocol error: promised ${end - PREFIX_BYTES} bytes in enveloped message, got ${got} bytes`,
    );
  }
  if ((flags & ~FLAG_PACKED) !== 0) {
    throw new RpcError("internal", `protocol error: invalid envelope flags ${flags}`);
  }
  if (flags === FLAG_PACKED && !mayBePacked) {
    throw new RpcError("internal", "protocol error: sent compressed message without compression support");
  }
  if (body.length > end) {
    throw new RpcError("unimplemented", "unary request has multiple messages");
  }
  const data = body.subarray(PREFIX_BYTES, end);
  return flags === FLAG_PACKED && data.length > 0 ? gunzip(data) : data;
}

/** The body of an answer: its messages, and its end. */
export function writeStream(messages: readonly Buffer[], error: RpcError | undefined, packed: boolean): Buffer {
  const end = error === undefined ? {} : { error: { code: error.code, message: error.message } };
  return Buffer.concat([
    ...messages.map((message) => envelope(0, message, packed)),
    envelope(FLAG_END, Buffer.from(JSON.stringify(end)), packed),
  ]);
}

function envelope(flags: number, data: Buffer, packed: boolean): Buffer {
  const content = packed ? gzipSync(data) : data;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt8(flags | (packed ? FLAG_PACKED : 0), 0);
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
}
