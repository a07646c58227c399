// gRPC's message frame: byte 0 is the compression flag, bytes 1 to 4 the length in big-endian, then the message.
//
// Refused: compressed messages (the plugin offers no compression, and Terraform uses none), messages over the limit, and a
// unary call with more or less than one message.
//
// Source: gRPC over HTTP/2, "Length-Prefixed-Message".
import { GrpcError, GrpcStatus } from "./status.js";

const PREFIX_BYTES = 5;
/** The limit of HashiCorp's own servers; Terraform's client sets none. */
export const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Puts the prefix before a message. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}

/** Collects the chunks of one unary request. */
export class UnaryReader {
  private readonly chunks: Buffer[] = [];
  private received = 0;

  /** @throws {GrpcError} as soon as more arrives than one message may hold */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received > MAX_MESSAGE_BYTES + PREFIX_BYTES) {
      throw new GrpcError(GrpcStatus.resourceExhausted, `message is larger than ${MAX_MESSAGE_BYTES} bytes`);
    }
  }

  /** @throws {GrpcError} when what arrived is not exactly one uncompressed message */
  finish(): Buffer {
    const bytes = this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks);
    if (bytes.length < PREFIX_BYTES) throw new GrpcError(GrpcStatus.internal, "the call ended without a message");
    if (bytes[0] !== 0) throw new GrpcError(GrpcStatus.unimplemented, "compressed messages are not supported");
    const length = bytes.readUInt32BE(1);
    if (bytes.length !== PREFIX_BYTES + length) {
      throw new GrpcError(
        GrpcStatus.internal,
        `expected one message of ${length} bytes, got ${bytes.length - PREFIX_BYTES}`,
      );
    }
    return bytes.subarray(PREFIX_BYTES);
  }
}
