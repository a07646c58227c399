// gRPC's message frame: byte 0 is the compression flag, bytes 1 to 4 the length in big-endian, then the message.
//
// Refused: compressed messages (the plugin offers no compression, and Terraform uses none), messages over the limit, and a
// unary call with more or less than one message. What the prefix alone gives away is refused with the prefix, so that nobody
// sends, and nothing keeps, hundreds of megabytes for nothing. A declared length is never allocated: it may be a lie.
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
  private chunks: Buffer[] = [];
  private received = 0;
  /** Length of the message as its prefix declares it, once the prefix is there. */
  private declared: number | undefined;

  /** @throws {GrpcError} as soon as it is certain that this will not be one message that is allowed */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.declared === undefined) {
      if (this.received < PREFIX_BYTES) return;
      this.declared = declaredLength(this.joined());
    }
    const message = this.received - PREFIX_BYTES;
    if (message > this.declared) {
      throw new GrpcError(
        GrpcStatus.internal,
        `expected one message of ${this.declared} bytes, got ${message} or more`,
      );
    }
  }

  /** @throws {GrpcError} when what arrived is not exactly one message */
  finish(): Buffer {
    if (this.declared === undefined) throw new GrpcError(GrpcStatus.internal, "the call ended without a message");
    const message = this.received - PREFIX_BYTES;
    if (message < this.declared) {
      throw new GrpcError(GrpcStatus.internal, `expected one message of ${this.declared} bytes, got ${message}`);
    }
    return this.joined().subarray(PREFIX_BYTES);
  }

  private joined(): Buffer {
    const [first] = this.chunks;
    if (first && this.chunks.length === 1) return first;
    const all = Buffer.concat(this.chunks, this.received);
    this.chunks = [all];
    return all;
  }
}

function declaredLength(prefix: Buffer): number {
  if (prefix[0] !== 0) throw new GrpcError(GrpcStatus.unimplemented, "compressed messages are not supported");
  const length = prefix.readUInt32BE(1);
  if (length > MAX_MESSAGE_BYTES) {
    throw new GrpcError(
      GrpcStatus.resourceExhausted,
      `a message of ${length} bytes is larger than ${MAX_MESSAGE_BYTES} bytes`,
    );
  }
  return length;
}
